/** What a question asks for, checked: filters that name nothing and questions that ask for nothing are refused. */
import { Fault } from "#kernel/errors";
import { UNIT_FLAGS, type UnitChoice, type UnitFilters } from "#kernel/search";

import { checkFilters } from "./check-filters.ts";
import { momentOf } from "./moment.ts";
import { type Filters, type FilterValues, type GivenFilters, type ParsedQuery, parseQuery } from "./parse-query.ts";

/** @throws Fault VALIDATION_ERROR for a query that asks for nothing, or by a filter or value that there is not. */
export function readAsked(query: string, given: GivenFilters, mayBePattern: boolean): ParsedQuery {
  const asked = parseQuery(query, given, mayBePattern);
  checkFilters(asked);
  if (isEmpty(asked)) {
    throw new Fault(
      "VALIDATION_ERROR",
      "the query is empty: give words to look for, or a filter such as lang:, path:, symbol: or author:",
    );
  }
  return asked;
}

function isEmpty({ words, filters: { not, ...said } }: ParsedQuery): boolean {
  return words === "" && [said, not].every(choosesAll);
}

function choosesAll({ repo: _repo, phrase: _phrase, ...choices }: FilterValues): boolean {
  return Object.values(choices).every((values) => values.length === 0);
}

export function unitFilters({ not, ...filters }: Filters): UnitFilters {
  return { ...choiceOf(filters), without: choiceOf(not) };
}

export function choiceOf({ lang, kind, path, symbol, is, author, before, after }: FilterValues): UnitChoice {
  const flags: Readonly<Record<string, number>> = UNIT_FLAGS;
  const bits = is.reduce((all, name) => all | (flags[name] ?? 0), 0);
  return {
    languages: lang,
    kinds: kind,
    paths: path,
    symbols: symbol,
    flags: bits,
    authors: author,
    // Any of several: the widest.
    before: moments(before).at(-1),
    after: moments(after).at(0),
  };
}

/** The earliest first. */
function moments(written: readonly string[]): string[] {
  return written.flatMap((one) => momentOf(one) ?? []).sort();
}

/** The filters as they are answered. */
export function toldFilters({ not, ...filters }: Filters) {
  return { ...copy(filters), not: copy(not) };
}

function copy({ repo, lang, kind, path, symbol, is, author, before, after, phrase }: FilterValues) {
  return {
    repo: [...repo],
    lang: [...lang],
    kind: [...kind],
    path: [...path],
    symbol: [...symbol],
    is: [...is],
    author: [...author],
    before: [...before],
    after: [...after],
    phrase: [...phrase],
  };
}
