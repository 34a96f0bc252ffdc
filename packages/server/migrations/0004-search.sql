-- What is searched: units, their words (postings in blocks) and their vectors.
-- Locks: none on existing tables (all are new).

-- A definition, the module-level rest of a file, or a section of a document. unit_id comes from tenant_counter 'unit',
-- so it is unique within the tenant and postings of all its repositories can be added up. Units of a file are numbered
-- one after the other, the file's own last.
create table unit (
  tenant_id      uuid   not null,
  unit_id        int    not null,
  file_unit_id   int    not null,           -- of the file it stands in: words of the path and the whole file are kept there
  track_id       int    not null,
  born           int    not null,
  died           int,
  node_id        bigint not null,
  path           text   not null collate "C",
  kind           text   not null collate "C",
  language       text   not null collate "C",
  name           text   not null collate "C",
  qualified_name text   not null collate "C",
  start_line     int    not null,
  end_line       int    not null,
  flags          int    not null,           -- bits: 1 test, 2 generated, 4 vendored, 8 example, 16 tooling
  words          int    not null,           -- length in words, all fields
  text_hash      uuid   not null,           -- of the text that is embedded
  primary key (tenant_id, unit_id),
  foreign key (tenant_id, track_id) references track (tenant_id, track_id) on delete cascade
);
create index unit_path on unit (tenant_id, track_id, path);
create index unit_dead on unit (tenant_id, track_id, died) where died is not null;

-- A segment is what one indexing run added; its postings never change, so a run with one changed file writes one small segment.
create table segment (
  tenant_id   uuid     not null,
  segment_id  int      not null,            -- from tenant_counter 'segment'
  track_id    int      not null,
  born        int      not null,
  died        int,
  units       int      not null,
  field_units int[]    not null,            -- units that have the field, in the order of the field numbers
  field_words bigint[] not null,            -- total length of the field
  primary key (tenant_id, segment_id),
  foreign key (tenant_id, track_id) references track (tenant_id, track_id) on delete cascade
);
create index segment_track on segment (tenant_id, track_id);

-- Blocks of up to 512 occurrences of a word: offset from first_unit << 14 | field << 10 | impact, ascending. The impact is the
-- saturated, length-normalised term frequency of BM25 in steps of 2.2 / 1023, so that a score is idf * impact and needs no
-- other table; the document frequency is the sum of units. A unit's entries are never parted.
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
-- Postings go with their segment. Not by a foreign key: checking it for every row takes a third of the time of writing them.
create function delete_postings() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  delete from public.posting p using gone g where p.tenant_id = g.tenant_id and p.segment_id = g.segment_id;
  return null;
end $$;
create trigger segment_postings after delete on segment
  referencing old table as gone for each statement execute function delete_postings();
-- No index by segment: a planner without statistics would prefer it to the key and read whole segments. A segment is deleted by one
-- walk over the tenant's keys.
-- Two kilobytes at most, and packed numbers hardly compress: kept in the row, so that reading one is one page.
alter table posting alter column entries set storage plain;

-- One table for each dimension; a model's vectors are never mixed with another's. Embedded text is found again by its hash.
create table vector_256 (
  tenant_id uuid not null references tenant (tenant_id) on delete cascade,
  model     text not null collate "C",
  hash      uuid not null,
  embedding __VECTOR__(256) not null,
  primary key (tenant_id, model, hash)
);
alter table vector_256 alter column embedding set storage plain;

do $$
declare t text;
begin
  foreach t in array array['unit', 'segment', 'posting', 'vector_256'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant_isolation on %I
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
    execute format('grant select, insert, update, delete on %I to aether_app', t);
  end loop;
end $$;

-- down
drop table vector_256;
drop table posting;
drop table segment;
drop function delete_postings;
drop table unit;
