-- Grams say more than three letters, and long files are cut into parts: shards of another form, beside those that there are.
-- Locks: access exclusive on gram_shard for a moment (a column with a constant default).
--
-- Form 1 are trigrams of whole files (0024), which questions still read. Form 2: a gram's block has, ascending, three letters with
-- what follows them and their case, and the parts that have them; units has a file's own unit once for each of its parts, and
-- files counts parts. The next index of a repository writes all of its shards anew (extractor.ts, ROWS_VERSION).
alter table gram_shard add column form smallint not null default 1;

-- down
-- What is left has no shard then, so it is looked through file by file until it is indexed again.
alter table gram_shard no force row level security;
alter table gram_block no force row level security;
delete from gram_block b using gram_shard g
 where g.tenant_id = b.tenant_id and g.segment_id = b.segment_id and g.shard = b.shard and g.form > 1;
delete from gram_shard where form > 1;
alter table gram_shard force row level security;
alter table gram_block force row level security;
alter table gram_shard drop column form;
