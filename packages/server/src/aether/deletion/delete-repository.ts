/** `delete_repository`: at once nobody finds it any more; a job ends what writes to it and removes what there is. */
import type { Db, Tx } from "#kernel/db";
import { isFault } from "#kernel/errors";
import type { JobRun, Jobs } from "#kernel/jobs";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import { deleteInput as input, deleteOutput } from "../contract-remote.ts";
import { disownTracks } from "../forget/store.ts";
import { requireRepo } from "../ingest/name-repo.ts";
import { deleteTrack } from "../ingest/retention-store.ts";
import { type DeleteInput, deleteJob, type DeleteResult } from "./delete-job.ts";
import { deleteEndedJobs, deleteRepo, deleteScip, liveJobsOf, markDeleted, trackIdsOf } from "./store.ts";

export interface DeletionNeeds {
  readonly db: Db;
  readonly jobs: Jobs;
  /** Asks for what nobody refers to any more to be removed. */
  readonly queueSweep: (to: Tx | Context, startAfterMs: number) => Promise<void>;
}

export function deleteRepository({ db, jobs }: DeletionNeeds) {
  return operation({
    name: "delete_repository",
    kind: "command",
    summary: "Delete a repository with all that was read of it: answers at once with the job that does it.",
    permission: "code:write",
    input,
    output: deleteOutput,
    errors: ["NOT_FOUND", "QUEUE_FULL"],
    http: { method: "DELETE", path: "/repositories/{id}", status: 202, location: "/ingest/job/{job_id}" },
    async run(context, { id }) {
      const tenant = db.forTenant(context);
      const { repo, job } = await tenant.write(async (tx) => {
        const found = await requireRepo(tx, id);
        await markDeleted(tx, found.repoId);
        await disownTracks(tx, await trackIdsOf(tx, found.repoId));
        const work = { input: { repo_id: found.repoId }, subject: found.repoId };
        return { repo: found, job: await jobs.enqueue(tx, deleteJob, work) };
      });
      await cancelRuns({ jobs, context }, await liveJobsOf(tenant, repo.repoId, job.jobId));
      return { job_id: job.jobId, repo_id: repo.repoId, repo: repo.name, state: job.state };
    },
  });
}

/** The job's handler. Whatever is interrupted is done by the next attempt. */
export async function runDeletion(needs: DeletionNeeds, job: JobRun<DeleteInput, DeleteResult>): Promise<void> {
  const { repo_id: repoId } = job.input;
  const { context } = job;
  const tenant = needs.db.forTenant(context);
  // Nothing writes to it after this: a run that began before is cancelled, and one that begins finds no repository.
  const cancelled = await cancelRuns({ ...needs, context }, await liveJobsOf(tenant, repoId, job.jobId));
  const tracks = await trackIdsOf(tenant, repoId);
  let rows = 0;
  for (const trackId of tracks) rows += await deleteTrack((work) => job.fenced(work), trackId);
  await untilNone(() => job.fenced((tx) => deleteScip(tx, repoId)));
  await untilNone(() => job.fenced((tx) => deleteEndedJobs(tx, repoId)));
  await job.settle({ cancelled, tracks: tracks.length, rows }, async (tx) => {
    await deleteRepo(tx, repoId);
    await needs.queueSweep(tx, 0);
  });
}

interface Cancelling {
  readonly jobs: Jobs;
  readonly context: Context;
}

async function cancelRuns({ jobs, context }: Cancelling, jobIds: readonly string[]): Promise<number> {
  let cancelled = 0;
  for (const jobId of jobIds) {
    try {
      await jobs.cancel(context, jobId);
      cancelled += 1;
    } catch (error) {
      // It has ended meanwhile, which will do as well.
      if (!isFault(error, "CONFLICT", "NOT_FOUND")) throw error;
    }
  }
  return cancelled;
}

async function untilNone(step: () => Promise<number>): Promise<void> {
  while ((await step()) > 0);
}
