-- Vectors of models with other dimensions than the built-in one's: a table for each.
-- Locks: none on existing tables (all are new).

create table vector_384 (
  tenant_id uuid not null references tenant (tenant_id) on delete cascade,
  model     text not null collate "C",
  hash      uuid not null,
  embedding __VECTOR__(384) not null,
  primary key (tenant_id, model, hash)
);
create table vector_512 (
  tenant_id uuid not null references tenant (tenant_id) on delete cascade,
  model     text not null collate "C",
  hash      uuid not null,
  embedding __VECTOR__(512) not null,
  primary key (tenant_id, model, hash)
);
create table vector_768 (
  tenant_id uuid not null references tenant (tenant_id) on delete cascade,
  model     text not null collate "C",
  hash      uuid not null,
  embedding __VECTOR__(768) not null,
  primary key (tenant_id, model, hash)
);
create table vector_1024 (
  tenant_id uuid not null references tenant (tenant_id) on delete cascade,
  model     text not null collate "C",
  hash      uuid not null,
  embedding __VECTOR__(1024) not null,
  primary key (tenant_id, model, hash)
);
create table vector_1536 (
  tenant_id uuid not null references tenant (tenant_id) on delete cascade,
  model     text not null collate "C",
  hash      uuid not null,
  embedding __VECTOR__(1536) not null,
  primary key (tenant_id, model, hash)
);
create table vector_2048 (
  tenant_id uuid not null references tenant (tenant_id) on delete cascade,
  model     text not null collate "C",
  hash      uuid not null,
  embedding __VECTOR__(2048) not null,
  primary key (tenant_id, model, hash)
);
create table vector_3072 (
  tenant_id uuid not null references tenant (tenant_id) on delete cascade,
  model     text not null collate "C",
  hash      uuid not null,
  embedding __VECTOR__(3072) not null,
  primary key (tenant_id, model, hash)
);

do $$
declare
  t text;
  n int;
begin
  foreach n in array array[384, 512, 768, 1024, 1536, 2048, 3072] loop
    t := 'vector_' || n;
    -- A row that fits a page stays in it, whole; one that does not is kept beside it, uncompressed: numbers hardly compress.
    execute format('alter table %I alter column embedding set storage %s', t,
      case when n * case '__VECTOR__' when 'halfvec' then 2 else 4 end <= 6144 then 'plain' else 'external' end);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant_isolation on %I
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
    execute format('grant select, insert, update, delete on %I to aether_app', t);
    execute format('create trigger use_added after insert on %I referencing new table as added
      for each statement execute function follow_use(%L, %L)', t, 'vectors', '1');
    execute format('create trigger use_removed after delete on %I referencing old table as gone
      for each statement execute function follow_use(%L, %L)', t, 'vectors', '1');
    execute format('create trigger use_changed after update on %I referencing new table as added old table as gone
      for each statement execute function follow_use(%L, %L)', t, 'vectors', '1');
  end loop;
end $$;

create function count_vectors(tenant uuid) returns bigint language sql stable as $$
  select (select count(*) from vector_256 where tenant_id = tenant)
       + (select count(*) from vector_384 where tenant_id = tenant)
       + (select count(*) from vector_512 where tenant_id = tenant)
       + (select count(*) from vector_768 where tenant_id = tenant)
       + (select count(*) from vector_1024 where tenant_id = tenant)
       + (select count(*) from vector_1536 where tenant_id = tenant)
       + (select count(*) from vector_2048 where tenant_id = tenant)
       + (select count(*) from vector_3072 where tenant_id = tenant)
$$;

create or replace function count_use(tenant uuid, resource text) returns bigint language sql stable as $$
  select case resource
    when 'repos' then (select count(*) from repo where tenant_id = tenant and deleted_at is null)
    when 'vectors' then count_vectors(tenant)
    else (select coalesce(sum(octet_length(content)), 0) from blob where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from facts where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from scip where tenant_id = tenant)
       + (select coalesce(sum(bytes), 0) from archive where tenant_id = tenant)
       + (select coalesce(sum(180 + 4 * cardinality(entries)), 0) from posting where tenant_id = tenant)
       + (select coalesce(sum(130 + octet_length(entries)), 0) from gram_block where tenant_id = tenant)
       + (select count(*) * 280 from file where tenant_id = tenant)
       + (select count(*) * 390 from node where tenant_id = tenant)
       + (select count(*) * 380 from edge where tenant_id = tenant)
       + (select count(*) * 400 from unresolved where tenant_id = tenant)
       + (select count(*) * 280 from unit where tenant_id = tenant)
  end::bigint
$$;

-- down
create or replace function count_use(tenant uuid, resource text) returns bigint language sql stable as $$
  select case resource
    when 'repos' then (select count(*) from repo where tenant_id = tenant and deleted_at is null)
    when 'vectors' then (select count(*) from vector_256 where tenant_id = tenant)
    else (select coalesce(sum(octet_length(content)), 0) from blob where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from facts where tenant_id = tenant)
       + (select coalesce(sum(octet_length(data)), 0) from scip where tenant_id = tenant)
       + (select coalesce(sum(bytes), 0) from archive where tenant_id = tenant)
       + (select coalesce(sum(180 + 4 * cardinality(entries)), 0) from posting where tenant_id = tenant)
       + (select coalesce(sum(130 + octet_length(entries)), 0) from gram_block where tenant_id = tenant)
       + (select count(*) * 280 from file where tenant_id = tenant)
       + (select count(*) * 390 from node where tenant_id = tenant)
       + (select count(*) * 380 from edge where tenant_id = tenant)
       + (select count(*) * 400 from unresolved where tenant_id = tenant)
       + (select count(*) * 280 from unit where tenant_id = tenant)
  end::bigint
$$;
drop function count_vectors(uuid);
drop table vector_384, vector_512, vector_768, vector_1024, vector_1536, vector_2048, vector_3072;
