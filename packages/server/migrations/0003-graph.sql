-- The code graph. Ids are the graph package's 64-bit ids as bigint (two's complement).
-- Locks: none on existing tables (all are new).

create table node (
  tenant_id      uuid     not null,
  track_id       int      not null,
  node_id        bigint   not null,
  born           int      not null,
  died           int,
  kind           text     not null collate "C",
  name           text     not null collate "C",
  lower_name     text     not null collate "C",
  qualified_name text     not null collate "C",
  path           text     not null collate "C",  -- '' for what lies outside of the repository
  start_line     int      not null,
  end_line       int      not null,
  language       text     not null collate "C",
  parent_id      bigint,
  signature      text     not null,
  doc            text     not null,
  visibility     text     not null collate "C",
  exported       boolean  not null,
  primary key (tenant_id, track_id, node_id, born),
  foreign key (tenant_id, track_id) references track (tenant_id, track_id) on delete cascade
);
create index node_name on node (tenant_id, lower_name);
create index node_path on node (tenant_id, track_id, path);
create index node_dead on node (tenant_id, track_id, died) where died is not null;

create table edge (
  tenant_id uuid     not null,
  track_id  int      not null,
  from_id   bigint   not null,
  kind      text     not null collate "C",
  to_id     bigint   not null,
  born      int      not null,
  died      int,
  tier      text     not null collate "C",
  lines     int[]    not null,
  path      text     not null collate "C",  -- the file of from_id: a file's edges are replaced together
  primary key (tenant_id, track_id, from_id, kind, to_id, born),
  foreign key (tenant_id, track_id) references track (tenant_id, track_id) on delete cascade
);
create index edge_to on edge (tenant_id, track_id, to_id, kind);
create index edge_path on edge (tenant_id, track_id, path);
create index edge_dead on edge (tenant_id, track_id, died) where died is not null;

create table unresolved (
  tenant_id uuid   not null,
  track_id  int    not null,
  path      text   not null collate "C",
  ordinal   int    not null,               -- position within the file's list
  born      int    not null,
  died      int,
  from_id   bigint not null,
  kind      text   not null collate "C",
  name      text   not null collate "C",
  line      int    not null,
  reason    text   not null collate "C",
  primary key (tenant_id, track_id, path, ordinal, born),
  foreign key (tenant_id, track_id) references track (tenant_id, track_id) on delete cascade
);
create index unresolved_name on unresolved (tenant_id, name);
create index unresolved_dead on unresolved (tenant_id, track_id, died) where died is not null;

do $$
declare t text;
begin
  foreach t in array array['node', 'edge', 'unresolved'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant_isolation on %I
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
    execute format('grant select, insert, update, delete on %I to aether_app', t);
  end loop;
end $$;

-- down
drop table unresolved;
drop table edge;
drop table node;
