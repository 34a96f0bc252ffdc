import { randomUUID } from "node:crypto";

import { z } from "zod";

import type { Db, QueueExecutor, Tx } from "../../packages/server/src/kernel/db/index.ts";
import {
  createJobs,
  installQueue,
  isFinished,
  type Job,
  type JobKind,
  type Jobs,
} from "../../packages/server/src/kernel/jobs/index.ts";
import type { Log } from "../../packages/server/src/kernel/log/index.ts";
import { createContext, ensureTenant, type Context } from "../../packages/server/src/kernel/tenancy/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";

/** pg-boss, and a table in which jobs leave a row for each time that they had an effect. */
export async function prepare(executor: QueueExecutor): Promise<void> {
  await installQueue(executor);
  await executor.executeSql(`
    create table if not exists job_effect (tenant_id uuid not null, job_id uuid not null, attempt int not null);
    alter table job_effect enable row level security;
    alter table job_effect force row level security;
    drop policy if exists tenant_isolation on job_effect;
    create policy tenant_isolation on job_effect
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
    grant select, insert on job_effect to aether_app`);
}

const quiet = (): void => undefined;
export const silent: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** A job that does what its handler in the test does. */
export const WORK: JobKind<{ n: number }> = { name: "work", class: "realtime", input: z.object({ n: z.number() }) };
export const BULK: JobKind<{ n: number }> = { name: "bulk_work", class: "bulk", input: z.object({ n: z.number() }) };

export async function newTenant(db: Db, signal: AbortSignal = new AbortController().signal): Promise<Context> {
  const tenantId = randomUUID();
  await ensureTenant(db, { tenantId, slug: `t-${tenantId.slice(0, 8)}` });
  return createContext({ tenantId, actor: { kind: "owner" }, permissions: [], requestId: "test", signal });
}

export function openJobs(db: Db, kinds: readonly JobKind[] = [WORK, BULK]): Promise<Jobs> {
  return createJobs({ db, log: silent, clock: systemClock, kinds });
}

/** Resolves with the job as soon as it is as wanted. */
export function whenJob(
  { jobs, context }: { readonly jobs: Jobs; readonly context: Context },
  jobId: string,
  wanted: (job: Job) => boolean,
): Promise<Job> {
  return new Promise((resolve, reject) => {
    jobs.subscribe(context, jobId, (job) => wanted(job) && resolve(job)).catch(reject);
  });
}

export function whenFinished(house: { jobs: Jobs; context: Context }, jobId: string): Promise<Job> {
  return whenJob(house, jobId, isFinished);
}

export function leaveEffect(tx: Tx, jobId: string, attempt: number): Promise<number> {
  return tx.execute("insert into job_effect (tenant_id, job_id, attempt) values ($1, $2, $3)", [
    tx.tenantId,
    jobId,
    attempt,
  ]);
}

/** The attempts that had an effect, in order. */
export async function effectsOf(db: Db, context: Context, jobId: string): Promise<number[]> {
  const rows = await db
    .forTenant(context)
    .query<{ attempt: number }>("select attempt from job_effect where job_id = $1 order by attempt", [jobId]);
  return rows.map(({ attempt }) => attempt);
}
