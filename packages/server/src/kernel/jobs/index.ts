/**
 * Work in the background: queued in the caller's transaction, run once by one process at a time, seen by its tenant.
 * Effect and acknowledgement commit together, and an attempt that lost its claim writes nothing: a job that was killed
 * runs again, and what it wrote is there once. It never runs two jobs for one subject and kind, never retries what would
 * fail the same way, and never puts anything but ids where row security does not reach.
 */
export { type JobRequest } from "./enqueue.ts";
export { isFinished, type Job, type JobClass, type JobProgress, type JobState, type SkippedFile } from "./job.ts";
export { createJobs, type Jobs, type JobsParts, type ListOptions, type StartOptions } from "./jobs.ts";
export {
  handleJob,
  type JobHandler,
  type JobKind,
  type JobRun,
  type ProgressUpdate,
  type RetryPolicy,
} from "./kinds.ts";
export { installQueue } from "./queue.ts";
