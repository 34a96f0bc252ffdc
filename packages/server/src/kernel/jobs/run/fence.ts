/**
 * What ties an attempt's writes to its claim: the job's row is locked first, and the attempt must still be the current one.
 * Whoever takes a job away (a cancel, a lapsed lease, a stop) changes that row, so one of the two comes first and the
 * other one sees it.
 */
import type { TenantDb, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";

import { CHANNEL } from "../feed.ts";
import type { JobKind } from "../kinds.ts";
import type { Queue, Ticket } from "../queue.ts";
import { lockJob, type LockedJob } from "../store.ts";
import { mayRun } from "./may-run.ts";
import { failJob, finishJob, requeueJob, type Attempt, type Failure, type ProgressState } from "./store.ts";

export interface Fence {
  readonly fenced: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly succeed: (
    end: { readonly result: unknown; readonly progress: ProgressState },
    work?: (tx: Tx) => Promise<void>,
  ) => Promise<void>;
  readonly fail: (failure: Failure) => Promise<void>;
}

export interface FenceParts {
  readonly tenantDb: TenantDb;
  readonly queue: Queue;
  readonly ticket: Ticket;
  readonly attempt: Attempt;
  readonly kind: Pick<JobKind, "runsSuspended">;
}

export function createFence({ tenantDb, queue, ticket, attempt, kind }: FenceParts): Fence {
  const fenced = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    tenantDb.write(async (tx) => {
      requireActive(await lockAttempt(tx, attempt), attempt, kind);
      return work(tx);
    });
  return {
    fenced,
    succeed: (end, work) =>
      fenced(async (tx) => {
        await finishJob(tx, attempt, { result: end.result, progress: end.progress.progress });
        await work?.(tx);
        await queue.acknowledge(tx, ticket, { outcome: "succeeded" });
        await tx.notify(CHANNEL, `job:${attempt.jobId}`);
      }),
    fail: (failure) =>
      tenantDb.write(async (tx) => {
        await lockAttempt(tx, attempt);
        await failJob(tx, attempt, failure);
        if (failure.state === "queued") await queue.release(tx, ticket, failure.retryInMs);
        else await queue.acknowledge(tx, ticket, { outcome: failure.state, code: failure.error.code });
        await tx.notify(CHANNEL, `job:${attempt.jobId}`);
      }),
  };
}

/** A tenant that is suspended or deleted writes nothing more, also by jobs that ran before. */
function requireActive({ tenant }: LockedJob, { jobId }: Attempt, kind: FenceParts["kind"]): void {
  if (mayRun(tenant, kind)) return;
  throw new Fault("TENANT_SUSPENDED", "the tenant is not active: its jobs wait", { jobId, state: tenant });
}

async function lockAttempt(tx: Tx, { jobId, attempt }: Attempt): Promise<LockedJob> {
  const job = await lockJob(tx, jobId);
  if (job?.state === "cancelled") throw new Fault("CANCELLED", "the job was cancelled", { jobId });
  if (job?.state !== "running" || job.attempt !== attempt) {
    throw new Fault("CLAIM_LOST", "the job is not this attempt's any more", { jobId, attempt });
  }
  return job;
}

export interface GiveBack {
  readonly tenantDb: TenantDb;
  readonly queue: Queue;
  readonly ticket: Ticket;
  readonly jobId: string;
  /** Whether its process vanished, which a job may do a few times only. */
  readonly lost: boolean;
}

/** Puts a claimed job back so that it can be claimed again at once. Throws CLAIM_LOST where the claim is not held. */
export function giveBack({ tenantDb, queue, ticket, jobId, lost }: GiveBack): Promise<void> {
  return tenantDb.write(async (tx) => {
    await requeueJob(tx, jobId, { ticket: ticket.id, lost });
    await queue.release(tx, ticket, 0);
    await tx.notify(CHANNEL, `queue:${ticket.queue}`);
    await tx.notify(CHANNEL, `job:${jobId}`);
  });
}
