/**
 * What is looked at in a candidate: its words field by field, its file's words, how it compares with the other candidates, and what kind
 * of thing it is. Scores are shares of what the question could reach at most, so they compare across questions and repositories.
 */
import type { AskedName } from "./asked-names.ts";
import { Companions, type CompanionScores } from "./companions.ts";
import { matchNames } from "./name-match.ts";
import { PlaceMatcher } from "./place-match.ts";
import { fieldNumber, IMPACT_FACTOR_MAX } from "./posting.ts";
import { SaidMatcher } from "./said-shares.ts";
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
  "tested",
  "companion",
  "said_in_head",
  "said_in_file",
  "said_in_place",
  "said_anywhere",
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
  /** The same of the words that were said and are followed one by one, by their bit in the table. */
  readonly saidWeights: readonly number[];
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
  const { table } = input;
  const standing = compare(candidates, table);
  const similarity = averageSimilarity(candidates);
  const places = new PlaceMatcher(input.terms);
  const said = new SaidMatcher(input.saidWeights);
  const reachable = Math.max(Number.EPSILON, input.termWeight * IMPACT_FACTOR_MAX);
  const fileOf = createFileReader(candidates, input, reachable);
  return candidates.map(({ row }) => {
    const own = table.fieldsOf(row.unitId);
    const share = (field: number): number => (own[field] ?? 0) / reachable;
    const coverage = table.coverageOf(row.unitId);
    const exactName = matchNames(row, input.names);
    // What is asked for by name is not judged by its kind: that lesson is of questions that name nothing.
    const kind = exactName >= BEARS_NAME ? "" : row.kind;
    const file = fileOf(row);
    return {
      name: share(FIELD.name),
      scope: share(FIELD.scope),
      header: share(FIELD.header),
      body: share(FIELD.body),
      comment: share(FIELD.comment),
      symbol: share(FIELD.symbol),
      ...file.values,
      coverage: coverage / Math.max(Number.EPSILON, input.termWeight),
      name_share: Math.sqrt(share(FIELD.name)),
      rank: Math.log(standing.rank.get(row.unitId) ?? 1),
      file_rank: Math.log(standing.fileRank.get(row.fileUnitId) ?? 1),
      best_in_file: standing.bestInFile.get(row.fileUnitId) === row.unitId ? 1 : 0,
      length: Math.log(1 + row.words),
      lines: Math.log(1 + row.endLine - row.startLine),
      is_function: FUNCTION_KINDS.has(kind) ? 1 : 0,
      is_type: TYPE_KINDS.has(kind) ? 1 : 0,
      is_file: kind === "File" ? 1 : 0,
      vector: row.similarity ?? similarity,
      exact_name: exactName,
      no_words: coverage === 0 ? 1 : 0,
      ...places.match(row),
      ...said.match(table.saidIn(row.unitId), file.said),
    };
  });
}

type FileFeature = "path" | "history" | "file" | keyof typeof UNIT_FLAGS | keyof CompanionScores;

interface FileRead {
  readonly values: Pick<FeatureValues, FileFeature>;
  /** Bits by field of the words that are followed. */
  readonly said: Int32Array;
}

/** What all candidates of a file share is looked up once. */
function createFileReader(
  candidates: readonly Candidate[],
  { table, wantedFlags }: FeatureInput,
  reachable: number,
): (row: UnitRow) => FileRead {
  const rows = candidates.map(({ row }) => row);
  const companions = new Companions(rows, (file) => scoreOfFile(table, file) / reachable);
  const known = new Map<number, FileRead>();
  const read = (row: UnitRow): FileRead => {
    const scores = table.fieldsOf(row.fileUnitId);
    const has = (flag: number): number => ((row.flags & ~wantedFlags & flag) === 0 ? 0 : 1);
    const values = {
      path: (scores[FIELD.path] ?? 0) / reachable,
      history: (scores[FIELD.history] ?? 0) / reachable,
      file: (scores[FIELD.file] ?? 0) / reachable,
      test: has(UNIT_FLAGS.test),
      generated: has(UNIT_FLAGS.generated),
      vendored: has(UNIT_FLAGS.vendored),
      example: has(UNIT_FLAGS.example),
      tooling: has(UNIT_FLAGS.tooling),
      ...companions.of(row),
    };
    return { values, said: table.saidIn(row.fileUnitId) };
  };
  return (row) => {
    let found = known.get(row.fileUnitId);
    if (found === undefined) known.set(row.fileUnitId, (found = read(row)));
    return found;
  };
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
    files.push({ file: row.fileUnitId, score: scoreOfFile(table, row.fileUnitId) });
  }
  files.sort((a, b) => b.score - a.score || a.file - b.file);
  return { rank, bestInFile, fileRank: new Map(files.map(({ file }, at) => [file, at + 1])) };
}

function scoreOfFile(table: ScoreTable, fileUnitId: number): number {
  const scores = table.fieldsOf(fileUnitId);
  return (scores[FIELD.file] ?? 0) + (scores[FIELD.path] ?? 0);
}
