import type { Db, TenantDb, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Log } from "#kernel/log";
import type { Context } from "#kernel/tenancy";
import type { Clock } from "#kernel/time";

import { cancelJob, replayJob } from "./commands.ts";
import { enqueueJob, type JobRequest } from "./enqueue.ts";
import { createFeed } from "./feed.ts";
import type { Job, JobState } from "./job.ts";
import type { JobHandler, JobKind } from "./kinds.ts";
import { openQueue } from "./queue.ts";
import { putBackAll } from "./run/put-back.ts";
import { startRunner, type PerClass, type Runner, type RunnerOptions } from "./run/runner.ts";
import { joinHandlers } from "./served.ts";
import { findJob, isLive, listJobs, markStalled, noSuchJob } from "./store.ts";
import { watchJob } from "./watch.ts";

const MAX_LIST = 200;
/**
 * A process that has vanished is noticed after one to one and a half of these. On the embedded database nobody else could notice,
 * and opening it puts everything back: there it only sets how often an idle process looks.
 */
const LEASE_MS = { postgres: 15_000, pglite: 60_000 };
/** Only for retries that fall due and for notifications that got lost. */
const POLL_MS = 10_000;

export interface JobsParts {
  readonly db: Db;
  readonly log: Log;
  readonly clock: Clock;
  /** Every kind there is. A kind that is enqueued must be one of them. */
  readonly kinds: readonly JobKind[];
}

export interface StartOptions {
  /** Exactly one for each kind. */
  readonly handlers: readonly JobHandler[];
  /** Jobs that run at the same time in this process; 0 leaves a class to others. */
  readonly concurrency: PerClass;
  /**
   * Jobs of one tenant that run at the same time in all processes together. Unless given: half of the concurrency, and no
   * limit on the embedded database, where there is one tenant.
   */
  readonly perTenant?: PerClass;
  /** 15 s, and 60 on the embedded database. */
  readonly leaseMs?: number;
  readonly pollMs?: number;
}

export interface ListOptions {
  readonly state?: JobState;
  readonly kind?: string;
  readonly subject?: string;
  /** Only what comes after this job in the list; it need not be there any more. */
  readonly after?: Pick<Job, "createdAt" | "jobId">;
  readonly limit: number;
}

export interface Jobs {
  /** In the caller's transaction, or in one of its own. VALIDATION_ERROR, QUEUE_FULL, CONFLICT. */
  enqueue<Input, Result>(target: Tx | Context, kind: JobKind<Input, Result>, request: JobRequest<Input>): Promise<Job>;
  /** NOT_FOUND for a job that is missing or another tenant's; so do the three below. */
  get(context: Context, jobId: string): Promise<Job>;
  /** Whether one of the kind waits or runs for the subject. */
  isLive(tenant: Pick<Context, "tenantId">, kind: Pick<JobKind, "name">, subject: string): Promise<boolean>;
  /** Newest first. */
  list(context: Context, options: ListOptions): Promise<Job[]>;
  /** From then on the job writes nothing, also if it runs. CONFLICT where it has ended in another way. */
  cancel(context: Context, jobId: string): Promise<Job>;
  /** Queues a dead, failed or cancelled job again. CONFLICT for others, and where another one for its subject is live. */
  replay(context: Context, jobId: string): Promise<Job>;
  /** Calls the listener now and at every change; stops by itself when the job or the context's signal has ended. */
  subscribe(context: Context, jobId: string, listener: (job: Job) => void): Promise<() => void>;
  /** Begins to run jobs in this process. Refuses when a kind has no handler or two. */
  start(options: StartOptions): Promise<void>;
  /** Whether jobs run in this process. */
  isRunning(): boolean;
  /** Ends what start and subscribe began, and the jobs house with it. At once where nothing was started. */
  stop(options: { readonly graceMs: number }): Promise<void>;
}

/**
 * Opens the queues; the schema must have been migrated. Not inside of a transaction. On the embedded database, which belongs
 * to one process, whoever held a claim before is dead: its jobs are queued again at once. So once for each opening of it.
 */
export async function createJobs({ db, log, clock, kinds }: JobsParts): Promise<Jobs> {
  const names = new Set(kinds.map((kind) => kind.name));
  if (names.size !== kinds.length) throw new Error("two kinds of job have the same name");
  const queue = await openQueue(db, (error) => log.warn({ err: error }, "jobs.queue.error"));
  if (db.dialect.engine === "pglite") await putBackAll({ db, queue, log });
  const feed = createFeed(db);
  const stopping = new AbortController();
  let runner: Promise<Runner> | undefined;
  let leaseMs = LEASE_MS[db.dialect.engine];

  const read = (context: Context, jobId: string): Promise<Job> => readJob(db.forTenant(context), jobId, leaseMs);

  return {
    enqueue: (target, kind, request) => {
      if (!names.has(kind.name)) return Promise.reject(new Error(`${kind.name} is no kind of job here`));
      return inTx(db, target, (tx) => enqueueJob({ tx, queue }, kind, request));
    },
    get: read,
    isLive: (tenant, { name }, subject) => isLive(db.forTenant(tenant), { kind: name, subject }),
    list: async (context, options) => {
      const tenant = db.forTenant(context);
      return markStalled(tenant, await listJobs(tenant, listFilter(options)), leaseMs);
    },
    cancel: (context, jobId) => cancelJob(db.forTenant(context), queue, jobId),
    replay: (context, jobId) => replayJob(db.forTenant(context), queue, jobId),
    subscribe: (context, jobId, listener) =>
      watchJob(
        { feed, log, jobId, listener, read: () => read(context, jobId) },
        AbortSignal.any([context.signal, stopping.signal]),
      ),
    start: async (options) => {
      if (runner !== undefined) throw new Error("the jobs are running already");
      const served = joinHandlers(kinds, options.handlers);
      leaseMs = options.leaseMs ?? leaseMs;
      runner = startRunner({ db, queue, log, clock, served }, feed, runnerOptions(options, { db, leaseMs }));
      try {
        await runner;
      } catch (error) {
        runner = undefined;
        throw error;
      }
    },
    isRunning: () => runner !== undefined && !stopping.signal.aborted,
    stop: async ({ graceMs }) => {
      await (await runner)?.stop(graceMs);
      stopping.abort();
      await feed.close();
      await queue.close();
    },
  };
}

function inTx<T>(db: Db, target: Tx | Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  return "query" in target ? work(target) : db.forTenant(target).write(work);
}

async function readJob(tenant: TenantDb, jobId: string, leaseMs: number): Promise<Job> {
  const found = await findJob(tenant, jobId);
  const [job] = found === undefined ? [] : await markStalled(tenant, [found], leaseMs);
  if (job === undefined) throw noSuchJob();
  return job;
}

function runnerOptions(
  { concurrency, perTenant, pollMs }: StartOptions,
  { db: { dialect }, leaseMs }: { readonly db: Db; readonly leaseMs: number },
): RunnerOptions {
  return {
    concurrency,
    perTenant: perTenant ?? (dialect.engine === "pglite" ? undefined : half(concurrency)),
    leaseMs,
    pollMs: pollMs ?? POLL_MS,
  };
}

function half({ realtime, bulk }: PerClass): PerClass {
  return { realtime: Math.max(1, Math.ceil(realtime / 2)), bulk: Math.max(1, Math.ceil(bulk / 2)) };
}

function listFilter({ state, kind, subject, after, limit }: ListOptions) {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIST) {
    throw new Fault("VALIDATION_ERROR", `limit must be a whole number from 1 to ${MAX_LIST}`, { limit });
  }
  return { state, kind, subject, after, limit };
}
