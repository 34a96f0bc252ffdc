/** What a tenant sees of its jobs, under the paths of the platform's first description. */
import type { z } from "zod";

import type { Job, Jobs, ListOptions } from "#kernel/jobs";
import { operation, partsOfPosition } from "#kernel/operation";

import { job, jobInput, jobsInput, jobsOutput } from "../contract.ts";

/** Skipped files shown with a job; the repository lists them all. */
const SKIPPED_SHOWN = 100;

export function getJob(jobs: Jobs) {
  return operation({
    name: "get_job",
    kind: "query",
    summary: "One job: its state, stage, progress, and why files were skipped.",
    permission: "jobs:read",
    input: jobInput,
    output: job,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/ingest/job/{id}", also: ["/jobs/{id}"] },
    run: async (context, input) => presentJob(await jobs.get(context, input.id)),
  });
}

export function listJobs(jobs: Jobs) {
  return operation({
    name: "list_jobs",
    kind: "query",
    summary: "Jobs, newest first.",
    permission: "jobs:read",
    input: jobsInput,
    output: jobsOutput,
    errors: [],
    http: { method: "GET", path: "/jobs" },
    async run(context, input) {
      const rows = await jobs.list(context, listOptions(input));
      const shown = rows.slice(0, input.limit);
      const last = rows.length > input.limit ? shown.at(-1) : undefined;
      return {
        jobs: shown.map(presentJob),
        next_cursor: last === undefined ? null : `${last.createdAt} ${last.jobId}`,
      };
    },
  });
}

export function cancelJob(jobs: Jobs) {
  return operation({
    name: "cancel_job",
    kind: "command",
    summary: "Stop a job; what readers saw before stays as it was.",
    permission: "jobs:write",
    input: jobInput,
    output: job,
    errors: ["NOT_FOUND", "CONFLICT"],
    http: { method: "POST", path: "/jobs/{id}/cancel" },
    run: async (context, input) => presentJob(await jobs.cancel(context, input.id)),
  });
}

export function retryJob(jobs: Jobs) {
  return operation({
    name: "retry_job",
    kind: "command",
    summary: "Queue a job again that is dead, failed or cancelled, with all its retries.",
    permission: "jobs:write",
    input: jobInput,
    output: job,
    errors: ["NOT_FOUND", "CONFLICT", "QUEUE_FULL"],
    http: { method: "POST", path: "/jobs/{id}/retry" },
    run: async (context, input) => presentJob(await jobs.replay(context, input.id)),
  });
}

/** One more than the page holds tells whether there is another. */
function listOptions({ state, limit, cursor }: z.output<typeof jobsInput>): ListOptions {
  const after = cursor === undefined ? undefined : positionAt(cursor);
  return { limit: limit + 1, ...(state !== undefined && { state }), ...(after !== undefined && { after }) };
}

const POSITION = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z) ([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;

function positionAt(cursor: string): ListOptions["after"] {
  const [createdAt = "", jobId = ""] = partsOfPosition(cursor, POSITION);
  return { createdAt, jobId };
}

export function presentJob(row: Job): z.input<typeof job> {
  const { done, total, ratePerSecond, skippedCount, skipped } = row.progress;
  return {
    job_id: row.jobId,
    kind: row.kind,
    state: row.state,
    stalled: row.stalled,
    subject: row.subject,
    stage: row.stage,
    percent: Math.round(row.percent * 10) / 10,
    progress: {
      done,
      total,
      rate: Math.round(ratePerSecond * 10) / 10,
      skipped: skippedCount,
      skipped_files: skipped.slice(0, SKIPPED_SHOWN).map(({ path, reason }) => ({ path, reason })),
    },
    attempt: row.attempt,
    result: row.result,
    error: row.error === null ? null : presentError(row.error),
    created_at: row.createdAt,
    started_at: row.startedAt,
    retry_at: row.retryAt,
    finished_at: row.finishedAt,
  };
}

/** Category, remedy and whether to retry follow from the code: they are the catalogue's to say, not the job's. */
function presentError({
  code,
  message,
  details,
}: NonNullable<Job["error"]>): NonNullable<z.input<typeof job>["error"]> {
  return { code, message, details };
}
