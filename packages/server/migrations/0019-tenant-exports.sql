-- What a tenant takes on disk, whole; exports of all that a tenant has; trails that end with their tenant.
-- Locks: share row exclusive on repo, file, node, edge, unresolved, unit, posting, scip and audit for a moment (triggers);
-- access exclusive on quota_use for a moment (its counts of storage are made anew at the next change).

-- One at a time is kept of a tenant. Its archive lies in the data directory.
create table tenant_export (
  tenant_id   uuid        not null references tenant (tenant_id) on delete cascade,
  export_id   uuid        not null,
  job_id      uuid        not null,
  asked_by    text        not null collate "C",             -- kind of actor
  asked_at    timestamptz not null default now(),
  expires_at  timestamptz not null,
  tracks      jsonb       not null,                         -- {track_id: current} when it began
  finished_at timestamptz,
  bytes       bigint      not null default 0,
  sha256      text        collate "C",
  rows        bigint      not null default 0,
  primary key (tenant_id, export_id)
);

-- What stands in the archive already: whoever goes on after a kill cuts it there.
create table tenant_export_part (
  tenant_id uuid    not null,
  export_id uuid    not null,
  number    int     not null,
  section   text    not null collate "C",
  file      text    not null collate "C",                   -- name in the archive
  rows      bigint  not null,
  bytes     bigint  not null,                               -- of the file as it is in the archive
  sha256    text    not null collate "C",                   -- of the same
  ends_at   bigint  not null,                               -- length of the archive behind it
  after     text[],                                         -- key of its last row; null where the section ends with it
  primary key (tenant_id, export_id, number),
  foreign key (tenant_id, export_id) references tenant_export (tenant_id, export_id) on delete cascade
);

