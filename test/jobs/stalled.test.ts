import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { Jobs } from "../../packages/server/src/kernel/jobs/index.ts";
import type { Context } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant, openJobs, prepare, WORK } from "./support.ts";

describe.each(ENGINES)("jobs whose process is gone on $engine", (engine) => {
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

  /** A job as a process has left it that last answered so long ago. */
  async function left(ago: string): Promise<string> {
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 1 } });
    await database.db
      .forTenant(context)
      .write((tx) => tx.execute("update job set state = 'running', attempt = 1 where job_id = $1", [jobId]));
    await database.db.queueExecutor.executeSql(
      `update pgboss.job
          set state = 'active', started_on = now(), heartbeat_on = pgboss.job_now() - $1::interval
        where data->>'jobId' = $2`,
      [ago, jobId],
    );
    return jobId;
  }

  test("a job runs while its process answers, and is stalled when it has not for a lease", async () => {
    const [alive, silent] = [await left("1 second"), await left("10 minutes")];
    expect(await jobs.get(context, alive)).toMatchObject({ state: "running", stalled: false });
    expect(await jobs.get(context, silent)).toMatchObject({ state: "running", stalled: true });
    const listed = await jobs.list(context, { limit: 10 });
    expect(new Map(listed.map((job) => [job.jobId, job.stalled]))).toEqual(
      new Map([
        [silent, true],
        [alive, false],
      ]),
    );
  });

  test("a job whose ticket is gone does not run, whatever its row says", async () => {
    const jobId = await left("1 second");
    await database.db.queueExecutor.executeSql("delete from pgboss.job");
    expect(await jobs.get(context, jobId)).toMatchObject({ state: "running", stalled: true });
  });

  test("whoever opens the embedded database queues the jobs of its former owner at once, also without running any", async () => {
    const jobId = await left("1 second");
    const next = await openJobs(database.db);
    try {
      const seen = { pglite: { state: "queued", stage: "interrupted" }, postgres: { state: "running" } };
      expect(await next.get(context, jobId)).toMatchObject({ ...seen[engine.engine], stalled: false });
    } finally {
      await next.stop({ graceMs: 0 });
    }
  });
});
