/** Writes what is searched, in a handful of large statements. */
import type { Queryable, Tx } from "#kernel/db";
import { takeNumbers } from "#kernel/tenancy";

import { packEntries } from "./packed-entries.ts";
import type { Block } from "./posting.ts";
import type { FieldTotals, Segment, SegmentUnit } from "./segment.ts";

export interface SegmentPlace {
  readonly trackId: number;
  /** The snapshot in which its units appear. */
  readonly born: number;
}

export interface WrittenSegment {
  readonly segmentId: number;
  /** The unit whose ordinal is 0. */
  readonly firstUnit: number;
}

/** Rows a statement: large enough that the round trip does not count, small enough for a worker's message. */
const UNITS_A_STATEMENT = 4000;
const ENTRIES_A_STATEMENT = 100_000;
const BLOCKS_A_STATEMENT = 8000;

/** Runs work in a transaction: `tenant.write`, or one that checks a claim first. */
export type Write = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Writes a segment's units and postings in transactions of bounded size; without units it writes nothing. Readers see none of it before
 * the track is switched to `born`; what a killed run leaves behind is removed with the other rows of its number. Lengths are normalised
 * by the averages of all live segments of the track, so that a one-file segment scores like its neighbours.
 */
export async function writeSegment(
  write: Write,
  place: SegmentPlace,
  segment: Segment,
): Promise<WrittenSegment | undefined> {
  if (segment.units.length === 0) return undefined;
  const { segmentId, firstUnit, others } = await write((tx) => insertSegment(tx, place, segment));
  for (let from = 0; from < segment.units.length; from += UNITS_A_STATEMENT) {
    const units = segment.units.slice(from, from + UNITS_A_STATEMENT);
    await write((tx) => insertUnits(tx, { place, firstUnit, units }));
  }
  for (const blocks of inBatches(segment.blocks(others))) {
    await write((tx) => insertBlocks(tx, { segmentId, firstUnit, blocks }));
  }
  return { segmentId, firstUnit };
}

function* inBatches(blocks: Iterable<Block>): Generator<Block[]> {
  let batch: Block[] = [];
  let entries = 0;
  for (const block of blocks) {
    batch.push(block);
    entries += block.entries.length;
    if (entries < ENTRIES_A_STATEMENT && batch.length < BLOCKS_A_STATEMENT) continue;
    yield batch;
    batch = [];
    entries = 0;
  }
  if (batch.length > 0) yield batch;
}

async function insertSegment(
  tx: Tx,
  { trackId, born }: SegmentPlace,
  { units, totals }: Segment,
): Promise<{ readonly segmentId: number; readonly firstUnit: number; readonly others: FieldTotals }> {
  const firstUnit = await takeNumbers(tx, "unit", units.length);
  const segmentId = await takeNumbers(tx, "segment", 1);
  const others = await readTotals(tx, trackId);
  await tx.execute(
    `insert into segment (tenant_id, segment_id, track_id, born, units, field_units, field_words)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenantId, segmentId, trackId, born, units.length, totals.units, totals.words],
  );
  return { segmentId, firstUnit, others };
}

async function readTotals(db: Queryable, trackId: number): Promise<FieldTotals> {
  const rows = await db.query<{ units: string; words: string }>(
    `select sum(f.units) as units, sum(f.words) as words
       from segment s
      cross join lateral unnest(s.field_units, s.field_words) with ordinality as f (units, words, field)
      where s.track_id = $1 and s.died is null
      group by f.field
      order by f.field
      limit 100`,
    [trackId],
  );
  return { units: rows.map((row) => Number(row.units)), words: rows.map((row) => Number(row.words)) };
}

interface UnitBatch {
  readonly place: SegmentPlace;
  readonly firstUnit: number;
  readonly units: readonly SegmentUnit[];
}

async function insertUnits(tx: Tx, { place, firstUnit, units }: UnitBatch): Promise<void> {
  await tx.execute(
    `insert into unit (tenant_id, track_id, born, unit_id, file_unit_id, node_id, path, kind, language, name, qualified_name,
                       start_line, end_line, flags, words, text_hash, content_hash)
     select $1, $2, $3, u.*
       from unnest($4::int[], $5::int[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                   $12::int[], $13::int[], $14::int[], $15::int[], $16::uuid[], $17::uuid[]) as u`,
    [
      tx.tenantId,
      place.trackId,
      place.born,
      units.map((unit) => firstUnit + unit.ordinal),
      units.map((unit) => firstUnit + unit.fileOrdinal),
      units.map((unit) => BigInt.asIntN(64, BigInt(`0x${unit.nodeId}`))),
      units.map((unit) => unit.path),
      units.map((unit) => unit.kind),
      units.map((unit) => unit.language),
      units.map((unit) => unit.name),
      units.map((unit) => unit.qualifiedName),
      units.map((unit) => unit.startLine),
      units.map((unit) => unit.endLine),
      units.map((unit) => unit.flags),
      units.map((unit) => unit.words),
      units.map((unit) => unit.textHash),
      units.map((unit) => unit.contentHash),
    ],
  );
}

interface BlockBatch {
  readonly segmentId: number;
  readonly firstUnit: number;
  readonly blocks: readonly Block[];
}

/** All entries travel as one value and each row takes its part: an array of bytes would travel as text. */
async function insertBlocks(tx: Tx, { segmentId, firstUnit, blocks }: BlockBatch): Promise<void> {
  const packed = blocks.map(({ entries }) => packEntries(entries));
  const starts: number[] = [];
  let end = 1;
  for (const { length } of packed) {
    starts.push(end);
    end += length;
  }
  await tx.execute(
    `insert into posting (tenant_id, term, segment_id, block, first_unit, units, packed)
     select $1, b.term, $2, b.block, b.first_unit, b.units, substring($3::bytea from b.start for b.size)
       from unnest($4::text[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[])
         as b (term, block, first_unit, units, start, size)`,
    [
      tx.tenantId,
      segmentId,
      Buffer.concat(packed),
      blocks.map((block) => block.term),
      blocks.map((block) => block.number),
      blocks.map((block) => firstUnit + block.firstUnit),
      blocks.map((block) => block.units),
      starts,
      packed.map(({ length }) => length),
    ],
  );
}

/** Marks the units of these paths dead from a snapshot on. Returns how many there were. */
export async function killUnits(
  tx: Tx,
  { trackId, died, paths }: { readonly trackId: number; readonly died: number; readonly paths: readonly string[] },
): Promise<number> {
  return tx.execute(
    `update unit
        set died = $3
      where tenant_id = $1 and track_id = $2 and path = any($4::text[]) and died is null and born < $3`,
    [tx.tenantId, trackId, died, paths],
  );
}
