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
  error           jsonb,                              -- of the last attempt that failed
  stage           text        not null default 'queued' collate "C",
  percent         real        not null default 0,
  progress        jsonb       not null default '{}',  -- done, total, rate, skipped
  attempt         int         not null default 0,     -- counts every start and never goes back: it fences the writes of an older one
  failures        int         not null default 0,     -- attempts that failed with something that may pass
  lost            int         not null default 0,     -- attempts whose process vanished
  turn            int         not null,               -- place in the order of its class, lower is later; see enqueue
  ticket          uuid        not null,               -- pg-boss' row
  idempotency_key text        collate "C",
  created_at      timestamptz not null default now(),
  started_at      timestamptz,                        -- of the current or last attempt
  retry_at        timestamptz,
  finished_at     timestamptz,
  primary key (tenant_id, job_id),
  constraint job_idempotency unique (tenant_id, kind, idempotency_key)
);
create index job_recent on job (tenant_id, created_at desc, job_id);
create index job_waiting on job (tenant_id, class, turn) where state = 'queued';
create unique index job_live on job (tenant_id, kind, subject) where state in ('queued', 'running') and subject <> '';

alter table job enable row level security;
alter table job force row level security;
create policy tenant_isolation on job
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on job to aether_app;

-- down
drop table job;
