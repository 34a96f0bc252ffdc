-- What tenants have sent and what was written for them lies in the database, where every process finds it; what lies on the
-- disk of one of them for a while is written down. Archives of before are forgotten: exports are written and trees sent anew.
-- Locks: access exclusive on repo, tenant_export and quota_use for a moment (triggers, rows of before); else none (all are new).

-- A tree that was sent, or an export. Without either it is still on its way, and swept when nothing more comes.
create table archive (
  tenant_id  uuid        not null references tenant (tenant_id) on delete cascade,
  archive_id uuid        not null,
  repo_id    uuid,                                          -- whose tree it is
  export_id  uuid,
  bytes      bigint      not null default 0,                -- of its chunks, which are written with it
  touched_at timestamptz not null default now(),
  primary key (tenant_id, archive_id),
  foreign key (tenant_id, repo_id) references repo (tenant_id, repo_id) on delete cascade,
  foreign key (tenant_id, export_id) references tenant_export (tenant_id, export_id) on delete cascade
);
create index archive_of_repo on archive (tenant_id, repo_id) where repo_id is not null;
create index archive_of_export on archive (tenant_id, export_id) where export_id is not null;

-- Its bytes, in the order of where they begin. Archives are packed already: nothing tries to make them smaller.
create table archive_chunk (
  tenant_id  uuid   not null,
  archive_id uuid   not null,
  begins_at  bigint not null,
  data       bytea  not null,
  primary key (tenant_id, archive_id, begins_at),
  foreign key (tenant_id, archive_id) references archive (tenant_id, archive_id) on delete cascade
);
alter table archive_chunk alter column data set storage external;

do $$
declare t text;
begin
  foreach t in array array['archive', 'archive_chunk'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant_isolation on %I
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
    execute format('grant select, insert, update, delete on %I to aether_app', t);
  end loop;
end $$;

-- Folders on the disk of a process in which something of a tenant lies while it is worked on. Whoever makes one writes it
-- down before and strikes it out afterwards, so that a tenant is not called erased while one is left anywhere.
create table scratch_folder (
  folder  uuid        not null primary key,
  tenant  uuid        not null,
  place   text        not null,                             -- machine and data directory
  made_at timestamptz not null default now(),
  seen_at timestamptz not null default now()                -- its process lived then
);
grant select, insert, update, delete on scratch_folder to aether_auth;

-- Folders of processes that were not heard of any more, and that nobody could remove.
alter table tenant_deletion add column unreached jsonb not null default '[]';

-- Storage counts archives by their bytes, not trees by what they unpack to.
drop trigger storage_added on repo;
drop trigger storage_removed on repo;
drop trigger storage_changed on repo;
create trigger storage_added after insert on archive referencing new table as added
  for each statement execute function follow_use('storage_bytes', 'bytes');
create trigger storage_removed after delete on archive referencing old table as gone
  for each statement execute function follow_use('storage_bytes', 'bytes');
create trigger storage_changed after update on archive referencing new table as added old table as gone
  for each statement execute function follow_use('storage_bytes', 'bytes');

create or replace function count_use(tenant uuid, resource text) returns bigint language sql stable as $$
  select case resource
    when 'repos' then (select count(*) from repo where tenant_id = tenant and deleted_at is null)
    when 'vectors' then (select count(*) from vector_256 where tenant_id = tenant)
    else (select coalesce(sum(octet_length(content)), 0) from blob where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from facts where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from scip where tenant_id = tenant)
       + (select coalesce(sum(bytes), 0) from archive where tenant_id = tenant)
       + (select coalesce(sum(180 + 4 * cardinality(entries)), 0) from posting where tenant_id = tenant)
       + (select count(*) * 280 from file where tenant_id = tenant)
       + (select count(*) * 390 from node where tenant_id = tenant)
       + (select count(*) * 380 from edge where tenant_id = tenant)
       + (select count(*) * 400 from unresolved where tenant_id = tenant)
       + (select count(*) * 280 from unit where tenant_id = tenant)
  end::bigint
$$;

alter table repo no force row level security;
update repo set tree = null, tree_bytes = 0 where tree is not null;
alter table repo force row level security;
alter table tenant_export no force row level security;
alter table tenant_export_part no force row level security;
delete from tenant_export;
alter table tenant_export_part force row level security;
alter table tenant_export force row level security;
alter table quota_use no force row level security;
delete from quota_use where resource = 'storage_bytes';
alter table quota_use force row level security;

-- down
drop table archive_chunk;
drop table archive;
drop table scratch_folder;
alter table tenant_deletion drop column unreached;
create trigger storage_added after insert on repo referencing new table as added
  for each statement execute function follow_use('storage_bytes', 'tree_bytes');
create trigger storage_removed after delete on repo referencing old table as gone
  for each statement execute function follow_use('storage_bytes', 'tree_bytes');
create trigger storage_changed after update on repo referencing new table as added old table as gone
  for each statement execute function follow_use('storage_bytes', 'tree_bytes');
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
