/** `/…/` in the search box: what `grep` finds, told as the definitions that hold the lines. */
import type { TenantDb } from "#kernel/db";
import { type FoundLines, type Matchers, requirePattern } from "#kernel/grep";
import { pathPattern, unitsAround } from "#kernel/search";

import { listFiles } from "../../grep/list-files.ts";
import { lookThrough } from "../../grep/look-through.ts";
import { readListing, refusalOf, type Remedy } from "../../grep/read-asked.ts";
import type { Scope } from "../../scope/index.ts";
import type { AskedPattern, Filters } from "../parse-query.ts";
import { unitFilters } from "../read-asked.ts";

/** A page of hits needs few lines; all of them are what `grep` is for. */
const LIMITS = { matches: 500, bytes: 64_000_000, ms: 3000 };

/** No force here: what is looked through is bounded anyway, and would answer with what comes first in it. */
const NARROWER: Remedy = {
  field: "query",
  advice: "narrow it with repo:, lang: or path:, or let grep look through all of it with force",
};

export interface Asking {
  readonly pattern: AskedPattern;
  readonly filters: Filters;
  readonly matchers: Matchers;
  readonly signal: AbortSignal;
  readonly limits?: typeof LIMITS;
}

type Unit = Awaited<ReturnType<typeof unitsAround>>[number];
type Mark = FoundLines["highlights"][number];

export interface LinesFound {
  /** The innermost definitions around the lines that pass the filters; tests and the like behind. */
  readonly units: readonly (Unit & { readonly marks: readonly Mark[]; readonly texts: readonly string[] })[];
  readonly lines: number;
  /** There may be more lines than were looked at. */
  readonly isCut: boolean;
}

/** @throws Fault VALIDATION_ERROR for an expression that cannot be looked for, or that would look through all of much text. */
export async function linesMatching(db: TenantDb, scope: Scope, asking: Asking): Promise<LinesFound> {
  const looking = await lookingFor(db, scope, asking);
  if (looking.refusal !== undefined) throw looking.refusal;
  return linesOf(db, asking, looking);
}

/** Undefined where all of much text would be looked through. */
export async function linesIfFew(db: TenantDb, scope: Scope, asking: Asking): Promise<LinesFound | undefined> {
  const looking = await lookingFor(db, scope, asking);
  return looking.refusal === undefined ? linesOf(db, asking, looking) : undefined;
}

async function lookingFor(db: TenantDb, scope: Scope, { pattern: asked, filters }: Asking) {
  const pattern = { ...asked, isLiteral: false, word: false, multiline: false };
  requirePattern(pattern);
  const files = {
    languages: filters.lang,
    paths: filters.path.map(pathPattern),
    notPaths: filters.not.path.map(pathPattern),
  };
  const listed = { pattern, repos: scope.repos, start: { path: "", isIncluded: false }, filters: files };
  const { listing, withoutTrigrams } = await readListing(db, listed);
  return { pattern, listing, refusal: await refusalOf(db, { pattern, listing, withoutTrigrams }, NARROWER) };
}

async function linesOf(
  db: TenantDb,
  { filters, matchers, signal, limits = LIMITS }: Asking,
  { pattern, listing }: Awaited<ReturnType<typeof lookingFor>>,
): Promise<LinesFound> {
  const places: Place[] = [];
  let isCut = false;
  const look = { pattern, matchers, signal, before: 0, after: 0, afterLine: 0, limits };
  for await (const step of lookThrough(db, listFiles(db, listing), look)) {
    if (step.kind === "match") places.push(placeOf(step.file, step.lines));
    isCut ||= step.kind === "stopped" || step.kind === "given-up";
  }
  const units = await unitsAround(db, { at: listing.at, filters: unitFilters(filters) }, places);
  return { units: inOrder(units, places), lines: places.length, isCut };
}

interface Place {
  readonly trackId: number;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly marks: readonly Mark[];
  readonly text: string;
}

function placeOf(file: { readonly trackId: number; readonly path: string }, lines: FoundLines): Place {
  const { trackId, path } = file;
  return { trackId, path, startLine: lines.line, endLine: lines.endLine, marks: lines.highlights, text: lines.text };
}

function inOrder(units: readonly Unit[], places: readonly Place[]): LinesFound["units"] {
  const inFile = Map.groupBy(units, fileOf);
  const found = new Map<Unit, Place[]>();
  for (const place of places) {
    const unit = innermost(inFile.get(fileOf(place)) ?? [], place);
    if (unit !== undefined) found.set(unit, [...(found.get(unit) ?? []), place]);
  }
  const ordered = [...found].map(([unit, held]) => {
    return { ...unit, marks: held.flatMap(({ marks }) => marks), texts: held.map(({ text }) => text) };
  });
  return ordered.sort((a, b) => Number(a.flags !== 0) - Number(b.flags !== 0));
}

function fileOf({ trackId, path }: Pick<Place, "trackId" | "path">): string {
  return `${trackId} ${path}`;
}

function innermost(units: readonly Unit[], place: Place): Unit | undefined {
  const around = units.filter(({ startLine, endLine }) => startLine <= place.startLine && endLine >= place.endLine);
  const size = ({ kind, startLine, endLine }: Unit): number => (kind === "File" ? Infinity : endLine - startLine);
  return around.sort((a, b) => size(a) - size(b) || b.startLine - a.startLine)[0];
}
