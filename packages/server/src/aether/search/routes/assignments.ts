/**
 * Where a value is set: the graph holds definitions and no assignments, so these are looked for as lines, in code and configuration, in
 * whatever style each writes the name: `retryLimit = 3`, `retry_limit: 3`, `RETRY_LIMIT=3`, `"retry-limit": 3`.
 */
import type { TenantDb } from "#kernel/db";
import type { Matchers } from "#kernel/grep";

import { nodesById } from "../../browse/store.ts";
import { toBigint } from "../../ingest/ids.ts";
import type { Scope } from "../../scope/index.ts";
import type { Filters } from "../parse-query.ts";
import { linesIfFew, type LinesFound } from "./lines.ts";
import type { RoutedRow } from "./places.ts";

/** Half of the text of an expression that somebody writes: words are searched for as well. */
const LIMITS = { matches: 500, bytes: 32_000_000, ms: 3000 };
/** Definitions and files that are shown. */
const SHOWN_MAX = 100;

interface Asked {
  readonly name: string;
  readonly filters: Filters;
  readonly matchers: Matchers;
  readonly signal: AbortSignal;
}

export interface Assignments {
  /** What holds the lines, which are marked: values given first, then what may be a type or a parameter alone, then tests and the like. */
  readonly rows: readonly (RoutedRow & { readonly isCertain: boolean })[];
  readonly lines: number;
  readonly isCut: boolean;
}

export async function findAssignments(
  tenant: TenantDb,
  scope: Scope,
  { name, ...asked }: Asked,
): Promise<Assignments | undefined> {
  const written = anyStyle(name);
  if (written === undefined) return undefined;
  const pattern = {
    pattern: `\\b${written}${GIVEN}|#define\\s+${written}\\s|\\bset[_-]?${written}\\s*\\(`,
    ignoreCase: true,
  };
  const found = await linesIfFew(tenant, scope, { ...asked, pattern, limits: LIMITS });
  if (found === undefined || found.units.length === 0) return undefined;
  const isWeak = new RegExp(
    `\\b${written}\\??\\s*:\\s*(?!['"\`\\d\\[{(+-]|true\\b|false\\b|null\\b|nil\\b|none\\b)[^=]*$`,
    "i",
  );
  const units = found.units
    .map((unit) => ({ unit, weight: weigh(unit, isWeak) }))
    .sort((a, b) => a.weight - b.weight)
    .slice(0, SHOWN_MAX);
  const ids = units.map(({ unit }) => toBigint(unit.nodeId));
  const byKey = new Map(
    (await nodesById(tenant, scope.repos, ids)).map((row) => [`${row.track_id} ${row.node_id}`, row]),
  );
  const rows = units.flatMap(({ unit, weight }) => {
    const row = byKey.get(`${unit.trackId} ${toBigint(unit.nodeId)}`);
    return row === undefined ? [] : [{ ...row, marks: unit.marks, isCertain: weight === 0 }];
  });
  return { rows, lines: found.lines, isCut: found.isCut };
}

const ASIDE = 2;

/** Languages in which `x: y` may name a type; in the others, and in configuration, it gives a value. */
const TYPED = new Set(["typescript", "tsx", "python", "rust", "kotlin", "scala", "go"]);

function weigh({ flags, texts, language }: LinesFound["units"][number], isWeak: RegExp): number {
  if (flags !== 0) return ASIDE;
  return TYPED.has(language) && texts.every((text) => isWeak.test(text)) ? 1 : 0;
}

/** `=` and its kin, `:`, `=>` behind a key, `++`: no comparison, no arrow, no path. */
const GIVEN = String.raw`(?:\??(?:\s*:\s*[\w.<>\[\], |?&*]{1,100})?\s*(?:\+|-|\*{1,2}|/{1,2}|%|&{1,2}|\|{1,2}|\^|\?\?|<<|>>>?|:|\.{1,2}|@)?=(?:[^=>~]|$)|['"\x60]?\]?\??\s*:(?:[^:=]|$)|['"\x60]\]?\s*(?:=>?(?:[^=~]|$))|\+\+|--)`;

const PARTS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{N}+/gu;

/** The last name in any style; undefined where too little of it is left to be looked for. */
function anyStyle(name: string): string | undefined {
  const last = name.split(/[^\p{L}\p{N}_$]+/u).at(-1) ?? "";
  const parts = last.match(PARTS) ?? [];
  return parts.join("").length < 3 ? undefined : parts.join("[_-]?");
}
