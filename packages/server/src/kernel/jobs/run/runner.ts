import { Fault, isFault } from "#kernel/errors";

import type { Feed } from "../feed.ts";
import { JOB_CLASSES, type JobClass } from "../job.ts";
import type { Claim } from "../queue.ts";
import { createBell, settledWithin, type Bell } from "../waiting.ts";
import { runJob, type RunningJob } from "./attempt.ts";
import type { RunnerParts } from "./begin.ts";
import { startCaretaker } from "./caretaker.ts";
import { giveBackClaim, putBackLapsed } from "./put-back.ts";

export type PerClass = Readonly<Record<JobClass, number>>;

export interface RunnerOptions {
  /** Jobs that run at the same time in this process. */
  readonly concurrency: PerClass;
  /** Jobs of one tenant that run at the same time in all processes together; undefined leaves it open. */
  readonly perTenant: PerClass | undefined;
  readonly leaseMs: number;
  readonly pollMs: number;
}

export interface Runner {
  /** Lets running jobs finish for most of the grace, puts back those that have not, and is done when it is over. */
  stop(graceMs: number): Promise<void>;
}

/** Of the grace, for jobs to finish; the rest is for handlers to notice that their job was put back. */
const FINISHING_SHARE = 0.8;

/** Claims jobs and runs them until it is stopped. */
export async function startRunner(parts: RunnerParts, feed: Feed, options: RunnerOptions): Promise<Runner> {
  const running = new Set<RunningJob>();
  const stopping = new AbortController();
  const bells: Record<JobClass, Bell> = { realtime: createBell(), bulk: createBell() };
  const deafen = await feed.hear((message) => {
    for (const name of JOB_CLASSES) if (message === `queue:${name}`) bells[name].ring();
    if (message.startsWith("stop:")) interruptCancelled(running, message.slice("stop:".length));
  });
  const caretaker = startCaretaker({
    parts,
    leaseMs: options.leaseMs,
    running: () => [...running],
    putBack: () => putBackLapsed(parts, { leaseMs: options.leaseMs, except: ticketsOf(running) }),
  });
  const loops = JOB_CLASSES.map((name) =>
    serve({ parts, options, name, bell: bells[name], running, signal: stopping.signal }),
  );

  return {
    stop: async (graceMs) => {
      stopping.abort();
      for (const name of JOB_CLASSES) bells[name].ring();
      await Promise.all(loops);
      const jobs = [...running];
      const finished = jobs.map((job) => job.finished);
      if (!(await settledWithin(finished, graceMs * FINISHING_SHARE))) {
        await Promise.all([...running].map((job) => release(parts, job)));
        await settledWithin(finished, graceMs * (1 - FINISHING_SHARE));
      }
      await caretaker.stop();
      deafen();
    },
  };
}

interface Service {
  readonly parts: RunnerParts;
  readonly options: RunnerOptions;
  readonly name: JobClass;
  readonly bell: Bell;
  readonly running: Set<RunningJob>;
  readonly signal: AbortSignal;
}

/** One class: claims a job whenever there is a place for it. */
async function serve(service: Service): Promise<void> {
  const { parts, options, name, bell, running, signal } = service;
  let places = options.concurrency[name];
  if (places === 0) return;
  while (!signal.aborted) {
    const claim = places > 0 ? await claimNext(service) : undefined;
    if (claim === undefined) {
      await bell.wait(places > 0 ? options.pollMs : undefined);
      continue;
    }
    const job = runJob(parts, claim);
    running.add(job);
    places -= 1;
    void job.finished.finally(() => {
      running.delete(job);
      places += 1;
      bell.ring();
    });
  }
}

async function claimNext({ parts, options, name, signal }: Service): Promise<Claim | undefined> {
  try {
    const claim = await parts.queue.fetch(name, options.perTenant?.[name]);
    if (claim === undefined || !signal.aborted) return claim;
    await giveBackClaim(parts, claim, false);
  } catch (error) {
    parts.log.warn({ queue: name, err: error }, "jobs.fetch.failed");
  }
  return undefined;
}

async function release({ log }: RunnerParts, job: RunningJob): Promise<void> {
  try {
    await job.release();
  } catch (error) {
    // CLAIM_LOST: it has just finished, or is somebody else's already. Anything else leaves it to its lease.
    if (!isFault(error, "CLAIM_LOST")) log.error({ jobId: job.claim.jobId, err: error }, "job.unreleased");
  }
}

function interruptCancelled(running: ReadonlySet<RunningJob>, jobId: string): void {
  for (const job of running) {
    if (job.claim.jobId === jobId) job.interrupt(new Fault("CANCELLED", "the job was cancelled", { jobId }));
  }
}

function ticketsOf(running: ReadonlySet<RunningJob>): string[] {
  return [...running].map((job) => job.claim.ticket.id);
}