do $$
declare t text;
begin
  foreach t in array array['tenant_export', 'tenant_export_part'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant_isolation on %I
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
    execute format('grant select, insert, update, delete on %I to aether_app', t);
  end loop;
end $$;

-- Bytes are those of the text where a row is mostly text; else what a row takes on PostgreSQL with its indexes, measured on
-- a repository of 900 files of Go (bench/storage-cost.ts): file 274, node 390, edge 377, unresolved 402, unit 277,
-- posting 180 and 4 for each entry. Vectors have a quota of their own.
create or replace function count_use(tenant uuid, resource text) returns bigint language sql stable as $$
  select case resource
    when 'repos' then (select count(*) from repo where tenant_id = tenant and deleted_at is null)
    when 'vectors' then (select count(*) from vector_256 where tenant_id = tenant)
    else (select coalesce(sum(octet_length(content)), 0) from blob where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from facts where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from scip where tenant_id = tenant)
       + (select coalesce(sum(tree_bytes), 0) from repo where tenant_id = tenant)
       + (select coalesce(sum(180 + 4 * cardinality(entries)), 0) from posting where tenant_id = tenant)
       + (select count(*) * 280 from file where tenant_id = tenant)
       + (select count(*) * 390 from node where tenant_id = tenant)
       + (select count(*) * 380 from edge where tenant_id = tenant)
       + (select count(*) * 400 from unresolved where tenant_id = tenant)
       + (select count(*) * 280 from unit where tenant_id = tenant)
  end::bigint
$$;

-- As before, and what the transaction has added in all: so that what adds nothing is let through beyond a quota.
create or replace function follow_use() returns trigger language plpgsql as $$
declare
  change record;
  mark text := 'aether.added_' || tg_argv[0];
  changed text := concat_ws(' union all ',
    case when tg_op <> 'DELETE' then format('select tenant_id, %s as amount from added', tg_argv[1]) end,
    case when tg_op <> 'INSERT' then format('select tenant_id, -(%s) as amount from gone', tg_argv[1]) end);
begin
  for change in execute format(
    'select tenant_id, sum(amount)::bigint as amount from (%s) as c group by tenant_id having sum(amount) <> 0', changed)
  loop
    -- A tenant's own end takes its counts along.
    continue when not exists (select from tenant t where t.tenant_id = change.tenant_id);
    perform set_config(mark,
      (coalesce(nullif(current_setting(mark, true), ''), '0')::bigint + change.amount)::text, true);
    insert into quota_use as u (tenant_id, resource, used)
    values (change.tenant_id, tg_argv[0], 0)
    on conflict (tenant_id, resource) do update set used = u.used + change.amount;
    update quota_use u
       set used = count_use(change.tenant_id, tg_argv[0])
     where u.tenant_id = change.tenant_id and u.resource = tg_argv[0] and u.used = 0;
    insert into usage_day as d (tenant_id, day, measure, added, removed, used)
    select u.tenant_id, (now() at time zone 'UTC')::date, u.resource,
           greatest(change.amount, 0), greatest(-change.amount, 0), u.used
      from quota_use u
     where u.tenant_id = change.tenant_id and u.resource = tg_argv[0]
    on conflict (tenant_id, day, measure) do update
       set added = d.added + excluded.added, removed = d.removed + excluded.removed, used = excluded.used;
  end loop;
  return null;
end $$;

do $$
declare of text[];
begin
  foreach of slice 1 in array array[
    array['scip', 'octet_length(data)', 'update'],
    array['repo', 'tree_bytes', 'update'],
    array['posting', '180 + 4 * cardinality(entries)', ''],
    array['file', '280', ''],
    array['node', '390', ''],
    array['edge', '380', ''],
    array['unresolved', '400', ''],
    array['unit', '280', '']]
  loop
    execute format('create trigger storage_added after insert on %I referencing new table as added
      for each statement execute function follow_use(%L, %L)', of[1], 'storage_bytes', of[2]);
    execute format('create trigger storage_removed after delete on %I referencing old table as gone
      for each statement execute function follow_use(%L, %L)', of[1], 'storage_bytes', of[2]);
    -- The others' rows are as large after an update as before.
    continue when of[3] = '';
    execute format('create trigger storage_changed after update on %I referencing new table as added old table as gone
      for each statement execute function follow_use(%L, %L)', of[1], 'storage_bytes', of[2]);
  end loop;
end $$;

alter table quota_use no force row level security;
delete from quota_use where resource = 'storage_bytes';
alter table quota_use force row level security;

-- A record of a tenant that is gone is not kept. The lock makes one that comes while the tenant is being dropped wait for it.
create function audit_of_tenant() returns trigger language plpgsql as $$
begin
  if new.tenant_id = '00000000-0000-0000-0000-000000000000' then return new; end if;
  -- Not the writer's own: row security refuses it aloud.
  if new.tenant_id is distinct from nullif(current_setting('app.tenant_id', true), '')::uuid then return new; end if;
  perform from tenant t where t.tenant_id = new.tenant_id for key share;
  if found then return new; end if;
  return null;
end $$;
create trigger audit_of_tenant before insert on audit for each row execute function audit_of_tenant();

-- down
drop trigger audit_of_tenant on audit;
drop function audit_of_tenant();
do $$
declare t text;
begin
  foreach t in array array['scip', 'repo', 'posting', 'file', 'node', 'edge', 'unresolved', 'unit'] loop
    execute format('drop trigger storage_added on %I', t);
    execute format('drop trigger storage_removed on %I', t);
    execute format('drop trigger if exists storage_changed on %I', t);
  end loop;
end $$;
create or replace function count_use(tenant uuid, resource text) returns bigint language sql stable as $$
  select case resource
    when 'repos' then (select count(*) from repo where tenant_id = tenant and deleted_at is null)
    when 'vectors' then (select count(*) from vector_256 where tenant_id = tenant)
    else (select coalesce(sum(octet_length(content)), 0) from blob where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from facts where tenant_id = tenant)
  end::bigint
$$;
drop table tenant_export_part;
drop table tenant_export;
