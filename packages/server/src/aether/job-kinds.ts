import type { JobKind } from "#kernel/jobs";

import { deleteJob } from "./deletion/delete-job.ts";
import { indexJob } from "./ingest/index-job.ts";
import { fillJob } from "./models/fill-job.ts";
import { dueJob } from "./schedule/due-job.ts";
import { sweepJob } from "./sweep/sweep-job.ts";

/** Every kind of job of the capability; its handlers are `aether`'s. */
export const JOB_KINDS: readonly JobKind[] = [indexJob, deleteJob, dueJob, sweepJob, fillJob];
