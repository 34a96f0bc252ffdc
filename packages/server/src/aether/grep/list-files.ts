/** Which files may have a match, in the order in which they are answered: by repository and path. */
import type { TenantDb } from "#kernel/db";
import { findCandidates, type GramPlan, isAll, type ReadShards } from "#kernel/grep";

import type { At } from "../browse/store.ts";
import { filesInOrder, filesOfUnits, type FileFilters, type ListedFile, type ListStart } from "./store.ts";

/** Of one track; more are not looked up by key, but found while walking over its paths. */
const LOOKED_UP_MAX = 4000;
const WALKED = 500;

export interface Listing {
  /** In the order of the answer; the first one's list begins at `start`. */
  readonly at: readonly At[];
  readonly start: ListStart;
  readonly filters: FileFilters;
  readonly plan: GramPlan;
  /** A match may go over lines. */
  readonly goesOverLines: boolean;
  readonly known: ReadShards;
}

const FROM_START: ListStart = { path: "", isIncluded: false };

/** Tracks that are read together: their candidates by key, or one of them file by file. */
interface Run {
  readonly at: readonly At[];
  readonly units: readonly number[];
  readonly isWalked: boolean;
}

/** Batches of files. Those of a track without trigrams, and all where the plan asks for nothing, are listed one by one. */
export async function* listFiles(db: TenantDb, listing: Listing): AsyncGenerator<readonly ListedFile[]> {
  const { at, start, filters, plan, known } = listing;
  const whole = new Set(at.flatMap(({ trackId }) => (isAll(plan) || known.without.has(trackId) ? [trackId] : [])));
  const shards = known.shards.filter(({ trackId }) => !whole.has(trackId));
  const candidates = shards.length === 0 ? new Map<number, number[]>() : await findCandidates(db, shards, listing);
  for (const run of runsOf(at, whole, candidates)) {
    const list = { at: run.at, filters, start: run.at[0] === at[0] ? start : FROM_START };
    if (!run.isWalked) {
      yield await filesOfUnits(db, list, run.units);
      continue;
    }
    const wanted = new Set(run.units);
    for await (const files of walk(db, list)) {
      yield wanted.size === 0 ? files : files.filter(({ unitId }) => wanted.has(unitId));
    }
  }
}

function* runsOf(at: readonly At[], whole: ReadonlySet<number>, candidates: ReadonlyMap<number, readonly number[]>) {
  let run: Run = { at: [], units: [], isWalked: false };
  for (const track of at) {
    const units = candidates.get(track.trackId) ?? [];
    const isWalked = whole.has(track.trackId) || units.length > LOOKED_UP_MAX;
    if (run.units.length > 0 && (isWalked || run.units.length + units.length > LOOKED_UP_MAX)) {
      yield run;
      run = { at: [], units: [], isWalked: false };
    }
    if (isWalked) yield { at: [track], units, isWalked };
    else if (units.length > 0) run = { at: [...run.at, track], units: [...run.units, ...units], isWalked };
  }
  if (run.units.length > 0) yield run;
}

async function* walk(db: TenantDb, list: Parameters<typeof filesInOrder>[1]): AsyncGenerator<readonly ListedFile[]> {
  for (let { start } = list; ;) {
    const files = await filesInOrder(db, { ...list, start }, WALKED);
    yield files;
    const last = files.at(-1);
    if (last === undefined || files.length < WALKED) return;
    start = { path: last.path, isIncluded: false };
  }
}
