import { Fault } from "#kernel/errors";
import { MINUTE_MS } from "#kernel/time";

import type { RunningJob } from "./attempt.ts";
import type { RunnerParts } from "./begin.ts";

/** Three touches fit into a lease, so that one that fails does not lose the claim. */
const TOUCHES_A_LEASE = 3;
const TIDY_FIRST_MS = MINUTE_MS;
const TIDY_EVERY_MS = 60 * MINUTE_MS;

export interface Care {
  readonly parts: RunnerParts;
  readonly leaseMs: number;
  readonly running: () => readonly RunningJob[];
  /** Puts back the claims of processes that have vanished. */
  readonly putBack: () => Promise<void>;
}

/** Keeps the leases of this process alive, notices those that were lost, and puts back what others have left behind. */
export function startCaretaker(care: Care): { stop(): Promise<void> } {
  const { clock, log } = care.parts;
  let tidyAtMs = clock.elapsed() + TIDY_FIRST_MS;
  let round: Promise<void> | undefined;

  const goRound = async (): Promise<void> => {
    try {
      await touchAll(care);
      await care.putBack();
      if (clock.elapsed() < tidyAtMs) return;
      tidyAtMs = clock.elapsed() + TIDY_EVERY_MS;
      await care.parts.queue.tidy();
    } catch (error) {
      log.warn({ err: error }, "jobs.care.failed");
    }
  };
  const timer = setInterval(() => {
    round ??= goRound().finally(() => {
      round = undefined;
    });
  }, care.leaseMs / TOUCHES_A_LEASE);

  return {
    stop: async () => {
      clearInterval(timer);
      await round;
    },
  };
}

async function touchAll({ parts, running }: Care): Promise<void> {
  const jobs = running();
  if (jobs.length === 0) return;
  const held = await parts.queue.touch(jobs.map((job) => job.claim.ticket));
  const present = new Set(running());
  for (const job of jobs) {
    // A job that ended while the touch was under way has given its claim up itself.
    if (held.has(job.claim.ticket.id) || !present.has(job)) continue;
    job.interrupt(new Fault("CLAIM_LOST", "the job is not this attempt's any more", { jobId: job.claim.jobId }));
  }
}
