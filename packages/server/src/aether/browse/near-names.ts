/** Names for what somebody began to write, or wrote wrongly. */
import { distance } from "fastest-levenshtein";

import type { TenantDb } from "#kernel/db";

import { type At, namesBeginning, namesOfLength } from "./store.ts";

const SHOWN = 5;

/** Names of definitions that begin so, in any case, the shortest first. */
export function completionsOf(tenant: TenantDb, at: readonly At[], written: string): Promise<string[]> {
  return namesBeginning(tenant, at, { start: written.toLowerCase(), limit: 20 });
}

/**
 * At most five names of definitions that differ in few letters, the nearest first. Either the first letter is right, or it is the
 * second one: doubled, exchanged with its neighbour or behind one too many.
 */
export async function nearNames(tenant: TenantDb, at: readonly At[], written: string): Promise<string[]> {
  const asked = written.slice(written.lastIndexOf(".") + 1).toLowerCase();
  const most = asked.length < 4 ? 1 : Math.max(2, Math.floor(asked.length / 3));
  const [first = "", second = first] = asked;
  if (first === "") return [];
  const names = await namesOfLength(tenant, at, {
    starts: [first, second],
    from: asked.length - most,
    to: asked.length + most,
  });
  return names
    .map((name) => ({ name, far: distance(asked, name.toLowerCase()) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ name }) => name);
}
