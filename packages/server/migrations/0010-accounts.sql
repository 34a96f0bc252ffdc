-- People, their sessions and keys; tenants with a state and quotas.
-- Locks: access exclusive on tenant for a moment (columns with constant defaults: no rewrite); else none (all are new).
--
-- aether_auth   who may come in: people, sessions and operators' keys, which belong to no tenant, and the directory of
--               tenants and memberships
-- aether_login  what the embedded engine logs in as: a member of both roles, without rights of its own. A login on a
--               server must be a member of both, too.
do $$
declare name text;
begin
  foreach name in array array['aether_auth', 'aether_login'] loop
    if exists (select from pg_roles where rolname = name) then continue; end if;
    begin
      execute format('create role %I nologin noinherit nobypassrls', name);
    exception when duplicate_object or unique_violation then
      null; -- another database of this server is being migrated at the same time
    end;
  end loop;
  begin
    grant aether_app, aether_auth to aether_login;
  exception when unique_violation then
    null; -- see above
  end;
end $$;
grant usage on schema public to aether_auth;

-- A quota that is null has no limit.
alter table tenant
  add column name             text   not null default '',
  add column state            text   not null default 'active' collate "C",
  add column quota_vectors    bigint,
  add column quota_qps        int,
  add column quota_storage_gb int,
  add column quota_repos      int,
  add constraint tenant_state_known check (state in ('active', 'suspended', 'deleting')),
  add constraint tenant_quotas_positive
    check (least(quota_vectors, quota_qps, quota_storage_gb, quota_repos, 1) >= 0);

-- A tenant names itself; that it is there, its state and its quotas are the operator's.
revoke insert, update, delete on tenant from aether_app;
grant update (name) on tenant to aether_app;
create policy tenant_directory on tenant to aether_auth using (true) with check (true);
grant select, insert, update, delete on tenant to aether_auth;

create table person (
  person_id     uuid        not null primary key,
  email         text        not null collate "C",              -- as normalised by accounts
  name          text        not null default '',
  password      text,                                          -- argon2id in PHC form; null until one is set
  password_at   timestamptz,
  state         text        not null default 'active' collate "C" check (state in ('active', 'disabled')),
  created_at    timestamptz not null default now(),
  constraint person_email_unique unique (email)
);

-- One sign-in: a family of refresh tokens, of which the newest generation is good.
create table session (
  session_id  uuid        not null primary key,
  person_id   uuid        not null references person (person_id) on delete cascade,
  acts_in     uuid        references tenant (tenant_id) on delete cascade,  -- the tenant of its access tokens
  generation  int         not null default 1,
  secret_hash bytea       not null,                            -- of the newest generation
  rotated_at  timestamptz not null default now(),
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  revoked_at  timestamptz,
  revoked_why text        collate "C",
  address     text        not null default '',
  user_agent  text        not null default ''
);
create index session_person on session (person_id, created_at desc);
create index session_acts_in on session (acts_in) where acts_in is not null;

-- Spent once, and for thirty minutes at most.
create table password_reset (
  token_hash bytea       not null primary key,
  person_id  uuid        not null references person (person_id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index password_reset_person on password_reset (person_id);

-- The platform's operators stand outside of tenants.
create table operator_key (
  key_id       text        not null primary key collate "C",
  name         text        not null,
  secret_hash  text        not null,                           -- see api_key
  pepper       text        not null collate "C",
  last4        text        not null,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  constraint operator_key_name_unique unique (name)
);

do $$
declare t text;
begin
  foreach t in array array['person', 'session', 'password_reset', 'operator_key'] loop
    execute format('grant select, insert, update, delete on %I to aether_auth', t);
  end loop;
end $$;

create table membership (
  tenant_id  uuid        not null references tenant (tenant_id) on delete cascade,
  person_id  uuid        not null references person (person_id) on delete cascade,
  role       text        not null collate "C" check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, person_id)
);
create index membership_person on membership (person_id);

create table invitation (
  tenant_id     uuid        not null references tenant (tenant_id) on delete cascade,
  invitation_id uuid        not null,
  email         text        not null collate "C",
  role          text        not null collate "C" check (role in ('owner', 'admin', 'member', 'viewer')),
  secret_hash   bytea       not null,
  invited_by    uuid,                                          -- a person; null: the operator or the local owner
  created_at    timestamptz not null default now(),
  expires_at    timestamptz not null,
  accepted_at   timestamptz,
  revoked_at    timestamptz,
  primary key (tenant_id, invitation_id)
);
create index invitation_recent on invitation (tenant_id, created_at desc, invitation_id);

-- A key's text is aeth_<environment>_<key_id>_<secret>_<crc>; the tenant's id is part of key_id.
create table api_key (
  tenant_id    uuid        not null references tenant (tenant_id) on delete cascade,
  key_id       text        not null collate "C",
  name         text        not null,
  environment  text        not null collate "C" check (environment in ('live', 'test')),
  secret_hash  text        not null,                           -- bcrypt over an HMAC of the secret
  pepper       text        not null collate "C",               -- id of the key under which the HMAC is made
  last4        text        not null,
  permissions  text[]      not null,
  created_by   uuid,                                           -- a person; null: the operator or the local owner
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  replaces     text        collate "C",                        -- the key that this one was rotated from
  primary key (tenant_id, key_id)
);
create index api_key_recent on api_key (tenant_id, created_at desc, key_id);

do $$
declare t text;
begin
  foreach t in array array['membership', 'invitation', 'api_key'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant_isolation on %I
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
    execute format('grant select, insert, update, delete on %I to aether_app', t);
  end loop;
end $$;

-- Which tenants a person may act in is asked before a tenant is known.
create policy membership_directory on membership for select to aether_auth using (true);
grant select on membership to aether_auth;

-- down
drop table api_key;
drop table invitation;
drop table membership;
drop table operator_key;
drop table password_reset;
drop table session;
drop table person;
drop policy tenant_directory on tenant;
revoke select, insert, update, delete on tenant from aether_auth;
alter table tenant drop column name, drop column state, drop column quota_vectors, drop column quota_qps,
  drop column quota_storage_gb, drop column quota_repos;
grant select, insert, update, delete on tenant to aether_app;
revoke usage on schema public from aether_auth;
