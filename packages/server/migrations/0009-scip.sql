-- What a team's own indexers say of files, by content: a file that changes has none of it until they run again.
-- Locks: none on existing tables (the one is new).

create table scip (
  tenant_id   uuid        not null,
  repo_id     uuid        not null,
  path        text        not null collate "C",
  hash        uuid        not null,             -- of the content that it was compared with
  tool        text        not null collate "C", -- name@version
  digest      uuid        not null,             -- of data: equal means the same is said
  data        bytea       not null,             -- zstd of JSON
  imported_at timestamptz not null default now(),
  primary key (tenant_id, repo_id, path, hash),
  foreign key (tenant_id, repo_id) references repo (tenant_id, repo_id) on delete cascade
);

alter table scip enable row level security;
alter table scip force row level security;
create policy tenant_isolation on scip
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on scip to aether_app;

-- down
drop table scip;
