-- Files of which only a part was understood, so that every run can say so and the next one can try again.
-- Locks: file and facts exclusively, for a moment (a constant default rewrites no row).

alter table facts add column incomplete text not null default '' collate "C" check (incomplete in ('', 'too-deep'));
alter table file add column incomplete text not null default '' collate "C"
  check (incomplete in ('', 'too-deep', 'deadline', 'parser-crashed'));

-- down
alter table file drop column incomplete;
alter table facts drop column incomplete;
