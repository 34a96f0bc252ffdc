/** `search`: words, vectors and symbols choose and rank units; what is shown beside them is read for the few that are shown. */
import type { z } from "zod";

import type { Db, TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Embedder } from "#kernel/models";
import { operation } from "#kernel/operation";
import { type RankedUnit, search, type SearchFilters } from "#kernel/search";

import { fileTexts } from "../browse/store.ts";
import { type searchHit, searchInput, searchOutput } from "../contract.ts";
import { completenessOf, requireKept, resolveScope, type Scope } from "../scope/index.ts";
import { checkFilters } from "./check-filters.ts";
import { relatedTo } from "./expand.ts";
import { guessNames, suggestInstead } from "./guess-names.ts";
import { type Filters, type ParsedQuery, parseQuery } from "./parse-query.ts";
import { makeSnippet } from "./snippet.ts";

/** Hits whose callers and callees are added when asked for. */
const EXPANDED = 5;

type Hit = z.input<typeof searchHit>;

export function searchCode(needs: { readonly db: Db; readonly embedder: Embedder }) {
  return operation({
    name: "search",
    kind: "query",
    summary: "Find definitions and documents by words, code or a question.",
    permission: "code:read",
    input: searchInput,
    output: searchOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE"],
    http: { method: "POST", path: "/retrieve/search" },
    async run(context, input) {
      const asked = readAsked(input.query, input.filters);
      const tenant = needs.db.forTenant(context);
      const scope = await resolveScope(tenant, asked.filters.repo, input);
      const guesses = await guessNames(tenant, scope, asked);
      const found = await search(tenant, {
        words: asked.words,
        at: scope.repos.map(({ trackId, number }) => ({ trackId, number })),
        filters: unitFilters(asked.filters),
        alsoNames: [...guesses.completions, ...guesses.corrections],
        limit: input.limit,
        embedder: input.vectors ? needs.embedder : undefined,
        exactVectorLimit: needs.db.dialect.exactVectorLimit,
        signal: context.signal,
      });
      const texts = input.snippets ? await textsOf(tenant, scope, found.units) : new Map<string, string>();
      const related = input.expand ? await relatedTo(tenant, scope, found.units.slice(0, EXPANDED)) : undefined;
      await requireKept(tenant, scope, input);
      return {
        hits: found.units.map((unit): Hit => {
          const text = texts.get(fileKey(unit));
          return {
            ...present(scope, unit),
            snippet: text === undefined ? null : makeSnippet(text, unit, found.words),
            related: related?.get(`${unit.trackId} ${unit.nodeId}`) ?? [],
          };
        }),
        query: { words: [...found.words], filters: mutable(asked.filters) },
        suggestions: found.units.every(isOnlySimilar)
          ? await suggestInstead(tenant, scope, asked)
          : [...guesses.corrections],
        completeness: completenessOf(scope),
      };
    },
  });
}

/** @throws Fault VALIDATION_ERROR for a query that asks for nothing, or by a language or kind that there is not. */
function readAsked(query: string, given: Filters): ParsedQuery {
  const asked = parseQuery(query, given);
  if (isEmpty(asked)) {
    throw new Fault(
      "VALIDATION_ERROR",
      "the query is empty: give words to look for, or a lang:, kind:, path: or symbol: filter",
    );
  }
  checkFilters(asked.filters);
  return asked;
}

function unitFilters({ lang, kind, path, symbol }: Filters): SearchFilters {
  return { languages: lang, kinds: kind, paths: path, symbols: symbol };
}

function isEmpty({ words, filters }: ParsedQuery): boolean {
  const { lang, kind, path, symbol } = filters;
  return words === "" && [lang, kind, path, symbol].every((values) => values.length === 0);
}

async function textsOf(tenant: TenantDb, scope: Scope, units: readonly RankedUnit[]): Promise<Map<string, string>> {
  const files = new Map(units.map((unit) => [fileKey(unit), { trackId: unit.trackId, path: unit.path }]));
  if (files.size === 0) return new Map();
  const rows = await fileTexts(tenant, scope.repos, [...files.values()]);
  return new Map(rows.map((row) => [fileKey({ trackId: row.track_id, path: row.path }), row.content]));
}

/** Has none of the words: it is here for its vector, and a name close to what was written may be what is meant. */
function isOnlySimilar({ parts }: RankedUnit): boolean {
  return "no_words" in parts;
}

function fileKey(of: { readonly trackId: number; readonly path: string }): string {
  return `${of.trackId} ${of.path}`;
}

function present(scope: Scope, unit: RankedUnit): Omit<Hit, "snippet" | "related"> {
  return {
    id: unit.nodeId,
    kind: unit.kind,
    name: unit.name,
    qualified_name: unit.qualifiedName,
    repo: scope.byTrack.get(unit.trackId)?.name ?? "",
    file: unit.path,
    start_line: unit.startLine,
    end_line: unit.endLine,
    language: unit.language,
    score: unit.score,
    parts: { ...unit.parts },
  };
}

function mutable(filters: ParsedQuery["filters"]) {
  const { repo, lang, kind, path, symbol } = filters;
  return { repo: [...repo], lang: [...lang], kind: [...kind], path: [...path], symbol: [...symbol] };
}
