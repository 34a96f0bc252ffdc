import { LANGUAGES } from "@aether/graph";
/** Values of filters that name nothing are mistakes: an answer without hits would be read as "there is none". */
import { closest, distance } from "fastest-levenshtein";

import { Fault } from "#kernel/errors";
import { phraseWords, UNIT_FLAGS, UNIT_KINDS } from "#kernel/search";

import { momentOf } from "./moment.ts";
import type { FilterValues, ParsedQuery } from "./parse-query.ts";

const LANGUAGE = { filter: "lang", what: "language", values: LANGUAGES.map(({ id }) => id).sort() } as const;
const KNOWN: readonly {
  readonly filter: "lang" | "kind" | "is";
  readonly what: string;
  readonly values: readonly string[];
}[] = [
  LANGUAGE,
  { filter: "kind", what: "kind of definition", values: UNIT_KINDS },
  { filter: "is", what: "kind of place", values: Object.keys(UNIT_FLAGS) },
];

const PHRASES_MAX = 8;

/** @throws Fault VALIDATION_ERROR for a filter or a value of one that there is not, with those that there are. */
export function checkFilters({ filters }: ParsedQuery): void {
  const { not, ...said } = filters;
  for (const values of [said, not]) checkValues(values);
}

/** @throws Fault VALIDATION_ERROR for a language that there is not. */
export function checkLanguages(languages: readonly string[]): void {
  for (const value of languages) requireKnown(LANGUAGE, value);
}

const VALUES_MAX = 50;

function checkValues(values: FilterValues): void {
  for (const [filter, given] of Object.entries(values)) {
    if (given.length <= VALUES_MAX) continue;
    throw new Fault("VALIDATION_ERROR", `a query takes at most ${VALUES_MAX} values of ${filter}:`, { filter });
  }
  for (const known of KNOWN) for (const value of values[known.filter]) requireKnown(known, value);
  for (const filter of ["before", "after"] as const) for (const value of values[filter]) requireMoment(filter, value);
  const [without] = values.phrase.filter((phrase) => phraseWords(phrase).length === 0);
  if (without !== undefined) {
    throw new Fault(
      "VALIDATION_ERROR",
      `"${without.slice(0, 50)}" has no word to find it by: a phrase takes one of two letters or more`,
      {
        filter: "phrase",
        value: without.slice(0, 50),
      },
    );
  }
  if (values.phrase.length > PHRASES_MAX) {
    throw new Fault("VALIDATION_ERROR", `a query takes at most ${PHRASES_MAX} phrases in quotes`, { filter: "phrase" });
  }
}

function requireMoment(filter: string, value: string): void {
  if (momentOf(value) !== undefined) return;
  throw new Fault(
    "VALIDATION_ERROR",
    `${filter}: takes a day, month, year or time, as 2026-03-14, 2026-03, 2026 or 2026-03-14T15:00:00Z; ` +
      `"${value.slice(0, 50)}" is none`,
    { filter, value: value.slice(0, 50) },
  );
}

function requireKnown({ filter, what, values }: (typeof KNOWN)[number], value: string): void {
  if (values.some((one) => one.toLowerCase() === value.toLowerCase())) return;
  const shown = value.slice(0, 50);
  const known = values.map((one) => one.toLowerCase());
  const near = closest(shown.toLowerCase(), known);
  const hint = distance(shown.toLowerCase(), near) <= 2 ? `did you mean "${near}"? ` : "";
  throw new Fault(
    "VALIDATION_ERROR",
    `${filter}: no ${what} is called "${shown}"; ${hint}there are: ${known.join(", ")}`,
    { filter, value: shown, allowed: [...values] },
  );
}
