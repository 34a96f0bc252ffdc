/**
 * Reads the units in the running: those that words have chosen, and where these do not fill an answer, the nearest by vector. A question
 * whose every word is misspelt, or said otherwise than the code says it, is still answered by what is like it.
 */
import type { TenantDb } from "#kernel/db";

import type { AskedName } from "./asked-names.ts";
import type { Chosen } from "./candidates.ts";
import type { Candidate } from "./features.ts";
import { matchNames } from "./name-match.ts";
import type { SnapshotRef } from "./posting-store.ts";
import type { UnitFilters } from "./unit-filter-store.ts";
import { nearestUnits, type QueryVector, readUnits } from "./unit-store.ts";

/** How many units must pass before no more are read: most of a first batch, so that one suffices where little is dead or filtered. */
const CANDIDATES = 200;
const FIRST_BATCH = 300;
/** Each further batch is so many times the last: a filter that lets little through costs a few statements, not hundreds. */
const BATCH_GROWTH = 4;
/**
 * With fewer units by words the nearest are looked for: less than a page. Looked for always they changed no figure, and a search cost
 * three to seven times as much.
 */
const FEW = 10;
const NEAREST_MAX = 50;
/** What a dialect's `exactVectorLimit` was measured with; longer vectors take as much longer. */
const COMPARED_DIMENSIONS = 1024;

export interface CandidateSource {
  /** Where a unit bears one of them, nothing is looked for that is only similar. */
  readonly names: readonly AskedName[];
  readonly at: readonly SnapshotRef[];
  readonly filters: UnitFilters;
  readonly chosen: Iterator<Chosen>;
  /** Absent: words alone. */
  readonly vector: QueryVector | undefined;
  /** Where there are more units than this, or none is so similar, words alone. */
  readonly nearest: { readonly unitsMax: number; readonly similarityMin: number };
}

export async function readCandidates(db: TenantDb, source: CandidateSource): Promise<Candidate[]> {
  const byWords = await readChosen(db, source);
  if (byWords.length >= FEW || byWords.some(({ row }) => matchNames(row, source.names) > 0)) return byWords;
  return [...byWords, ...(await readNearest(db, source, byWords))];
}

/** Reads units in the order chosen until enough have passed: what is dead or filtered out never takes another's place. */
async function readChosen(db: TenantDb, { at, filters, chosen, vector }: CandidateSource): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (let size = FIRST_BATCH; candidates.length < CANDIDATES; size *= BATCH_GROWTH) {
    const batch = take(chosen, size);
    if (batch.length === 0) break;
    const rows = await readUnits(db, { at, unitIds: batch.map(({ unitId }) => unitId), filters, vector });
    const byId = new Map(rows.map((row) => [row.unitId, row]));
    for (const { unitId, prior } of batch) {
      const row = byId.get(unitId);
      if (row !== undefined) candidates.push({ row, prior });
    }
  }
  return candidates;
}

function take<T>(source: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const { done, value } = source.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

async function readNearest(
  db: TenantDb,
  { at, filters, vector, nearest }: CandidateSource,
  byWords: readonly Candidate[],
): Promise<Candidate[]> {
  if (vector === undefined || nearest.unitsMax === 0 || !vector.values.some((value) => value !== 0)) return [];
  const unitsMax = Math.floor(nearest.unitsMax * Math.min(1, COMPARED_DIMENSIONS / vector.values.length));
  const rows = await nearestUnits(db, { at, filters, vector, ...nearest, unitsMax, limit: NEAREST_MAX });
  const known = new Set(byWords.map(({ row }) => row.unitId));
  return rows.filter(({ unitId }) => !known.has(unitId)).map((row) => ({ row, prior: 0 }));
}
