/**
 * What the resolver's thread is handed of a file: the facts of its content, and with them what an indexer says of it. Both
 * hold for one content, so they go by one key.
 */
import type { TenantDb } from "#kernel/db";

import { factsKey, unpackFacts } from "./content-store.ts";
import { loadScip, type ScipDigests } from "./scip-store.ts";

interface File {
  readonly path: string;
  readonly hash: string;
  readonly language: string;
}

export function keyWithScip({ path, hash, language }: File, scip: ScipDigests): string {
  const digest = scip.get(path)?.get(hash);
  const key = factsKey(hash, language);
  return digest === undefined ? key : `${key}+${digest}`;
}

/** What indexers say of these files, as JSON by path. */
export async function saidOf(
  tenant: TenantDb,
  { repoId, scip }: { readonly repoId: string; readonly scip: ScipDigests },
  files: readonly File[],
): Promise<ReadonlyMap<string, string>> {
  const told = files.filter(({ path, hash }) => scip.get(path)?.has(hash) === true);
  if (told.length === 0) return new Map();
  const packed = await loadScip(tenant, repoId, told);
  return new Map([...packed].map(([path, data]) => [path, unpackFacts(data)]));
}

/** Facts as JSON with those of an indexer in them; neither is decoded. */
export function joinScip(factsJson: string, scipJson: string | undefined): string {
  return scipJson === undefined ? factsJson : `{"scip":${scipJson},${factsJson.slice(1)}`;
}

/** How many files an indexer is heard about, and of how many it spoke only before they changed. */
export function countScip(
  files: readonly File[],
  scip: ScipDigests,
): { readonly files: number; readonly stale: number } {
  const spokenOf = files.flatMap((file) => {
    const known = scip.get(file.path);
    return known === undefined ? [] : [known.has(file.hash)];
  });
  const heard = spokenOf.filter((isHeard) => isHeard).length;
  return { files: heard, stale: spokenOf.length - heard };
}
