import { isFault } from "#kernel/errors";

import type { RetryPolicy } from "./kinds.ts";

/** At most a fifth more, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * Whether another try may succeed without anybody doing anything: the database, the connection, an upstream service.
 * A full disk stays full, and a validation or parse error stays what it is.
 */
export function mayPass(error: unknown): boolean {
  return isFault(error, "STORAGE_UNAVAILABLE", "UPSTREAM_FAILED", "RATE_LIMITED", "TIMEOUT");
}

/** How long to wait after the given number of failures, in milliseconds. `random` is in [0, 1). */
export function retryDelayMs(policy: RetryPolicy, failures: number, random: number): number {
  const doubled = policy.delayMs * 2 ** Math.min(failures - 1, 30);
  return Math.round(Math.min(doubled * (1 + JITTER * random), policy.maxDelayMs));
}
