-- The edges and loose calls of a node or name in an order that a page can stop in, so that a hub is never read whole.
-- Locks: edge and unresolved exclusively against writes while the indexes are built (seconds for a million rows).

create index edge_to_from on edge (tenant_id, track_id, to_id, kind, from_id);
drop index edge_to;
create index unresolved_named on unresolved (tenant_id, track_id, name, path, ordinal);
drop index unresolved_name;

-- down
create index unresolved_name on unresolved (tenant_id, name);
drop index unresolved_named;
create index edge_to on edge (tenant_id, track_id, to_id, kind);
drop index edge_to_from;
