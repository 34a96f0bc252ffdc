/** Reads the grams that a plan asks for and says which files may have a match. */
import type { TenantDb } from "#kernel/db";

import { type BlockRef, readBlocks, type ReadShard } from "./gram-store.ts";
import { type GramPlan, gramsIn } from "./plan.ts";
import { blockOf, filesWith } from "./shard.ts";

/** A plan of no more grams is read as it is. */
const FEW_GRAMS = 6;
/** Of grams that a text must all have, so many of the rarest are read: the next tell little that these have not said. */
const RAREST = 4;

/** The files' own units that pass the plan, by track, ascending. */
export async function findCandidates(
  db: TenantDb,
  shards: readonly ReadShard[],
  plan: GramPlan,
): Promise<Map<number, number[]>> {
  const chosen = await chooseGrams(db, shards, plan);
  const grams = gramsIn(chosen);
  const byTrack = new Map<number, number[]>();
  const postings = await readGrams(db, shards, grams);
  for (const shard of shards) {
    const places = passing(chosen, (gram) => filesOf(postings, shard, gram));
    const units = byTrack.get(shard.trackId) ?? [];
    byTrack.set(shard.trackId, units);
    for (const place of places) {
      const unit = shard.units[place];
      if (unit !== undefined) units.push(unit);
    }
  }
  for (const units of byTrack.values()) units.sort((a, b) => a - b);
  return byTrack;
}

/** Where there are many, the largest shard says which are rare; it stands for the others. */
async function chooseGrams(db: TenantDb, shards: readonly ReadShard[], plan: GramPlan): Promise<GramPlan> {
  const grams = gramsIn(plan);
  const [largest, ...others] = shards.toSorted((a, b) => b.units.length - a.units.length);
  if (grams.length <= FEW_GRAMS || largest === undefined || others.length === 0) return plan;
  const postings = await readGrams(db, [largest], grams);
  return rarest(plan, (gram) => filesOf(postings, largest, gram).length);
}

function rarest(plan: GramPlan, countOf: (gram: number) => number): GramPlan {
  const parts = plan.parts.map((part) => rarest(part, countOf));
  if (plan.kind === "or") return { ...plan, parts };
  const grams = plan.grams.toSorted((a, b) => countOf(a) - countOf(b)).slice(0, RAREST);
  return { ...plan, grams, parts };
}

/** Entries of blocks by shard and number. */
type Postings = ReadonlyMap<ReadShard, ReadonlyMap<number, Uint8Array>>;

async function readGrams(db: TenantDb, shards: readonly ReadShard[], grams: readonly number[]): Promise<Postings> {
  const asked: BlockRef[] = shards.flatMap((shard) =>
    [...new Set(grams.map((gram) => blockOf(gram, shard.bits)))].map((block) => ({ shard, block })),
  );
  const found = await readBlocks(db, asked);
  const postings = new Map<ReadShard, Map<number, Uint8Array>>();
  for (const [at, { shard, block }] of asked.entries()) {
    const entries = found[at];
    if (entries === undefined) continue;
    const blocks = postings.get(shard) ?? new Map<number, Uint8Array>();
    postings.set(shard, blocks.set(block, entries));
  }
  return postings;
}

function filesOf(postings: Postings, shard: ReadShard, gram: number): readonly number[] {
  const entries = postings.get(shard)?.get(blockOf(gram, shard.bits));
  return entries === undefined ? [] : filesWith(entries, gram, shard.units.length);
}

function passing(plan: GramPlan, filesOfGram: (gram: number) => readonly number[]): readonly number[] {
  const lists = function* (): Generator<readonly number[]> {
    for (const gram of plan.grams) yield filesOfGram(gram);
    for (const part of plan.parts) yield passing(part, filesOfGram);
  };
  return plan.kind === "and" ? common(lists()) : united(lists());
}

function common(lists: Iterable<readonly number[]>): readonly number[] {
  let left: readonly number[] | undefined;
  for (const list of lists) {
    if (left === undefined) left = list;
    else {
      const also = new Set(list);
      left = left.filter((place) => also.has(place));
    }
    if (left.length === 0) return left;
  }
  return left ?? [];
}

function united(lists: Iterable<readonly number[]>): readonly number[] {
  const all = new Set<number>();
  for (const list of lists) for (const place of list) all.add(place);
  return [...all].sort((a, b) => a - b);
}
