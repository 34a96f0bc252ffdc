import type { Queryable, Tx } from "#kernel/db";
import { Fault, type SerializedError } from "#kernel/errors";

import type { Job, JobClass, JobProgress, JobState } from "./job.ts";

/** The columns of a job that its tenant sees. */
const COLUMNS = `
  job_id, kind, class, state, subject, input, result, error, stage, percent, progress, attempt,
  created_at, started_at, retry_at, finished_at`;

interface JobRow {
  readonly job_id: string;
  readonly kind: string;
  readonly class: JobClass;
  readonly state: JobState;
  readonly subject: string;
  readonly input: unknown;
  readonly result: unknown;
  readonly error: SerializedError | null;
  readonly stage: string;
  readonly percent: number;
  readonly progress: Partial<JobProgress>;
  readonly attempt: number;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly retry_at: string | null;
  readonly finished_at: string | null;
}

const NO_PROGRESS: JobProgress = { done: 0, total: 0, ratePerSecond: 0, skippedCount: 0, skipped: [] };

function jobOf(row: JobRow): Job {
  return {
    jobId: row.job_id,
    kind: row.kind,
    class: row.class,
    state: row.state,
    stalled: false,
    subject: row.subject,
    input: row.input,
    result: row.result,
    error: row.error,
    stage: row.stage,
    percent: row.percent,
    progress: { ...NO_PROGRESS, ...row.progress },
    attempt: row.attempt,
    createdAt: row.created_at,
    startedAt: row.started_at,
    retryAt: row.retry_at,
    finishedAt: row.finished_at,
  };
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** An id that is no uuid is an id of nothing. */
export function isUuid(id: string): boolean {
  return UUID.test(id);
}

/** JSON for a jsonb column, which takes neither NUL nor half of a surrogate pair. */
export function jsonbText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "string" ? part.toWellFormed().replaceAll("\0", "\uFFFD") : part,
  );
}

export async function findJob(db: Pick<Queryable, "query">, jobId: string): Promise<Job | undefined> {
  if (!isUuid(jobId)) return undefined;
  const rows = await db.query<JobRow>(`select ${COLUMNS} from job where job_id = $1 limit 1`, [jobId]);
  return rows[0] && jobOf(rows[0]);
}

/** The same jobs, those that run marked where nobody has tended their tickets for the length of a lease. */
export function markStalled(db: Pick<Queryable, "query">, jobs: Job[], leaseMs: number): Job[] | Promise<Job[]> {
  return jobs.some((job) => job.state === "running") ? stalledAmong(db, jobs, leaseMs) : jobs;
}

async function stalledAmong(db: Pick<Queryable, "query">, jobs: readonly Job[], leaseMs: number): Promise<Job[]> {
  const running = jobs.filter((job) => job.state === "running").map((job) => job.jobId);
  const rows = await db.query<{ job_id: string }>(
    `select j.job_id
       from job j
      where j.job_id = any($1::uuid[])
        and j.state = 'running'
        and not exists (select
                          from pgboss.job t
                         where t.name = j.class
                           and t.id = j.ticket
                           and t.state = 'active'
                           and t.heartbeat_on >= pgboss.job_now() - $2 * interval '1 ms')
      order by j.job_id
      limit $3`,
    [running, leaseMs, running.length],
  );
  const stalled = new Set(rows.map((row) => row.job_id));
  return jobs.map((job) => ({ ...job, stalled: stalled.has(job.jobId) }));
}

export interface ListFilter {
  readonly state: JobState | undefined;
  readonly kind: string | undefined;
  readonly subject: string | undefined;
  readonly after: Pick<Job, "createdAt" | "jobId"> | undefined;
  readonly limit: number;
}

/**
 * Only the conditions that were asked for stand in the text. One text for all of them, with `$1 is null or`, PostgreSQL plans
 * anew for each call, which takes it as long as the rows.
 */
export async function listJobs(db: Pick<Queryable, "query">, filter: ListFilter): Promise<Job[]> {
  const { state, kind, subject, after, limit } = filter;
  const params: unknown[] = [limit];
  const conditions = ["true"];
  const bind = (value: unknown): string => `$${params.push(value)}`;
  if (state !== undefined) conditions.push(`state = ${bind(state)}`);
  if (kind !== undefined) conditions.push(`kind = ${bind(kind)}`);
  if (subject !== undefined) conditions.push(`subject = ${bind(subject)}`);
  if (after !== undefined) {
    const createdAt = bind(after.createdAt);
    conditions.push(`(created_at < ${createdAt} or (created_at = ${createdAt} and job_id > ${bind(after.jobId)}))`);
  }
  const rows = await db.query<JobRow>(
    `select ${COLUMNS}
       from job
      where ${conditions.join(" and ")}
      order by created_at desc, job_id
      limit $1`,
    params,
  );
  return rows.map(jobOf);
}

export interface NewJob {
  readonly jobId: string;
  readonly kind: string;
  readonly class: JobClass;
  readonly subject: string;
  readonly inputText: string;
  readonly idempotencyKey: string | undefined;
  readonly ticket: string;
  readonly depthLimit: number;
  readonly startAfterMs: number;
}

