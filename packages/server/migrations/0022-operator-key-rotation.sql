-- Operators' keys are rotated as tenants' keys are: the successor has the same name while the old one is still good.
-- Locks: access exclusive on operator_key for a moment.

alter table operator_key add column replaces text collate "C";   -- the key that this one was rotated from
alter table operator_key drop constraint operator_key_name_unique;
create unique index operator_key_name_unique on operator_key (name) where replaces is null;

-- down
drop index operator_key_name_unique;
update operator_key set name = name || ' ' || key_id where replaces is not null;
alter table operator_key drop column replaces;
alter table operator_key add constraint operator_key_name_unique unique (name);
