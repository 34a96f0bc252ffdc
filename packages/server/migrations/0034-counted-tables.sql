-- What of a table counts towards which quota is said once, by the triggers that follow it. A later migration adds a table with
-- `select count_rows('name', 'storage_bytes', '280', false)`, and dropping a table takes it out again: nothing else lists them.
-- Locks: none.

-- changes: whether a row can be of another size after an update.
create view counted with (security_invoker = true) as
  select c.relname::text as table_name,
         split_part(encode(t.tgargs, 'escape'), '\000', 1) as resource,
         split_part(encode(t.tgargs, 'escape'), '\000', 2) as amount,
         bool_or(t.tgtype & 4 <> 0) and bool_or(t.tgtype & 8 <> 0) as follows,   -- rows that come, and rows that go
         bool_or(t.tgtype & 16 <> 0) as changes
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
   where t.tgfoid = 'public.follow_use'::regproc
   group by 1, 2, 3;
grant select on counted to aether_app;

-- The whole of a resource, counted from its rows.
create or replace function count_use(tenant uuid, resource text) returns bigint language plpgsql stable as $$
declare
  tables text;
  counted_now bigint;
begin
  select string_agg(
           format('(select coalesce(sum(%s), 0) from %I where tenant_id = $1)', c.amount, c.table_name), ' + ')
    into tables
    from public.counted c
   where c.resource = count_use.resource;
  execute format('select (%s)::bigint', coalesce(tables, '0')) into counted_now using tenant;
  return counted_now;
end $$;

-- Counts a table from now on. amount: how much of the resource a row is, as SQL of its columns.
create function count_rows(counted_table text, resource text, amount text, changes boolean) returns void
language plpgsql as $$
declare
  event text;
  seen text;
begin
  for event, seen in values ('insert', 'new table as added'), ('delete', 'old table as gone'),
                            ('update', 'new table as added old table as gone') loop
    continue when event = 'update' and not changes;
    execute format(
      'create trigger %I after %s on public.%I referencing %s for each statement execute function follow_use(%L, %L)',
      format('counted_%s_%s', resource, event), event, counted_table, seen, resource, amount);
  end loop;
  -- What there is already is counted at the next need.
  alter table quota_use no force row level security;
  execute format('delete from quota_use where resource = %L', resource);
  alter table quota_use force row level security;
end $$;
revoke execute on function count_rows(text, text, text, boolean) from public;

-- down
drop function count_rows(text, text, text, boolean);
do $$
declare
  counts record;
  body text := '';
begin
  for counts in
    select resource,
           string_agg(format('(select coalesce(sum(%s), 0) from %I where tenant_id = tenant)', amount, table_name), ' + ') as whole
      from counted
     group by resource
  loop
    body := body || format(' when %L then %s', counts.resource, counts.whole);
  end loop;
  execute format(
    'create or replace function count_use(tenant uuid, resource text) returns bigint language sql stable as %L',
    format('select (case resource%s else 0 end)::bigint', body));
end $$;
drop view counted;
