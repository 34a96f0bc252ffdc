-- Credentials of other services and keys of the installation's own, sealed (kernel/secrets).
-- Locks: none (all tables are new).

-- `sealed` opens in this row only: tenant, name, kind, host and username are bound to it.
create table credential (
  tenant_id  uuid        not null references tenant (tenant_id) on delete cascade,
  name       text        not null collate "C",
  kind       text        not null collate "C" check (kind in ('git_token', 'provider_key')),
  host       text        not null collate "C",             -- the only one that it is sent to
  username   text        not null default '' collate "C",
  sealed     text        not null collate "C",
  root_key   text        not null collate "C",             -- id of the root key under which it is sealed
  last4      text        not null default '' collate "C",
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, name)
);
alter table credential enable row level security;
alter table credential force row level security;
create policy tenant_isolation on credential
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on credential to aether_app;

-- Made once, at random, so that they outlive the root key under which they happen to be sealed.
create table installation_key (
  purpose    text        not null primary key collate "C",
  sealed     text        not null collate "C",
  root_key   text        not null collate "C",
  created_at timestamptz not null default now()
);
grant select, insert, update on installation_key to aether_auth;

-- down
drop table installation_key;
drop table credential;
