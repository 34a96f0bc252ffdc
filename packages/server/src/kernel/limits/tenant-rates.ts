/**
 * Calls of tenants: a bucket of one second's calls for each, that fills as fast as the tenant may call. A process fills its
 * buckets by what the others leave: they tell each other once a second, in one transaction for all tenants, so that no
 * call waits for a statement. A burst that reaches all processes in its first second gets through in each of them: with
 * three, 5 percent above the limit of a minute.
 */
import { randomUUID } from "node:crypto";

import type { Db } from "#kernel/db";
import type { Log } from "#kernel/log";
import { type Clock, MINUTE_MS, SECOND_MS } from "#kernel/time";

import type { LimitAnswer } from "./answer.ts";
import { addCalls } from "./quota-store.ts";
import { exchangeShares, type OthersShare, qpsOf } from "./store.ts";

export interface TenantRatesOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
}

export interface TenantRates {
  /** Undefined where the tenant has no limit. */
  take(tenantId: string, cost: number): Promise<LimitAnswer | undefined>;
  /** What take begins by itself, if it is due, and its end. */
  exchange(): Promise<void>;
}

interface Bucket {
  qps: number | null;
  /** Calls a second that this process may let through. */
  share: number;
  calls: number;
  filledAt: number;
  /** Let through since the last exchange. */
  passed: number;
  /** Whether the others believe that it is used here. */
  isTold: boolean;
  usedAt: number;
  /** Let through, and not yet in the usage of the day. */
  unrecorded: number;
}

/** Slower than this part of its limit a tenant is not spoken of: three processes hide a fifteenth between them. */
const WORTH_TELLING = 1 / 30;
const EXCHANGE_MS = SECOND_MS;
const HURRIED_MS = 250; // while a tenant has used half of what there is for it
const IDLE_MS = 2 * MINUTE_MS; // longer than RECORD_MS
const RECORD_MS = MINUTE_MS; // what a process that is killed forgets of the usage

export function createTenantRates({ db, clock, log }: TenantRatesOptions): TenantRates {
  const isShared = db.dialect.engine === "postgres";
  const processId = randomUUID();
  const { known, bucketOf, forgetIdle } = createBuckets(db, clock);
  let exchangedAt = clock.elapsed();
  let recordedAt = clock.elapsed();
  let running: Promise<void> | undefined;

  async function exchangeNow(): Promise<void> {
    const nowMs = clock.elapsed();
    const passedMs = Math.max(1, nowMs - exchangedAt);
    exchangedAt = nowMs;
    if (nowMs - recordedAt >= RECORD_MS) {
      recordedAt = nowMs;
      for (const [tenantId, bucket] of known) await recordCalls(db, tenantId, bucket);
    }
    forgetIdle(nowMs);
    if (known.size > 0) await shareOut(db, known, { processId, passedMs });
  }

  function isDue(): boolean {
    const passedMs = clock.elapsed() - exchangedAt;
    if (passedMs >= EXCHANGE_MS) return true;
    return isShared && passedMs >= HURRIED_MS && known.values().some(runsLow);
  }

  /** One at a time, and no call waits for it: what it learns holds from the next one on. */
  function exchange(): Promise<void> {
    if (running === undefined && isDue()) {
      running = exchangeNow()
        .catch((error: unknown) => log.warn({ err: error }, "limits.exchange.failed"))
        .finally(() => {
          running = undefined;
        });
    }
    return running ?? Promise.resolve();
  }

  return {
    exchange,
    async take(tenantId, cost) {
      const bucket = known.get(tenantId) ?? (await bucketOf(tenantId));
      void exchange();
      return pour(bucket, cost, clock.elapsed());
    },
  };
}

async function recordCalls(db: Db, tenantId: string, bucket: Bucket): Promise<void> {
  const calls = bucket.unrecorded;
  if (calls === 0) return;
  bucket.unrecorded = 0;
  await db.forTenant({ tenantId }).write((tx) => addCalls(tx, calls));
}

