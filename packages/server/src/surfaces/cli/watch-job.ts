import type { ApiClient } from "./api-client.ts";
import { CliError } from "./failure.ts";
import type { Session } from "./session.ts";
import type { Job } from "./wire.ts";

const POLL_MS = 200;
const ENDED: readonly Job["state"][] = ["succeeded", "failed", "cancelled", "dead"];
const LOST_MAX = 3; // answers in a row

export interface JobWatch {
  readonly show: (job: Job) => Promise<void> | void;
  /** Between two looks; 200. */
  readonly pollMs?: number;
}

/**
 * Follows a job until it has ended or the person has pressed Ctrl-C, and answers with its last state. When the server
 * goes away (the process that was asked has ended its own work), the job lives on in the database: so does the watch,
 * through whoever opens the directory next, this process if need be.
 */
export async function watchJob(session: Session, jobId: string, { show, pollMs = POLL_MS }: JobWatch): Promise<Job> {
  const client = await session.connect();
  for (let lost = 0; ;) {
    try {
      const job = await readJob(client, jobId);
      lost = 0;
      await show(job);
      if (hasEnded(job) || session.interrupted.aborted) return job;
    } catch (error) {
      if (!isAnswerLost(error) || ++lost > LOST_MAX) throw error;
    }
    await pause(pollMs, session.interrupted);
  }
}

export function hasEnded({ state }: Job): boolean {
  return ENDED.includes(state);
}

/** What a job that did not succeed is told as. */
export function failureOf(job: Job): CliError {
  if (job.error === null) {
    const code = job.state === "cancelled" ? "CANCELLED" : "INTERNAL";
    return new CliError({ code, message: `the job was ${job.state}`, details: { job_id: job.job_id } });
  }
  const { code, message } = job.error;
  return new CliError({ code, message, details: { ...Object(job.error.details), job_id: job.job_id } });
}

function readJob(client: ApiClient, jobId: string): Promise<Job> {
  return client.get<Job>(`/ingest/job/${encodeURIComponent(jobId)}`);
}

/** The connection broke while an answer was due, as when a server ends. */
function isAnswerLost(error: unknown): boolean {
  return error instanceof CliError && ["ECONNRESET", "EPIPE"].includes(String(error.details["reason"]));
}

/** Shorter when the person presses Ctrl-C. */
function pause(ms: number, interrupted: AbortSignal): Promise<void> {
  if (interrupted.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    interrupted.addEventListener("abort", done);
    function done(): void {
      clearTimeout(timer);
      interrupted.removeEventListener("abort", done);
      resolve();
    }
  });
}
