-- What tenants see of work in the background. pg-boss' own rows carry nothing but a tenant id and a job id.
-- Locks: none on existing tables (all are new).

create table job (
  tenant_id       uuid        not null references tenant (tenant_id) on delete cascade,
  job_id          uuid        not null,
  kind            text        not null collate "C",
  class           text        not null collate "C" check (class in ('realtime', 'bulk')),
  state           text        not null collate "C"
                  check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'dead')),
  subject         text        not null default '',   -- what it is about, e.g. a repo id: one live job for each (kind, subject)
  input           jsonb       not null,
  result          jsonb,
  error           jsonb,
  stage           text        not null default 'queued' collate "C",
  percent         real        not null default 0,
  progress        jsonb       not null default '{}',  -- done, total, rate, skipped
  attempt         int         not null default 0,
  cancel_asked    boolean     not null default false,
  idempotency_key text        collate "C",
  created_at      timestamptz not null default now(),
  started_at      timestamptz,
  finished_at     timestamptz,
  primary key (tenant_id, job_id),
  constraint job_idempotency unique (tenant_id, kind, idempotency_key)
);
create index job_recent on job (tenant_id, created_at desc, job_id);
create unique index job_live on job (tenant_id, kind, subject) where state in ('queued', 'running') and subject <> '';

alter table job enable row level security;
alter table job force row level security;
create policy tenant_isolation on job
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on job to aether_app;

-- down
drop table job;
