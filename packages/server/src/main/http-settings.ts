import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

import { createIdempotency } from "#kernel/idempotency";
import { createRateLimits, createTurns } from "#kernel/limits";
import { installationKey } from "#kernel/secrets";
import { systemClock } from "#kernel/time";
import type { HttpSurfaceOptions } from "#surfaces/http";

import type { Kernel } from "./kernel.ts";

const WEB_DIRECTORY = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/**
 * Fewer than the pool has connections. Of one tenant as many as there are processors: more at a time are answered no sooner, and the calls
 * of others wait behind them (on two, half as long in the middle and at the 90th percentile with two as with four).
 */
const TURNS = { places: 16, perTenant: Math.min(4, Math.max(2, availableParallelism())) };
/** Where statements run one after the other. */
const TURNS_OF_ONE = { places: 4, perTenant: 2 };

/** What the surface is told by the configuration, and given of the kernel. */
export async function httpSettings({ config, db, jobs, keyring, log, remotes }: Kernel) {
  // Kept, not derived: whoever comes back within a day finds them the same, whatever became of the root key.
  const keyFor = (purpose: string): Promise<Uint8Array> => installationKey({ db, keyring }, purpose);
  return {
    allowedHosts: [...config.allowedHosts, config.host],
    corsOrigins: config.corsOrigins,
    hstsSeconds: config.hstsSeconds,
    ...(config.trustedProxies !== undefined && { trustedProxies: config.trustedProxies }),
    // A server that leaves jobs to other processes is ready without them.
    checks: { workers: async () => (jobs.isRunning() ? "ok" : "elsewhere") },
    cursorKey: await keyFor("cursors"),
    idempotency: createIdempotency({ db, key: await keyFor("idempotency"), log }),
    limits: createRateLimits({ db, clock: systemClock, log }),
    turns: createTurns(db.dialect.parallelStatements ? TURNS : TURNS_OF_ONE),
    archives: remotes.uploads,
    webDirectory: WEB_DIRECTORY,
  } satisfies Partial<HttpSurfaceOptions>;
}
