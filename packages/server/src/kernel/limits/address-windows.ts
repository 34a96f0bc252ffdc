/** Calls of those who show no credential, by address: at most so many in any window, over all processes. */
import type { Db } from "#kernel/db";
import { type Clock, MINUTE_MS } from "#kernel/time";

import type { LimitAnswer } from "./answer.ts";
import { payerOf } from "./payer.ts";
import { type Taken, takeFromWindow } from "./store.ts";

export interface AddressOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly limit?: number;
  readonly windowMs?: number;
}

export interface AddressWindows {
  take(address: string, cost: number): Promise<LimitAnswer>;
}

const PER_MINUTE = 60;
/** Of the limit, what each process gives out unasked: with three of them a tenth. A visitor's first calls cost no statement. */
const UNASKED = 1 / 30;
/** Addresses that a process remembers; the longest unseen is forgotten first. */
const REMEMBERED_MAX = 50_000;

interface Seen {
  /** When calls were let through that only this process knows of. */
  unasked: number[];
  /** Until then nothing is left, so that a flood costs no statements. */
  fullUntil: number;
}

export function createAddressWindows(options: AddressOptions): AddressWindows {
  const { db, clock, limit = PER_MINUTE, windowMs = MINUTE_MS } = options;
  const isShared = db.dialect.engine === "postgres";
  const unaskedMax = isShared ? Math.floor(limit * UNASKED) : limit;
  const seen = new Map<string, Seen>();

  const answer = ({ isAllowed, used, oldestMs }: Taken): LimitAnswer => ({
    allowed: isAllowed,
    limit,
    remaining: Math.max(0, limit - used),
    resetSeconds: Math.max(0, oldestMs + windowMs - clock.now()) / 1000,
    windowSeconds: windowMs / 1000,
  });

  return {
    async take(address, cost) {
      const nowMs = clock.now();
      const payer = payerOf(address);
      const known = remember(seen, payer.toString("base64"));
      if (known.fullUntil > nowMs) {
        return answer({ isAllowed: false, used: limit, oldestMs: known.fullUntil - windowMs });
      }
      known.unasked = known.unasked.filter((at) => at > nowMs - windowMs);
      if (known.unasked.length + cost <= unaskedMax) {
        for (let n = 0; n < cost; n += 1) known.unasked.push(nowMs);
        return answer({ isAllowed: true, used: known.unasked.length, oldestMs: known.unasked[0] ?? nowMs });
      }
      const taken: Taken = isShared
        ? await takeFromWindow(db.forAuth(), { payer, nowMs, windowMs, limit, cost })
        : { isAllowed: false, used: known.unasked.length, oldestMs: known.unasked[0] ?? nowMs };
      if (!taken.isAllowed) known.fullUntil = taken.oldestMs + windowMs;
      return answer(taken);
    },
  };
}

function remember(seen: Map<string, Seen>, key: string): Seen {
  const known = seen.get(key) ?? { unasked: [], fullUntil: 0 };
  seen.delete(key);
  seen.set(key, known);
  const [oldest] = seen.keys();
  if (seen.size > REMEMBERED_MAX && oldest !== undefined) seen.delete(oldest);
  return known;
}
