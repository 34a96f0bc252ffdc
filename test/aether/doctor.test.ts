import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { lastRuns, queueState } from "../../packages/server/src/aether/doctor/store.ts";
import { sweepJob } from "../../packages/server/src/aether/index.ts";
import { beginRun, failSnapshot, switchSnapshot } from "../../packages/server/src/aether/ingest/snapshot-store.ts";
import { inspectDatabase, type TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { joinAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { emptyTrack } from "../support/empty-track.ts";

describe.each(ENGINES)("doctor on $engine", (engine) => {
  let database: TestDatabase;
  let aether: TestAether;
  beforeAll(async () => {
    database = await engine.open({ afterMigrate: installQueue });
    aether = await joinAether(database);
  }, 120_000);
  afterAll(() => aether.close());

  test("the database of this version is what it should be", async () => {
    const of = await aether.tenant();
    const state = await inspectDatabase(aether.db.forTenant(of.context), aether.db.dialect);
    expect(state).toMatchObject({ role: { name: "aether_app", bound: true }, leaks: [] });
    expect(state.schema.applied).toBe(state.schema.expected);
    const { checks } = await of.call("doctor", {});
    expect(checks.map(({ name, state: how }: { name: string; state: string }) => [name, how])).toEqual([
      ["database", "ok"],
      ["schema", "ok"],
      ["pgvector", "ok"],
      ["role", "ok"],
      ["row security", "ok"],
      ["queue", "ok"],
      ["snapshots", "warn"],
    ]);
  });

  test("jobs that wait, that are not due yet and that are dead are told apart", async () => {
    const of = await aether.tenant();
    const tenant = aether.db.forTenant(of.context);
    expect(await queueState(tenant)).toEqual({ waiting: 0, oldest_seconds: null, running: 0, dead: 0 });
    const later = await aether.jobs.enqueue(of.context, sweepJob, { input: {}, subject: "a", startAfterMs: 3_600_000 });
    expect(later.retryAt).not.toBeNull();
    const dead = await aether.jobs.enqueue(of.context, sweepJob, { input: {}, subject: "b", startAfterMs: 3_600_000 });
    await setJob(tenant, dead.jobId, "state = 'dead'");
    expect(await queueState(tenant)).toEqual({ waiting: 0, oldest_seconds: null, running: 0, dead: 1 });
    await setJob(tenant, later.jobId, "retry_at = now() - interval '90 seconds'");
    const state = await queueState(tenant);
    expect(state).toMatchObject({ waiting: 1, running: 0, dead: 1 });
    expect(Math.floor(Number(state.oldest_seconds) / 30)).toBe(3);
  });

  test("the last run of a repository is told, and that a later one failed", async () => {
    const { of, tenant, trackId } = await emptyTrack(aether);
    expect(await lastRuns(tenant, 10)).toEqual([{ repo: "shop", current: null, indexed_at: null, failed: null }]);
    const first = await tenant.write((tx) => beginRun(tx, trackId, "test"));
    await tenant.write((tx) =>
      switchSnapshot(tx, { run: first, commit: null, dirty: false, counts: {}, skipped: [], readAs: "" }),
    );
    await failSnapshot(tenant, await tenant.write((tx) => beginRun(tx, trackId, "test")));
    expect(await lastRuns(tenant, 10)).toEqual([
      { repo: "shop", current: 1, indexed_at: expect.stringMatching(/^\d{4}-.*Z$/), failed: 2 },
    ]);
    const { checks } = await of.call("doctor", {});
    expect(checks.at(-1)).toMatchObject({ name: "snapshot of shop", state: "warn" });
  });
});

test("a table whose row security is not forced is named, with what to do", async () => {
  const engine = ENGINES.find((each) => each.engine === "postgres");
  const database = await engine?.open({ afterMigrate: installQueue });
  if (database === undefined) throw new Error("there is no PostgreSQL among the engines");
  const aether = await joinAether(database);
  const admin = new Client(database.adminUrl);
  await admin.connect();
  try {
    await admin.query("alter table node no force row level security");
    const { checks } = await (await aether.tenant()).call("doctor", {});
    expect(checks).toContainEqual({
      name: "row security",
      state: "fail",
      detail: "node: row security is not enabled and forced",
      fix: expect.stringContaining("force row level security"),
    });
  } finally {
    await admin.end();
    await aether.close();
  }
}, 120_000);

async function setJob(tenant: TenantDb, jobId: string, change: string): Promise<void> {
  await tenant.write((tx) => tx.execute(`update job set ${change} where job_id = $1`, [jobId]));
}
