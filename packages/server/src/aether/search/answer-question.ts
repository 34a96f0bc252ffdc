/** The hits of a question: from the graph or a place where it asks for that, from words where it does not, or behind the former. */
import type { TenantDb } from "#kernel/db";
import { type Matchers, pathMatcher } from "#kernel/grep";
import { flagsOf, pathPattern, type RankedUnit } from "#kernel/search";

import { toNodeId } from "../ingest/ids.ts";
import type { Scope } from "../scope/index.ts";
import { findUnits, type Found, type How } from "./find-units.ts";
import { asksHistory } from "./history-notes.ts";
import type { AskedPattern, FilterValues, Filters, ParsedQuery } from "./parse-query.ts";
import { choiceOf } from "./read-asked.ts";
import { followRoute, type Route } from "./routes/follow-route.ts";
import { linesMatching } from "./routes/lines.ts";
import type { RoutedRow } from "./routes/places.ts";
import type { Marks } from "./snippet.ts";

export interface ShownUnit extends Omit<RankedUnit, "unitId"> {
  /** Places that are shown, where it is not words that are: [line, from, to). */
  readonly marks?: Marks | undefined;
}

export interface Answer extends Omit<Found, "units"> {
  readonly units: readonly ShownUnit[];
  readonly route: Route | undefined;
  /** Another time there may be more: it was given up before its end. */
  readonly isCut?: boolean;
}

export interface Question {
  /** As it came. */
  readonly text: string;
  readonly asked: ParsedQuery;
  readonly how: How;
  /** False: words alone. */
  readonly mayRoute: boolean;
  readonly matchers: Matchers;
}

export async function answerQuestion(tenant: TenantDb, scope: Scope, question: Question): Promise<Answer> {
  const { asked, how, text } = question;
  const { words, filters, pattern } = asked;
  if (pattern !== undefined) return answerPattern(tenant, scope, { ...question, pattern });
  // What the graph finds is not looked through for phrases, nor for who has changed it.
  const mayRoute = question.mayRoute && !hasPhrases(filters) && !asksHistory(filters) && words !== "";
  const { matchers } = question;
  const signal = how.signal ?? new AbortController().signal;
  const route = mayRoute ? await followRoute(tenant, scope, { text, words, filters, matchers, signal }) : undefined;
  if (route === undefined) return { ...(await findUnits(tenant, scope, { asked, how })), route };
  const rows = route.rows.filter((row) => passes(row, filters)).slice(0, how.limit);
  const units = rows.map((row, at) => unitOf(row, { to: route.to, at }));
  const { isCut = false } = route;
  const more = wordsBehind(route, rows.length, how.limit);
  if (more === undefined)
    return { units, words: highlighted(route), notes: [], suggestions: [], corrections: [], route, isCut };
  const found = await findUnits(tenant, scope, { asked: { ...asked, words: more === "" ? words : more }, how });
  const first = new Set(units.map(({ trackId, nodeId }) => `${trackId} ${nodeId}`));
  const behind = found.units.filter(({ trackId, nodeId }) => !first.has(`${trackId} ${nodeId}`));
  return { ...found, units: [...units, ...behind].slice(0, how.limit), route, isCut };
}

async function answerPattern(
  tenant: TenantDb,
  scope: Scope,
  question: Question & { readonly pattern: AskedPattern },
): Promise<Answer> {
  const { asked, how, matchers, pattern } = question;
  const { signal = new AbortController().signal, limit } = how;
  const { units, lines, isCut } = await linesMatching(tenant, scope, {
    pattern,
    filters: asked.filters,
    matchers,
    signal,
  });
  if (lines === 0 && !isCut && mayBePath(pattern)) return answerAsWords(tenant, scope, question);
  const shown = units
    .slice(0, limit)
    .map(({ fileUnitId: _file, flags: _flags, words: _words, texts: _texts, ...unit }, at) => {
      const score = 1 / (at + 1);
      return { ...unit, score, parts: { grep: score } };
    });
  const written = `/${pattern.pattern}/${pattern.ignoreCase ? "i" : ""}`;
  const why = `${isCut ? "at least " : ""}${lines} ${lines === 1 ? "line matches" : "lines match"} ${written}: what holds them is shown, grep shows each`;
  const route = { to: "grep" as const, of: [], why, rows: [], words: undefined };
  return { units: shown, words: [], notes: [], suggestions: [], corrections: [], route, isCut };
}

/** Nothing in it is of an expression: `/api/v1/users/` is a path that was pasted, more likely. */
function mayBePath({ pattern, ignoreCase }: AskedPattern): boolean {
  return !ignoreCase && !/[\\^$|?*+()[\]{}]/.test(pattern);
}

async function answerAsWords(
  tenant: TenantDb,
  scope: Scope,
  { pattern, ...question }: Question & { readonly pattern: AskedPattern },
): Promise<Answer> {
  const asked = { ...question.asked, pattern: undefined };
  const found = await answerQuestion(tenant, scope, { ...question, text: pattern.pattern, asked });
  const note = `No line has what stands between the slashes, so it was searched for as words: ${pattern.pattern}`;
  return { ...found, notes: [note, ...found.notes] };
}

function hasPhrases({ phrase, not }: Filters): boolean {
  return phrase.length + not.phrase.length > 0;
}

/** Undefined where the route's own hits are all of the answer. */
function wordsBehind({ words }: Route, hits: number, limit: number): string | undefined {
  if (hits >= limit || (words === "" && hits > 0)) return undefined;
  return words;
}

/** Names asked about, to be seen in the lines of the hits. */
function highlighted({ of }: Route): string[] {
  return [...new Set(of.map(({ name }) => name.toLowerCase()))];
}

function unitOf(row: RoutedRow, { to, at }: { readonly to: string; readonly at: number }): ShownUnit {
  const score = 1 / (at + 1);
  return {
    trackId: row.track_id,
    nodeId: toNodeId(row.node_id),
    path: row.path,
    kind: row.kind,
    language: row.language,
    name: row.name,
    qualifiedName: row.qualified_name,
    startLine: row.start_line,
    endLine: row.end_line,
    score,
    parts: { [to]: score },
    marks: row.marks,
  };
}

function passes(row: RoutedRow, { not, ...filters }: Filters): boolean {
  return checks(row, filters).every((check) => check ?? true) && !checks(row, not).includes(true);
}

/** One for each filter, undefined where it says nothing. */
function checks(row: RoutedRow, filters: FilterValues): readonly (boolean | undefined)[] {
  const { languages = [], kinds = [], paths = [], symbols = [], flags = 0 } = choiceOf(filters);
  const any = (values: readonly string[], test: (value: string) => boolean): boolean | undefined =>
    values.length === 0 ? undefined : values.some(test);
  const isCalled = (name: string): boolean =>
    [row.name.toLowerCase(), row.qualified_name.toLowerCase()].includes(name.toLowerCase());
  return [
    any(languages, (language) => language === row.language),
    any(kinds, (kind) => kind === row.kind),
    any(paths, (path) => pathMatcher(pathPattern(path))(row.path)),
    any(symbols, isCalled),
    flags === 0 ? undefined : (flagsOf(row.path, "") & flags) !== 0,
  ];
}