/** The place behind a tenant's own waiting jobs, or at the head of the queue for a tenant that has none; see enqueue. */
const NEXT_TURN = `
  coalesce(mine.lowest - 1,
           (select max(priority) from pgboss.job
             where name = $2 and state < 'active' and not blocked and start_after <= now()),
           0)`;

/** What the tenant has waiting; a job that is not due yet takes no place in the order. */
const MINE = `
  (select count(*) waiting, min(turn) filter (where retry_at is null or retry_at <= now()) lowest
     from job
    where class = $2 and state = 'queued')`;

/** Adds a job unless the queue is full or one like it is there; answers with its turn. */
export async function insertJob(tx: Tx, job: NewJob): Promise<number | undefined> {
  const rows = await tx.query<{ turn: number }>(
    `insert into job (tenant_id, job_id, class, kind, state, subject, input, idempotency_key, ticket, turn, retry_at)
     select $1::uuid, $3::uuid, $2, $4, 'queued', $5, $6::jsonb, $7, $8::uuid, ${NEXT_TURN},
            case when $10::float8 > 0 then now() + $10::float8 * interval '1 ms' end
       from ${MINE} mine
      where mine.waiting < $9
     on conflict do nothing
     returning turn`,
    [
      tx.tenantId,
      job.class,
      job.jobId,
      job.kind,
      job.subject,
      job.inputText,
      job.idempotencyKey,
      job.ticket,
      job.depthLimit,
      job.startAfterMs,
    ],
  );
  return rows[0]?.turn;
}

/** The job that stands in the way of another one: the same idempotency key, or live with the same subject. */
export async function findEqualJob(
  tx: Tx,
  wanted: NewJob,
): Promise<{ readonly job: Job; readonly sameKey: boolean; readonly sameInput: boolean } | undefined> {
  const rows = await tx.query<JobRow & { same_key: boolean; same_input: boolean }>(
    `select ${COLUMNS}, coalesce(idempotency_key = $2, false) as same_key, input = $4::jsonb as same_input
       from job
      where kind = $1
        and (idempotency_key = $2
             or (subject = $3 and subject <> '' and state in ('queued', 'running')))
      order by same_key desc, created_at desc, job_id
      limit 1`,
    [wanted.kind, wanted.idempotencyKey, wanted.subject, wanted.inputText],
  );
  const [row] = rows;
  return row && { job: jobOf(row), sameKey: row.same_key, sameInput: row.same_input };
}

/** Whether a job of the kind waits or runs for the subject. */
export async function isLive(
  db: Pick<Queryable, "query">,
  { kind, subject }: { readonly kind: string; readonly subject: string },
): Promise<boolean> {
  const rows = await db.query<{ job_id: string }>(
    "select job_id from job where kind = $1 and subject = $2 and state in ('queued', 'running') limit 1",
    [kind, subject],
  );
  return rows.length > 0;
}

export async function countWaiting(db: Pick<Queryable, "query">, jobClass: JobClass): Promise<number> {
  const rows = await db.query<{ waiting: number }>(
    "select count(*)::int waiting from job where class = $1 and state = 'queued' limit 1",
    [jobClass],
  );
  return rows[0]?.waiting ?? 0;
}

export interface LockedJob {
  readonly state: JobState;
  readonly class: JobClass;
  readonly kind: string;
  readonly ticket: string;
  readonly attempt: number;
  /** Of its tenant. */
  readonly tenant: string;
}

/** Locks a job until the transaction ends. Always the first lock of a transaction, before pg-boss' row. */
export async function lockJob(tx: Tx, jobId: string): Promise<LockedJob | undefined> {
  if (!isUuid(jobId)) return undefined;
  const rows = await tx.query<LockedJob>(
    `select state, class, kind, ticket, attempt,
            (select t.state from tenant t where t.tenant_id = job.tenant_id) as tenant
       from job
      where job_id = $1
      limit 1
        for update`,
    [jobId],
  );
  return rows[0];
}

export async function markCancelled(tx: Tx, jobId: string): Promise<void> {
  await tx.execute("update job set state = 'cancelled', retry_at = null, finished_at = now() where job_id = $1", [
    jobId,
  ]);
}

/** Starts a finished job over under a new ticket; answers with its turn, or undefined where the queue is full. */
export async function revive(
  tx: Tx,
  jobId: string,
  { ticket, queue, depthLimit }: { ticket: string; queue: JobClass; depthLimit: number },
): Promise<number | undefined> {
  const rows = await tx.query<{ turn: number }>(
    `update job
        set state = 'queued',
            stage = 'queued',
            percent = 0,
            progress = '{}',
            failures = 0,
            lost = 0,
            ticket = $3,
            turn = ${NEXT_TURN},
            retry_at = null,
            finished_at = null
       from ${MINE} mine
      where job_id = $1
        and mine.waiting < $4
     returning job.turn`,
    [jobId, queue, ticket, depthLimit],
  );
  return rows[0]?.turn;
}

/** The error of a missing job and of a foreign one. */
export function noSuchJob(): Fault {
  return new Fault("NOT_FOUND", "there is no such job");
}
