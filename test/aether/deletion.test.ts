/** Deleting a repository. Names begin with the row of the attack list that they answer. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openParserPool, type ParserPool } from "../../packages/graph/src/disk.ts";
import { sweepJob } from "../../packages/server/src/aether/index.ts";
import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { gate } from "../support/gate.ts";
import { gitRepository } from "../support/git-repository.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder[Symbol.dispose]();
});

function shop(files = 2): string {
  const folder = temporaryFolder();
  folders.push(folder);
  const repository = gitRepository(folder.path);
  for (let at = 0; at < files; at += 1) repository.write({ [`m${at}.py`]: `def f${at}():\n    return ${at}\n` });
  repository.commit("sell things");
  return folder.path;
}

const TABLES =
  "repo track snapshot file node edge unresolved unit segment posting gram_shard gram_block blob facts scip vector_256".split(
    " ",
  );

describe.each(ENGINES)("deleting repositories on $engine", (engine) => {
  let aether: TestAether;
  let beforeParsing: () => Promise<void> = () => Promise.resolve();
  function openParsers(): ParserPool {
    const pool = openParserPool({ workers: 1 });
    return {
      ...pool,
      async *parse(files) {
        await beforeParsing();
        yield* pool.parse(files);
      },
    };
  }
  beforeAll(async () => {
    aether = await openAether(engine, { openParsers });
  }, 120_000);
  afterAll(() => aether.close());

  async function rows(tenant: TestTenant): Promise<Record<string, number>> {
    const db = aether.db.forTenant(tenant.context);
    const counts = await Promise.all(
      TABLES.map(async (table) => {
        const [row] = await db.query<{ n: number }>(`select count(*)::int as n from ${table}`);
        return [table, row?.n ?? -1] as const;
      }),
    );
    return Object.fromEntries(counts.filter(([, n]) => n !== 0));
  }
  async function remove(tenant: TestTenant, id: string) {
    const answer = await tenant.call("delete_repository", { id });
    return aether.whenFinished(tenant.context, answer.job_id);
  }
  async function sweep(tenant: TestTenant): Promise<void> {
    const { jobId } = await aether.jobs.enqueue(tenant.context, sweepJob, { input: {}, subject: "now" });
    expect((await aether.whenFinished(tenant.context, jobId)).result).toMatchObject({ postponed: false });
  }

  test("nothing is left of it: no row in any table, no job but the one that deleted it", async () => {
    const tenant = await aether.tenant();
    const root = shop();
    await tenant.index(root, { name: "shop" });
    await tenant.index(root, { ref: "main" });
    expect(await remove(tenant, "shop")).toMatchObject({ state: "succeeded", result: { tracks: 2 } });
    await sweep(tenant);
    expect(await rows(tenant)).toEqual({});
    const jobs = await aether.jobs.list(tenant.context, { limit: 100 });
    expect(jobs.filter(({ kind }) => kind !== sweepJob.name).map(({ kind }) => kind)).toEqual(["delete_repository"]);
    await expect(tenant.call("get_repository", { id: "shop" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(tenant.call("delete_repository", { id: "shop" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("what another repository has, too, stays", async () => {
    const tenant = await aether.tenant();
    await tenant.index(shop(), { name: "kept" });
    const before = await rows(tenant);
    await tenant.index(shop(), { name: "gone" });
    await remove(tenant, "gone");
    await sweep(tenant);
    expect(await rows(tenant)).toEqual(before);
    const { hits } = await tenant.call("search", { query: "f1" });
    expect(hits[0]).toMatchObject({ repo: "kept", name: "f1" });
  });

  test("GIT-18: one that is deleted while it is indexed leaves no rows, and the run ends as cancelled", async () => {
    const tenant = await aether.tenant();
    const [reached, held] = [gate(), gate()];
    beforeParsing = () => {
      reached.open();
      return held.passed;
    };
    const answer = await tenant.call("index_repository", { path: shop(300), name: "busy" });
    const run = aether.whenFinished(tenant.context, answer.job_id);
    await reached.passed;
    expect((await remove(tenant, "busy")).state).toBe("succeeded");
    held.open();
    expect((await run).state).toBe("cancelled");
    await sweep(tenant);
    expect(await rows(tenant)).toEqual({});
  });

  test("its name and its folder can be another repository's at once", async () => {
    const tenant = await aether.tenant();
    const root = shop();
    await tenant.index(root, { name: "shop" });
    const { repo_id: first } = await tenant.call("get_repository", { id: "shop" });
    const deletion = await tenant.call("delete_repository", { id: "shop" });
    await tenant.index(root, { name: "shop" });
    await aether.whenFinished(tenant.context, deletion.job_id);
    const again = await tenant.call("get_repository", { id: "shop" });
    expect(again).toMatchObject({ state: "ready" });
    expect(again.repo_id).not.toBe(first);
  });

  test("GIT-18: two calls for the same repository give one run", async () => {
    const tenant = await aether.tenant();
    const root = shop();
    const [one, other] = await Promise.all([
      tenant.call("index_repository", { path: root, name: "twice" }),
      tenant.call("index_repository", { path: root, name: "twice" }),
    ]);
    expect(one.job_id).toBe(other.job_id);
    await aether.whenFinished(tenant.context, one.job_id);
  });

  test("another tenant's repository is not found, and stays", async () => {
    const [ours, theirs] = [await aether.tenant(), await aether.tenant()];
    await theirs.index(shop(), { name: "secret" });
    const { repo_id: id } = await theirs.call("get_repository", { id: "secret" });
    await expect(ours.call("delete_repository", { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await theirs.call("get_repository", { id })).toMatchObject({ state: "ready" });
  });
});
