-- Roles, tenants, and what every later table relies on.
-- Locks: none on existing tables (all are new). Roles belong to the cluster, so they are made only where absent.
--
-- aether_app    the application: every tenant table, always under row security
-- aether_queue  the owner of pg-boss' schema; the application may only send, fetch and settle there
-- Neither has BYPASSRLS and neither owns a tenant table.
do $$
declare name text;
begin
  foreach name in array array['aether_app', 'aether_queue'] loop
    if exists (select from pg_roles where rolname = name) then continue; end if;
    begin
      execute format('create role %I nologin noinherit nobypassrls', name);
    exception when duplicate_object or unique_violation then
      null; -- another database of this server is being migrated at the same time
    end;
  end loop;
end $$;

create extension if not exists vector;

revoke create on schema public from public;
grant usage on schema public to aether_app;

create table tenant (
  tenant_id  uuid        not null primary key,
  slug       text        not null collate "C",
  created_at timestamptz not null default now(),
  constraint tenant_slug_unique unique (slug),
  constraint tenant_slug_form check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);
alter table tenant enable row level security;
alter table tenant force row level security;
create policy tenant_isolation on tenant
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on tenant to aether_app;

-- Numbers handed out within one tenant, so that nothing of a neighbour's volume shows in an id.
create table tenant_counter (
  tenant_id uuid   not null references tenant (tenant_id) on delete cascade,
  name      text   not null collate "C",
  value     bigint not null default 0,
  primary key (tenant_id, name)
);
alter table tenant_counter enable row level security;
alter table tenant_counter force row level security;
create policy tenant_isolation on tenant_counter
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on tenant_counter to aether_app;

-- down
drop table tenant_counter;
drop table tenant;
