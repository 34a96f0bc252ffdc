import { factsKey } from "./content-store.ts";

/** Packed facts of the last runs in memory, so that a second run in the same process need not read them again. */
export interface FactsCache {
  get(tenantId: string, hash: string, language: string): Uint8Array | undefined;
  /** All of a tenant. */
  forget(tenantId: string): void;
  put(tenantId: string, found: { readonly hash: string; readonly language: string; readonly packed: Uint8Array }): void;
}

/** What an entry weighs beside its bytes: its key and its place in the map. */
const ENTRY_BYTES = 300;

/** Keeps the most recently used facts up to about `maxBytes`. */
export function createFactsCache(maxBytes: number): FactsCache {
  const kept = new Map<string, Uint8Array>();
  let size = 0;
  const weigh = (packed: Uint8Array) => packed.byteLength + ENTRY_BYTES;
  return {
    get(tenantId, hash, language) {
      const key = `${tenantId}:${factsKey(hash, language)}`;
      const packed = kept.get(key);
      if (packed === undefined) return undefined;
      kept.delete(key);
      kept.set(key, packed);
      return packed;
    },
    forget(tenantId) {
      for (const [key, packed] of kept) {
        if (!key.startsWith(`${tenantId}:`)) continue;
        kept.delete(key);
        size -= weigh(packed);
      }
    },
    put(tenantId, { hash, language, packed }) {
      const key = `${tenantId}:${factsKey(hash, language)}`;
      if (kept.has(key)) return;
      // A copy: bytes of a statement's answer would keep the whole answer in memory.
      kept.set(key, Uint8Array.from(packed));
      size += weigh(packed);
      for (const [oldest, old] of kept) {
        if (size <= maxBytes) break;
        kept.delete(oldest);
        size -= weigh(old);
      }
    },
  };
}
