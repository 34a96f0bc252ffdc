import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { handleJob, type JobHandler, type JobRun, type Jobs } from "../../packages/server/src/kernel/jobs/index.ts";
import type { Context } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { gate } from "../support/gate.ts";
import { BULK, effectsOf, leaveEffect, newTenant, openJobs, prepare, whenFinished, whenJob, WORK } from "./support.ts";

const ONE_OF_EACH = { realtime: 1, bulk: 1 };

describe.each(ENGINES)("jobs that run on $engine", (engine) => {
  let database: TestDatabase;
  let jobs: Jobs;
  let context: Context;

  beforeAll(async () => {
    database = await engine.open({ afterMigrate: prepare });
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.queueExecutor.executeSql("delete from pgboss.job");
    jobs = await openJobs(database.db);
    context = await newTenant(database.db);
  });
  afterEach(() => jobs.stop({ graceMs: 0 }));

  const start = (work: (run: JobRun<{ n: number }>) => Promise<void>, leaseMs = 15_000): Promise<void> => {
    const handlers: JobHandler[] = [handleJob(WORK, work), handleJob(BULK, work)];
    return jobs.start({ handlers, concurrency: ONE_OF_EACH, leaseMs, pollMs: 200 });
  };
  const effects = (jobId: string): Promise<number[]> => effectsOf(database.db, context, jobId);

  test("a job runs with its input and its tenant, and is done when its effect is there", async () => {
    const seen: unknown[] = [];
    await start(async (run) => {
      seen.push(run.input, run.context.tenantId, run.context.actor, run.attempt);
      await run.settle(
        { doubled: run.input.n * 2 },
        async (tx) => void (await leaveEffect(tx, run.jobId, run.attempt)),
      );
    });
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 21 } });
    const job = await whenFinished({ jobs, context }, jobId);
    expect(job).toMatchObject({ state: "succeeded", percent: 100, result: { doubled: 42 }, attempt: 1, error: null });
    expect(seen).toEqual([{ n: 21 }, context.tenantId, { kind: "job", jobId }, 1]);
    expect(await effects(jobId)).toEqual([1]);
  });

  test("a job of a rolled back transaction does not exist and does not run", async () => {
    const ran: number[] = [];
    await start(async (run) => {
      ran.push(run.input.n);
      await run.settle(null);
    });
    const failing = database.db.forTenant(context).write(async (tx) => {
      await jobs.enqueue(tx, WORK, { input: { n: 1 } });
      throw new Error("the business does not go on");
    });
    await expect(failing).rejects.toThrow("does not go on");
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 2 } });
    await whenFinished({ jobs, context }, jobId);
    expect(ran).toEqual([2]);
    expect(await jobs.list(context, { limit: 10 })).toHaveLength(1);
  });

  test("nothing of a settlement is written when its work throws, and a bug is not tried again", async () => {
    await start((run) =>
      run.settle("never", async (tx) => {
        await leaveEffect(tx, run.jobId, run.attempt);
        throw new Error("in the middle");
      }),
    );
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    const job = await whenFinished({ jobs, context }, jobId);
    expect(job).toMatchObject({ state: "failed", result: null, error: { code: "INTERNAL" } });
    expect(JSON.stringify(job.error)).not.toContain("in the middle");
    expect(await effects(jobId)).toEqual([]);
  });

  test("what may pass is tried again after a minute or a little more, then two, then four, and then the job is dead", async () => {
    await start((run) =>
      run.settle(null, () => Promise.reject(new Fault("STORAGE_UNAVAILABLE", `try ${run.attempt}`))),
    );
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const failed = await whenJob({ jobs, context }, jobId, (job) => job.attempt === attempt && job.retryAt !== null);
      expect(failed).toMatchObject({
        state: "queued",
        error: { code: "STORAGE_UNAVAILABLE", message: `try ${attempt}` },
      });
      waits.push((Date.parse(String(failed.retryAt)) - Date.parse(String(failed.startedAt))) / 1000);
      const tickets = await database.db
        .forTenant(context)
        .query<{ start_after: string }>("select start_after from pgboss.job");
      const difference = Date.parse(String(tickets[0]?.start_after)) - Date.parse(String(failed.retryAt));
      expect(Math.abs(difference)).toBeLessThan(50);
      await database.db.queueExecutor.executeSql("update pgboss.job set start_after = now()");
    }
    const job = await whenFinished({ jobs, context }, jobId);
    expect(job).toMatchObject({ state: "dead", attempt: 4, error: { message: "try 4" } });
    for (const [index, seconds] of waits.entries()) {
      expect(seconds).toBeGreaterThanOrEqual(60 * 2 ** index);
      expect(seconds).toBeLessThan(60 * 2 ** index * 1.2 + 5);
    }
    expect(await effects(jobId)).toEqual([]);
  });

  test("a dead job runs again when it is replayed, with all its retries", async () => {
    let broken = true;
    await jobs.stop({ graceMs: 0 });
    const brittle = { ...WORK, retry: { limit: 0, delayMs: 1, maxDelayMs: 1 } };
    jobs = await openJobs(database.db, [brittle]);
    const handler = handleJob(brittle, async (run) => {
      if (broken) throw new Fault("UPSTREAM_FAILED", "not today");
      await run.settle("done");
    });
    await jobs.start({ handlers: [handler], concurrency: ONE_OF_EACH, pollMs: 200 });
    const { jobId } = await jobs.enqueue(context, brittle, { input: { n: 1 }, subject: "s" });
    expect(await whenFinished({ jobs, context }, jobId)).toMatchObject({ state: "dead", attempt: 1 });
    broken = false;
    expect(await jobs.replay(context, jobId)).toMatchObject({ state: "queued", percent: 0 });
    const job = await whenFinished({ jobs, context }, jobId);
    expect(job).toMatchObject({ state: "succeeded", attempt: 2, result: "done", error: null });
    await expect(jobs.replay(context, jobId)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("a validation error fails at once", async () => {
    await start(() => Promise.reject(new Fault("VALIDATION_ERROR", "no such language", { field: "n" })));
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    const job = await whenFinished({ jobs, context }, jobId);
    expect(job).toMatchObject({
      state: "failed",
      attempt: 1,
      error: { code: "VALIDATION_ERROR", details: { field: "n" } },
    });
  });

  test("a handler that ends without settling has failed", async () => {
    await start(() => Promise.resolve());
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    expect(await whenFinished({ jobs, context }, jobId)).toMatchObject({
      state: "failed",
      error: { code: "INTERNAL" },
    });
  });

  test("a job cancelled while it waits never runs", async () => {
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    expect(await jobs.cancel(context, jobId)).toMatchObject({ state: "cancelled" });
    const ran: number[] = [];
    await start(async (run) => {
      ran.push(run.input.n);
      await run.settle(null);
    });
    const next = await jobs.enqueue(context, WORK, { input: { n: 2 } });
    await whenFinished({ jobs, context }, next.jobId);
    expect(ran).toEqual([2]);
    expect(await jobs.cancel(context, jobId)).toMatchObject({ state: "cancelled" });
    await expect(jobs.cancel(context, next.jobId)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("a job cancelled while it runs is told so and writes nothing from then on", async () => {
    const running = gate();
    const problems: unknown[] = [];
    const ended = gate();
    await start(async (run) => {
      running.open();
      await new Promise((resolve) => run.context.signal.addEventListener("abort", resolve));
      const write = run.fenced((tx) => leaveEffect(tx, run.jobId, run.attempt));
      await write.catch((error: unknown) => problems.push(error));
      await run
        .settle(1, async (tx) => void (await leaveEffect(tx, run.jobId, 99)))
        .catch((error: unknown) => problems.push(error));
      problems.push(run.context.signal.reason);
      ended.open();
    });
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    await running.passed;
    expect(await jobs.cancel(context, jobId)).toMatchObject({ state: "cancelled" });
    await ended.passed;
    expect(problems).toMatchObject([{ code: "CANCELLED" }, { code: "CANCELLED" }, { code: "CANCELLED" }]);
    expect(await effects(jobId)).toEqual([]);
    expect(await jobs.get(context, jobId)).toMatchObject({ state: "cancelled", result: null });
  });

  test("an attempt that was overtaken can neither write nor settle, and the newer one is not disturbed", async () => {
    const stalled = gate();
    const overtaken = gate();
    const problems: unknown[] = [];
    const old = gate();
    await start(async (run) => {
      if (run.attempt === 1) {
        stalled.open();
        await overtaken.passed;
        await run.fenced((tx) => leaveEffect(tx, run.jobId, 1)).catch((error: unknown) => problems.push(error));
        await run
          .settle("old", async (tx) => void (await leaveEffect(tx, run.jobId, 1)))
          .catch((error: unknown) => problems.push(error));
        old.open();
        return;
      }
      await run.settle("new", async (tx) => void (await leaveEffect(tx, run.jobId, run.attempt)));
    });
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    await stalled.passed;
    // What another process does when it finds the lease lapsed; a second class has a free place here.
    await database.db.forTenant(context).write(async (tx) => {
      await tx.execute("update job set state = 'queued', class = 'bulk' where job_id = $1", [jobId]);
      await tx.execute("update pgboss.job set state = 'retry', name = 'bulk' where data->>'jobId' = $1", [jobId]);
      await tx.notify("aether_jobs", "queue:bulk");
    });
    const job = await whenFinished({ jobs, context }, jobId);
    overtaken.open();
    await old.passed;
    expect(problems).toMatchObject([{ code: "CLAIM_LOST" }, { code: "CLAIM_LOST" }]);
    expect(job).toMatchObject({ state: "succeeded", result: "new", attempt: 2 });
    expect(await effects(jobId)).toEqual([2]);
  });

  test("progress never goes back within an attempt and reaches 100 only with the result", async () => {
    const steps = gate();
    await start(async (run) => {
      for (const percent of [10, 30, 20, 250, Number.NaN, -5]) {
        run.progress({
          stage: "parse",
          done: percent,
          total: 50,
          percent,
          skipped: [{ path: `${percent}.min.js`, reason: "minified" }],
        });
      }
      await steps.passed;
      await run.settle("ok");
    });
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    const percents: number[] = [];
    await jobs.subscribe(context, jobId, (job) => percents.push(job.percent));
    const reported = await whenJob({ jobs, context }, jobId, (job) => job.stage === "parse");
    expect(reported).toMatchObject({ percent: 99, progress: { done: 250, total: 50, skippedCount: 6 } });
    expect(reported.progress.skipped[0]).toEqual({ path: "10.min.js", reason: "minified" });
    steps.open();
    const job = await whenFinished({ jobs, context }, jobId);
    expect(job).toMatchObject({ stage: "done", percent: 100, progress: { skippedCount: 6 } });
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  });

  test("a job that overruns its soft limit is told to stop and has failed, not to be tried again", async () => {
    await jobs.stop({ graceMs: 0 });
    const hasty = { ...WORK, softLimitMs: 50, hardLimitMs: 60_000 };
    jobs = await openJobs(database.db, [hasty]);
    const handler = handleJob(
      hasty,
      (run) =>
        new Promise((_resolve, reject) => {
          run.context.signal.addEventListener("abort", () =>
            reject(new Fault("STORAGE_UNAVAILABLE", "on the way out")),
          );
        }),
    );
    await jobs.start({ handlers: [handler], concurrency: ONE_OF_EACH });
    const { jobId } = await jobs.enqueue(context, hasty, { input: { n: 1 } });
    expect(await whenFinished({ jobs, context }, jobId)).toMatchObject({ state: "failed", error: { code: "TIMEOUT" } });
  });

  test("a handler that never returns loses its place at the hard limit", async () => {
    await jobs.stop({ graceMs: 0 });
    const stuck = { ...WORK, softLimitMs: 20, hardLimitMs: 60 };
    jobs = await openJobs(database.db, [stuck]);
    const never = Promise.withResolvers<void>();
    const handler = handleJob(stuck, (run) => (run.input.n === 1 ? never.promise : run.settle(null)));
    await jobs.start({ handlers: [handler], concurrency: ONE_OF_EACH });
    const hung = await jobs.enqueue(context, stuck, { input: { n: 1 } });
    const next = await jobs.enqueue(context, stuck, { input: { n: 2 } });
    expect(await whenFinished({ jobs, context }, hung.jobId)).toMatchObject({
      state: "failed",
      error: { code: "TIMEOUT" },
    });
    expect(await whenFinished({ jobs, context }, next.jobId)).toMatchObject({ state: "succeeded" });
  });

  test("a stop lets a job finish that can", async () => {
    const running = gate();
    const go = gate();
    await start(async (run) => {
      running.open();
      await go.passed;
      await run.settle("finished");
    });
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    await running.passed;
    const stopped = jobs.stop({ graceMs: 20_000 });
    go.open();
    await stopped;
    jobs = await openJobs(database.db);
    expect(await jobs.get(context, jobId)).toMatchObject({ state: "succeeded", result: "finished" });
  });

  test("a stop puts back at once what does not finish, and the next runner has it without waiting for a lease", async () => {
    const running = gate();
    await start((run) => {
      running.open();
      return new Promise((_resolve, reject) => {
        run.context.signal.addEventListener("abort", () => reject(new Error("told to stop")));
      });
    });
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    await running.passed;
    await jobs.stop({ graceMs: 10 });
    jobs = await openJobs(database.db);
    expect(await jobs.get(context, jobId)).toMatchObject({ state: "queued", attempt: 1, error: null });
    await start(
      (run) => run.settle("second", async (tx) => void (await leaveEffect(tx, run.jobId, run.attempt))),
      60_000,
    );
    expect(await whenFinished({ jobs, context }, jobId)).toMatchObject({ state: "succeeded", attempt: 2 });
    expect(await effects(jobId)).toEqual([2]);
  });

  test("a job of a kind that this version does not know waits for one that does", async () => {
    const other = { ...WORK, name: "from_a_newer_version" };
    await jobs.stop({ graceMs: 0 });
    jobs = await openJobs(database.db, [other]);
    const { jobId } = await jobs.enqueue(context, other, { input: { n: 1 } });
    await jobs.stop({ graceMs: 0 });
    jobs = await openJobs(database.db);
    await start((run) => run.settle(null));
    const known = await jobs.enqueue(context, WORK, { input: { n: 2 } });
    await whenFinished({ jobs, context }, known.jobId);
    expect(await jobs.get(context, jobId)).toMatchObject({ state: "queued", attempt: 0 });
    const { rows } = await database.db.queueExecutor.executeSql(
      "select state from pgboss.job where data->>'jobId' = $1",
      [jobId],
    );
    expect(rows).toEqual([{ state: "retry" }]);
  });

  test("a ticket that names no tenant or no job is thrown away and holds nobody up", async () => {
    await database.db.queueExecutor.executeSql(`
      insert into pgboss.job (name, data) values
        ('realtime', '{"tenantId": "x'' or true --", "jobId": 7}'), ('realtime', null), ('realtime', '[1]'),
        ('realtime', '{"tenantId": "00000000-0000-4000-8000-000000000000", "jobId": "00000000-0000-4000-8000-000000000000"}')`);
    await start((run) => run.settle(null));
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    await whenFinished({ jobs, context }, jobId);
    const { rows } = await database.db.queueExecutor.executeSql("select distinct state from pgboss.job");
    expect(rows).toEqual([{ state: "completed" }]);
  });

  test("API-16: a ticket that names another tenant than its job's runs nothing of either", async () => {
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    const stranger = await newTenant(database.db);
    const forged = JSON.stringify({ tenantId: stranger.tenantId, jobId });
    const asked: string[] = [];
    await database.db.queueExecutor.executeSql("delete from pgboss.job where state = 'created'");
    await database.db.queueExecutor.executeSql("insert into pgboss.job (name, data) values ('realtime', $1::jsonb)", [
      forged,
    ]);
    await start((run) => {
      asked.push(run.context.tenantId);
      return run.settle(null);
    });
    const { jobId: next } = await jobs.enqueue(stranger, WORK, { input: { n: 2 } });
    await whenFinished({ jobs, context: stranger }, next);
    expect(asked).toEqual([stranger.tenantId]); // its own job, and the forged ticket ran none
    expect(await jobs.get(context, jobId)).toMatchObject({ state: "queued", attempt: 0 });
  });

  test("a claim whose process has vanished is put back, and one that names nothing is thrown away", async () => {
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    const vanished = "update job set state = 'running', attempt = 1 where job_id = $1";
    await database.db.forTenant(context).write((tx) => tx.execute(vanished, [jobId]));
    await database.db.queueExecutor.executeSql(`
      insert into pgboss.job (name, data) values ('realtime', '{"tenantId": 1}');
      update pgboss.job set state = 'active', started_on = now(), heartbeat_on = now() - interval '1 minute'`);
    await start((run) => run.settle(null, async (tx) => void (await leaveEffect(tx, run.jobId, run.attempt))), 300);
    expect(await whenFinished({ jobs, context }, jobId)).toMatchObject({ state: "succeeded", attempt: 2 });
    expect(await effects(jobId)).toEqual([2]);
    const { rows } = await database.db.queueExecutor.executeSql("select distinct state from pgboss.job");
    expect(rows).toEqual([{ state: "completed" }]);
  });

  test("a job under which process after process vanishes is dead in the end, and says why", async () => {
    const ran: string[] = [];
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    const vanished = "update job set state = 'running', attempt = 11, lost = 10 where job_id = $1";
    await database.db.forTenant(context).write((tx) => tx.execute(vanished, [jobId]));
    await start(async (run) => {
      ran.push(run.jobId);
      await run.settle(null);
    });
    const job = await whenFinished({ jobs, context }, jobId);
    expect(job).toMatchObject({ state: "dead", error: { message: "the process that ran the job vanished 11 times" } });
    expect(ran).toEqual([]);
    await jobs.replay(context, jobId);
    expect(await whenJob({ jobs, context }, jobId, ({ state }) => state === "succeeded")).toMatchObject({
      attempt: 13,
    });
  });

  test("nobody hears of a job after the house is closed or the watcher has gone", async () => {
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    const heard: string[] = [];
    const gone = new AbortController();
    const leaving = { ...context, signal: gone.signal };
    await jobs.subscribe(leaving, jobId, ({ state }) => heard.push(`left ${state}`));
    const close = await jobs.subscribe(context, jobId, ({ state }) => heard.push(`closed ${state}`));
    gone.abort();
    close();
    await jobs.cancel(context, jobId);
    expect(await whenFinished({ jobs, context }, jobId)).toMatchObject({ state: "cancelled" });
    expect(heard.toSorted()).toEqual(["closed queued", "left queued"]);
  });

  test("a half wired house does not start", async () => {
    const handler = handleJob(WORK, (run) => run.settle(null));
    const concurrency = ONE_OF_EACH;
    await expect(jobs.start({ handlers: [handler], concurrency })).rejects.toThrow("nobody handles bulk_work");
    const second = handleJob(BULK, (run) => run.settle(null));
    await expect(jobs.start({ handlers: [handler, second, handler], concurrency })).rejects.toThrow(
      "two handlers for work",
    );
    const stranger = handleJob({ ...WORK, name: "stranger" }, (run) => run.settle(null));
    await expect(jobs.start({ handlers: [handler, second, stranger], concurrency })).rejects.toThrow(
      "no such kind of job: stranger",
    );
    await expect(openJobs(database.db, [WORK, WORK])).rejects.toThrow("same name");
  });
});
