/** Chooses which units are worth a closer look: by their words, field by field, and a share of what their file says. */
import { fieldNumber, FIELDS, type Field } from "./posting.ts";
import type { ScoreTable } from "./score-table.ts";

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
const FILE_WEIGHT = 0.25;
const PATH_WEIGHT = 0.3;
const HISTORY_WEIGHT = 0.15;

/** How many of the best by their own words are looked at again with their file's words. */
const WITH_FILE_MAX = 3000;

export interface Chosen {
  readonly unitId: number;
  /** By its own words. */
  readonly prior: number;
}

/** Units in the order in which they should be looked at, best first; ties by id. */
export function chooseCandidates(table: ScoreTable): Chosen[] {
  const { units, scores } = table.ranked(PRIOR_WEIGHTS);
  const own = Array.from(units, (unitId, at) => ({ unitId, prior: scores[at] ?? 0 }));
  const files = table.unitsWith(fieldNumber("file"));
  const [path, history, file] = [fieldNumber("path"), fieldNumber("history"), fieldNumber("file")];
  const head = own.slice(0, WITH_FILE_MAX).map((chosen) => {
    const ofFile = table.fieldsOf(fileOf(files, chosen.unitId));
    const extra =
      FILE_WEIGHT * (ofFile[file] ?? 0) + PATH_WEIGHT * (ofFile[path] ?? 0) + HISTORY_WEIGHT * (ofFile[history] ?? 0);
    return { chosen, order: chosen.prior + extra };
  });
  head.sort((a, b) => b.order - a.order || a.chosen.unitId - b.chosen.unitId);
  return [...head.map(({ chosen }) => chosen), ...own.slice(WITH_FILE_MAX)];
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
