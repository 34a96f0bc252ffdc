-- Vectors of 256 dimensions in a byte a number that is not zero: a quarter of the room, and cosines the same to a thousandth.
-- Locks: vector_256 exclusively, for a moment (a column without a default rewrites no row).
--
-- A row has one of the two. What was stored before stays as it is, is compared with as it is, and is packed when a run meets its text
-- again: no text is embedded, or paid for, for that.
alter table vector_256 add column codes bytea;   -- kernel/search/packed-vector.ts
alter table vector_256 alter column embedding drop not null;
-- Small, and packed numbers hardly compress: kept in the row.
alter table vector_256 alter column codes set storage external;
alter table vector_256 add constraint vector_256_one_form check (num_nonnulls(embedding, codes) = 1) not valid;

-- down
-- Packed vectors are made again by the next index of their texts, or by fill_vectors.
alter table vector_256 no force row level security;
delete from vector_256 where embedding is null;
alter table vector_256 force row level security;
alter table vector_256 drop constraint vector_256_one_form;
alter table vector_256 drop column codes;
alter table vector_256 alter column embedding set not null;
