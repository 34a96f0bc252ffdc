/**
 * Removes what no snapshot refers to: rows of snapshots that nobody reads any more, then text, facts and vectors; and
 * archives of which nothing more comes.
 *
 * A run of the index finds content by its hash and relies on it without a reference, until its own rows are written. So
 * nothing is deleted while one is under way: a sweep looks at how many runs have begun, gives up if one is running, reads
 * what is unused, and deletes it only while that number is locked and the same. A run that begins later waits for the
 * transaction of at most a batch, and finds no more than what is really there.
 */
import { sweepUnfinished, UNFINISHED_MS, unfinishedArchives } from "#kernel/archives";
import type { Db, TenantDb, Tx } from "#kernel/db";
import { Fault, isFault } from "#kernel/errors";
import type { JobRun, Jobs } from "#kernel/jobs";
import type { Log } from "#kernel/log";
import type { Context } from "#kernel/tenancy";

import { disownedTracks } from "../forget/store.ts";
import { inBatches } from "../ingest/batches.ts";
import { indexJob } from "../ingest/index-job.ts";
import { clearTrack, deleteTrack, nextReleaseMs, runsBegun, type Write } from "../ingest/retention-store.ts";
import { type Content, contentsWith, runningJobs, trackIds } from "./store.ts";
import { type SweepInput, sweepJob, type SweepResult } from "./sweep-job.ts";

/** Keys read at a time. */
const READ = 20_000;
const POSTPONED_MS = 60_000;
/** One sweep for a tenant waits or runs at a time. */
const SUBJECT = "unreferenced content";

export interface SweepNeeds {
  readonly db: Db;
  /** The built-in one. */
  readonly embedder: { readonly id: string };
  readonly jobs: Jobs;
  readonly log: Log;
  readonly snapshotHoldMs: number;
}

/** Asks for a sweep at a later time. Where there is no place for it, that costs disk until the next: it is told and no more. */
export async function queueSweep({ jobs, log }: SweepNeeds, to: Tx | Context, startAfterMs: number): Promise<void> {
  try {
    await jobs.enqueue(to, sweepJob, { input: {}, subject: SUBJECT, startAfterMs });
  } catch (error) {
    if (!isFault(error)) throw error;
    log.warn({ tenantId: to.tenantId, err: error }, "sweep.unqueued");
  }
}

/** The job's handler. Whatever is interrupted is done by the next one. */
export async function runSweep(needs: SweepNeeds, job: JobRun<SweepInput, SweepResult>): Promise<void> {
  const tenant = needs.db.forTenant(job.context);
  const swept = { rows: 0, blobs: 0, facts: 0, scip: 0, vectors: 0 };
  await job.fenced((tx) => sweepUnfinished(tx, UNFINISHED_MS));
  const postponed = !(await sweepUntilRun(needs, job, { tenant, swept }));
  if (Object.values(swept).some((count) => count > 0)) await needs.db.maintain();
  await job.settle({ ...swept, postponed });
  // Tracks can be disowned while this runs, and ask for a sweep that is this one.
  const isLeft = postponed || (await disownedTracks(tenant)).length > 0;
  const unfinishedMs = (await unfinishedArchives(tenant)) > 0 ? UNFINISHED_MS : Infinity;
  const releaseMs = (isLeft ? POSTPONED_MS : await nextReleaseMs(tenant, needs.snapshotHoldMs)) ?? Infinity;
  const again = Math.min(releaseMs, unfinishedMs);
  if (again < Infinity) await queueSweep(needs, job.context, again + 1000);
}

interface Sweep {
  readonly tenant: TenantDb;
  /** Counts of what is gone, also of a sweep that was cut short. */
  readonly swept: Record<"rows" | Content["name"], number>;
}

/** False where a run of the index stood in the way. */
async function sweepUntilRun(needs: SweepNeeds, job: JobRun<SweepInput, SweepResult>, sweep: Sweep): Promise<boolean> {
  const { tenant, swept } = sweep;
  const begun = await job.fenced(runsBegun);
  if ((await runningJobs(tenant, indexJob.name)) > 0) return false;
  const undisturbed: Write = (work) =>
    job.fenced(async (tx) => {
      if ((await runsBegun(tx)) !== begun) throw new Fault("CONFLICT", "a run of the index has begun");
      return work(tx);
    });
  try {
    for (const trackId of await disownedTracks(tenant)) swept.rows += await deleteTrack(undisturbed, trackId);
    for (const trackId of await trackIds(tenant)) {
      swept.rows += await clearTrack(undisturbed, { trackId, holdMs: needs.snapshotHoldMs });
    }
    for (const content of contentsWith(needs.embedder.id)) await sweepContent(undisturbed, sweep, content);
    return true;
  } catch (error) {
    if (isFault(error, "CONFLICT")) return false;
    throw error;
  }
}

async function sweepContent(write: Write, { tenant, swept }: Sweep, content: Content): Promise<void> {
  for (let more = true; more;) {
    const keys = await content.unused(tenant, READ);
    for (const batch of inBatches(keys, { count: content.batch })) {
      swept[content.name] += await write((tx: Tx) => content.remove(tx, batch));
    }
    more = keys.length === READ;
  }
}
