-- What a unit holds, so that two snapshots can be compared without reading their texts.
-- Locks: unit exclusively, for a moment (a column without a default rewrites no row).

alter table unit add column content_hash uuid;  -- of all its own text; null where an older version wrote it

-- down
alter table unit drop column content_hash;
