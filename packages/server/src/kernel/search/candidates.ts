/** Chooses which units are worth a closer look: by their words, field by field, and a share of what their file says. */
import { fieldNumber, FIELDS, type Field } from "./posting.ts";
import type { ScoreTable, Weighed } from "./score-table.ts";

/** Weights of the first look; the ranking proper has its own. Found by recall of the first 300 on the development sets. */
const PRIOR: Partial<Record<Field, number>> = {
  name: 1.2,
  scope: 0.3,
  header: 1,
  body: 1,
  comment: 1,
  symbol: 0.3,
  path: 0.3,
};
const PRIOR_WEIGHTS = FIELDS.map((field) => PRIOR[field] ?? 0);
const [PATH, HISTORY, FILE] = [fieldNumber("path"), fieldNumber("history"), fieldNumber("file")];
const FILE_WEIGHT = 0.25;
const PATH_WEIGHT = 0.3;
const HISTORY_WEIGHT = 0.15;

/** How many of the best by their own words are looked at again with their file's words; more changed nothing. */
const WITH_FILE_MAX = 1500;

export interface Chosen {
  readonly unitId: number;
  /** By its own words. */
  readonly prior: number;
}

/** How many of the units that bear a name asked for come before all others; `get` or `__init__` may name thousands. */
const NAMED_MAX = 100;

/**
 * Units in the order in which they should be looked at: some of the named ones first, then the best, ties by id. What is not asked for is
 * not sorted.
 */
export function* chooseCandidates(table: ScoreTable, named: ReadonlySet<number> = new Set()): Generator<Chosen> {
  const first = [...named].map((unitId) => ({ unitId, prior: table.weighOne(unitId, PRIOR_WEIGHTS) }));
  const chosen = first.sort(byPrior).slice(0, NAMED_MAX);
  yield* chosen;
  const known = new Set(chosen.map(({ unitId }) => unitId));
  for (const each of chooseByWords(table)) if (!known.has(each.unitId)) yield each;
}

function byPrior(a: Chosen, b: Chosen): number {
  return b.prior - a.prior || a.unitId - b.unitId;
}

function* chooseByWords(table: ScoreTable): Generator<Chosen> {
  const weighed = table.weigh(PRIOR_WEIGHTS);
  const bar = scoreOfRank(weighed.scores, WITH_FILE_MAX);
  const best = collect(weighed, (score) => score >= bar);
  const files = table.unitsWith(FILE);
  const ordered = best.map((chosen) => {
    const file = table.fieldsOf(fileOf(files, chosen.unitId));
    const extra =
      FILE_WEIGHT * (file[FILE] ?? 0) + PATH_WEIGHT * (file[PATH] ?? 0) + HISTORY_WEIGHT * (file[HISTORY] ?? 0);
    return { chosen, order: chosen.prior + extra };
  });
  ordered.sort((a, b) => b.order - a.order || a.chosen.unitId - b.chosen.unitId);
  for (const { chosen } of ordered) yield chosen;
  const rest = collect(weighed, (score) => score < bar);
  yield* rest.sort(byPrior);
}

const BUCKETS = 1024;

/** The score that this many units reach; zero if there are fewer. Only what lies near it is sorted. */
function scoreOfRank(scores: Float32Array, rank: number): number {
  if (scores.length <= rank) return 0;
  const width = scores.reduce((most, score) => Math.max(most, score), 0) / BUCKETS;
  const bucketOf = (score: number): number => Math.min(BUCKETS - 1, Math.floor(score / width));
  const counts = new Int32Array(BUCKETS);
  for (const score of scores) counts[bucketOf(score)] = (counts[bucketOf(score)] ?? 0) + 1;
  let bucket = BUCKETS - 1;
  let above = 0;
  while (above + (counts[bucket] ?? 0) < rank) above += counts[bucket--] ?? 0;
  const near = scores.filter((score) => bucketOf(score) === bucket).sort();
  return near[near.length - (rank - above)] ?? 0;
}

function collect({ units, scores }: Weighed, isWanted: (score: number) => boolean): Chosen[] {
  const chosen: Chosen[] = [];
  for (let at = 0; at < units.length; at++) {
    const prior = scores[at] ?? 0;
    if (isWanted(prior)) chosen.push({ unitId: units[at] ?? 0, prior });
  }
  return chosen;
}

/** The first file at or behind a unit: its own, because a file's unit is numbered behind its others and has all their words. */
function fileOf(files: Int32Array, unitId: number): number {
  let low = 0;
  let high = files.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((files[middle] ?? 0) < unitId) low = middle + 1;
    else high = middle;
  }
  return files[low] ?? -1;
}
