import { randomUUID } from "node:crypto";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { handleJob, type JobRun, type Jobs } from "../../packages/server/src/kernel/jobs/index.ts";
import type { Context } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { gate } from "../support/gate.ts";
import { BULK, newTenant, openJobs, prepare, whenFinished, WORK } from "./support.ts";

const input = { n: 1 };

describe.each(ENGINES)("jobs that wait on $engine", (engine) => {
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

  const countTickets = async (): Promise<number> =>
    Number((await database.db.queueExecutor.executeSql("select count(*) as n from pgboss.job")).rows[0]?.["n"]);

  test("twenty requests for one subject at the same time make one live job, and one of each after it has ended", async () => {
    const ask = (): Promise<string[]> =>
      Promise.all(
        Array.from({ length: 20 }, async () => (await jobs.enqueue(context, WORK, { input, subject: "repo 1" })).jobId),
      );
    const first = new Set(await ask());
    expect(first.size).toBe(1);
    expect(await countTickets()).toBe(1);
    const [jobId = ""] = first;
    await jobs.cancel(context, jobId);
    const second = new Set(await ask());
    expect(second.size).toBe(1);
    expect(second).not.toContain(jobId);
  });

  test("another subject, another kind and another tenant have jobs of their own", async () => {
    const other = await newTenant(database.db);
    const made = await Promise.all([
      jobs.enqueue(context, WORK, { input, subject: "a" }),
      jobs.enqueue(context, WORK, { input, subject: "b" }),
      jobs.enqueue(context, BULK, { input, subject: "a" }),
      jobs.enqueue(other, WORK, { input, subject: "a" }),
      jobs.enqueue(context, WORK, { input }),
      jobs.enqueue(context, WORK, { input }),
    ]);
    expect(new Set(made.map(({ jobId }) => jobId)).size).toBe(6);
  });

  test("twenty calls with one idempotency key at the same time make one job, which a later call finds even when it has ended", async () => {
    const ask = (n = 1): ReturnType<Jobs["enqueue"]> =>
      jobs.enqueue(context, WORK, { input: { n }, idempotencyKey: "k" });
    const made = await Promise.all(Array.from({ length: 20 }, () => ask()));
    const [first] = made;
    expect(new Set(made.map(({ jobId }) => jobId)).size).toBe(1);
    await jobs.cancel(context, String(first?.jobId));
    expect(await ask()).toMatchObject({ jobId: first?.jobId, state: "cancelled" });
    await expect(ask(2)).rejects.toMatchObject({ code: "CONFLICT", details: { jobId: first?.jobId } });
    const other = await newTenant(database.db);
    expect((await jobs.enqueue(other, WORK, { input, idempotencyKey: "k" })).jobId).not.toBe(first?.jobId);
  });

  test("a full queue refuses with a time to come back, for its class and tenant alone", async () => {
    const fill = `insert into job (tenant_id, job_id, kind, class, state, input, turn, ticket)
                  select $1::uuid, gen_random_uuid(), 'work', 'realtime', 'queued', '{}', -i, gen_random_uuid()
                    from generate_series(1, $2::int) i`;
    await database.db.forTenant(context).write((tx) => tx.execute(fill, [context.tenantId, 999]));
    const last = await jobs.enqueue(context, WORK, { input, subject: "s" });
    const refused = jobs.enqueue(context, WORK, { input });
    await expect(refused).rejects.toMatchObject({ code: "QUEUE_FULL", details: { limit: 1000, retryAfterSeconds: 5 } });
    expect(await jobs.enqueue(context, WORK, { input, subject: "s" })).toMatchObject({ jobId: last.jobId });
    expect(await jobs.enqueue(context, BULK, { input })).toMatchObject({ state: "queued" });
    expect(await jobs.enqueue(await newTenant(database.db), WORK, { input })).toMatchObject({ state: "queued" });
    await jobs.cancel(context, last.jobId);
    expect(await jobs.enqueue(context, WORK, { input })).toMatchObject({ state: "queued" });
  });

  test("PARSE-08: tenants take turns, however many jobs one of them has queued before", async () => {
    const tenants = [context, await newTenant(database.db), await newTenant(database.db)];
    const names = new Map(tenants.map(({ tenantId }, index) => [tenantId, "ABC"[index] ?? "?"]));
    const all: { of: Context; jobId: string }[] = [];
    for (const of of tenants) {
      for (let n = 0; n < (of === context ? 12 : 4); n += 1) {
        all.push({ of, jobId: (await jobs.enqueue(of, WORK, { input: { n } })).jobId });
      }
    }
    const order: string[] = [];
    const perTenant = new Map<string, number[]>();
    const note = async (run: JobRun<{ n: number }>): Promise<void> => {
      const { tenantId } = run.context;
      order.push(names.get(tenantId) ?? "?");
      perTenant.set(tenantId, [...(perTenant.get(tenantId) ?? []), run.input.n]);
      await run.settle(null);
    };
    await jobs.start({
      handlers: [handleJob(WORK, note), handleJob(BULK, note)],
      concurrency: { realtime: 1, bulk: 1 },
    });
    await Promise.all(all.map(({ of, jobId }) => whenFinished({ jobs, context: of }, jobId)));
    expect(order.join("")).toBe("ABCABCABCABCAAAAAAAA");
    for (const inputs of perTenant.values()) expect(inputs).toEqual(inputs.toSorted((a, b) => a - b));
  });

  test("PARSE-08: behind 500 jobs of one tenant, another's only one comes next", async () => {
    const other = await newTenant(database.db);
    await database.db.forTenant(context).write(async (tx) => {
      for (let n = 0; n < 500; n += 1) await jobs.enqueue(tx, WORK, { input: { n } });
    });
    const { jobId } = await jobs.enqueue(other, WORK, { input: { n: 0 } });
    const order: string[] = [];
    const note = async (run: JobRun<{ n: number }>): Promise<void> => {
      order.push(run.context.tenantId === other.tenantId ? "B" : "A");
      await run.settle(null);
    };
    await jobs.start({
      handlers: [handleJob(WORK, note), handleJob(BULK, note)],
      concurrency: { realtime: 1, bulk: 1 },
    });
    await whenFinished({ jobs, context: other }, jobId);
    expect(order.indexOf("B")).toBeLessThanOrEqual(1);
  });

  test("a tenant's long jobs leave places for others", async () => {
    const end = gate();
    const started: string[] = [];
    const both = gate();
    const wait = async (run: JobRun<{ n: number }>): Promise<void> => {
      started.push(run.context.tenantId);
      if (started.includes(other.tenantId) && started.length > 2) both.open();
      await end.passed;
      await run.settle(null);
    };
    const other = await newTenant(database.db);
    await jobs.start({
      handlers: [handleJob(WORK, wait), handleJob(BULK, wait)],
      concurrency: { realtime: 4, bulk: 1 },
      perTenant: { realtime: 2, bulk: 1 },
      pollMs: 100,
    });
    const greedy = await Promise.all(Array.from({ length: 6 }, () => jobs.enqueue(context, WORK, { input })));
    const modest = await jobs.enqueue(other, WORK, { input });
    await both.passed;
    expect(started.filter((tenantId) => tenantId === context.tenantId)).toHaveLength(2);
    end.open();
    await whenFinished({ jobs, context: other }, modest.jobId);
    for (const { jobId } of greedy) await whenFinished({ jobs, context }, jobId);
  });

  test("a job of another tenant answers as one that does not exist, whatever is asked", async () => {
    const other = await newTenant(database.db);
    const { jobId } = await jobs.enqueue(context, WORK, { input });
    const missing = randomUUID();
    const answers = async (id: string): Promise<unknown[]> =>
      Promise.all([
        jobs.get(other, id).catch((error: unknown) => error),
        jobs.cancel(other, id).catch((error: unknown) => error),
        jobs.replay(other, id).catch((error: unknown) => error),
        jobs.subscribe(other, id, () => undefined).catch((error: unknown) => error),
      ]);
    const foreign = await answers(jobId);
    expect(foreign).toMatchObject([
      { code: "NOT_FOUND" },
      { code: "NOT_FOUND" },
      { code: "NOT_FOUND" },
      { code: "NOT_FOUND" },
    ]);
    expect(JSON.stringify(foreign)).toBe(JSON.stringify(await answers(missing)));
    expect(JSON.stringify(foreign)).toBe(JSON.stringify(await answers("' or true --")));
    expect(await jobs.list(other, { limit: 10 })).toEqual([]);
    expect(await jobs.get(context, jobId)).toMatchObject({ state: "queued" });
  });

  test("a job is listed newest first, by state, kind and subject", async () => {
    const a = await jobs.enqueue(context, WORK, { input, subject: "s" });
    const b = await jobs.enqueue(context, BULK, { input, subject: "s" });
    const c = await jobs.enqueue(context, WORK, { input });
    await jobs.cancel(context, c.jobId);
    const ids = async (options: Omit<Parameters<Jobs["list"]>[1], "limit">): Promise<string[]> =>
      (await jobs.list(context, { limit: 200, ...options })).map(({ jobId }) => jobId);
    expect(await ids({})).toEqual([c.jobId, b.jobId, a.jobId]);
    expect(await ids({ state: "queued" })).toEqual([b.jobId, a.jobId]);
    expect(await ids({ kind: "work" })).toEqual([c.jobId, a.jobId]);
    expect(await ids({ subject: "s", kind: "bulk_work" })).toEqual([b.jobId]);
    await expect(jobs.list(context, { limit: 0 })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("input that does not fit its kind, cannot be stored or is huge is refused", async () => {
    // What a caller without types may send.
    const bad = JSON.parse('{"n": "one"}');
    const text = BULK;
    const cases = [
      jobs.enqueue(context, WORK, { input: bad }),
      jobs.enqueue(context, text, { input, subject: "nul \0" }),
      jobs.enqueue(context, text, { input, subject: "half \ud800" }),
      jobs.enqueue(context, text, { input, idempotencyKey: "" }),
      jobs.enqueue(context, text, { input, idempotencyKey: "k".repeat(201) }),
    ];
    for (const refused of cases) await expect(refused).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    expect(await countTickets()).toBe(0);
  });

  test("a cancelled job is not replayed while another one for its subject is live", async () => {
    const first = await jobs.enqueue(context, WORK, { input, subject: "s" });
    await jobs.cancel(context, first.jobId);
    const second = await jobs.enqueue(context, WORK, { input, subject: "s" });
    await expect(jobs.replay(context, first.jobId)).rejects.toMatchObject({ code: "CONFLICT" });
    await jobs.cancel(context, second.jobId);
    expect(await jobs.replay(context, first.jobId)).toMatchObject({ state: "queued" });
    await expect(jobs.replay(context, first.jobId)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("the tickets in pg-boss carry nothing but two ids, and the application can change neither queue nor schema", async () => {
    const secret = { ...WORK, input: WORK.input };
    const { jobId } = await jobs.enqueue(context, secret, { input: { n: 4711 }, subject: "a private name" });
    const { rows } = await database.db.queueExecutor.executeSql(
      "select * from pgboss.job where id is not null and $1",
      [true],
    );
    expect(rows[0]?.["data"]).toEqual({ tenantId: context.tenantId, jobId });
    expect(JSON.stringify(rows)).not.toMatch(/"n":|private/);
    for (const ddl of [
      "create table pgboss.mine (a int)",
      "truncate pgboss.job",
      "drop table pgboss.job",
      "select pgboss.create_queue('mine', '{}')",
    ]) {
      await expect(database.db.queueExecutor.executeSql(ddl)).rejects.toThrow(/permission denied|must be owner/);
    }
  });
});
