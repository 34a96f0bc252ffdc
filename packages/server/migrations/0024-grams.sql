-- Trigrams of the indexed text, for literal and regular-expression search.
-- Locks: share row exclusive on segment for a moment (a trigger); else none (all are new).
--
-- A shard is the trigrams of some files of a segment; like a segment's postings it is written once and goes with its segment. A
-- segment without a shard was written before there were any: its files are looked through one by one.

create table gram_shard (
  tenant_id  uuid   not null,
  segment_id int    not null,
  shard      int    not null,
  bits       int    not null,           -- a gram's block is its first so many bits
  files      int    not null,
  chars      bigint not null,           -- UTF-16 units of their texts
  units      bytea  not null,           -- the files' own units, ascending: varints, each less the one before it
  primary key (tenant_id, segment_id, shard)
);

-- Grams ascending: how far from the one before, count << 1 | is a bitmap, the files (gaps, or a bit each). Some 1,500 bytes.
create table gram_block (
  tenant_id  uuid   not null,
  segment_id int    not null,
  shard      int    not null,
  block      int    not null,
  entries    bytea  not null,
  primary key (tenant_id, segment_id, shard, block)
);
-- Packed numbers hardly compress, and reading a block should be reading one page: kept in the row up to a page.
alter table gram_block alter column entries set storage external;
alter table gram_block set (toast_tuple_target = 8160);

-- They go with their segment. Not by a foreign key, which would be checked for every row.
create function delete_grams() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  delete from public.gram_block b using gone g where b.tenant_id = g.tenant_id and b.segment_id = g.segment_id;
  delete from public.gram_shard s using gone g where s.tenant_id = g.tenant_id and s.segment_id = g.segment_id;
  return null;
end $$;
create trigger segment_grams after delete on segment
  referencing old table as gone for each statement execute function delete_grams();

-- Storage counts them: what a row takes with its index beside its bytes, as for postings (0019).
create or replace function count_use(tenant uuid, resource text) returns bigint language sql stable as $$
  select case resource
    when 'repos' then (select count(*) from repo where tenant_id = tenant and deleted_at is null)
    when 'vectors' then (select count(*) from vector_256 where tenant_id = tenant)
    else (select coalesce(sum(octet_length(content)), 0) from blob where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from facts where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from scip where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from archive_chunk where tenant_id = tenant)
       + (select coalesce(sum(180 + 4 * cardinality(entries)), 0) from posting where tenant_id = tenant)
       + (select coalesce(sum(130 + octet_length(entries)), 0) from gram_block where tenant_id = tenant)
       + (select count(*) * 280 from file where tenant_id = tenant)
       + (select count(*) * 390 from node where tenant_id = tenant)
       + (select count(*) * 380 from edge where tenant_id = tenant)
       + (select count(*) * 400 from unresolved where tenant_id = tenant)
       + (select count(*) * 280 from unit where tenant_id = tenant)
  end::bigint
$$;
create trigger storage_added after insert on gram_block referencing new table as added
  for each statement execute function follow_use('storage_bytes', '130 + octet_length(entries)');
create trigger storage_removed after delete on gram_block referencing old table as gone
  for each statement execute function follow_use('storage_bytes', '130 + octet_length(entries)');

do $$
declare t text;
begin
  foreach t in array array['gram_shard', 'gram_block'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant_isolation on %I
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
    execute format('grant select, insert, update, delete on %I to aether_app', t);
  end loop;
end $$;

-- down
create or replace function count_use(tenant uuid, resource text) returns bigint language sql stable as $$
  select case resource
    when 'repos' then (select count(*) from repo where tenant_id = tenant and deleted_at is null)
    when 'vectors' then (select count(*) from vector_256 where tenant_id = tenant)
    else (select coalesce(sum(octet_length(content)), 0) from blob where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from facts where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from scip where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from archive_chunk where tenant_id = tenant)
       + (select coalesce(sum(180 + 4 * cardinality(entries)), 0) from posting where tenant_id = tenant)
       + (select count(*) * 280 from file where tenant_id = tenant)
       + (select count(*) * 390 from node where tenant_id = tenant)
       + (select count(*) * 380 from edge where tenant_id = tenant)
       + (select count(*) * 400 from unresolved where tenant_id = tenant)
       + (select count(*) * 280 from unit where tenant_id = tenant)
  end::bigint
$$;
drop trigger segment_grams on segment;
drop function delete_grams;
drop table gram_block;
drop table gram_shard;
