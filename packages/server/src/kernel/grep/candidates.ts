/**
 * Reads the grams that a plan asks for and says which files may have a match. The largest shard says which grams are rare; the rarest
 * is read of all shards, and the next ones only of those that have it.
 */
import type { TenantDb } from "#kernel/db";

import { placesIn, shared, united } from "./gram-block.ts";
import { type BlockRef, readBlocks, readParts, type ReadShard } from "./gram-store.ts";
import { trigramIn } from "./gram.ts";
import { type Candidate, candidatesAt, type UnitPart } from "./parts.ts";
import { type GramPlan, gramsIn } from "./plan.ts";
import { blockOf, firstOf } from "./shard.ts";
import { filesWith } from "./trigram-block.ts";

/** Of grams that a text must all have, so many of the rarest are read: the next tell little that these have not said. */
const RAREST = 4;
/** Of each way of a pattern that has many ways, so that a list of words asks for as many grams as it has words. */
const RAREST_OF_MANY = 1;
const MANY_GRAMS = 40;
/** Blocks held at a time, some 2,000 bytes each. */
const BLOCKS_HELD = 4000;

export interface WantedGrams {
  /** As `chooseGrams` answers. */
  readonly plan: GramPlan;
  /** A match may go from one part of a file into the next. */
  readonly goesOverLines: boolean;
}

/** The files that pass the plan, by track, ascending by their own units. */
export async function findCandidates(
  db: TenantDb,
  shards: readonly ReadShard[],
  wanted: WantedGrams,
): Promise<Map<number, Candidate[]>> {
  const byTrack = new Map<number, Candidate[]>();
  const held = Math.ceil(BLOCKS_HELD / Math.max(1, gramsIn(wanted.plan).length));
  for (let from = 0; from < shards.length; from += held) {
    for (const [shard, found] of await candidatesIn(db, shards.slice(from, from + held), wanted)) {
      const all = byTrack.get(shard.trackId) ?? [];
      byTrack.set(shard.trackId, all);
      for (const candidate of found) all.push(candidate);
    }
  }
  for (const all of byTrack.values()) all.sort((a, b) => a.unitId - b.unitId);
  return byTrack;
}

async function candidatesIn(
  db: TenantDb,
  shards: readonly ReadShard[],
  { plan, goesOverLines }: WantedGrams,
): Promise<(readonly [ReadShard, readonly Candidate[]])[]> {
  const postings = new Postings(db);
  const left = await readPlan(postings, shards, plan);
  const places = new Map(left.map((shard) => [shard, passing(plan, (gram) => postings.of(shard, gram))]));
  const having = goesOverLines ? left : left.filter((shard) => places.get(shard)?.length !== 0);
  if (having.length === 0) return [];
  const parts = await readParts(db, having);
  return having.map((shard) => {
    const ofShard = parts.get(shard) ?? [];
    const found = goesOverLines
      ? filesPassing(plan, ofShard, (gram) => postings.of(shard, gram))
      : candidatesAt(ofShard, places.get(shard) ?? []);
    return [shard, found] as const;
  });
}

/** Files that pass as a whole, in whichever parts they have what is asked for; a file stands where its first part does. */
function filesPassing(plan: GramPlan, parts: readonly UnitPart[], having: (gram: number) => readonly number[]) {
  const first: number[] = [];
  for (const [place, { unitId }] of parts.entries()) {
    first.push(parts[place - 1]?.unitId === unitId ? (first.at(-1) ?? 0) : place);
  }
  const filesOf = (places: readonly number[]): number[] => [...new Set(places.flatMap((place) => first[place] ?? []))];
  const found = passing(plan, (gram) => filesOf(having(gram)));
  return found.flatMap((place): Candidate[] => {
    const part = parts[place];
    return part === undefined ? [] : [{ unitId: part.unitId, window: undefined }];
  });
}

