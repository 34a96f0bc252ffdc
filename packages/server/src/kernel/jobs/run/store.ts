/** What the runner writes about a job. Each statement names the ticket or the attempt it belongs to. */
import type { Tx } from "#kernel/db";
import type { SerializedError } from "#kernel/errors";

import type { JobProgress } from "../job.ts";
import { jsonbText } from "../store.ts";

/** A job that has just been claimed. */
export interface StartedJob {
  readonly kind: string;
  readonly input: unknown;
  readonly attempt: number;
  readonly failures: number;
  readonly lost: number;
}

/** Begins an attempt. A job that was still running lost its process: whoever holds the ticket is alone with it. */
export async function startJob(
  tx: Tx,
  jobId: string,
  { ticket, kinds }: { readonly ticket: string; readonly kinds: readonly string[] },
): Promise<StartedJob | undefined> {
  const rows = await tx.query<StartedJob>(
    `update job
        set state = 'running',
            attempt = attempt + 1,
            lost = lost + case when state = 'running' then 1 else 0 end,
            stage = 'starting',
            percent = 0,
            progress = '{}',
            started_at = now(),
            retry_at = null
      where job_id = $1
        and ticket = $2
        and state in ('queued', 'running')
        and kind = any($3::text[])
     returning kind, input, attempt, failures, lost`,
    [jobId, ticket, kinds],
  );
  return rows[0];
}

/** Puts a running job back, because its process has vanished or stops. */
export async function requeueJob(
  tx: Tx,
  jobId: string,
  { ticket, lost }: { readonly ticket: string; readonly lost: boolean },
): Promise<void> {
  await tx.execute(
    `update job
        set state = 'queued',
            stage = case when $3::boolean then 'interrupted' else 'queued' end,
            lost = lost + case when $3::boolean then 1 else 0 end
      where job_id = $1
        and ticket = $2
        and state = 'running'`,
    [jobId, ticket, lost],
  );
}

export interface Attempt {
  readonly jobId: string;
  readonly attempt: number;
}

export interface ProgressState {
  readonly stage: string;
  readonly percent: number;
  readonly progress: JobProgress;
}

/** Writes progress while the attempt is the current one; false where it is not. */
export async function writeProgress(tx: Tx, { jobId, attempt }: Attempt, state: ProgressState): Promise<boolean> {
  const affected = await tx.execute(
    `update job
        set stage = $3,
            percent = $4,
            progress = $5::jsonb
      where job_id = $1
        and attempt = $2
        and state = 'running'`,
    [jobId, attempt, state.stage, state.percent, jsonbText(state.progress)],
  );
  return affected === 1;
}

export async function finishJob(
  tx: Tx,
  { jobId, attempt }: Attempt,
  end: { readonly result: unknown; readonly progress: JobProgress },
): Promise<void> {
  await tx.execute(
    `update job
        set state = 'succeeded',
            stage = 'done',
            percent = 100,
            progress = $3::jsonb,
            result = $4::jsonb,
            error = null,
            finished_at = now()
      where job_id = $1
        and attempt = $2`,
    [jobId, attempt, jsonbText(end.progress), end.result === undefined ? null : jsonbText(end.result)],
  );
}

/** What becomes of a job whose attempt has failed. */
export interface Failure {
  readonly state: "queued" | "failed" | "dead";
  readonly error: SerializedError;
  /** Counts the failure against the retries of the kind. */
  readonly counted: boolean;
  readonly retryInMs: number;
}

export async function failJob(tx: Tx, { jobId, attempt }: Attempt, failure: Failure): Promise<void> {
  await tx.execute(
    `update job
        set state = $3,
            error = $4::jsonb,
            failures = failures + case when $5::boolean then 1 else 0 end,
            stage = case when $3 = 'queued' then 'waiting to retry' else stage end,
            retry_at = case when $3 = 'queued' then now() + $6::int * interval '1 ms' end,
            finished_at = case when $3 = 'queued' then null else now() end
      where job_id = $1
        and attempt = $2`,
    [jobId, attempt, failure.state, jsonbText(failure.error), failure.counted, failure.retryInMs],
  );
}
