/** Reads postings. The table is reached by `=` on tenant and term alone, so its index is used under row security too. */
import type { TenantDb } from "#kernel/db";

import { unpackEntries } from "./packed-entries.ts";
import type { ReadBlock } from "./score-table.ts";

/** A track at the number of the snapshot that is read. */
export interface SnapshotRef {
  readonly trackId: number;
  readonly number: number;
}

export interface ReadTerm {
  readonly term: string;
  /** Units that have it, dead ones of live segments included. */
  readonly documentFrequency: number;
  readonly blocks: readonly ReadBlock[];
}

export interface Postings {
  /** Units in the segments that were read. */
  readonly units: number;
  readonly terms: readonly ReadTerm[];
}

/** Occurrences read for one question: some 20 ms of CPU. Where there are more, the commonest words are left out. */
const ENTRIES_MAX = 400_000;

/** What a packed one takes on the whole. */
const ENTRY_BYTES = 3;

interface BlockRow {
  readonly units: number;
  readonly term: string;
  readonly df: number;
  readonly first_unit: number;
  /** Null where they are packed, which is told as base64: two thirds of what bytes take. */
  readonly entries: readonly number[] | null;
  readonly packed: string;
}

/**
 * All occurrences of the words in the snapshots' segments, the rarest word first, until there would be too many of them;
 * the rarest is always read. Blocks travel as they are and are added up here: unpacking and grouping them in SQL takes
 * four times as long.
 */
export async function readPostings(
  db: TenantDb,
  at: readonly SnapshotRef[],
  terms: readonly string[],
): Promise<Postings> {
  const rows = await db.query<BlockRow>(
    `with live as materialized (
       select s.segment_id, s.units
         from unnest($1::int[], $2::int[]) as a (track_id, number)
         join segment s on s.track_id = a.track_id and s.born <= a.number and (s.died is null or s.died > a.number)
     ), found as materialized (
       select p.term, p.segment_id, p.block, p.first_unit, p.units, p.packed,
              case when p.packed is null then p.entries end as entries
         from posting p
        where p.term = any($3::text[]) and p.segment_id in (select segment_id from live)
     ), size as (
       select term, sum(units)::int as df, sum(coalesce(octet_length(packed) / ${ENTRY_BYTES}, cardinality(entries))) as entries
         from found
        group by term
     ), kept as (
       select term, df, sum(entries) over rarest as running, row_number() over rarest as place
         from size
       window rarest as (order by entries, term)
     )
     select (select sum(units)::int from live) as units, f.term, k.df, f.first_unit, f.entries,
            encode(f.packed, 'base64') as packed
       from kept k
       join found f on f.term = k.term
      where k.running <= $4 or k.place = 1
      order by k.place, f.segment_id, f.block
      limit 100000`,
    [at.map(({ trackId }) => trackId), at.map(({ number }) => number), terms, ENTRIES_MAX],
  );
  return { units: rows[0]?.units ?? 0, terms: groupByTerm(rows) };
}

function groupByTerm(rows: readonly BlockRow[]): ReadTerm[] {
  const terms: { term: string; documentFrequency: number; blocks: ReadBlock[] }[] = [];
  for (const { term, df, first_unit: firstUnit, entries: loose, packed } of rows) {
    const entries = loose ?? unpackEntries(Buffer.from(packed, "base64"));
    if (terms.at(-1)?.term !== term) terms.push({ term, documentFrequency: df, blocks: [] });
    terms.at(-1)?.blocks.push({ firstUnit, entries });
  }
  return terms;
}
