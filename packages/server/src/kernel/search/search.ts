/**
 * Search: words to postings, postings to candidates, candidates to an order. Two statements, unless filters leave too few of the first batch,
 * or words find so few that the nearest by vector are looked for; all of them read the snapshot numbers they are given, so a switch in between changes nothing.
 */
import type { TenantDb } from "#kernel/db";
import type { Embedder } from "#kernel/models";

import { type AskedName, guessedName, readNames, symbolsOf, wholeName } from "./asked-names.ts";
import { chooseCandidates } from "./candidates.ts";
import type { FeatureInput } from "./features.ts";
import { namedUnits } from "./named-units.ts";
import { pathPattern } from "./path-pattern.ts";
import { type Postings, readPostings, type SnapshotRef } from "./posting-store.ts";
import { type QueryTerm, readQueryWords } from "./query-words.ts";
import { inverseFrequency, rank } from "./rank.ts";
import { readCandidates } from "./read-candidates.ts";
import { ScoreTable } from "./score-table.ts";
import { listUnits, type QueryVector, type UnitFilters, type UnitRow } from "./unit-store.ts";
import { wantedFlags } from "./wanted-flags.ts";
import { WITH_VECTORS, WITHOUT_VECTORS } from "./weights.ts";

export interface SearchFilters {
  readonly languages?: readonly string[];
  readonly kinds?: readonly string[];
  /** Globs, or parts of a path. */
  readonly paths?: readonly string[];
  /** Exact names of definitions, any case. */
  readonly symbols?: readonly string[];
}

export interface SearchRequest {
  readonly words: string;
  readonly at: readonly SnapshotRef[];
  readonly filters?: SearchFilters;
  /** Names of definitions to look for as well, behind what the words say: completions and corrections of a word. */
  readonly alsoNames?: readonly string[];
  readonly limit: number;
  /** Absent: no vectors. */
  readonly embedder?: Embedder | undefined;
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

export interface SearchResult {
  readonly units: readonly RankedUnit[];
  /** Words to highlight, lower case. */
  readonly words: readonly string[];
}

const SYMBOL_TERM_WEIGHT = 1;

/**
 * The best units for a question, best first. Words without letters or digits, or no snapshots, find nothing; no words at all find what the
 * filters let through.
 */
export async function search(db: TenantDb, request: SearchRequest): Promise<SearchResult> {
  const query = readQueryWords(request.words);
  const names = namesOf(request);
  const symbols = new Set(names.flatMap(symbolsOf));
  const terms = withSymbols(query.terms, symbols);
  if (request.words.trim() === "" && terms.length === 0) return listFiltered(db, request);
  if (terms.length === 0 || request.at.length === 0) return { units: [], words: query.words };
  const [postings, vector] = await Promise.all([
    readPostings(
      db,
      request.at,
      terms.map(({ term }) => term),
    ),
    embedQuery(request),
  ]);
  const input = { ...addUp(postings, terms), names };
  const chosen = chooseCandidates(input.table, namedUnits(postings.terms, symbols));
  const candidates = await readCandidates(db, {
    names,
    at: request.at,
    filters: unitFilters(request.filters ?? {}),
    chosen,
    vector,
    nearest: { unitsMax: request.exactVectorLimit ?? 0, similarityMin: request.embedder?.relatedFrom ?? 1 },
  });
  const ranked = rank(candidates, input, vector === undefined ? WITHOUT_VECTORS : WITH_VECTORS);
  const units = ranked
    .slice(0, request.limit)
    .map(({ candidate, score, parts }) => ({ ...shown(candidate.row), score, parts }));
  return { units, words: query.words };
}

function namesOf({ words, filters, alsoNames = [] }: SearchRequest): AskedName[] {
  return [...(filters?.symbols ?? []).map(wholeName), ...readNames(words), ...alsoNames.map(guessedName)];
}

async function listFiltered(db: TenantDb, { at, filters = {}, limit }: SearchRequest): Promise<SearchResult> {
  const isFiltered = Object.values(filters).some((values) => values.length > 0);
  const rows = isFiltered && at.length > 0 ? await listUnits(db, { at, filters: unitFilters(filters), limit }) : [];
  return { units: rows.map((row) => ({ ...shown(row), score: 0, parts: {} })), words: [] };
}

function shown(row: UnitRow): Omit<RankedUnit, "score" | "parts"> {
  const { fileUnitId: _file, flags: _flags, words: _words, similarity: _similarity, ...rest } = row;
  return rest;
}

/** A name is asked for as a word too, so that `symbol:x` alone finds x, and a long name spelled as words is found as one. */
function withSymbols(terms: readonly QueryTerm[], symbols: Iterable<string>): QueryTerm[] {
  const known = new Set(terms.map(({ term }) => term));
  const added = [...symbols].filter((symbol) => !known.has(symbol));
  return [...terms, ...added.map((term) => ({ term, weight: SYMBOL_TERM_WEIGHT }))];
}

async function embedQuery({ embedder, words, signal }: SearchRequest): Promise<QueryVector | undefined> {
  if (embedder === undefined) return undefined;
  const [values] = await embedder.embed([words], "query", signal ?? new AbortController().signal);
  return values === undefined ? undefined : { model: embedder.id, values };
}

function addUp(postings: Postings, terms: readonly QueryTerm[]): Omit<FeatureInput, "names"> {
  const weights = new Map(terms.map(({ term, weight }) => [term, weight]));
  const table = new ScoreTable();
  let termWeight = 0;
  for (const { term, documentFrequency, blocks } of postings.terms) {
    const weight = (weights.get(term) ?? 0) * inverseFrequency(postings.units, documentFrequency);
    termWeight += weight;
    table.addTerm(blocks, weight);
  }
  return { table, termWeight, wantedFlags: wantedFlags(weights.keys()) };
}

function unitFilters({ languages, kinds, paths, symbols }: SearchFilters): UnitFilters {
  return {
    languages: languages ?? [],
    kinds: kinds ?? [],
    paths: (paths ?? []).map(pathPattern),
    symbols: symbols ?? [],
  };
}
