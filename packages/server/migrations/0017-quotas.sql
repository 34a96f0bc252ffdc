-- What tenants use and may use: rate limits that processes share, use and reservations, usage by day, deletion of tenants.
-- Locks: share row exclusive on repo, vector_256, blob and facts for a moment (triggers); else none (all are new).

-- Calls of addresses without a credential within the last window. payer: a hash, so that no address can be read from it.
create table rate_window (
  payer      bytea            not null primary key,
  taken      float8[]         not null,              -- milliseconds since 1970, oldest first
  expires_at timestamptz      not null
);
create index rate_window_expired on rate_window (expires_at);

-- How fast each process lets tenants call just now, so that the others leave room for it.
create table rate_share (
  process    uuid             not null,
  tenant     uuid             not null,
  per_second float8           not null,
  at         timestamptz      not null default now(),
  primary key (process, tenant)
);
create index rate_share_at on rate_share (at);

-- Tenants that are being deleted, and what was found and left of those that were.
create table tenant_deletion (
  tenant        uuid        not null primary key,
  slug          text        not null,
  asked_by      text        not null,
  asked_at      timestamptz not null default now(),
  claimed_until timestamptz not null default now(),  -- a process works on it until then
  removed       jsonb       not null default '{}',   -- rows by table, and entries on disk
  finished_at   timestamptz                          -- nothing was found any more
);

do $$
declare t text;
begin
  foreach t in array array['rate_window', 'rate_share', 'tenant_deletion'] loop
    execute format('grant select, insert, update, delete on %I to aether_auth', t);
  end loop;
end $$;

-- What there is of each thing that has a quota. Triggers keep it equal to the rows, whoever writes them.
create table quota_use (
  tenant_id uuid   not null references tenant (tenant_id) on delete cascade,
  resource  text   not null collate "C" check (resource in ('repos', 'storage_bytes', 'vectors')),
  used      bigint not null,
  primary key (tenant_id, resource)
);

-- What is about to be used. One whose owner was killed counts until it expires.
create table reservation (
  tenant_id      uuid        not null references tenant (tenant_id) on delete cascade,
  reservation_id uuid        not null,
  resource       text        not null collate "C" check (resource in ('repos', 'storage_bytes', 'vectors')),
  amount         bigint      not null check (amount >= 0),
  owner          text        not null collate "C",    -- the request or the job
  expires_at     timestamptz not null,
  primary key (tenant_id, reservation_id)
);
create index reservation_live on reservation (tenant_id, resource, expires_at);

-- Days are those of UTC.
create table usage_day (
  tenant_id uuid   not null references tenant (tenant_id) on delete cascade,
  day       date   not null,
  measure   text   not null collate "C",              -- a resource, or calls
  added     bigint not null default 0,
  removed   bigint not null default 0,
  used      bigint not null default 0,                -- at the day's last change
  primary key (tenant_id, day, measure)
);

do $$
declare t text;
begin
  foreach t in array array['quota_use', 'reservation', 'usage_day'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant_isolation on %I
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
    execute format('grant select, insert, update, delete on %I to aether_app', t);
  end loop;
end $$;

-- The whole of a resource, counted from its rows. octet_length reads no toasted value.
create function count_use(tenant uuid, resource text) returns bigint language sql stable as $$
  select case resource
    when 'repos' then (select count(*) from repo where tenant_id = tenant and deleted_at is null)
    when 'vectors' then (select count(*) from vector_256 where tenant_id = tenant)
    else (select coalesce(sum(octet_length(content)), 0) from blob where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from facts where tenant_id = tenant)
  end::bigint
$$;

-- Arguments: the resource, and how much of it a row is. Rows from before there were counts are counted at the first change.
create function follow_use() returns trigger language plpgsql as $$
declare
  change record;
  changed text := concat_ws(' union all ',
    case when tg_op <> 'DELETE' then format('select tenant_id, %s as amount from added', tg_argv[1]) end,
    case when tg_op <> 'INSERT' then format('select tenant_id, -(%s) as amount from gone', tg_argv[1]) end);
begin
  for change in execute format(
    'select tenant_id, sum(amount)::bigint as amount from (%s) as c group by tenant_id having sum(amount) <> 0', changed)
  loop
    -- A tenant's own end takes its counts along.
    continue when not exists (select from tenant t where t.tenant_id = change.tenant_id);
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
    array['repo', 'repos', '(deleted_at is null)::int'],
    array['vector_256', 'vectors', '1'],
    array['blob', 'storage_bytes', 'octet_length(content)'],
    array['facts', 'storage_bytes', 'octet_length(data)']]
  loop
    execute format('create trigger use_added after insert on %I referencing new table as added
      for each statement execute function follow_use(%L, %L)', of[1], of[2], of[3]);
    execute format('create trigger use_removed after delete on %I referencing old table as gone
      for each statement execute function follow_use(%L, %L)', of[1], of[2], of[3]);
    execute format('create trigger use_changed after update on %I referencing new table as added old table as gone
      for each statement execute function follow_use(%L, %L)', of[1], of[2], of[3]);
  end loop;
end $$;

-- down
drop trigger use_added on repo;
drop trigger use_removed on repo;
drop trigger use_changed on repo;
drop trigger use_added on vector_256;
drop trigger use_removed on vector_256;
drop trigger use_changed on vector_256;
drop trigger use_added on blob;
drop trigger use_removed on blob;
drop trigger use_changed on blob;
drop trigger use_added on facts;
drop trigger use_removed on facts;
drop trigger use_changed on facts;
drop function follow_use();
drop function count_use(uuid, text);
drop table usage_day;
drop table reservation;
drop table quota_use;
drop table tenant_deletion;
drop table rate_share;
drop table rate_window;
