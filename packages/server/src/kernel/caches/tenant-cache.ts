import { type LRU, lru } from "tiny-lru";

import type { Clock } from "#kernel/time";

import { createFlights } from "./flights.ts";

export interface TenantCacheOptions<V> {
  /** Of all tenants together. */
  readonly maxBytes: number;
  /** Of one tenant; a value that is larger is not kept. */
  readonly tenantMaxBytes: number;
  /** A value is made anew after this. */
  readonly keptMs: number;
  readonly bytesOf: (value: V) => number;
  readonly clock: Clock;
}

export interface Wanted {
  readonly tenantId: string;
  /** Names all that the value depends on beside its tenant. */
  readonly key: string;
  readonly signal: AbortSignal;
}

export interface Made<V> {
  readonly value: V;
  /** False: given to those who wait for it, and made anew for the next. */
  readonly isKept: boolean;
}

export interface TenantCache<V> {
  /**
   * The value that is kept, or what `make` gives, which is called once for all who wait for the same key. The signal that `make` hears is
   * aborted when all of them have gone. A rejection is kept for nobody. The value is shared: it must not be changed.
   */
  get(wanted: Wanted, make: (signal: AbortSignal) => Promise<Made<V>>): Promise<V>;
  /** Drops what is kept of a tenant. */
  forget(tenantId: string): void;
  /** Kept now. */
  readonly bytes: number;
  close(): void;
}

interface Kept<V> {
  readonly value: V;
  readonly bytes: number;
  readonly untilMs: number;
}

interface Share<V> {
  readonly values: LRU<Kept<V>>;
  bytes: number;
}

/** What a key and its entry take beside the value. */
const ENTRY_BYTES = 300;

/** Where there is no room the values go that were not asked for for longest: first the tenant's own, then of the tenant that was silent for longest. */
export function createTenantCache<V>(options: TenantCacheOptions<V>): TenantCache<V> {
  const { clock, keptMs } = options;
  const kept = new Shares<V>(options);
  const flights = createFlights<Made<V>>();
  const timer = setInterval(() => kept.dropUntil(clock.elapsed()), keptMs);
  timer.unref();
  return {
    get: async ({ tenantId, key, signal }, make) => {
      signal.throwIfAborted();
      const known = kept.get(tenantId, key);
      if (known !== undefined && known.untilMs > clock.elapsed()) return known.value;
      const { value } = await flights.join(`${tenantId} ${key}`, signal, async (asked) => {
        const made = await make(asked);
        const bytes = options.bytesOf(made.value) + key.length + ENTRY_BYTES;
        if (made.isKept) kept.put(tenantId, key, { value: made.value, bytes, untilMs: clock.elapsed() + keptMs });
        return made;
      });
      return value;
    },
    forget: (tenantId) => kept.forget(tenantId),
    get bytes() {
      return kept.bytes;
    },
    close: () => clearInterval(timer),
  };
}

class Shares<V> {
  bytes = 0;
  readonly #tenants = lru<Share<V>>(0);
  readonly #options: Pick<TenantCacheOptions<V>, "maxBytes" | "tenantMaxBytes">;

  constructor(options: Pick<TenantCacheOptions<V>, "maxBytes" | "tenantMaxBytes">) {
    this.#options = options;
  }

  get(tenantId: string, key: string): Kept<V> | undefined {
    return this.#tenants.get(tenantId)?.values.get(key);
  }

  put(tenantId: string, key: string, entry: Kept<V>): void {
    if (entry.bytes > this.#options.tenantMaxBytes) return;
    const share = this.#tenants.get(tenantId) ?? { values: lru<Kept<V>>(0), bytes: 0 };
    this.#drop(share, key);
    share.values.set(key, entry);
    this.#count(share, entry.bytes);
    this.#tenants.set(tenantId, share);
    while (share.bytes > this.#options.tenantMaxBytes) this.#drop(share, share.values.first?.key);
    while (this.bytes > this.#options.maxBytes) this.#dropOldest();
  }

  #dropOldest(): void {
    const oldest = this.#tenants.first;
    if (oldest === null) return;
    this.#drop(oldest.value, oldest.value.values.first?.key);
    if (oldest.value.values.size === 0) this.#tenants.delete(oldest.key);
  }

  dropUntil(nowMs: number): void {
    for (const [tenantId, share] of this.#tenants.entries()) {
      if (share === undefined) continue;
      for (const [key, entry] of share.values.entries()) {
        if (entry !== undefined && entry.untilMs <= nowMs) this.#drop(share, key);
      }
      if (share.values.size === 0) this.#tenants.delete(tenantId);
    }
  }

  forget(tenantId: string): void {
    this.bytes -= this.#tenants.peek(tenantId)?.bytes ?? 0;
    this.#tenants.delete(tenantId);
  }

  #drop(share: Share<V>, key: string): void {
    const entry = share.values.peek(key);
    if (entry === undefined) return;
    share.values.delete(key);
    this.#count(share, -entry.bytes);
  }

  #count(share: Share<V>, bytes: number): void {
    share.bytes += bytes;
    this.bytes += bytes;
  }
}
