/** Which files may have a match, in the order in which they are answered: by repository and path. */
import type { TenantDb } from "#kernel/db";
import {
  type Candidate,
  chooseGrams,
  findCandidates,
  type GramPlan,
  gramsIn,
  isAll,
  type ReadShards,
} from "#kernel/grep";

import type { At } from "../browse/store.ts";
import { filesInOrder, filesOfUnits, inPathOrder, type FileFilters, type ListedFile, type ListStart } from "./store.ts";

/** Of one track; more are not looked up by key, but found while walking over its paths. */
const LOOKED_UP_MAX = 4000;
const WALKED = 500;
/** Lists of postings that are read at a time, each time four times more. */
const POSTINGS = { first: 80, growth: 4 };
/** Candidates that are looked up together, of many tracks where they have few. */
const LISTED = 1000;
/** Of them the files that are told at once: the first may be enough, each time four times more. */
const TOLD = { first: 100, most: 1600, growth: 4 };

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
  readonly candidates: readonly Candidate[];
  readonly isWalked: boolean;
}

/** Batches of files. Those of a track without trigrams, and all where the plan asks for nothing, are listed one by one. */
export async function* listFiles(db: TenantDb, listing: Listing): AsyncGenerator<readonly ListedFile[]> {
  const { at, start, filters } = listing;
  for await (const run of runsOf(db, listing)) {
    const list = { at: run.at, filters, start: run.at[0] === at[0] ? start : FROM_START };
    if (!run.isWalked) {
      yield* byKey(db, list, run.candidates);
      continue;
    }
    const windows = new Map(run.candidates.map(({ unitId, window }) => [unitId, window]));
    for await (const files of walk(db, list)) {
      yield windows.size === 0
        ? files
        : files.flatMap((file) => (windows.has(file.unitId) ? [{ ...file, window: windows.get(file.unitId) }] : []));
    }
  }
}

/** Tracks are asked for their grams some at a time, in their order: where the first have enough, the others are not read. */
async function* runsOf(db: TenantDb, { at, plan, goesOverLines, known }: Listing): AsyncGenerator<Run> {
  const whole = new Set(at.flatMap(({ trackId }) => (isAll(plan) || known.without.has(trackId) ? [trackId] : [])));
  const byTrack = Map.groupBy(known.shards, ({ trackId }) => trackId);
  const shardsOf = ({ trackId }: At) => (whole.has(trackId) ? [] : (byTrack.get(trackId) ?? []));
  const chosen = await chooseGrams(db, at.flatMap(shardsOf), plan);
  const grams = gramsIn(chosen).length;
  for (const tracks of inGroups(at, (track) => shardsOf(track).length * grams)) {
    const candidates = await findCandidates(db, tracks.flatMap(shardsOf), { plan: chosen, goesOverLines });
    yield* together(tracks, whole, candidates);
  }
}

function* inGroups(at: readonly At[], weigh: (track: At) => number): Generator<readonly At[]> {
  let group: At[] = [];
  let [weight, room] = [0, POSTINGS.first];
  for (const track of at) {
    group.push(track);
    weight += weigh(track);
    if (weight < room) continue;
    yield group;
    group = [];
    weight = 0;
    room *= POSTINGS.growth;
  }
  if (group.length > 0) yield group;
}

function* together(
  at: readonly At[],
  whole: ReadonlySet<number>,
  candidates: ReadonlyMap<number, readonly Candidate[]>,
): Generator<Run> {
  let run: Run = { at: [], candidates: [], isWalked: false };
  for (const track of at) {
    const found = candidates.get(track.trackId) ?? [];
    const isWalked = whole.has(track.trackId) || found.length > LOOKED_UP_MAX;
    if (run.candidates.length > 0 && (isWalked || run.candidates.length + found.length > LISTED)) {
      yield run;
      run = { at: [], candidates: [], isWalked: false };
    }
    if (isWalked) yield { at: [track], candidates: found, isWalked };
    else if (found.length > 0) run = { at: [...run.at, track], candidates: [...run.candidates, ...found], isWalked };
  }
  if (run.candidates.length > 0) yield run;
}

type List = Parameters<typeof filesInOrder>[1];

async function* byKey(db: TenantDb, list: List, all: readonly Candidate[]): AsyncGenerator<readonly ListedFile[]> {
  const ordered = all.length <= TOLD.first ? all : await inPathOrder(db, list, all);
  let count = TOLD.first;
  for (let from = 0; from < ordered.length;) {
    yield await filesOfUnits(db, list, ordered.slice(from, from + count));
    from += count;
    count = Math.min(TOLD.most, count * TOLD.growth);
  }
}

async function* walk(db: TenantDb, list: List): AsyncGenerator<readonly ListedFile[]> {
  for (let { start } = list; ;) {
    const files = await filesInOrder(db, { ...list, start }, WALKED);
    yield files;
    const last = files.at(-1);
    if (last === undefined || files.length < WALKED) return;
    start = { path: last.path, isIncluded: false };
  }
}
