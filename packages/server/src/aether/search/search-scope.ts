import type { TenantDb } from "#kernel/db";

import { type AsOf, resolveScope, type Scope } from "../scope/index.ts";
import type { Filters } from "./parse-query.ts";

/**
 * The repositories of `repo:` without those of `-repo:`.
 * @throws Fault NOT_FOUND for a name in either that no repository bears.
 */
export async function scopeOfSearch(tenant: TenantDb, { repo, not }: Filters, asOf: AsOf): Promise<Scope> {
  const scope = await resolveScope(tenant, repo, asOf);
  if (not.repo.length === 0) return scope;
  const left = await resolveScope(tenant, not.repo, { ref: asOf.ref });
  const repos = scope.repos.filter(({ trackId }) => !left.byTrack.has(trackId));
  return { repos, byTrack: new Map(repos.map((one) => [one.trackId, one])) };
}
