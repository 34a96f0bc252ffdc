-- The audit trail: who did what, from where, and how it ended; never content.
-- Locks: none (the table is new).

-- Records of a tenant are numbered without gaps, and each holds a MAC over itself and the one before (kernel/audit), under a
-- key that the database does not know. The trail of no tenant (000…) is the platform's. No foreign key: a trail outlives
-- what it speaks of, and its tenant's deletion removes it last.
create table audit (
  tenant_id  uuid        not null,
  number     bigint      not null,
  at         timestamptz not null,
  actor_kind text        not null collate "C",
  actor_id   text        not null collate "C",
  action     text        not null collate "C",             -- the operation's name
  target     text        not null,                         -- ids of what was acted on
  outcome    text        not null collate "C",             -- OK, or the code of the fault
  address    text        not null collate "C",
  user_agent text        not null,
  request_id text        not null collate "C",
  previous   bytea       not null,
  hash       bytea       not null,
  primary key (tenant_id, number)
);
create index audit_by_actor on audit (tenant_id, actor_id, number);
create index audit_by_action on audit (tenant_id, action, number);
alter table audit enable row level security;
alter table audit force row level security;
create policy tenant_isolation on audit
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert on audit to aether_app;

-- What is left of a tenant that is being deleted can be removed, and nothing else.
create policy audit_erasure on audit to aether_auth
  using (exists (select from tenant t where t.tenant_id = audit.tenant_id and t.state = 'deleting'))
  with check (false);
grant select, delete on audit to aether_auth;

-- down
drop table audit;
