/**
 * Search: words to postings, postings to candidates, candidates to an order. Two statements, unless filters leave too few of the first batch,
 * or words find so few that the nearest by vector are looked for; all of them read the snapshot numbers they are given, so a switch in between changes nothing.
 */
import type { TenantDb } from "#kernel/db";
import type { Fault } from "#kernel/errors";
import type { Embedder } from "#kernel/models";

import { addUp } from "./add-up.ts";
import { findWords, readAskedWords, type WordSource } from "./asked-words.ts";
import { type Chosen, chooseCandidates } from "./candidates.ts";
import type { Correction } from "./correct-words.ts";
import { embedQuery } from "./embed-query.ts";
import { namedUnits } from "./named-units.ts";
import { type Postings, readPostings, type SnapshotRef } from "./posting-store.ts";
import type { QueryTerm } from "./query-words.ts";
import { rank } from "./rank.ts";
import { type CandidateSource, readCandidates } from "./read-candidates.ts";
import type { UnitFilters } from "./unit-filter-store.ts";
import { listUnits, type UnitPlace, type UnitRow, unitsAround } from "./unit-store.ts";
import { vocabularyOf } from "./vocabulary-store.ts";
import { weightsFor } from "./weights.ts";

export interface SearchRequest {
  readonly words: string;
  readonly at: readonly SnapshotRef[];
  readonly filters?: UnitFilters;
  /** Only what stands around one of these places is an answer: the innermost unit that passes the filters. */
  readonly within?: readonly UnitPlace[] | undefined;
  /** Names of definitions to look for as well, behind what the words say: completions and corrections of a word. */
  readonly alsoNames?: readonly string[];
  /** Words that stand nowhere are taken for slips of words that do. */
  readonly correct?: boolean;
  readonly limit: number;
  /** Absent: no vectors. */
  readonly embedder?: Embedder | undefined;
  /** How long the answer waits for the question's vector; two seconds unless given. */
  readonly vectorBudgetMs?: number | undefined;
  /**
   * Up to how many units a question is compared with one by one where words find few: the dialect's `exactVectorLimit`.
   * Absent: only what has the words is found.
   */
  readonly exactVectorLimit?: number;
  readonly signal?: AbortSignal;
}

export interface RankedUnit extends Omit<UnitRow, "fileUnitId" | "flags" | "words" | "similarity"> {
  readonly score: number;
  /** What each feature added to the score. */
  readonly parts: Readonly<Record<string, number>>;
}

export interface SearchPlan {
  /** Names asked for, as they are written. */
  readonly names: readonly string[];
  /** `units`: how many have it; none where it is not known, or too common to be read beside rarer ones. Synonyms only where there are. */
  readonly terms: readonly (QueryTerm & { readonly units: number })[];
  /** Units in the segments read. */
  readonly units: number;
  /** Units looked at closely. */
  readonly candidates: number;
  /** Those of them that are here for their vector alone. */
  readonly similar: number;
  readonly withVectors: boolean;
}

export interface SearchResult {
  /** How the answer was come by; undefined where there was nothing to look for. */
  readonly plan?: SearchPlan;
  readonly units: readonly RankedUnit[];
  /** Words to highlight, lower case. */
  readonly words: readonly string[];
  /** Words that stand nowhere, and what was searched for beside them. */
  readonly corrections: readonly Correction[];
  /** Why words alone were asked although there is an embedder. */
  readonly withoutVectors?: Fault | undefined;
}

/**
 * The best units for a question, best first. Words without letters or digits, or no snapshots, find nothing; no words at all find what the
 * filters let through.
 */
export async function search(db: TenantDb, request: SearchRequest): Promise<SearchResult> {
  const asked = readAskedWords(request);
  if (request.words.trim() === "" && asked.terms.length === 0) return listFiltered(db, request);
  if (asked.terms.length === 0 || request.at.length === 0) return { units: [], words: asked.words, corrections: [] };
  const { filters = {}, at } = request;
  const [{ terms, names, symbols, words, postings, corrections }, { vector, failure }, only] = await Promise.all([
    findWords(wordsAt(db, at), request, asked),
    embedQuery(request),
    idsWithin(db, request),
  ]);
  const added = addUp(postings, terms);
  const input = { ...added, names, wantedFlags: added.wantedFlags | (filters.flags ?? 0) };
  const first = only ?? namedUnits(postings.terms, symbols);
  const chosen = onlyThese(chooseCandidates(input.table, first), only);
  const nearest = nearestOf(request);
  const candidates = await readCandidates(db, { names, at, filters, chosen, vector, nearest });
  const ranked = rank(candidates, input, weightsFor(request.words, vector !== undefined));
  const units = ranked
    .slice(0, request.limit)
    .map(({ candidate, score, parts }) => ({ ...shown(candidate.row), score, parts }));
  const plan = {
    names: names.map(({ spelled }) => spelled),
    terms: withFrequencies(terms, postings),
    units: postings.units,
    candidates: candidates.length,
    similar: ranked.filter(({ parts }) => "no_words" in parts).length,
    withVectors: vector !== undefined,
  };
  return { units, words, corrections, withoutVectors: failure, plan };
}

function withFrequencies(terms: readonly QueryTerm[], postings: Postings): SearchPlan["terms"] {
  const frequencies = new Map(postings.terms.map((read) => [read.term, read.documentFrequency]));
  const told = terms.map((term) => ({ ...term, units: frequencies.get(term.term) ?? 0 }));
  return told.filter(({ from, units }) => from !== "synonym" || units > 0);
}

function wordsAt(db: TenantDb, at: readonly SnapshotRef[]): WordSource {
  return { ...vocabularyOf(db, at), postings: (terms) => readPostings(db, at, terms) };
}

async function listFiltered(db: TenantDb, { at, filters = {}, limit }: SearchRequest): Promise<SearchResult> {
  const rows = isFiltered(filters) && at.length > 0 ? await listUnits(db, { at, filters, limit }) : [];
  return { units: rows.map((row) => ({ ...shown(row), score: 0, parts: {} })), words: [], corrections: [] };
}

function isFiltered({ without = {}, ...choice }: UnitFilters): boolean {
  return [choice, without].some((each) =>
    Object.values(each).some((one) => one !== undefined && one !== 0 && one.length !== 0),
  );
}

/** Units around the places that were given; undefined where all may be answers. */
async function idsWithin(
  db: TenantDb,
  { at, filters = {}, within }: SearchRequest,
): Promise<ReadonlySet<number> | undefined> {
  if (within === undefined) return undefined;
  return new Set((await unitsAround(db, { at, filters }, within)).map(({ unitId }) => unitId));
}

/** Within places nothing is looked for that is only similar. */
function nearestOf({ within, exactVectorLimit = 0, embedder }: SearchRequest): CandidateSource["nearest"] {
  return { unitsMax: within === undefined ? exactVectorLimit : 0, similarityMin: embedder?.relatedFrom ?? 1 };
}

/** With a set, its units alone, those that have a word first. */
function* onlyThese(chosen: Iterable<Chosen>, only: ReadonlySet<number> | undefined): Generator<Chosen> {
  const left = new Set(only);
  for (const each of chosen) if (only === undefined || left.delete(each.unitId)) yield each;
  for (const unitId of left) yield { unitId, prior: 0 };
}

function shown(row: UnitRow): Omit<RankedUnit, "score" | "parts"> {
  const { fileUnitId: _file, flags: _flags, words: _words, similarity: _similarity, ...rest } = row;
  return rest;
}
