-- Repositories that are somewhere else: what is followed of them, when they are read again, how much of their past is kept.
-- Locks: access exclusive on repo for a moment (columns with constant defaults: no rewrite; the check reads its few rows).
--
-- root is a folder's path, a repository's URL, or, for an uploaded tree, `upload:` and the repository's id.
alter table repo
  add column kind             text not null default 'folder' collate "C",
  add column followed         text collate "C",        -- the branch, tag or commit that stands for its working tree; null: HEAD
  add column credential       text collate "C",        -- name of the tenant's credential that opens it
  add column schedule_minutes int,                     -- it is read again so often
  add column due_at           timestamptz,             -- when it is read next; null without a schedule
  add column keep_snapshots   int,                     -- of its past, at most; null: as many as there are in keep_days
  add column keep_days        int,                     -- and for so long
  add column tree             text collate "C",        -- of an uploaded one: the name of its folder
  add column tree_bytes       bigint not null default 0, -- of an uploaded tree on disk
  add column deleted_at       timestamptz,             -- from then on nobody reads it, and a job removes its rows
  add constraint repo_kind_known check (kind in ('folder', 'git', 'upload')),
  add constraint repo_schedule check (schedule_minutes >= 15 and (schedule_minutes is null) = (due_at is null)),
  add constraint repo_retention check (least(keep_snapshots, keep_days, 1) >= 1);
create index repo_due on repo (tenant_id, due_at) where due_at is not null;

-- down
drop index repo_due;
alter table repo drop column kind, drop column followed, drop column credential, drop column schedule_minutes,
  drop column due_at, drop column keep_snapshots, drop column keep_days, drop column deleted_at, drop column tree, drop column tree_bytes;