/** Only the rarest grams of those that must all be there, the rarest first; the largest shard stands for the others. */
export async function chooseGrams(db: TenantDb, shards: readonly ReadShard[], plan: GramPlan): Promise<GramPlan> {
  const grams = gramsIn(plan);
  const [largest, ...others] = shards.toSorted((a, b) => b.parts - a.parts);
  if (grams.length === 1 || largest === undefined || others.length === 0) return plan;
  const postings = new Postings(db);
  await postings.read([largest], grams);
  const keep = grams.length > MANY_GRAMS ? RAREST_OF_MANY : RAREST;
  return rarest(plan, keep, (gram) => postings.of(largest, gram).length);
}

function rarest(plan: GramPlan, keep: number, countOf: (gram: number) => number): GramPlan {
  const parts = plan.parts.map((part) => rarest(part, keep, countOf));
  if (plan.kind === "or") return { ...plan, parts };
  const grams = plan.grams.toSorted((a, b) => countOf(a) - countOf(b)).slice(0, keep);
  return { ...plan, grams, parts };
}

/** The shards that may have files that pass; their postings are read then. */
async function readPlan(
  postings: Postings,
  shards: readonly ReadShard[],
  plan: GramPlan,
): Promise<readonly ReadShard[]> {
  const [first] = plan.grams;
  const having = (left: readonly ReadShard[], gram: number): ReadShard[] =>
    left.filter((shard) => postings.of(shard, gram).length > 0);
  if (plan.kind === "or" || first === undefined) {
    await postings.read(shards, gramsIn(plan));
    return shards;
  }
  await postings.read(shards, [first]);
  const left = having(shards, first);
  await postings.read(left, gramsIn(plan));
  return plan.grams.reduce(having, left);
}

/** What was read so far: of each shard the grams, and the places that have them. */
class Postings {
  readonly #db: TenantDb;
  readonly #places = new Map<ReadShard, Map<number, readonly number[]>>();

  constructor(db: TenantDb) {
    this.#db = db;
  }

  /** Ascending; none where the gram was not read. */
  of(shard: ReadShard, gram: number): readonly number[] {
    return this.#places.get(shard)?.get(gram) ?? [];
  }

  /** Reads the grams that are not known yet. */
  async read(shards: readonly ReadShard[], grams: readonly number[]): Promise<void> {
    const asked: (BlockRef & { readonly grams: readonly number[] })[] = [];
    for (const shard of shards) {
      const unread = grams.filter((gram) => this.#places.get(shard)?.has(gram) !== true);
      const byBlock = Map.groupBy(unread, (gram) => blockOf(gram, shard.bits));
      for (const [block, ofBlock] of byBlock) asked.push({ shard, block, grams: ofBlock });
    }
    const found = await readBlocks(this.#db, asked);
    for (const [at, { shard, block, grams: ofBlock }] of asked.entries())
      this.#keep(shard, { block, ofBlock }, found[at]);
  }

  #keep(
    shard: ReadShard,
    { block, ofBlock }: { readonly block: number; readonly ofBlock: readonly number[] },
    entries: Uint8Array | undefined,
  ): void {
    const places = this.#places.get(shard) ?? new Map<number, readonly number[]>();
    this.#places.set(shard, places);
    const found = entries === undefined ? undefined : placesOf(entries, ofBlock, { shard, block });
    for (const gram of ofBlock) places.set(gram, found?.get(gram) ?? []);
  }
}

function placesOf(entries: Uint8Array, grams: readonly number[], { shard, block }: BlockRef) {
  const { isOld, bits, parts } = shard;
  if (!isOld) return placesIn(entries, grams, { from: firstOf(block, bits), parts });
  return new Map(grams.map((gram) => [gram, filesWith(entries, trigramIn(gram), parts)]));
}

function passing(plan: GramPlan, having: (gram: number) => readonly number[]): readonly number[] {
  const lists = function* (): Generator<readonly number[]> {
    for (const gram of plan.grams) yield having(gram);
    for (const part of plan.parts) yield passing(part, having);
  };
  return plan.kind === "and" ? common(lists()) : united([...lists()]);
}

function common(lists: Iterable<readonly number[]>): readonly number[] {
  let left: readonly number[] | undefined;
  for (const list of lists) {
    left = left === undefined ? list : shared(left, list);
    if (left.length === 0) return left;
  }
  return left ?? [];
}
