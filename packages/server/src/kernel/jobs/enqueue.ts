import { randomUUID } from "node:crypto";

import type { Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";

import { CHANNEL } from "./feed.ts";
import type { Job, JobClass } from "./job.ts";
import { parseInput, type JobKind } from "./kinds.ts";
import type { Queue } from "./queue.ts";
import { countWaiting, findEqualJob, findJob, insertJob, revive, type NewJob } from "./store.ts";

/** How many jobs of one tenant may wait in a class. Concurrent calls may each see room for one more. */
const DEPTH_LIMITS: Readonly<Record<JobClass, number>> = { realtime: 1000, bulk: 5000 };
/** When a full queue is worth another look. */
const RETRY_AFTER_SECONDS: Readonly<Record<JobClass, number>> = { realtime: 5, bulk: 60 };

const MAX_INPUT_CHARS = 256 * 1024;
const MAX_NAME_CHARS = 200; // of subjects and idempotency keys

export interface JobRequest<Input> {
  readonly input: Input;
  /** What the job is about. While one job of the kind is live for a subject, asking again gives that one. */
  readonly subject?: string;
  /** Asking again with the same key gives the job of the first call, whatever became of it. */
  readonly idempotencyKey?: string;
  /** It is not run before so long from now. */
  readonly startAfterMs?: number;
}

/**
 * Writes a job and pg-boss' ticket for it in the caller's transaction.
 *
 * The order in which jobs run is fair between tenants (start-time fair queueing, Goyal, Vin and Cheng, SIGCOMM 1996, with
 * every job of weight one): a job's turn comes one behind the tenant's last waiting one, or level with the head of the queue where the tenant
 * has none waiting. So a tenant with one job waits for one job of each other tenant, however many those have.
 */
export async function enqueueJob<Input, Result>(
  { tx, queue }: { readonly tx: Tx; readonly queue: Queue },
  kind: JobKind<Input, Result>,
  request: JobRequest<Input>,
): Promise<Job> {
  const job = newJob(kind, request);
  // A job in the way may finish between the two statements; the second look then finds the way free.
  for (let look = 0; look < 5; look += 1) {
    const turn = await insertJob(tx, job);
    if (turn !== undefined) {
      await queue.send(tx, {
        queue: kind.class,
        id: job.ticket,
        jobId: job.jobId,
        turn,
        startAfterMs: job.startAfterMs,
      });
      await tx.notify(CHANNEL, `queue:${kind.class}`);
      return present(await findJob(tx, job.jobId));
    }
    const equal = await findEqualJob(tx, job);
    if (equal?.sameKey === true && !equal.sameInput) throw otherInput(equal.job);
    if (equal !== undefined) return equal.job;
    await refuseWhenFull(tx, kind.class);
  }
  throw new Fault("CONFLICT", "jobs like this one come and go too fast", { kind: kind.name, subject: job.subject });
}

/** Queues a finished job again, behind the tenant's other jobs, with all its retries. */
export async function requeueFinished(
  { tx, queue }: { readonly tx: Tx; readonly queue: Queue },
  jobId: string,
  jobClass: JobClass,
): Promise<Job> {
  const ticket = randomUUID();
  const turn = await revive(tx, jobId, { ticket, queue: jobClass, depthLimit: DEPTH_LIMITS[jobClass] });
  if (turn === undefined) throw queueFull(jobClass);
  await queue.send(tx, { queue: jobClass, id: ticket, jobId, turn, startAfterMs: 0 });
  await tx.notify(CHANNEL, `queue:${jobClass}`);
  await tx.notify(CHANNEL, `job:${jobId}`);
  return present(await findJob(tx, jobId));
}

function newJob<Input, Result>(kind: JobKind<Input, Result>, request: JobRequest<Input>): NewJob {
  const { subject = "", idempotencyKey, startAfterMs = 0 } = request;
  assertName("subject", subject);
  if (idempotencyKey === "") throw new Fault("VALIDATION_ERROR", "the idempotency key is empty");
  assertName("idempotencyKey", idempotencyKey ?? "");
  return {
    jobId: randomUUID(),
    kind: kind.name,
    class: kind.class,
    subject,
    inputText: inputText(kind, request.input),
    idempotencyKey,
    ticket: randomUUID(),
    depthLimit: DEPTH_LIMITS[kind.class],
    startAfterMs,
  };
}

function assertName(field: string, text: string): void {
  if (text.length <= MAX_NAME_CHARS && isStorable(text)) return;
  throw new Fault("VALIDATION_ERROR", `${field} must be text of at most ${MAX_NAME_CHARS} characters`, { field });
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

function inputText<Input, Result>(kind: JobKind<Input, Result>, input: Input): string {
  const parsed = parseInput(kind, input);
  const text =
    JSON.stringify(parsed, (key, part: unknown) => {
      if (typeof part !== "string" || isStorable(part)) return part;
      throw new Fault("VALIDATION_ERROR", "the text holds a character that cannot be stored", { field: key });
    }) ?? "null";
  if (text.length > MAX_INPUT_CHARS) {
    throw new Fault("VALIDATION_ERROR", `the input is longer than ${MAX_INPUT_CHARS} characters`, { kind: kind.name });
  }
  return text;
}

function otherInput({ jobId }: Job): Fault {
  return new Fault("CONFLICT", "the idempotency key was used for a job with another input", { jobId });
}

async function refuseWhenFull(tx: Tx, jobClass: JobClass): Promise<void> {
  if ((await countWaiting(tx, jobClass)) >= DEPTH_LIMITS[jobClass]) throw queueFull(jobClass);
}

function queueFull(jobClass: JobClass): Fault {
  return new Fault("QUEUE_FULL", `${DEPTH_LIMITS[jobClass]} ${jobClass} jobs are waiting already`, {
    limit: DEPTH_LIMITS[jobClass],
    retryAfterSeconds: RETRY_AFTER_SECONDS[jobClass],
  });
}

function present(job: Job | undefined): Job {
  if (job === undefined) throw new Error("a job that was just written is not there");
  return job;
}
