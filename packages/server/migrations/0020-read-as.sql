-- How a snapshot was read: a commit that was read in the same way already is not cloned again.
-- Locks: access exclusive on snapshot for a moment (a column without a default: no rewrite).
alter table snapshot add column read_as text collate "C"; -- limits that decide what is left out; null: of an older version

-- down
alter table snapshot drop column read_as;
