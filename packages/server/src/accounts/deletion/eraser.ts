/**
 * Works off the deletions of tenants. It is no job of the queue: those belong to tenants, and go with them. A claim is a
 * lease in the list of deletions; whose process was killed is taken up by the next one when it has run out.
 */
import type { Log } from "#kernel/log";
import { SECOND_MS } from "#kernel/time";

import { type EraseNeeds, eraseTenant, LEASE_MS } from "./erase-tenant.ts";
import { claimDeletion, type Deletion, prolongClaim } from "./store.ts";

export interface Eraser {
  /** Looks for work now. */
  wake(): void;
  /** Resolves when there is nothing more that can be done now. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface EraserOptions extends EraseNeeds {
  /** How often it looks by itself. */
  readonly pollMs?: number;
}

const POLL_MS = 30 * SECOND_MS;

export function startEraser(options: EraserOptions): Eraser {
  const { log, pollMs = POLL_MS } = options;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let isWanted = false;

  const work = async (): Promise<void> => {
    do {
      isWanted = false;
      await eraseAll(options, stopping.signal, log);
    } while (isWanted);
  };
  const wake = (): void => {
    if (stopping.signal.aborted) return;
    isWanted = true;
    running ??= work().finally(() => {
      running = undefined;
    });
  };
  const timer = setInterval(wake, pollMs);
  timer.unref();
  wake();
  return {
    wake,
    idle: async () => running,
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}

async function eraseAll(needs: EraseNeeds, signal: AbortSignal, log: Log): Promise<void> {
  try {
    while (!signal.aborted) {
      const claimed = await claimDeletion(needs.db.forAuth(), LEASE_MS);
      if (claimed === undefined) return;
      await eraseClaimed(needs, claimed, signal);
    }
  } catch (error) {
    if (!signal.aborted) log.error({ err: error }, "tenant.deletion.failed");
  }
}

/** What fails is tried again when its claim has run out; what is stopped, by whoever comes next. */
async function eraseClaimed(needs: EraseNeeds, claimed: Deletion, signal: AbortSignal): Promise<void> {
  try {
    await eraseTenant(needs, claimed, signal);
  } catch (error) {
    if (signal.aborted) await prolongClaim(needs.db.forAuth(), claimed.tenant, 0);
    else needs.log.error({ tenantId: claimed.tenant, err: error }, "tenant.deletion.failed");
  }
}
