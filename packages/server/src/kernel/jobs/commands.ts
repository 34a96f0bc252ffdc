import { violatedConstraint, type TenantDb, type Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";

import { requeueFinished } from "./enqueue.ts";
import { CHANNEL } from "./feed.ts";
import { isFinished, type Job } from "./job.ts";
import type { Queue } from "./queue.ts";
import { findJob, lockJob, markCancelled, noSuchJob, type LockedJob } from "./store.ts";

/** Ends a job that has not ended. An attempt that runs finds its fence closed. */
export function cancelJob(tenantDb: TenantDb, queue: Queue, jobId: string): Promise<Job> {
  return tenantDb.write(async (tx) => {
    const job = await lockOrThrow(tx, jobId);
    if (job.state !== "cancelled") {
      if (isFinished(job)) throw new Fault("CONFLICT", `the job has ${job.state} already`, { jobId, state: job.state });
      await markCancelled(tx, jobId);
      await queue.withdraw(tx, job.class, job.ticket);
      await tx.notify(CHANNEL, `stop:${jobId}`);
    }
    return readLocked(tx, jobId);
  });
}

/** Queues a job again that has ended without success. */
export async function replayJob(tenantDb: TenantDb, queue: Queue, jobId: string): Promise<Job> {
  try {
    return await tenantDb.write(async (tx) => {
      const job = await lockOrThrow(tx, jobId);
      if (!isFinished(job) || job.state === "succeeded") {
        throw new Fault("CONFLICT", "only a dead, failed or cancelled job can be replayed", {
          jobId,
          state: job.state,
        });
      }
      return requeueFinished({ tx, queue }, jobId, job.class);
    });
  } catch (error) {
    if (violatedConstraint(error) !== "job_live") throw error;
    throw new Fault("CONFLICT", "another job for the same subject is live", { jobId }, error);
  }
}

async function lockOrThrow(tx: Tx, jobId: string): Promise<LockedJob> {
  const job = await lockJob(tx, jobId);
  if (job === undefined) throw noSuchJob();
  return job;
}

async function readLocked(tx: Tx, jobId: string): Promise<Job> {
  const job = await findJob(tx, jobId);
  if (job === undefined) throw noSuchJob();
  return job;
}
