import { hash, randomBytes } from "node:crypto";

import type { Identity } from "#kernel/tenancy";
import type { Clock } from "#kernel/time";

const LIFE_MS = 60_000; // how long a revocation whose notice was lost can go unseen
const KEPT_MAX = 10_000;

interface Verified {
  readonly identity: Identity;
  readonly keyId: string;
  readonly untilMs: number;
}

/** Keys that were found right a short while ago, by a digest of their text and a salt of this process alone. */
export interface VerifiedKeys {
  macOf(text: string): string;
  find(mac: string): Identity | undefined;
  keep(mac: string, found: Omit<Verified, "untilMs">, expiresAtMs: number): void;
  /** Counts what was dropped: what was read before a drop must not be kept after it. */
  readonly drops: number;
  drop(isGone: (found: Omit<Verified, "untilMs">) => boolean): void;
}

export function createVerifiedKeys(clock: Clock): VerifiedKeys {
  const salt = randomBytes(32).toString("base64");
  const kept = new Map<string, Verified>();
  let drops = 0;
  return {
    // Only looked up in this process: nothing is signed by it. 0.5 µs, where createHmac takes 2 to 15.
    macOf: (text) => hash("sha256", salt + text, "base64"),
    find(mac) {
      const found = kept.get(mac);
      if (found === undefined) return undefined;
      if (found.untilMs > clock.now()) return found.identity;
      kept.delete(mac);
      return undefined;
    },
    keep(mac, { identity, keyId }, expiresAtMs) {
      const [oldest] = kept.keys();
      if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest);
      kept.set(mac, { identity, keyId, untilMs: Math.min(clock.now() + LIFE_MS, expiresAtMs) });
    },
    get drops() {
      return drops;
    },
    drop(isGone) {
      drops += 1;
      for (const [mac, found] of kept) if (isGone(found)) kept.delete(mac);
    },
  };
}
