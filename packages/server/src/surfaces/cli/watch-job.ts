import type { Job } from "@aether/client";

import { CliError } from "./failure.ts";
import type { Session } from "./session.ts";

const ENDED: readonly Job["state"][] = ["succeeded", "failed", "cancelled", "dead"];
const LOST_MAX = 3; // connections in a row
/** A server shows every 4 s that it is there: longer than --timeout, where that is meant for an answer. */
const SILENCE_MS = 15_000;

/**
 * Follows the events of a job until it has ended or the person has pressed Ctrl-C, and answers with its last state. When
 * the server goes away (the process that was asked has ended its own work), the job lives on in the database: so does the
 * watch, through whoever opens the directory next, this process if need be.
 */
export async function watchJob(session: Session, id: string, show: (job: Job) => Promise<void> | void): Promise<Job> {
  const { interrupted } = session;
  const client = await session.connect();
  const timeoutMs = Math.max(session.timeoutMs, SILENCE_MS);
  let last: Job | undefined;
  try {
    for await (const job of client.watchJob({ id }, { signal: interrupted, retries: LOST_MAX, timeoutMs })) {
      last = job;
      await show(job);
      if (hasEnded(job)) break;
    }
  } catch (error) {
    if (!interrupted.aborted) throw error;
  }
  return last ?? client.getJob({ id });
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
