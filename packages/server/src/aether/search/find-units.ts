/** The units that answer a question, with what was guessed and left open on the way. */
import type { TenantDb } from "#kernel/db";
import { cutsOf, search, type SearchRequest, type SearchResult } from "#kernel/search";

import type { Scope } from "../scope/index.ts";
import { guessNames, suggestInstead } from "./guess-names.ts";
import { historyNotes } from "./history-notes.ts";
import { filterNotes, isOnlySimilar, leftOutBy } from "./left-out.ts";
import type { ParsedQuery } from "./parse-query.ts";
import { phraseNotes, placesOf, withoutPhrases } from "./phrases.ts";
import { unitFilters } from "./read-asked.ts";

/** Units looked at where some of them may be left out for their text. */
const LOOKED_AT = 200;

export interface Found extends SearchResult {
  readonly notes: readonly string[];
  readonly suggestions: readonly string[];
}

export type How = Pick<SearchRequest, "limit" | "embedder" | "vectorBudgetMs" | "exactVectorLimit" | "signal">;

export async function findUnits(
  tenant: TenantDb,
  scope: Scope,
  { asked, how }: { readonly asked: ParsedQuery; readonly how: How },
): Promise<Found> {
  const { phrase, not } = asked.filters;
  const filters = unitFilters(asked.filters);
  const guesses = await guessNames(tenant, scope, asked);
  const phrases = await placesOf(tenant, scope, { phrases: phrase, filters });
  const request = {
    ...how,
    words: asked.words,
    at: scope.repos.map(({ trackId, number }) => ({ trackId, number })),
    filters,
    within: phrases.places.length > 0 ? phrases.places : undefined,
    alsoNames: [...guesses.completions, ...guesses.corrections],
    // What stands in quotes is meant as it is written, and what a name begins with is not yet all of it.
    correct: phrase.length === 0 && guesses.completions.length === 0,
  };
  const found = await searchOutside(tenant, scope, { request, not: not.phrase });
  // A phrase stands in its hits, also where none of its words is one of theirs.
  const isFound = found.units.some((unit) => request.within !== undefined || !isOnlySimilar(unit));
  const leftOut = isFound ? undefined : await leftOutBy(tenant, request, asked.filters);
  const instead = isFound || leftOut !== undefined ? guesses.corrections : await suggestInstead(tenant, scope, asked);
  return {
    ...found,
    notes: [
      ...cutNotes(asked.words),
      ...phraseNotes(phrase, phrases),
      ...filterNotes(leftOut),
      ...(await historyNotes(tenant, scope, asked.filters)),
      ...vectorNotes(found),
    ],
    suggestions: withoutSearched(instead, found),
  };
}

async function searchOutside(
  tenant: TenantDb,
  scope: Scope,
  { not, request }: { readonly not: readonly string[]; readonly request: SearchRequest },
): Promise<SearchResult> {
  if (not.length === 0) return search(tenant, request);
  const found = await search(tenant, { ...request, limit: LOOKED_AT });
  const units = await withoutPhrases(tenant, scope, { units: found.units, phrases: not });
  return { ...found, units: units.slice(0, request.limit) };
}

/** What was searched for already is no suggestion. */
function withoutSearched(suggestions: readonly string[], { corrections }: SearchResult): string[] {
  const searched = new Set(corrections.map((each) => each.searched));
  return suggestions.filter((name) => !searched.has(name.toLowerCase()));
}

function cutNotes(words: string): string[] {
  const written = (count: number): string => count.toLocaleString("en-US");
  return cutsOf(words).map(
    ({ of, all, read }) => `Of the question's ${written(all)} ${of} only the first ${written(read)} were read.`,
  );
}

function vectorNotes({ withoutVectors }: SearchResult): string[] {
  return withoutVectors === undefined ? [] : [`Answered by words alone, without vectors: ${withoutVectors.message}.`];
}
