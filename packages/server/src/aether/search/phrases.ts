/** Texts in quotes: where they stand, as they are written. The index knows words only, so that the texts of files decide. */
import type { TenantDb } from "#kernel/db";
import { filesHaving, phraseWords, type RankedUnit, type UnitFilters, type UnitPlace } from "#kernel/search";

import { fileTexts } from "../browse/store.ts";
import type { Scope } from "../scope/index.ts";

/** Files read for one question, so many at a time, until enough places are found. */
const FILES_MAX = 600;
const FILES_AT_ONCE = 60;
const PLACES_MAX = 400;
const PLACES_OF_FILE = 50;

export interface PhrasePlaces {
  readonly places: readonly UnitPlace[];
  /** Files that have the words and were not read. */
  readonly unread: number;
}

/** Lines that hold all of these phrases, the shortest stretch around each place of the first. */
export async function placesOf(
  tenant: TenantDb,
  scope: Scope,
  asked: { readonly phrases: readonly string[]; readonly filters: UnitFilters },
): Promise<PhrasePlaces> {
  const at = scope.repos.map(({ trackId, number }) => ({ trackId, number }));
  const words = [...new Set(asked.phrases.flatMap(phraseWords))];
  const files = await filesHaving(tenant, { at, filters: asked.filters, words });
  const patterns = asked.phrases.map(patternOf);
  const places: UnitPlace[] = [];
  let read = 0;
  while (read < Math.min(files.length, FILES_MAX) && places.length < PLACES_MAX) {
    const batch = files.slice(read, read + FILES_AT_ONCE);
    read += batch.length;
    for (const row of await fileTexts(tenant, scope.repos, batch)) {
      for (const lines of stretches(row.content, patterns))
        places.push({ trackId: row.track_id, path: row.path, ...lines });
    }
  }
  return { places: places.slice(0, PLACES_MAX), unread: files.length - read };
}

/** What a reader must know of phrases that were not found, or not looked for everywhere. */
export function phraseNotes(phrases: readonly string[], { places, unread }: PhrasePlaces): string[] {
  if (phrases.length === 0 || (places.length > 0 && unread === 0)) return [];
  const quoted = phrases.map((phrase) => `"${phrase}"`).join(" and ");
  const looked =
    unread === 0 ? "" : ` ${unread} more files have the words and were not read: add a path: or lang: filter.`;
  if (places.length > 0) return [`The best places with ${quoted} are shown.${looked}`];
  return [`Nothing has ${quoted} as it is written; what has the words is shown.${looked}`];
}

/** Of these units those whose own lines hold none of the phrases, in their order. */
export async function withoutPhrases(
  tenant: TenantDb,
  scope: Scope,
  { units, phrases }: { readonly units: readonly RankedUnit[]; readonly phrases: readonly string[] },
): Promise<RankedUnit[]> {
  const patterns = phrases.map(patternOf);
  const keyOf = (trackId: number, path: string): string => `${trackId} ${path}`;
  const files = new Map(units.map(({ trackId, path }) => [keyOf(trackId, path), { trackId, path }]));
  const rows = await fileTexts(tenant, scope.repos, [...files.values()]);
  const texts = new Map(rows.map((row) => [keyOf(row.track_id, row.path), row.content.split("\n")]));
  return units.filter(({ trackId, path, startLine, endLine }) => {
    const own =
      texts
        .get(keyOf(trackId, path))
        ?.slice(startLine - 1, endLine)
        .join("\n") ?? "";
    return patterns.every((pattern) => own.search(pattern) < 0);
  });
}

/** Any case, and any blanks between words, lines' ends included. */
function patternOf(phrase: string): RegExp {
  return new RegExp(
    phrase
      .trim()
      .split(/\s+/)
      .map((word) => RegExp.escape(word))
      .join(String.raw`\s+`),
    "gi",
  );
}

interface Lines {
  readonly startLine: number;
  readonly endLine: number;
}

function stretches(text: string, patterns: readonly RegExp[]): Lines[] {
  const [first = [], ...others] = patterns.map((pattern) => linesOf(text, pattern));
  if (others.some((lines) => lines.length === 0)) return [];
  return first.map((lines) =>
    others.reduce((all, other) => {
      const near = nearest(other, lines.startLine);
      return { startLine: Math.min(all.startLine, near.startLine), endLine: Math.max(all.endLine, near.endLine) };
    }, lines),
  );
}

function nearest(places: readonly Lines[], line: number): Lines {
  const away = (one: Lines): number => Math.abs(one.startLine - line);
  return places.reduce((best, one) => (away(one) < away(best) ? one : best));
}

/** Where a pattern stands, first places only. */
function linesOf(text: string, pattern: RegExp): Lines[] {
  const found: Lines[] = [];
  let line = 1;
  let read = 0;
  for (const match of text.matchAll(pattern)) {
    line += newlinesIn(text.slice(read, match.index));
    read = match.index;
    found.push({ startLine: line, endLine: line + newlinesIn(match[0]) });
    if (found.length >= PLACES_OF_FILE) break;
  }
  return found;
}

function newlinesIn(text: string): number {
  return text.split("\n").length - 1;
}
