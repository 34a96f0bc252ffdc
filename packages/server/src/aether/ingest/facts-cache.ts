import type { FileFacts } from "@aether/graph";

import { factsKey } from "./content-store.ts";

/** Facts of the last runs in memory, so that a second run in the same process need not read and decode them again. */
export interface FactsCache {
  get(tenantId: string, hash: string, language: string): FileFacts | undefined;
  put(tenantId: string, hash: string, facts: FileFacts): void;
}

/** Keeps the most recently used facts up to about `maxSites` definitions and sites (a measure of their size: ~0.5 kB each). */
export function createFactsCache(maxSites: number): FactsCache {
  const kept = new Map<string, FileFacts>();
  let size = 0;
  const weigh = (facts: FileFacts) => 20 + facts.sites.length + facts.definitions.length;
  return {
    get(tenantId, hash, language) {
      const key = `${tenantId}:${factsKey(hash, language)}`;
      const facts = kept.get(key);
      if (facts === undefined) return undefined;
      kept.delete(key);
      kept.set(key, facts);
      return facts;
    },
    put(tenantId, hash, facts) {
      const key = `${tenantId}:${factsKey(hash, facts.language)}`;
      if (kept.has(key)) return;
      kept.set(key, facts);
      size += weigh(facts);
      for (const [oldest, old] of kept) {
        if (size <= maxSites) break;
        kept.delete(oldest);
        size -= weigh(old);
      }
    },
  };
}
