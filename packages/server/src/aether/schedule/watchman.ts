/**
 * Sees to it that no schedule stands still. The jobs that find what is due queue one another, so one that failed for good, was
 * cancelled or lost its process once too often has no successor: whoever has a repository that is due and no such job
 * waiting gets one. It looks at every tenant, one small query each, and does nothing twice: a job that waits is found.
 */
import type { Db } from "#kernel/db";
import type { Jobs } from "#kernel/jobs";
import type { Log } from "#kernel/log";
import { MINUTE_MS } from "#kernel/time";

import { queueDue } from "./run-due.ts";
import { activeTenants, nextDue } from "./store.ts";

export interface WatchmanNeeds {
  readonly db: Db;
  readonly jobs: Pick<Jobs, "enqueue">;
  readonly log: Log;
  /** Between two rounds; ten minutes unless given. */
  readonly everyMs?: number;
}

export interface Watchman {
  /** Goes round at once. How many tenants had something overdue. */
  look(): Promise<number>;
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 10 * MINUTE_MS;
const PAGE = 1000;

/** Begins with a round: what was due while no process ran is found then. */
export function startWatchman(needs: WatchmanNeeds): Watchman {
  const stopping = new AbortController();
  let round: Promise<number> | undefined;
  const look = (): Promise<number> =>
    (round ??= goRound(needs, stopping.signal).finally(() => {
      round = undefined;
    }));
  const timer = setInterval(() => void look(), needs.everyMs ?? EVERY_MS);
  timer.unref();
  void look();
  return {
    look,
    stop: async () => {
      stopping.abort();
      clearInterval(timer);
      await round;
    },
  };
}

async function goRound(needs: WatchmanNeeds, signal: AbortSignal): Promise<number> {
  let overdue = 0;
  try {
    for await (const tenantId of tenants(needs.db)) {
      if (signal.aborted) break;
      if (await wake(needs, tenantId)) overdue += 1;
    }
  } catch (error) {
    if (!signal.aborted) needs.log.warn({ err: error }, "schedule.round.failed");
  }
  return overdue;
}

async function* tenants(db: Db): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const page = await activeTenants(db.forAuth(), { after, limit: PAGE });
    yield* page;
    after = page.at(-1);
  } while (after !== undefined);
}

/** What fails for one tenant, as a full queue does, keeps no other one waiting. */
async function wake({ db, jobs, log }: WatchmanNeeds, tenantId: string): Promise<boolean> {
  try {
    const tenant = db.forTenant({ tenantId });
    if ((await nextDue(tenant))?.inMs !== 0) return false;
    await tenant.write((tx) => queueDue(jobs, tx));
    return true;
  } catch (error) {
    log.warn({ tenantId, err: error }, "schedule.unqueued");
    return false;
  }
}
