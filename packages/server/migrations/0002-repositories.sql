-- Repositories, their tracks and snapshots, and the files in them.
-- Locks: none on existing tables (all are new).
--
-- A row is visible at snapshot number n when born <= n and (died is null or died > n). Numbers are a track's own,
-- are given out once, and a reader works at one number for a whole request: track.current.

create table repo (
  tenant_id  uuid        not null references tenant (tenant_id) on delete cascade,
  repo_id    uuid        not null,
  name       text        not null collate "C",
  key        text        not null collate "C",  -- part of every node's id: the first name, which renames do not touch
  root       text        not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, repo_id),
  constraint repo_name_unique unique (tenant_id, name),
  constraint repo_root_unique unique (tenant_id, root)
);

create table track (
  tenant_id uuid not null,
  repo_id   uuid not null,
  track_id  int  not null,                 -- from tenant_counter 'track'
  name      text not null collate "C",     -- 'worktree', later a ref
  current   int,                           -- the snapshot that readers see; null before the first
  next      int  not null default 1,       -- the next number to give out
  primary key (tenant_id, track_id),
  foreign key (tenant_id, repo_id) references repo (tenant_id, repo_id) on delete cascade,
  constraint track_name_unique unique (tenant_id, repo_id, name)
);

create table snapshot (
  tenant_id   uuid        not null,
  track_id    int         not null,
  number      int         not null,
  state       text        not null collate "C" check (state in ('building', 'ready', 'failed')),
  commit_sha  text        collate "C",
  dirty       boolean     not null default false,
  extractor   text        not null collate "C",   -- versions of facts, units and embedder that made it
  counts      jsonb       not null default '{}',  -- files, nodes, edges, units, unresolved
  skipped     jsonb       not null default '[]',  -- [{path, reason}], the first 10,000
  started_at  timestamptz not null default now(),
  finished_at timestamptz,
  primary key (tenant_id, track_id, number),
  foreign key (tenant_id, track_id) references track (tenant_id, track_id) on delete cascade
);

-- Text, once for each content in a tenant. hash: the first 128 bits of SHA-256 of the bytes.
create table blob (
  tenant_id uuid not null references tenant (tenant_id) on delete cascade,
  hash      uuid not null,
  bytes     int  not null,
  content   text not null,
  primary key (tenant_id, hash)
);

-- What parsing found, by content: zstd of JSON.
create table facts (
  tenant_id uuid  not null references tenant (tenant_id) on delete cascade,
  hash      uuid  not null,
  language  text  not null collate "C",
  version   int   not null,
  data      bytea not null,
  primary key (tenant_id, hash, language, version)
);

create table file (
  tenant_id  uuid    not null,
  track_id   int     not null,
  path       text    not null collate "C",
  born       int     not null,
  died       int,
  hash       uuid    not null,
  graph_hash uuid    not null,             -- of the rows that resolution made for this file: equal means nothing to write
  language   text    not null collate "C", -- '' for text that is not parsed
  line_count int     not null,
  bytes      int     not null,
  history    text    not null default '',  -- subjects of past commits that touched it, newest first
  primary key (tenant_id, track_id, path, born),
  foreign key (tenant_id, track_id) references track (tenant_id, track_id) on delete cascade
);
create index file_dead on file (tenant_id, track_id, died) where died is not null;

do $$
declare t text;
begin
  foreach t in array array['repo', 'track', 'snapshot', 'blob', 'facts', 'file'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant_isolation on %I
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
    execute format('grant select, insert, update, delete on %I to aether_app', t);
  end loop;
end $$;

-- down
drop table file;
drop table facts;
drop table blob;
drop table snapshot;
drop table track;
drop table repo;
