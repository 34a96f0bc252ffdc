import { LANGUAGES } from "@aether/graph";
/** Values of filters that name nothing are mistakes: an answer without hits would be read as "there is none". */
import { closest, distance } from "fastest-levenshtein";

import { Fault } from "#kernel/errors";
import { UNIT_KINDS } from "#kernel/search";

import type { Filters } from "./parse-query.ts";

const KNOWN_LANGUAGES = LANGUAGES.map(({ id }) => id).sort();

/** @throws Fault VALIDATION_ERROR for a language or kind that there is not, with those that there are. */
export function checkFilters({ lang, kind }: Filters): void {
  for (const value of lang) requireKnown("lang", value, KNOWN_LANGUAGES);
  for (const value of kind) requireKnown("kind", value, UNIT_KINDS);
}

function requireKnown(filter: "lang" | "kind", value: string, known: readonly string[]): void {
  if (known.some((one) => one.toLowerCase() === value.toLowerCase())) return;
  const shown = value.slice(0, 50);
  const near = closest(
    shown.toLowerCase(),
    known.map((one) => one.toLowerCase()),
  );
  const hint = distance(shown.toLowerCase(), near) <= 2 ? `did you mean "${near}"? ` : "";
  const what = filter === "lang" ? "language" : "kind of definition";
  const all = known.map((one) => one.toLowerCase()).join(", ");
  throw new Fault("VALIDATION_ERROR", `${filter}: no ${what} is called "${shown}"; ${hint}there are: ${all}`, {
    filter,
    value: shown,
    allowed: [...known],
  });
}
