/** The words that a tenant's text has. Reached by the key of postings alone: equal terms, and one term after another from a place on. */
import type { TenantDb } from "#kernel/db";

import type { SnapshotRef } from "./posting-store.ts";

export interface Vocabulary {
  /** Of these terms those that occur, with how many units of what is searched have them: none where they occur elsewhere only. */
  frequencies(terms: readonly string[]): Promise<Map<string, number>>;
  /** Terms that begin so, the first of each beginning. */
  beginningWith(beginnings: readonly string[], most: number): Promise<string[]>;
}

export function vocabularyOf(db: TenantDb, at: readonly SnapshotRef[]): Vocabulary {
  return {
    frequencies: (terms) => readFrequencies(db, at, terms),
    beginningWith: (beginnings, most) => readBeginning(db, beginnings, most),
  };
}

async function readFrequencies(
  db: TenantDb,
  at: readonly SnapshotRef[],
  terms: readonly string[],
): Promise<Map<string, number>> {
  if (terms.length === 0) return new Map();
  const rows = await db.query<{ term: string; df: number }>(
    `with live as materialized (
       select s.segment_id
         from unnest($1::int[], $2::int[]) as a (track_id, number)
         join segment s on s.track_id = a.track_id and s.born <= a.number and (s.died is null or s.died > a.number)
     )
     select p.term, coalesce(sum(p.units) filter (where p.segment_id in (select segment_id from live)), 0)::int as df
       from posting p
      where p.term = any($3::text[])
      group by p.term
      order by p.term
      limit 10000`,
    [at.map(({ trackId }) => trackId), at.map(({ number }) => number), terms],
  );
  return new Map(rows.map(({ term, df }) => [term, df]));
}

/** A step from term to term: what lies between, however many postings, is not read. */
async function readBeginning(db: TenantDb, beginnings: readonly string[], most: number): Promise<string[]> {
  const rows = await db.query<{ term: string }>(
    `with recursive step (beginning, term, number) as (
       select b.beginning, n.term, 1
         from unnest($1::text[]) as b (beginning)
        cross join lateral (
                select p.term from posting p where p.term >= b.beginning order by p.term limit 1) as n
        where starts_with(n.term, b.beginning)
       union all
       select s.beginning, n.term, s.number + 1
         from step s
        cross join lateral (
                select p.term from posting p where p.term > s.term order by p.term limit 1) as n
        where s.number < $2 and starts_with(n.term, s.beginning)
     )
     select distinct term
       from step
      order by term
      limit 10000`,
    [beginnings, most],
  );
  return rows.map(({ term }) => term);
}
