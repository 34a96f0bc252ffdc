-- Archives count by what their rows say (0021), which is what the triggers follow; 0024 counted their chunks.
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

-- What was counted between is counted anew at the next need.
alter table quota_use no force row level security;
delete from quota_use where resource = 'storage_bytes';
alter table quota_use force row level security;

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
       + (select coalesce(sum(130 + octet_length(entries)), 0) from gram_block where tenant_id = tenant)
       + (select count(*) * 280 from file where tenant_id = tenant)
       + (select count(*) * 390 from node where tenant_id = tenant)
       + (select count(*) * 380 from edge where tenant_id = tenant)
       + (select count(*) * 400 from unresolved where tenant_id = tenant)
       + (select count(*) * 280 from unit where tenant_id = tenant)
  end::bigint
$$;
