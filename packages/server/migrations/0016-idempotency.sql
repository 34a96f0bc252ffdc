-- Versions of what people change, and answers kept for calls that are repeated under their Idempotency-Key.
-- Locks: access exclusive on tenant and repo for a moment (columns with constant defaults: no rewrite); else none.

alter table tenant add column version int not null default 1;
alter table repo add column version int not null default 1;

-- Whoever changes such a row, and by whatever statement: If-Match sees it.
create function next_version() returns trigger language plpgsql set search_path = '' as $$
begin
  new.version := old.version + 1;
  return new;
end $$;
create trigger tenant_version before update of name, state, quota_vectors, quota_qps, quota_storage_gb, quota_repos
  on tenant for each row execute function next_version();
create trigger repo_version
  before update of name, followed, credential, schedule_minutes, keep_snapshots, keep_days
  on repo for each row execute function next_version();

-- Kept for 24 hours. Operators act in no tenant: their calls are kept under the zero uuid, which row security tells from
-- every tenant's like any other.
create table idempotent_call (
  tenant_id  uuid        not null,
  operation  text        not null collate "C",
  actor      text        not null collate "C",
  key        text        not null collate "C",
  request    bytea       not null,                -- MAC of the input
  claim      uuid        not null,                -- the attempt that may have its effect
  state      text        not null collate "C" check (state in ('running', 'done')),
  answer     text,                                -- JSON; null where it is not known, or must not be kept
  claimed_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  of_tenant  uuid generated always as (nullif(tenant_id, '00000000-0000-0000-0000-000000000000')) stored
             references tenant (tenant_id) on delete cascade,
  primary key (tenant_id, operation, actor, key)
);
create index idempotent_call_age on idempotent_call (tenant_id, created_at);
create index idempotent_call_tenant on idempotent_call (of_tenant) where of_tenant is not null;

alter table idempotent_call enable row level security;
alter table idempotent_call force row level security;
create policy tenant_isolation on idempotent_call
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on idempotent_call to aether_app;
-- A command outside of tenants marks its call in the same transaction.
grant select (tenant_id, operation, actor, key, claim), update (state) on idempotent_call to aether_auth;

-- down
drop table idempotent_call;
drop trigger repo_version on repo;
drop trigger tenant_version on tenant;
drop function next_version();
alter table repo drop column version;
alter table tenant drop column version;
