/** What somebody may mean who types a name: the names it begins, or, where there are none, the names it is a slip from. */
import type { TenantDb } from "#kernel/db";

import { completionsOf, nearNames } from "../browse/near-names.ts";
import type { Scope } from "../scope/index.ts";
import type { ParsedQuery } from "./parse-query.ts";

/** One word as names are written; shorter ones begin too many. */
const NAME = /^[\p{L}_$][\p{L}\p{N}_$]{2,99}$/u;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]{2,99}/gu;
const WORDS_CORRECTED = 3;

export interface Guesses {
  readonly completions: readonly string[];
  readonly corrections: readonly string[];
}

/** Looks at questions of a single word only: in others the words stand for themselves. */
export async function guessNames(tenant: TenantDb, scope: Scope, { words }: ParsedQuery): Promise<Guesses> {
  if (!NAME.test(words) || scope.repos.length === 0) return { completions: [], corrections: [] };
  const completions = await completionsOf(tenant, scope.repos, words);
  const corrections = completions.length > 0 ? [] : await nearNames(tenant, scope.repos, words);
  return { completions, corrections };
}

/** Names close to what found nothing, word by word. */
export async function suggestInstead(
  tenant: TenantDb,
  scope: Scope,
  { words, filters }: ParsedQuery,
): Promise<string[]> {
  if (scope.repos.length === 0) return [];
  const written = [...new Set([...filters.symbol, ...(words.match(WORD) ?? [])])].slice(0, WORDS_CORRECTED);
  const near = await Promise.all(written.map((word) => nearNames(tenant, scope.repos, word)));
  const asWritten = new Set(written);
  return [...new Set(near.flat())].filter((name) => !asWritten.has(name)).slice(0, 5);
}
