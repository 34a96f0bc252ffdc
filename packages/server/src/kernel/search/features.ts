/**
 * What is looked at in a candidate: its words field by field, its file's words, how it compares with the other candidates, and what kind
 * of thing it is. Scores are shares of what the question could reach at most, so they compare across questions and repositories.
 */
import type { AskedName } from "./asked-names.ts";
import { matchNames } from "./name-match.ts";
import { PlaceMatcher } from "./place-match.ts";
import { fieldNumber, IMPACT_FACTOR_MAX } from "./posting.ts";
import type { ScoreTable } from "./score-table.ts";
import { UNIT_FLAGS } from "./unit-flags.ts";
import type { UnitRow } from "./unit-store.ts";

export const FEATURES = [
  "name",
  "scope",
  "header",
  "body",
  "comment",
  "symbol",
  "path",
  "history",
  "file",
  "coverage",
  "name_share",
  "rank",
  "file_rank",
  "best_in_file",
  "length",
  "lines",
  "is_function",
  "is_type",
  "is_file",
  "test",
  "generated",
  "vendored",
  "example",
  "tooling",
  "vector",
  "exact_name",
  "no_words",
  "first_word",
  "stem_share",
  "folder_share",
  "constructs",
  "depth",
] as const;
export type Feature = (typeof FEATURES)[number];
export type FeatureValues = Readonly<Record<Feature, number>>;

/** A unit in the running; `prior` is its summed score, by which it became a candidate: none if it is here for its vector alone. */
export interface Candidate {
  readonly row: UnitRow;
  readonly prior: number;
}

export interface FeatureInput {
  readonly table: ScoreTable;
  /** Summed weight (idf times weight in the question) of all terms. */
  readonly termWeight: number;
  /** The terms themselves. */
  readonly terms: ReadonlySet<string>;
  /** Flags that the question asks for by word, and so are not held against a unit. */
  readonly wantedFlags: number;
  /** From `readNames`. */
  readonly names: readonly AskedName[];
}

const FUNCTION_KINDS = new Set(["Function", "Closure", "Method", "Macro"]);
const TYPE_KINDS = new Set(["Class", "Interface", "Trait", "Struct", "Enum", "Type", "Module"]);

/** From here on a unit bears a name that the question asks for, in any spelling. */
const BEARS_NAME = 0.3;

const FIELD = {
  name: fieldNumber("name"),
  scope: fieldNumber("scope"),
  header: fieldNumber("header"),
  body: fieldNumber("body"),
  comment: fieldNumber("comment"),
  path: fieldNumber("path"),
  history: fieldNumber("history"),
  file: fieldNumber("file"),
  symbol: fieldNumber("symbol"),
};

/** Values for every candidate, in their order. */
export function computeFeatures(candidates: readonly Candidate[], input: FeatureInput): FeatureValues[] {
  const standing = compare(candidates, input.table);
  const similarity = averageSimilarity(candidates);
  const places = new PlaceMatcher(input.terms);
  const reachable = Math.max(Number.EPSILON, input.termWeight * IMPACT_FACTOR_MAX);
  return candidates.map(({ row }) => {
    const own = input.table.fieldsOf(row.unitId);
    const file = input.table.fieldsOf(row.fileUnitId);
    const share = (scores: Float32Array, field: number): number => (scores[field] ?? 0) / reachable;
    const flags = row.flags & ~input.wantedFlags;
    const has = (flag: number): number => ((flags & flag) === 0 ? 0 : 1);
    const coverage = input.table.coverageOf(row.unitId);
    const exactName = matchNames(row, input.names);
    // What is asked for by name is not judged by its kind: that lesson is of questions that name nothing.
    const kind = exactName >= BEARS_NAME ? "" : row.kind;
    return {
      name: share(own, FIELD.name),
      scope: share(own, FIELD.scope),
      header: share(own, FIELD.header),
      body: share(own, FIELD.body),
      comment: share(own, FIELD.comment),
      symbol: share(own, FIELD.symbol),
      path: share(file, FIELD.path),
      history: share(file, FIELD.history),
      file: share(file, FIELD.file),
      coverage: coverage / Math.max(Number.EPSILON, input.termWeight),
      name_share: Math.sqrt(share(own, FIELD.name)),
      rank: Math.log(standing.rank.get(row.unitId) ?? 1),
      file_rank: Math.log(standing.fileRank.get(row.fileUnitId) ?? 1),
      best_in_file: standing.bestInFile.get(row.fileUnitId) === row.unitId ? 1 : 0,
      length: Math.log(1 + row.words),
      lines: Math.log(1 + row.endLine - row.startLine),
      is_function: FUNCTION_KINDS.has(kind) ? 1 : 0,
      is_type: TYPE_KINDS.has(kind) ? 1 : 0,
      is_file: kind === "File" ? 1 : 0,
      test: has(UNIT_FLAGS.test),
      generated: has(UNIT_FLAGS.generated),
      vendored: has(UNIT_FLAGS.vendored),
      example: has(UNIT_FLAGS.example),
      tooling: has(UNIT_FLAGS.tooling),
      vector: row.similarity ?? similarity,
      exact_name: exactName,
      no_words: coverage === 0 ? 1 : 0,
      ...places.match(row),
    };
  });
}

/** What a unit without a vector is taken to have, so that a missing one moves nothing. */
function averageSimilarity(candidates: readonly Candidate[]): number {
  let sum = 0;
  let count = 0;
  for (const { row } of candidates) {
    if (row.similarity === null) continue;
    sum += row.similarity;
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}

interface Standing {
  /** 1 is best. */
  readonly rank: ReadonlyMap<number, number>;
  readonly fileRank: ReadonlyMap<number, number>;
  readonly bestInFile: ReadonlyMap<number, number>;
}

/** How candidates stand among each other: by their own words, and their files by the files' words. */
function compare(candidates: readonly Candidate[], table: ScoreTable): Standing {
  const rank = new Map<number, number>();
  const bestInFile = new Map<number, number>();
  const files: { readonly file: number; readonly score: number }[] = [];
  for (const { row } of candidates.toSorted((a, b) => b.prior - a.prior || a.row.unitId - b.row.unitId)) {
    rank.set(row.unitId, rank.size + 1);
    if (bestInFile.has(row.fileUnitId)) continue;
    bestInFile.set(row.fileUnitId, row.unitId);
    const scores = table.fieldsOf(row.fileUnitId);
    files.push({ file: row.fileUnitId, score: (scores[FIELD.file] ?? 0) + (scores[FIELD.path] ?? 0) });
  }
  files.sort((a, b) => b.score - a.score || a.file - b.file);
  return { rank, bestInFile, fileRank: new Map(files.map(({ file }, at) => [file, at + 1])) };
}
