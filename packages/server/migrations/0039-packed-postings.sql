-- Postings in bytes instead of arrays of numbers, in rows without gaps: three quarters of the room.
-- Locks: posting exclusively while it is copied, some 5 s for each 100 MB of indexed text.
--
-- Blocks that were written before keep their entries as they are and are read as they are; the next index of a repository writes all
-- of its blocks anew (extractor.ts, ROWS_VERSION). With the two of them a row has eight columns, so that its nulls cost no room.
alter table posting rename to posting_loose;
alter table posting_loose rename constraint posting_pkey to posting_loose_pkey;
alter table posting_loose no force row level security;
create table posting (
  tenant_id  uuid     not null,
  segment_id int      not null,
  first_unit int      not null,
  block      smallint not null,
  units      smallint not null,                -- distinct ones in the block
  term       text     not null collate "C",
  entries    int[],                            -- as 0004 says; null in blocks that are packed
  packed     bytea,                            -- kernel/search/packed-entries.ts
  check (num_nonnulls(entries, packed) > 0)
);
-- Kept in the row, as they are: reading one is reading one page, and packed numbers hardly compress.
alter table posting alter column entries set storage plain;
alter table posting alter column packed set storage external;
alter table posting set (toast_tuple_target = 8160);
insert into posting (tenant_id, segment_id, first_unit, block, units, term, entries)
select tenant_id, segment_id, first_unit, block, units, term, entries
  from posting_loose;
drop table posting_loose;
alter table posting add primary key (tenant_id, term, segment_id, block);
alter table posting enable row level security;
alter table posting force row level security;
create policy tenant_isolation on posting
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on posting to aether_app;
select count_rows('posting', 'storage_bytes', 'coalesce(150 + octet_length(packed), 180 + 4 * cardinality(entries))', false);

-- down
create function unpack_entries(packed bytea) returns int[] language plpgsql immutable as $$
declare
  found int[] := '{}';
  place int := 0;
  unit_offset int := 0;
  head int;
begin
  while place < octet_length(packed) loop
    head := get_byte(packed, place) | (get_byte(packed, place + 1) << 8);
    place := place + 2;
    for shift in 0 .. (head & 3) - 1 loop
      unit_offset := unit_offset + (get_byte(packed, place) << (8 * shift));
      place := place + 1;
    end loop;
    found := found || ((unit_offset << 14) | (head >> 2));
  end loop;
  return found;
end $$;
alter table posting rename to posting_packed;
alter table posting_packed rename constraint posting_pkey to posting_packed_pkey;
alter table posting_packed no force row level security;
create table posting (
  tenant_id  uuid     not null,
  term       text     not null collate "C",
  segment_id int      not null,
  block      int      not null,
  first_unit int      not null,
  last_unit  int      not null,
  units      int      not null,
  entries    int[]    not null,
  primary key (tenant_id, term, segment_id, block)
);
alter table posting alter column entries set storage plain;
insert into posting
select tenant_id, term, segment_id, block, first_unit, first_unit + (e.entries[cardinality(e.entries)] >> 14), units, e.entries
  from posting_packed
 cross join lateral (select coalesce(entries, unpack_entries(packed)) as entries offset 0) as e;
drop table posting_packed;
drop function unpack_entries(bytea);
alter table posting enable row level security;
alter table posting force row level security;
create policy tenant_isolation on posting
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on posting to aether_app;
create trigger storage_added after insert on posting referencing new table as added
  for each statement execute function follow_use('storage_bytes', '180 + 4 * cardinality(entries)');
create trigger storage_removed after delete on posting referencing old table as gone
  for each statement execute function follow_use('storage_bytes', '180 + 4 * cardinality(entries)');
-- Counted anew at the next need.
alter table quota_use no force row level security;
delete from quota_use where resource = 'storage_bytes';
alter table quota_use force row level security;
