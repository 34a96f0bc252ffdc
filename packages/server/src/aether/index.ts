/**
 * Understanding: reads repositories into one graph and answers from it.
 * Promises that an answer comes from one snapshot, names what it rests on, and holds nothing of another tenant.
 * Never calls a network service, never writes into a repository.
 */
export { aether, type AetherNeeds } from "./aether.ts";
export { type Check, fail, ok, warn } from "./doctor/check.ts";
export { indexJob } from "./ingest/index-job.ts";
export { JOB_KINDS } from "./job-kinds.ts";
export { startWatchman } from "./schedule/watchman.ts";
export { sweepJob } from "./sweep/sweep-job.ts";
