/** Refs that were indexed and are of no interest any more. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sweepJob } from "../../packages/server/src/aether/index.ts";
import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { gitRepository, type GitRepository } from "../support/git-repository.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder[Symbol.dispose]();
});

/** `shop` with the branches main and topic, each with a definition of its own. */
function shop(): GitRepository {
  const folder = temporaryFolder();
  folders.push(folder);
  const repository = gitRepository(folder.path);
  repository.write({ "cart.py": "def checkout():\n    pass\n" });
  repository.commit("sell things");
  repository.git("checkout", "--quiet", "-b", "topic");
  repository.write({ "topic.py": "def only_here():\n    pass\n" });
  repository.commit("try something");
  repository.git("checkout", "--quiet", "main");
  return repository;
}

describe.each(ENGINES)("forgetting refs on $engine", (engine) => {
  let aether: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine);
  }, 120_000);
  afterAll(() => aether.close());

  async function indexed(): Promise<{ tenant: TestTenant; repository: GitRepository }> {
    const [tenant, repository] = [await aether.tenant(), shop()];
    await tenant.index(repository.root, { name: "shop" });
    for (const ref of ["main", "topic"]) await tenant.index(repository.root, { ref });
    return { tenant, repository };
  }
  async function refsOf(tenant: TestTenant): Promise<Record<string, boolean | null>> {
    const { tracks } = await tenant.call("get_repository", { id: "shop" });
    return Object.fromEntries(
      tracks.map(({ ref, exists }: { ref: string | null; exists: boolean | null }) => [ref ?? "", exists]),
    );
  }
  async function sweep(tenant: TestTenant): Promise<unknown> {
    const { jobId } = await aether.jobs.enqueue(tenant.context, sweepJob, { input: {}, subject: "now" });
    return (await aether.whenFinished(tenant.context, jobId)).result;
  }
  async function rows(tenant: TestTenant): Promise<unknown[]> {
    const db = aether.db.forTenant(tenant.context);
    const tables = ["track", "file", "node", "edge", "unit", "segment", "posting", "blob"];
    return Promise.all(
      tables.map(async (table) => (await db.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n),
    );
  }

  test("a ref that was forgotten cannot be asked about, and what was stored for it alone goes", async () => {
    const [tenant, repository] = [await aether.tenant(), shop()];
    await tenant.index(repository.root, { name: "shop" });
    await tenant.index(repository.root, { ref: "main" });
    const before = await rows(tenant);
    await tenant.index(repository.root, { ref: "topic" });
    expect(await tenant.call("forget_refs", { id: "shop", refs: ["topic"] })).toEqual({
      repo: "shop",
      forgotten: ["topic"],
    });
    expect(await refsOf(tenant)).toEqual({ "": null, main: true });
    await expect(tenant.call("search", { query: "only here", ref: "topic" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await sweep(tenant)).toMatchObject({ postponed: false });
    expect(await rows(tenant)).toEqual(before);
    const { hits } = await tenant.call("search", { query: "checkout", ref: "main" });
    expect(hits).toMatchObject([{ name: "checkout" }]);
  });

  test("a forgotten ref can be indexed again, before what it was is gone and after", async () => {
    const { tenant, repository } = await indexed();
    for (const isSwept of [false, true]) {
      await tenant.call("forget_refs", { id: "shop", refs: ["topic"] });
      if (isSwept) await sweep(tenant);
      expect(await tenant.index(repository.root, { ref: "topic" })).toMatchObject({ state: "succeeded" });
      const { nodes } = await tenant.call("find_nodes", { name: "only_here", ref: "topic" });
      expect(nodes).toHaveLength(1);
    }
    await sweep(tenant);
    expect(await refsOf(tenant)).toEqual({ "": null, main: true, topic: true });
  });

  test("a branch that was deleted is listed as gone and forgotten with the others that are", async () => {
    const { tenant, repository } = await indexed();
    expect(await refsOf(tenant)).toEqual({ "": null, main: true, topic: true });
    repository.git("branch", "--quiet", "-D", "topic");
    expect(await refsOf(tenant)).toEqual({ "": null, main: true, topic: false });
    expect((await tenant.call("forget_refs", { id: "shop", gone: true })).forgotten).toEqual(["topic"]);
    expect((await tenant.call("forget_refs", { id: "shop", gone: true })).forgotten).toEqual([]);
    expect(await refsOf(tenant)).toEqual({ "": null, main: true });
  });

  test("where git does not answer, nothing is taken for gone", async () => {
    const { tenant, repository } = await indexed();
    repository.git("config", "core.repositoryformatversion", "99");
    expect(await refsOf(tenant)).toEqual({ "": null, main: null, topic: null });
    await expect(tenant.call("forget_refs", { id: "shop", gone: true })).rejects.toMatchObject({
      code: "PATH_NOT_READABLE",
    });
    expect((await tenant.call("forget_refs", { id: "shop", refs: ["topic"] })).forgotten).toEqual(["topic"]);
  });

  test("refs that were never indexed, nothing at all, and other tenants' repositories are refused", async () => {
    const { tenant } = await indexed();
    const forget = (input: object, of = tenant) => of.call("forget_refs", { id: "shop", ...input });
    await expect(forget({ refs: ["topci"] })).rejects.toThrow('did you mean "topic"?');
    await expect(forget({ refs: ["main", "elsewhere"] })).rejects.toThrow("there are: main, topic");
    await expect(forget({})).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(forget({ gone: true }, await aether.tenant())).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await refsOf(tenant)).toEqual({ "": null, main: true, topic: true });
  });

  test("a ref that is being indexed is not forgotten until its job has ended", async () => {
    const paused = await openAether(engine, { paused: true });
    try {
      const [tenant, repository] = [await paused.tenant(), shop()];
      await paused.start();
      await tenant.index(repository.root, { name: "shop" });
      await tenant.index(repository.root, { ref: "topic" });
      await paused.jobs.stop({ graceMs: 5000 });
      const { job_id: jobId } = await tenant.call("index_repository", { path: repository.root, ref: "topic" });
      const forget = () => tenant.call("forget_refs", { id: "shop", refs: ["topic"] });
      await expect(forget()).rejects.toMatchObject({ code: "CONFLICT" });
      await paused.jobs.cancel(tenant.context, jobId);
      expect(await forget()).toMatchObject({ forgotten: ["topic"] });
    } finally {
      await paused.close();
    }
  });
});
