/**
 * Repositories that are read again by schedule. A tenant with any has a job waiting for the time of the next; it takes what is
 * due, queues the runs and queues its successor, all in the transaction that acknowledges it: so none is lost or done twice,
 * whatever number of processes there are and whenever one of them dies.
 */
import type { Tx } from "#kernel/db";
import type { JobRun, Jobs } from "#kernel/jobs";

import { indexJob } from "../ingest/index-job.ts";
import { type DueInput, dueJob, type DueResult } from "./due-job.ts";
import { nextDue, takeDue } from "./store.ts";

/** A job that starts a moment early would find nothing due. */
const MARGIN_MS = 1000;

/** Sees to it that a job waits for the time of the tenant's next repository. */
export async function queueDue(jobs: Pick<Jobs, "enqueue">, tx: Tx): Promise<void> {
  const next = await nextDue(tx);
  if (next === undefined) return;
  // The one that runs is not its own successor: its subject was another minute.
  await jobs.enqueue(tx, dueJob, { input: {}, subject: `due ${next.minute}`, startAfterMs: next.inMs + MARGIN_MS });
}

/** The job's handler. */
export async function runDue({ jobs }: { readonly jobs: Jobs }, job: JobRun<DueInput, DueResult>): Promise<void> {
  const queued = await job.fenced(async (tx) => {
    const due = await takeDue(tx);
    for (const repoId of due) await jobs.enqueue(tx, indexJob, { input: { repo_id: repoId }, subject: repoId });
    return due.length;
  });
  await job.settle({ queued }, (tx) => queueDue(jobs, tx));
}