interface Buckets {
  readonly known: ReadonlyMap<string, Bucket>;
  /** Opened when it is first asked for, once. */
  readonly bucketOf: (tenantId: string) => Promise<Bucket>;
  readonly forgetIdle: (nowMs: number) => void;
}

function createBuckets(db: Db, clock: Clock): Buckets {
  const opening = new Map<string, Promise<Bucket>>();
  const known = new Map<string, Bucket>();
  return {
    known,
    async bucketOf(tenantId) {
      const found = opening.get(tenantId) ?? openBucket(db, tenantId, clock.elapsed());
      opening.set(tenantId, found);
      try {
        const bucket = await found;
        if (!known.has(tenantId)) known.set(tenantId, bucket);
        return known.get(tenantId) ?? bucket;
      } finally {
        opening.delete(tenantId);
      }
    },
    forgetIdle(nowMs) {
      for (const [tenantId, { usedAt }] of known) if (nowMs - usedAt >= IDLE_MS) known.delete(tenantId);
    },
  };
}

async function openBucket(db: Db, tenantId: string, at: number): Promise<Bucket> {
  const qps = (await qpsOf(db.forAuth(), [tenantId])).get(tenantId) ?? null;
  const share = qps ?? 0;
  return { qps, share, calls: Math.max(1, share), filledAt: at, passed: 0, isTold: false, usedAt: at, unrecorded: 0 };
}

interface Turn {
  readonly processId: string;
  /** Since the last one. */
  readonly passedMs: number;
}

/** Tells what passed here, reads the quotas anew, and gives each bucket what the others leave. */
async function shareOut(db: Db, known: ReadonlyMap<string, Bucket>, { processId, passedMs }: Turn): Promise<void> {
  const isShared = db.dialect.engine === "postgres";
  const tenantIds = [...known.keys()];
  const shares = [...known].flatMap(([tenantId, bucket]) => {
    const perSecond = (bucket.passed * SECOND_MS) / passedMs;
    const isWorth = bucket.qps !== null && perSecond >= bucket.qps * WORTH_TELLING;
    const isSaid = isWorth || bucket.isTold;
    bucket.passed = 0;
    bucket.isTold = isWorth;
    return isSaid ? [{ tenantId, perSecond }] : [];
  });
  const heard = await db.forAuth().write(async (tx) => {
    const others = isShared ? await exchangeShares(tx, processId, { shares, tenantIds }) : new Map();
    return { qps: await qpsOf(tx, tenantIds), others };
  });
  for (const [tenantId, bucket] of known) {
    bucket.qps = heard.qps.get(tenantId) ?? null;
    bucket.share = shareOf(bucket.qps ?? 0, heard.others.get(tenantId));
  }
}

function runsLow({ qps, share, calls, passed }: Bucket): boolean {
  return qps !== null && passed > 0 && calls < share / 2;
}

/** What the others leave, but never less than an equal part. */
function shareOf(qps: number, others: OthersShare | undefined): number {
  if (others === undefined) return qps;
  return Math.max(qps / (others.processes + 1), qps - others.perSecond);
}

function pour(bucket: Bucket, cost: number, nowMs: number): LimitAnswer | undefined {
  const { qps, share } = bucket;
  bucket.usedAt = nowMs;
  if (qps === null) {
    bucket.unrecorded += 1;
    return undefined;
  }
  const room = qps === 0 ? 0 : Math.max(1, share);
  bucket.calls = Math.min(room, bucket.calls + ((nowMs - bucket.filledAt) / SECOND_MS) * share);
  bucket.filledAt = nowMs;
  const allowed = bucket.calls >= cost;
  if (allowed) {
    bucket.calls -= cost;
    bucket.passed += cost;
    bucket.unrecorded += 1;
  }
  const wanted = allowed ? room : Math.min(cost, room);
  const resetSeconds = share === 0 ? 60 : Math.max(0, wanted - bucket.calls) / share;
  return { allowed, limit: qps, remaining: Math.floor(bucket.calls), resetSeconds, windowSeconds: 1 };
}
