/** What there would be without the filters, where with them there is nothing: a reader would take it for "there is none". */
import type { TenantDb } from "#kernel/db";
import { type RankedUnit, search, type SearchRequest } from "#kernel/search";

import type { Filters } from "./parse-query.ts";

/** Has none of the words: it is here for its vector, and a name close to what was written may be what is meant. */
export function isOnlySimilar({ parts }: RankedUnit): boolean {
  return "no_words" in parts;
}

/** The best of what the words find where no filter holds but names; undefined without filters, or where they find nothing either. */
export async function leftOutBy(
  tenant: TenantDb,
  request: SearchRequest,
  { not, ...filters }: Filters,
): Promise<RankedUnit | undefined> {
  const { repo: _repo, symbol: _symbol, phrase: _phrase, ...choosing } = filters;
  const { repo: _notRepo, ...leavingOut } = not;
  const values = [choosing, leavingOut].flatMap((each) => Object.values(each));
  if (values.every((given) => given.length === 0)) return undefined;
  const { symbols = [] } = request.filters ?? {};
  const { units } = await search(tenant, {
    ...request,
    filters: { symbols },
    within: undefined,
    limit: 1,
    embedder: undefined,
  });
  return units.find((unit) => !isOnlySimilar(unit));
}

export function filterNotes(leftOut: RankedUnit | undefined): string[] {
  if (leftOut === undefined) return [];
  const { kind, qualifiedName, path } = leftOut;
  const what = kind === "File" ? path : `${kind} ${qualifiedName} in ${path}`;
  return [`The filters leave out what there is: without them ${what} comes first.`];
}
