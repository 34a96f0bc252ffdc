/** Writes and reads grams. Blocks are reached by their whole key alone, so the index is used under row security too. */
import type { TenantDb, Tx } from "#kernel/db";

import { packParts, type UnitPart, unpackParts } from "./parts.ts";
import type { GramShard } from "./shard.ts";

/** A track at the number of the snapshot that is read. */
export interface SnapshotRef {
  readonly trackId: number;
  readonly number: number;
}

export interface SegmentRef {
  readonly segmentId: number;
  /** The unit that has number 0 in the segment. */
  readonly firstUnit: number;
}

/** What a shard's blocks are written in; 1 are trigrams (trigram-block.ts). */
const FORM = 2;
/** Bytes a statement. */
const BYTES_A_STATEMENT = 1_000_000;

/** Runs work in a transaction. */
export type Write = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Writes a segment's shards in transactions of bounded size. */
export async function writeShards(write: Write, segment: SegmentRef, shards: readonly GramShard[]): Promise<void> {
  for (const [number, shard] of shards.entries()) {
    const at = { segmentId: segment.segmentId, number };
    await write((tx) => insertShard(tx, at, { shard, firstUnit: segment.firstUnit }));
    for (const blocks of inBatches(shard.blocks)) await write((tx) => insertBlocks(tx, at, blocks));
  }
}

function* inBatches(blocks: GramShard["blocks"]): Generator<GramShard["blocks"]> {
  let batch: GramShard["blocks"][number][] = [];
  let bytes = 0;
  for (const block of blocks) {
    batch.push(block);
    bytes += block.entries.length;
    if (bytes < BYTES_A_STATEMENT) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

interface ShardPlace {
  readonly segmentId: number;
  readonly number: number;
}

async function insertShard(
  tx: Tx,
  { segmentId, number }: ShardPlace,
  { shard, firstUnit }: { readonly shard: GramShard; readonly firstUnit: number },
): Promise<void> {
  await tx.execute(
    `insert into gram_shard (tenant_id, segment_id, shard, form, bits, files, chars, units)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tx.tenantId,
      segmentId,
      number,
      FORM,
      shard.bits,
      shard.parts.length,
      shard.chars,
      packParts(shard.parts, firstUnit),
    ],
  );
}

/** All entries travel as one value and each row takes its part: an array of bytes would travel as text. */
async function insertBlocks(tx: Tx, { segmentId, number }: ShardPlace, blocks: GramShard["blocks"]): Promise<void> {
  const starts: number[] = [];
  let end = 0;
  for (const { entries } of blocks) {
    starts.push(end + 1);
    end += entries.length;
  }
  const all = new Uint8Array(end);
  for (const [at, { entries }] of blocks.entries()) all.set(entries, (starts[at] ?? 1) - 1);
  await tx.execute(
    `insert into gram_block (tenant_id, segment_id, shard, block, entries)
     select $1, $2, $3, b.block, substring($4::bytea from b.start for b.length)
       from unnest($5::int[], $6::int[], $7::int[]) as b (block, start, length)`,
    [
      tx.tenantId,
      segmentId,
      number,
      all,
      blocks.map((block) => block.number),
      starts,
      blocks.map(({ entries }) => entries.length),
    ],
  );
}

/** A shard as questions see it. */
export interface ReadShard {
  readonly trackId: number;
  readonly segmentId: number;
  readonly number: number;
  /** Written before grams said more than three letters: its parts are whole files, its blocks are those of trigrams. */
  readonly isOld: boolean;
  readonly bits: number;
  readonly parts: number;
}

export interface ReadShards {
  readonly shards: readonly ReadShard[];
  /** Tracks with a segment that was written before there were grams. */
  readonly without: ReadonlySet<number>;
}

interface ShardRow {
  readonly track_id: number;
  readonly segment_id: number;
  readonly shard: number | null;
  readonly form: number;
  readonly bits: number;
  readonly files: number;
}

/** The shards of the snapshots' segments. */
export async function readShards(db: TenantDb, at: readonly SnapshotRef[]): Promise<ReadShards> {
  const rows = await db.query<ShardRow>(
    `select s.track_id, s.segment_id, g.shard, g.form, g.bits, g.files
       from unnest($1::int[], $2::int[]) as a (track_id, number)
       join segment s on s.track_id = a.track_id and s.born <= a.number and (s.died is null or s.died > a.number)
       left join gram_shard g on g.segment_id = s.segment_id
      order by s.segment_id, g.shard
      limit 100000`,
    [at.map(({ trackId }) => trackId), at.map(({ number }) => number)],
  );
  const shards: ReadShard[] = [];
  const without = new Set<number>();
  for (const { track_id: trackId, segment_id: segmentId, shard: number, form, bits, files: parts } of rows) {
    if (number === null) without.add(trackId);
    else shards.push({ trackId, segmentId, number, isOld: form < FORM, bits, parts });
  }
  return { shards, without };
}

/** The parts of these shards. */
export async function readParts(
  db: TenantDb,
  shards: readonly ReadShard[],
): Promise<ReadonlyMap<ReadShard, readonly UnitPart[]>> {
  const rows = await db.query<{ place: string; units: Uint8Array }>(
    `select w.place, s.units
       from unnest($1::int[], $2::int[]) with ordinality as w (segment_id, shard, place)
      cross join lateral (
            select units from gram_shard where segment_id = w.segment_id and shard = w.shard offset 0) as s
      order by w.place
      limit 100000`,
    [shards.map(({ segmentId }) => segmentId), shards.map(({ number }) => number)],
  );
  const found = new Map<ReadShard, readonly UnitPart[]>();
  for (const { place, units } of rows) {
    const shard = shards[Number(place) - 1];
    if (shard !== undefined) found.set(shard, unpackParts(units));
  }
  return found;
}

export interface BlockRef {
  readonly shard: ReadShard;
  readonly block: number;
}

/** Reads a statement; more at once would be one message of some megabytes. */
const BLOCKS_A_READ = 1000;

/** The entries of each block in the order asked; undefined where there is no such block. */
export async function readBlocks(db: TenantDb, asked: readonly BlockRef[]): Promise<(Uint8Array | undefined)[]> {
  const found = Array.from<Uint8Array | undefined>({ length: asked.length });
  for (let from = 0; from < asked.length; from += BLOCKS_A_READ) {
    const part = asked.slice(from, from + BLOCKS_A_READ);
    // A lateral with `offset 0` is looked up by key, row by row, whatever the planner knows.
    const rows = await db.query<{ place: string; entries: Uint8Array }>(
      `select w.place, b.entries
         from unnest($1::int[], $2::int[], $3::int[]) with ordinality as w (segment_id, shard, block, place)
        cross join lateral (
              select entries from gram_block
               where segment_id = w.segment_id and shard = w.shard and block = w.block
              offset 0) as b
        order by w.place
        limit 100000`,
      [part.map(({ shard }) => shard.segmentId), part.map(({ shard }) => shard.number), part.map(({ block }) => block)],
    );
    for (const { place, entries } of rows) found[from + Number(place) - 1] = entries;
  }
  return found;
}
