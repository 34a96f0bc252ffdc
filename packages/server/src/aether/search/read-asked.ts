/** What a question asks for, checked: filters that name nothing and questions that ask for nothing are refused. */
import { Fault } from "#kernel/errors";
import { UNIT_FLAGS, type UnitChoice, type UnitFilters } from "#kernel/search";

import { checkFilters } from "./check-filters.ts";
import { type Filters, type FilterValues, type GivenFilters, type ParsedQuery, parseQuery } from "./parse-query.ts";

/** @throws Fault VALIDATION_ERROR for a query that asks for nothing, or by a filter or value that there is not. */
export function readAsked(query: string, given: GivenFilters, mayBePattern: boolean): ParsedQuery {
  const asked = parseQuery(query, given, mayBePattern);
  checkFilters(asked);
  if (isEmpty(asked)) {
    throw new Fault(
      "VALIDATION_ERROR",
      "the query is empty: give words to look for, or a lang:, kind:, path:, symbol: or is: filter",
    );
  }
  return asked;
}

function isEmpty({ words, filters }: ParsedQuery): boolean {
  return words === "" && [filters, filters.not].every(choosesAll);
}

function choosesAll({ lang, kind, path, symbol, is }: FilterValues): boolean {
  return [lang, kind, path, symbol, is].every((values) => values.length === 0);
}

export function unitFilters({ not, ...filters }: Filters): UnitFilters {
  return { ...choiceOf(filters), without: choiceOf(not) };
}

export function choiceOf({ lang, kind, path, symbol, is }: FilterValues): UnitChoice {
  const flags: Readonly<Record<string, number>> = UNIT_FLAGS;
  const bits = is.reduce((all, name) => all | (flags[name] ?? 0), 0);
  return { languages: lang, kinds: kind, paths: path, symbols: symbol, flags: bits };
}

/** The filters as they are answered. */
export function toldFilters({ not, ...filters }: Filters) {
  return { ...copy(filters), not: copy(not) };
}

function copy({ repo, lang, kind, path, symbol, is, phrase }: FilterValues) {
  return {
    repo: [...repo],
    lang: [...lang],
    kind: [...kind],
    path: [...path],
    symbol: [...symbol],
    is: [...is],
    phrase: [...phrase],
  };
}
