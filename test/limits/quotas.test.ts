import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { requireWithinQuota, reserve, settle, standingOf } from "../../packages/server/src/kernel/limits/index.ts";
import { openAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe.each(ENGINES)("quotas on $engine", (engine) => {
  let aether: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine);
  });
  afterAll(async () => {
    await aether.close();
    folders.dispose();
  });
  const folders = new DisposableStack();

  const setQuota = (tenantId: string, column: "repos" | "vectors" | "storage_gb", quota: number | null) =>
    aether.db
      .forAuth()
      .write((tx) => tx.execute(`update tenant set quota_${column} = $2 where tenant_id = $1`, [tenantId, quota]));
  const count = async (tenantId: string, table: string): Promise<number> => {
    const [row] = await aether.db
      .forTenant({ tenantId })
      .query<{ count: number }>(`select count(*)::int as count from ${table}`);
    return row?.count ?? 0;
  };
  async function project(files: number, salt = ""): Promise<string> {
    const folder = folders.use(temporaryFolder()).path;
    for (let n = 0; n < files; n += 1) {
      await writeFile(join(folder, `part${n}.ts`), `export function part${salt}${n}() { return "${salt}${n}"; }\n`);
    }
    return folder;
  }

  test("TIME-05 of 50 repositories that are made at once where one is left, exactly one is made, and the count is that of the rows", async () => {
    const asked = await aether.tenant();
    const { context } = asked;
    const { tenantId } = context;
    await setQuota(tenantId, "repos", 10);
    const roots = await Promise.all(Array.from({ length: 59 }, () => project(1)));
    for (const path of roots.slice(0, 9)) await asked.call("index_repository", { path });
    const tried = await Promise.allSettled(roots.slice(9).map((path) => asked.call("index_repository", { path })));
    const failed = tried.filter((one) => one.status === "rejected");
    expect(tried.length - failed.length).toBe(1);
    expect(failed.every(({ reason }) => Object(reason).code === "QUOTA_EXCEEDED")).toBe(true);
    expect(await count(tenantId, "repo")).toBe(10);
    expect(await standingOf(aether.db.forTenant(context), "repos")).toMatchObject({ quota: 10, used: 10 });
  });

  test("TIME-05 a repository that is deleted makes room for another", async () => {
    const asked = await aether.tenant();
    const { context } = asked;
    await setQuota(context.tenantId, "repos", 1);
    const { input } = await asked.index(await project(1));
    const other = await project(1);
    await expect(asked.call("index_repository", { path: other })).rejects.toMatchObject({ category: "limited" });
    await asked.call("delete_repository", { id: Object(input).repo_id });
    expect(await asked.call("index_repository", { path: other })).toMatchObject({ state: "queued" });
  });

  test("TIME-05 runs at the same time keep no more vectors than the quota; what was there stays", async () => {
    const asked = await aether.tenant();
    const { context } = asked;
    const { tenantId } = context;
    const kept = await asked.index(await project(3, "kept"), { name: "kept" });
    expect(kept.state).toBe("succeeded");
    const before = await count(tenantId, "vector_256");
    await setQuota(tenantId, "vectors", before + 30);
    const jobs = await Promise.all(
      ["a", "b", "c"].map(async (salt) => asked.index(await project(25, salt), { name: salt })),
    );
    const failed = jobs.filter(({ state }) => state === "failed");
    expect(failed.length).toBeGreaterThanOrEqual(2);
    for (const job of failed) expect(job.error).toMatchObject({ code: "QUOTA_EXCEEDED", category: "limited" });
    const vectors = await count(tenantId, "vector_256");
    expect(vectors).toBeLessThanOrEqual(before + 30);
    expect(await standingOf(aether.db.forTenant(context), "vectors")).toMatchObject({ used: vectors });
    const found = await asked.call("search", { query: "partkept1" });
    expect(JSON.stringify(found)).toContain("part1.ts");
  });

  test("TIME-05 storage that a batch would go beyond is refused, with nothing of the batch written", async () => {
    const asked = await aether.tenant();
    const { context } = asked;
    await setQuota(context.tenantId, "storage_gb", 0);
    const job = await asked.index(await project(2, "big"));
    expect(job).toMatchObject({ state: "failed", error: { code: "QUOTA_EXCEEDED" } });
    expect(await count(context.tenantId, "blob")).toBe(0);
    expect(await standingOf(aether.db.forTenant(context), "storage_bytes")).toMatchObject({ quota: 0, used: 0 });
  });

  test("INV-7 the counts are those of the rows after runs, changes and deletion", async () => {
    const asked = await aether.tenant();
    const { context } = asked;
    const tenant = aether.db.forTenant(context);
    const recount = async (resource: "vectors" | "storage_bytes" | "repos") => {
      const [row] = await tenant.query<{ all: string }>(`select count_use($1, $2) as all`, [
        context.tenantId,
        resource,
      ]);
      return Number(row?.all);
    };
    const folder = await project(5, "inv");
    await asked.index(folder);
    await writeFile(join(folder, "part1.ts"), "export const other = 1;\n");
    const { input } = await asked.index(folder);
    for (const resource of ["vectors", "storage_bytes", "repos"] as const) {
      expect((await standingOf(tenant, resource)).used).toBe(await recount(resource));
    }
    const { job_id } = await asked.call("delete_repository", { id: Object(input).repo_id });
    await aether.whenFinished(context, job_id);
    for (const resource of ["vectors", "storage_bytes", "repos"] as const) {
      expect((await standingOf(tenant, resource)).used).toBe(await recount(resource));
    }
    expect((await standingOf(tenant, "repos")).used).toBe(0);
  });

  test("storage counts what the graph and the words of a repository take, not its text alone", async () => {
    const asked = await aether.tenant();
    await asked.index(await project(20, "whole"));
    const tenant = aether.db.forTenant(asked.context);
    const [text] = await tenant.query<{ bytes: string }>(
      `select (select sum(octet_length(content)) from blob) + (select sum(octet_length(data)) from facts) as bytes limit 1`,
    );
    const rows = await Promise.all(
      ["node", "edge", "unit", "posting"].map((table) => count(asked.context.tenantId, table)),
    );
    const least = rows.reduce((sum, one) => sum + one * 180, 0);
    expect((await standingOf(tenant, "storage_bytes")).used).toBeGreaterThan(Number(text?.bytes) + least);
  });

  test("below what is there already, a quota refuses what adds; reading, shrinking and deleting go on", async () => {
    const asked = await aether.tenant();
    const { context } = asked;
    const { tenantId } = context;
    const tenant = aether.db.forTenant(context);
    const folder = await project(6, "low");
    const { input } = await asked.index(folder);
    await asked.index(await project(1, "second"));
    await setQuota(tenantId, "storage_gb", 0);
    await setQuota(tenantId, "vectors", 1);
    await setQuota(tenantId, "repos", 1);
    const before = await standingOf(tenant, "storage_bytes");
    expect(before.used).toBeGreaterThan(0);
    // Nothing is taken away, and what is there is found.
    expect(JSON.stringify(await asked.call("search", { query: "partlow1" }))).toContain("part1.ts");
    // A run that finds nothing new writes nothing, so there is nothing to refuse.
    expect((await asked.index(folder)).state).toBe("succeeded");
    await writeFile(join(folder, "more.ts"), "export const more = () => 1;\n");
    expect(await asked.index(folder)).toMatchObject({ state: "failed", error: { code: "QUOTA_EXCEEDED" } });
    await expect(asked.call("index_repository", { path: await project(1) })).rejects.toMatchObject({
      code: "QUOTA_EXCEEDED",
    });
    expect((await standingOf(tenant, "storage_bytes")).used).toBeLessThanOrEqual(before.used);
    const { job_id } = await asked.call("delete_repository", { id: Object(input).repo_id });
    expect((await aether.whenFinished(context, job_id)).state).toBe("succeeded");
    expect((await standingOf(tenant, "storage_bytes")).used).toBeLessThan(before.used);
    expect((await standingOf(tenant, "repos")).used).toBe(1);
  });

  test("TIME-05 two tenants that race for their last places over many connections each get theirs, and no more", async () => {
    const quota = 20;
    const tenants = await Promise.all([aether.tenant(), aether.tenant()]);
    for (const { context } of tenants) await setQuota(context.tenantId, "vectors", quota);
    const tries = Array.from({ length: 3 * quota }, (_, n) => n).flatMap((n) =>
      tenants.map(async ({ context }) => {
        const tenant = aether.db.forTenant(context);
        const held = await reserve(tenant, { resource: "vectors", amount: 1, owner: `job:${n}` });
        await tenant.write(async (tx) => {
          await tx.execute(
            `insert into vector_256 (tenant_id, model, hash, embedding)
             values ($1, 'none', gen_random_uuid(), array_fill(0, array[256])::real[]::${aether.db.dialect.vector}(256))`,
            [tx.tenantId],
          );
          await settle(tx, held);
          await requireWithinQuota(tx, "vectors");
        });
      }),
    );
    const refused = (await Promise.allSettled(tries)).filter((one) => one.status === "rejected");
    expect(refused).toHaveLength(4 * quota);
    expect(refused.every(({ reason }) => Object(reason).code === "QUOTA_EXCEEDED")).toBe(true);
    for (const { context } of tenants) {
      expect(await count(context.tenantId, "vector_256")).toBe(quota);
      expect(await standingOf(aether.db.forTenant(context), "vectors")).toEqual({ quota, used: quota, reserved: 0 });
    }
  });

  test("a reservation counts until it is settled; that of a killed owner until it expires", async () => {
    const { context } = await aether.tenant();
    const tenant = aether.db.forTenant(context);
    await setQuota(context.tenantId, "vectors", 100);
    const held = await reserve(tenant, { resource: "vectors", amount: 60, owner: "job:a" });
    const wanted = { resource: "vectors", amount: 50, owner: "job:b" } as const;
    await expect(reserve(tenant, wanted)).rejects.toMatchObject({ code: "QUOTA_EXCEEDED" });
    await tenant.write((tx) => settle(tx, held));
    const second = await reserve(tenant, wanted);
    expect(second.id).toBeDefined();
    await tenant.write((tx) => tx.execute("update reservation set expires_at = now() - interval '1 s'"));
    await reserve(tenant, { ...wanted, amount: 100 });
    expect(await count(context.tenantId, "reservation")).toBe(1);
    await tenant.write((tx) => requireWithinQuota(tx, "vectors"));
  });

  test("a tenant without quotas reserves nothing", async () => {
    const { context } = await aether.tenant();
    const tenant = aether.db.forTenant(context);
    expect(await reserve(tenant, { resource: "vectors", amount: 1e9, owner: "x" })).toMatchObject({ id: undefined });
    expect(await count(context.tenantId, "reservation")).toBe(0);
  });
});
