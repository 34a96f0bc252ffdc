/** What a search is measured against. */
import type { TenantDb } from "../packages/server/src/kernel/db/index.ts";
import type { SnapshotRef } from "../packages/server/src/kernel/search/index.ts";
import { unpackEntries } from "../packages/server/src/kernel/search/packed-entries.ts";

/** Rows a statement. */
const ROWS = 5000;

/**
 * Writes the entries of packed blocks beside them as numbers, which the statement reads: what it costs to unpack bytes in SQL is no
 * measure of a search. Searches go on reading what is packed. Rows are written in the order in which segments wrote them: in that of their
 * words, all segments' rows of a word would lie together, as they do in no table of ours.
 */
export async function unpackForStatement(db: TenantDb): Promise<void> {
  for (;;) {
    const blocks = await db.query<{ term: string; segment_id: number; block: number; packed: Uint8Array }>(
      `select term, segment_id, block, packed from posting where entries is null order by segment_id, term, block limit $1`,
      [ROWS],
    );
    if (blocks.length === 0) return;
    await db.write((tx) =>
      tx.execute(
        `update posting p
            set entries = b.entries::int[]
           from unnest($1::text[], $2::int[], $3::int[], $4::text[]) as b (term, segment_id, block, entries)
          where p.term = b.term and p.segment_id = b.segment_id and p.block = b.block`,
        [
          blocks.map(({ term }) => term),
          blocks.map(({ segment_id }) => segment_id),
          blocks.map(({ block }) => block),
          blocks.map(({ packed }) => `{${unpackEntries(packed).join(",")}}`),
        ],
      ),
    );
  }
}

/**
 * BM25 over the same postings in one statement, the best fifty units by the words of their own
 * (name, scope, header, body, comment). It reads the tables of kernel/search directly, so it changes with their form. No ranking beyond that, no filters, no rows of units.
 */
export async function searchByStatement(
  db: TenantDb,
  at: readonly SnapshotRef[],
  terms: readonly string[],
): Promise<{ unit_id: number; score: number }[]> {
  return db.query(
    `with live as materialized (
       select s.segment_id, s.units
         from unnest($1::int[], $2::int[]) as a (track_id, number)
         join segment s on s.track_id = a.track_id and s.born <= a.number and (s.died is null or s.died > a.number)
     ), found as materialized (
       select p.term, p.first_unit, p.units, p.entries
         from posting p
        where p.term = any($3::text[]) and p.segment_id in (select segment_id from live)
     ), idf as (
       select term, ln(1 + ((select sum(units) from live) - sum(units) + 0.5) / (sum(units) + 0.5))::float4 as idf
         from found
        group by term
     )
     select f.first_unit + (e >> 14) as unit_id, sum((e & 1023) * i.idf) as score
       from found f
       join idf i on i.term = f.term
      cross join lateral unnest(f.entries) as e
      where (e >> 10) & 15 < 5
      group by 1
      order by 2 desc, 1
      limit 50`,
    [at.map(({ trackId }) => trackId), at.map(({ number }) => number), terms],
  );
}
