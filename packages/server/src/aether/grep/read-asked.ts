/** A question for lines, ready to be looked for: what, where, and from which place on. */
import { hash } from "node:crypto";

import type { z } from "zod";

import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { isAll, planGrams, readShards, requirePattern, type TextPattern } from "#kernel/grep";
import { pathPattern } from "#kernel/search";

import type { grepInput } from "../contract-grep.ts";
import { resolveScope, type Scope } from "../scope/index.ts";
import { checkLanguages } from "../search/check-filters.ts";
import { languageName } from "../search/parse-query.ts";
import type { Listing } from "./list-files.ts";
import { type Page, pageFrom, QUESTION_CHARS } from "./pages.ts";
import { bytesOf, type FileFilters } from "./store.ts";

export type GrepInput = z.output<typeof grepInput>;

export interface Asked {
  readonly pattern: TextPattern;
  /** All repositories that are asked, each at the snapshot that is read. */
  readonly scope: Scope;
  readonly page: Page;
  /** What cursors are bound to: a page goes on with the question that it began with. */
  readonly question: string;
  readonly listing: Listing;
  /** Names of repositories that were indexed before there were trigrams. */
  readonly withoutTrigrams: readonly string[];
}

/** Where trigrams rule nothing out, this much text is looked through without being forced to. */
const UNFORCED_BYTES = 32_000_000;

/**
 * @throws Fault VALIDATION_ERROR for a pattern that cannot be looked for, for an unknown language, and for a question that would look
 * through more than some text unforced; the scope's and the cursor's own faults.
 */
export async function readAsked(db: TenantDb, input: GrepInput): Promise<Asked> {
  const pattern = patternOf(input);
  requirePattern(pattern);
  const filters = filtersOf(input);
  const named = await resolveScope(db, input.repo, input);
  const question = questionOf(input, { pattern, filters });
  const page = await pageFrom(db, named, { cursor: input.cursor, question });
  const [first] = page.repos;
  const repos = named.repos.map((repo) => (repo.trackId === first?.trackId ? first : repo));
  const scope = { repos, byTrack: new Map(repos.map((repo) => [repo.trackId, repo])) };
  const looked = await readListing(db, { pattern, repos: page.repos, start: page.start, filters });
  const refusal = input.force ? undefined : await refusalOf(db, { pattern, ...looked });
  if (refusal !== undefined) throw refusal;
  return { pattern, scope, page, question, ...looked };
}

/** All that says which lines are found, and in which order. */
function questionOf({ repo, ref, snapshot }: GrepInput, what: Pick<Listed, "pattern" | "filters">): string {
  const asked = JSON.stringify([what, repo, ref ?? null, snapshot ?? null]);
  return hash("sha256", asked, "base64url").slice(0, QUESTION_CHARS);
}

/** What is looked through for a pattern. */
export async function readListing(
  db: TenantDb,
  { pattern, repos, start, filters }: Listed,
): Promise<Pick<Asked, "listing" | "withoutTrigrams">> {
  const at = repos.map(({ trackId, number }) => ({ trackId, number }));
  const known = await readShards(db, at);
  const listing = { at, start, filters, plan: planGrams(pattern), goesOverLines: pattern.multiline, known };
  return { listing, withoutTrigrams: repos.flatMap(({ trackId, name }) => (known.without.has(trackId) ? [name] : [])) };
}

interface Listed {
  readonly pattern: TextPattern;
  readonly repos: Scope["repos"];
  readonly start: Listing["start"];
  readonly filters: FileFilters;
}

/** Escapes are no letters of the pattern: `\S` asks for no capital. */
const ESCAPES = /\\(?:[pP]\{[^}]*\}|[pP].|.)/gsu;

function patternOf({ pattern, literal, case: mode, word, multiline }: GrepInput): TextPattern {
  const letters = literal ? pattern : pattern.replaceAll(ESCAPES, "");
  const ignoreCase = mode === "insensitive" || (mode === "smart" && !/\p{Lu}/u.test(letters));
  return { pattern, isLiteral: literal, ignoreCase, word, multiline };
}

function filtersOf({ lang, path }: GrepInput): FileFilters {
  const languages = lang.map(languageName);
  checkLanguages(languages);
  return {
    languages,
    paths: path.filter((one) => !one.startsWith("!")).map(pathPattern),
    notPaths: path.filter((one) => one.startsWith("!")).map((one) => pathPattern(one.slice(1))),
  };
}

/** What to do about a question that would look through much text, and which field of it says so. */
export interface Remedy {
  readonly field: string;
  readonly advice: string;
}

const BY_FORCE: Remedy = { field: "force", advice: "narrow it with repo, lang or path, or set force" };

/** Where much text would be looked through for want of trigrams. */
export async function refusalOf(
  db: TenantDb,
  { pattern, listing, withoutTrigrams }: Pick<Asked, "pattern" | "listing" | "withoutTrigrams">,
  { field, advice } = BY_FORCE,
): Promise<Fault | undefined> {
  const { at, filters, plan, known } = listing;
  const whole = isAll(plan) ? at : at.filter(({ trackId }) => known.without.has(trackId));
  if (whole.length === 0) return undefined;
  const bytes = await bytesOf(db, { at: whole, filters });
  if (bytes <= UNFORCED_BYTES) return undefined;
  const megabytes = Math.round(bytes / 1_000_000);
  const why = isAll(plan)
    ? `"${pattern.pattern.slice(0, 100)}" has no three letters that every match must have`
    : `${withoutTrigrams.slice(0, 10).join(", ")} was indexed before there were trigrams (aether index makes them)`;
  const message = `${why}, so ${megabytes} MB would be looked through: ${advice}`;
  return new Fault("VALIDATION_ERROR", message, { bytes, problems: [{ path: field, message }] });
}
