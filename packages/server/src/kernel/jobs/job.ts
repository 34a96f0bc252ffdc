import type { SerializedError } from "#kernel/errors";

/** Two queues, so that what somebody waits for never stands behind what runs for an hour. */
export type JobClass = "realtime" | "bulk";
export const JOB_CLASSES: readonly JobClass[] = ["realtime", "bulk"];

/**
 * queued → running → succeeded | failed | cancelled | dead, and back from running to queued after something that may
 * pass. `failed` would fail again the same way; `dead` has used up its attempts. Both can be replayed.
 */
export type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled" | "dead";

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

export interface JobProgress {
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
  /** Of `done`, since the stage began. */
  readonly ratePerSecond: number;
  readonly skippedCount: number;
  /** The first thousand. */
  readonly skipped: readonly SkippedFile[];
}

/** A job as its tenant sees it. Times are ISO 8601 in UTC. */
export interface Job {
  readonly jobId: string;
  readonly kind: string;
  readonly class: JobClass;
  readonly state: JobState;
  /** True for a running job whose process has not answered for the length of a lease: it is queued again by itself. */
  readonly stalled: boolean;
  readonly subject: string;
  readonly input: unknown;
  readonly result: unknown;
  /** Of the last attempt that failed, also while the next one waits or runs. */
  readonly error: SerializedError | null;
  readonly stage: string;
  readonly percent: number;
  readonly progress: JobProgress;
  readonly attempt: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  /** When the next attempt may start, while it waits for that. */
  readonly retryAt: string | null;
  readonly finishedAt: string | null;
}

/** True for a job that nothing will change any more, unless it is replayed. */
export function isFinished(job: Pick<Job, "state">): boolean {
  return job.state !== "queued" && job.state !== "running";
}
