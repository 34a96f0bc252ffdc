-- Who has changed a file, and when it was changed last, as its known commits say.
-- Locks: file exclusively, for a moment (a constant default rewrites no row).

alter table file add column authors text not null default '';   -- lines of `Name <e-mail>`, the newest first
alter table file add column changed_at timestamptz;             -- null where no commit is known

-- down
alter table file drop column authors;
alter table file drop column changed_at;
