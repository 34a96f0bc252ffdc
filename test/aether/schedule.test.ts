/** Repositories that are read again by schedule, and how much of their past is kept. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startWatchman } from "../../packages/server/src/aether/index.ts";
import { dueJob } from "../../packages/server/src/aether/schedule/due-job.ts";
import { createLogger } from "../../packages/server/src/kernel/log/index.ts";
import { joinAether, openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { build, killAt } from "./killed-process.ts";

const HOUR_MS = 3_600_000;

const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder[Symbol.dispose]();
});

function shop(): TemporaryFolder {
  const folder = temporaryFolder({ "a.py": "def f():\n    return 1\n" });
  folders.push(folder);
  return folder;
}

describe.each(ENGINES)("schedules on $engine", (engine) => {
  let aether: TestAether;
  let forgetful: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine);
    forgetful = await openAether(engine, { snapshotHoldMs: 0 });
  }, 120_000);
  afterAll(async () => {
    await aether.close();
    await forgetful.close();
  });

  async function whatIsDue(tenant: TestTenant, subject: string): Promise<unknown> {
    const { jobId } = await aether.jobs.enqueue(tenant.context, dueJob, { input: {}, subject });
    return (await aether.whenFinished(tenant.context, jobId)).result;
  }
  async function waiting(tenant: TestTenant): Promise<string[]> {
    const jobs = await aether.jobs.list(tenant.context, { kind: dueJob.name, state: "queued", limit: 10 });
    return jobs.map(({ subject }) => subject);
  }

  test("what is due is queued once, however many processes look, and the next look is planned", async () => {
    const tenant = await aether.tenant();
    await tenant.index(shop().path, { name: "shop" });
    const updated = await tenant.call("update_repository", { id: "shop", schedule_minutes: 15 });
    expect(updated).toMatchObject({ schedule: { every_minutes: 15 }, version: 2 });
    expect(await waiting(tenant)).toEqual([`due ${updated.schedule.next_at.slice(0, 16)}`]);
    const db = aether.db.forTenant(tenant.context);
    await db.write((tx) => tx.execute(`update repo set due_at = now() - interval '1 hour'`));
    const results = await Promise.all(["a", "b", "c"].map((subject) => whatIsDue(tenant, subject)));
    expect(results.map((result) => Number(Object(result).queued)).reduce((sum, one) => sum + one)).toBe(1);
    const runs = await aether.jobs.list(tenant.context, { kind: "parse_and_index_repository", limit: 10 });
    expect(runs).toHaveLength(2);
    const { schedule } = await tenant.call("get_repository", { id: "shop" });
    expect(Date.parse(schedule.next_at)).toBeGreaterThan(Date.now() + 14 * 60_000);
    expect(await waiting(tenant)).toContain(`due ${schedule.next_at.slice(0, 16)}`);
  });

  test("a repository without a schedule, and a deleted one, is never due", async () => {
    const tenant = await aether.tenant();
    await tenant.index(shop().path, { name: "shop" });
    await tenant.call("update_repository", { id: "shop", schedule_minutes: 60 });
    expect(await tenant.call("update_repository", { id: "shop", schedule_minutes: null })).toMatchObject({
      schedule: null,
    });
    expect(await whatIsDue(tenant, "a")).toEqual({ queued: 0 });
    await tenant.call("update_repository", { id: "shop", schedule_minutes: 60 });
    const { job_id: deletion } = await tenant.call("delete_repository", { id: "shop" });
    await aether.whenFinished(tenant.context, deletion);
    expect(await whatIsDue(tenant, "b")).toEqual({ queued: 0 });
  });

  test("less than a quarter of an hour is refused, and so is a ref or a credential where there is no URL", async () => {
    const tenant = await aether.tenant();
    await tenant.index(shop().path, { name: "shop" });
    for (const wrong of [{ schedule_minutes: 14 }, { ref: "main" }, { credential: "a" }, { keep_days: 0 }]) {
      const updating = tenant.call("update_repository", { id: "shop", ...wrong });
      await expect(updating).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    }
  });

  test("as many snapshots of the past are kept as were asked for, and answer", async () => {
    const tenant = await forgetful.tenant();
    const folder = shop();
    await tenant.index(folder.path, { name: "shop" });
    await tenant.call("update_repository", { id: "shop", keep_snapshots: 3 });
    for (let at = 0; at < 4; at += 1) {
      folder.write("a.py", `def g${at}():\n    return 1\n`);
      await tenant.index(folder.path);
    }
    const { tracks, keep_snapshots: keep } = await tenant.call("get_repository", { id: "shop" });
    expect(keep).toBe(3);
    const kept: number[] = tracks[0].kept;
    expect(kept.slice(0, 3)).toEqual([5, 4, 3]);
    expect(kept.length).toBeLessThanOrEqual(4); // the run that clears begins before its own is there
    const { hits } = await tenant.call("search", { query: "g1", snapshot: 3 });
    expect(hits[0]).toMatchObject({ name: "g1" });
  });

  test("a repository says what it takes on disk", async () => {
    const tenant = await aether.tenant();
    await tenant.index(shop().path, { name: "shop" });
    const { disk } = await tenant.call("get_repository", { id: "shop" });
    expect(disk).toMatchObject({ text_bytes: 22, tree_bytes: 0 });
    expect(disk.rows_bytes).toBeGreaterThan(1000);
  });

  /** A repository whose time has come. */
  async function overdue(of: TestAether): Promise<TestTenant> {
    const tenant = await of.tenant();
    await tenant.index(shop().path, { name: "shop" });
    await tenant.call("update_repository", { id: "shop", schedule_minutes: 15 });
    await of.db
      .forTenant(tenant.context)
      .write((tx) => tx.execute(`update repo set due_at = now() - interval '1 hour'`));
    return tenant;
  }
  async function runsOf(of: TestAether, tenant: TestTenant): Promise<number> {
    return (await of.jobs.list(tenant.context, { kind: "parse_and_index_repository", limit: 10 })).length;
  }

  test.each([
    { after: "the job that writes down what it did has begun to end", form: "set state = 'succeeded'" },
    { after: "the job has begun", form: "update job" },
  ])(
    "a process that is killed when $after leaves a schedule that goes on, and nothing is read twice",
    async ({ form }) => {
      const house = await build(engine);
      const before = await joinAether({ db: await house.open(), drop: async () => undefined });
      const tenant = await overdue(before);
      await before.jobs.stop({ graceMs: 5000 });
      await before.db.close();
      await killAt({ script: "dying-schedule.ts", form, times: 1 }, [
        engine.engine,
        house.place,
        tenant.context.tenantId,
      ]);
      const db = await house.open();
      const after = await joinAether({ db, drop: () => db.close() });
      const again = await after.tenant(tenant.context.tenantId);
      const looks = await after.jobs.list(again.context, { kind: dueJob.name, subject: "now", limit: 10 });
      expect(looks).toHaveLength(1);
      expect(await after.whenFinished(again.context, looks[0]?.jobId ?? "")).toMatchObject({ state: "succeeded" });
      expect(await runsOf(after, again)).toBe(2);
      const queued = await after.jobs.list(again.context, { kind: dueJob.name, state: "queued", limit: 10 });
      const { schedule } = await again.call("get_repository", { id: "shop" });
      expect(queued.map(({ subject }) => subject)).toContain(`due ${schedule.next_at.slice(0, 16)}`);
      expect(Date.parse(schedule.next_at)).toBeGreaterThan(Date.now());
      await after.close();
      await house.drop();
    },
    120_000,
  );

  test("a look that was cancelled, or has failed for good, has a successor once somebody goes round", async () => {
    const paused = await openAether(engine);
    const tenants = [await overdue(paused), await overdue(paused)];
    const later = await paused.tenant();
    await later.index(shop().path, { name: "shop" });
    await later.call("update_repository", { id: "shop", schedule_minutes: 60 });
    const jobsOf = (tenant: TestTenant, state: "queued" | "succeeded") =>
      paused.jobs.list(tenant.context, { kind: dueJob.name, state, limit: 10 });
    for (const tenant of [...tenants, later]) {
      for (const { jobId } of await jobsOf(tenant, "queued")) await paused.jobs.cancel(tenant.context, jobId);
    }
    const log = createLogger({ level: "silent", to: process.stderr });
    const watchman = startWatchman({ db: paused.db, jobs: paused.jobs, log, everyMs: HOUR_MS });
    await watchman.look();
    await watchman.look();
    await watchman.stop();
    for (const tenant of tenants) {
      const found = [...(await jobsOf(tenant, "queued")), ...(await jobsOf(tenant, "succeeded"))];
      expect(found.length).toBeGreaterThan(0);
    }
    // What is not due yet is nobody's business yet.
    expect(await jobsOf(later, "queued")).toEqual([]);
    await paused.close();
  }, 120_000);
});
