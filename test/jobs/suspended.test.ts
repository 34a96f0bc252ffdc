import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { handleJob, type Jobs } from "../../packages/server/src/kernel/jobs/index.ts";
import type { Context } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { gate } from "../support/gate.ts";
import { BULK, effectsOf, leaveEffect, newTenant, openJobs, prepare, whenJob, WORK } from "./support.ts";

describe.each(ENGINES)("jobs of suspended tenants on $engine", (engine) => {
  let database: TestDatabase;
  let jobs: Jobs;
  let begun = gate();
  let mayWrite = gate();
  beforeAll(async () => {
    database = await engine.open({ afterMigrate: prepare });
    jobs = await openJobs(database.db);
    const work = handleJob(WORK, async (run) => {
      begun.open();
      await mayWrite.passed;
      await run.fenced((tx) => leaveEffect(tx, run.jobId, run.attempt));
      await run.settle(undefined);
    });
    const bulk = handleJob(BULK, async (run) => run.settle(undefined));
    await jobs.start({ handlers: [work, bulk], concurrency: { realtime: 2, bulk: 1 }, pollMs: 100 });
  });
  afterAll(async () => {
    await jobs.stop({ graceMs: 1000 });
    await database.drop();
  });
  const setState = ({ tenantId }: Context, state: string) =>
    database.db
      .forAuth()
      .write((tx) => tx.execute("update tenant set state = $2 where tenant_id = $1", [tenantId, state]));

  test("a job that runs stops at its next batch, keeps its place, and writes nothing", async () => {
    const context = await newTenant(database.db);
    [begun, mayWrite] = [gate(), gate()];
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    await begun.passed;
    await setState(context, "suspended");
    mayWrite.open();
    const waiting = await whenJob({ jobs, context }, jobId, (job) => job.error !== null);
    expect(waiting).toMatchObject({ state: "queued", error: { code: "TENANT_SUSPENDED" } });
    expect(waiting.retryAt).not.toBeNull();
    expect(await effectsOf(database.db, context, jobId)).toEqual([]);
  });

  test("one that is queued waits, and another tenant's is not held up", async () => {
    const context = await newTenant(database.db);
    await setState(context, "suspended");
    const held = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    const other = await newTenant(database.db);
    [begun, mayWrite] = [gate(), gate()];
    mayWrite.open();
    const free = await jobs.enqueue(other, WORK, { input: { n: 1 } });
    await whenJob({ jobs, context: other }, free.jobId, ({ state }) => state === "succeeded");
    expect(await jobs.get(context, held.jobId)).toMatchObject({ state: "queued", attempt: 0 });
  });
});
