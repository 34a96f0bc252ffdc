/** Repositories of a real git server over TLS. Names begin with the row of the attack list that they answer. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { parseAllowedHosts } from "../../packages/server/src/kernel/outgoing/index.ts";
import { createRemotes, type Remotes } from "../../packages/server/src/remote/index.ts";
import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { gitServer, type GitServer } from "../support/git-server.ts";
import { looseScratch } from "../support/loose-scratch.ts";

let server: GitServer;
let directory: string;
beforeAll(async () => {
  server = await gitServer();
  directory = realpathSync(mkdtempSync(join(tmpdir(), "aether-clones-")));
  mkdirSync(directory, { recursive: true });
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

function remotesFor(): Remotes {
  const allowedHosts = parseAllowedHosts(server.host) ?? [];
  const scratch = looseScratch(directory);
  return createRemotes({ scratch, allowedHosts, caFile: server.caFile, maxBytes: 50_000_000 });
}

const SHOP = {
  "cart.py": "from price import total\n\n\ndef checkout(items):\n    return total(items)\n",
  "price.py": "def total(items):\n    return sum(items)\n",
};

describe.each(ENGINES)("repositories from the network on $engine", (engine) => {
  let aether: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine, {
      maxFileBytes: 10_000,
      remotes: remotesFor(),
      credentials: { open: async (_context, { name }) => ({ username: "git", secret: `token of ${name}` }) },
    });
  }, 120_000);
  afterAll(() => aether.close());

  async function indexUrl(tenant: TestTenant, input: object) {
    const { job_id: jobId } = await tenant.call("index_repository", input);
    return aether.whenFinished(tenant.context, jobId);
  }

  test("a repository is cloned, read and gone from disk again; its commits' subjects are known", async () => {
    const repository = server.repository(`shop-${engine.engine}`);
    repository.write(SHOP);
    repository.commit("sell things");
    repository.write({ "price.py": "def total(items):\n    return sum(items) + 1\n", "big.txt": "x ".repeat(20_000) });
    const commit = repository.commit("charge a fee");
    const tenant = await aether.tenant();
    const job = await indexUrl(tenant, { url: `${server.origin}/shop-${engine.engine}.git` });
    expect(job).toMatchObject({ state: "succeeded", result: { files: 2 } });
    const found = await tenant.call("get_repository", { id: `shop-${engine.engine}` });
    expect(found).toMatchObject({ commit, state: "ready", skipped: [{ path: "big.txt", reason: "too-large" }] });
    const [file] = await aether.db
      .forTenant(tenant.context)
      .query(`select history from file where path = 'price.py' order by born desc limit 1`);
    expect(file).toEqual({ history: "charge a fee\nsell things" });
    await expect.poll(() => readdirSync(directory)).toEqual([]);
  });

  test("a private one is opened by its credential, which is named and never shown", async () => {
    const repository = server.repository(`secret-${engine.engine}`);
    repository.write(SHOP);
    repository.commit("sell things");
    server.protect(`secret-${engine.engine}`, "token of deploy");
    const tenant = await aether.tenant();
    const url = `${server.origin}/secret-${engine.engine}.git`;
    expect(await indexUrl(tenant, { url })).toMatchObject({ state: "failed", error: { code: "REPOSITORY_DENIED" } });
    expect(await indexUrl(tenant, { url, credential: "other" })).toMatchObject({
      state: "failed",
      error: { code: "REPOSITORY_DENIED" },
    });
    const job = await indexUrl(tenant, { url, credential: "deploy" });
    expect(job).toMatchObject({ state: "succeeded", result: { files: 2 } });
    expect(JSON.stringify(job)).not.toContain("token of");
  });

  test("GIT-18: after a push by force the next run reads what is there now, pinned by its commit", async () => {
    const repository = server.repository(`forced-${engine.engine}`);
    repository.write(SHOP);
    const first = repository.commit("sell things");
    repository.write({ "gift.py": "def wrap():\n    return 1\n" });
    const second = repository.commit("wrap gifts");
    const tenant = await aether.tenant();
    const { repo_id: id, ...registered } = await tenant.call("register_repository", {
      url: `${server.origin}/forced-${engine.engine}.git/`,
      ref: "main",
      name: "forced",
    });
    expect(registered).toMatchObject({ name: "forced", ref: "main", credential: null });
    expect(await tenant.call("get_repository", { id })).toMatchObject({ state: "empty" });
    await indexUrl(tenant, { repo_id: id });
    expect(await tenant.call("get_repository", { id })).toMatchObject({ commit: second, state: "ready" });
    repository.git("reset", "--quiet", "--hard", first);
    repository.write({ "price.py": "def total(items):\n    return 2\n" });
    const forced = repository.commit("begin again");
    expect(await indexUrl(tenant, { repo_id: "forced" })).toMatchObject({ result: { files: 2, removed: 1 } });
    expect(await tenant.call("get_repository", { id })).toMatchObject({ commit: forced });
    repository.git("checkout", "--quiet", "-b", "other");
    repository.git("branch", "-D", "main");
    expect(await indexUrl(tenant, { repo_id: id })).toMatchObject({ state: "failed", error: { code: "NOT_FOUND" } });
    expect(await tenant.call("get_repository", { id })).toMatchObject({ commit: forced, state: "ready" });
  });

  test("a commit that was read already is not cloned again, and the job says so; a change is read, and so is the same under other limits", async () => {
    const name = `same-${engine.engine}`;
    const repository = server.repository(name);
    repository.write({ ...SHOP, "long.py": `x = "${"y".repeat(12_000)}"\n` });
    const first = repository.commit("sell things");
    const packs = () => server.asked.filter((path) => path.startsWith(`/${name}.git/git-upload-pack`)).length;
    const tenant = await aether.tenant();
    const url = `${server.origin}/${name}.git`;
    const { result } = await indexUrl(tenant, { url });
    expect(result).toMatchObject({ snapshot: 1, files: 2, skipped: 1, unchanged: false });
    const asked = packs();
    const again = await indexUrl(tenant, { url });
    expect(again).toMatchObject({
      state: "succeeded",
      stage: "done",
      result: { ...Object(result), changed: 0, unchanged: true, parsed: 0, embedded: 0 },
    });
    // Protocol 2 lists refs by the route that it fetches by: once.
    expect(packs() - asked).toBe(1);
    expect(await tenant.call("get_repository", { id: name })).toMatchObject({
      snapshot: 1,
      commit: first,
      state: "ready",
    });
    await indexUrl(tenant, { url, ref: first });
    const listed = server.asked.length;
    expect(await indexUrl(tenant, { url, ref: first })).toMatchObject({ result: { unchanged: true } });
    expect(server.asked.length).toBe(listed); // a commit stays what it is
    repository.write({ "gift.py": "def wrap():\n    return 1\n" });
    repository.commit("wrap gifts");
    expect(await indexUrl(tenant, { url })).toMatchObject({ result: { snapshot: 2, changed: 1, unchanged: false } });
    await aether.db
      .forTenant(tenant.context)
      .write((tx) => tx.execute(`update snapshot set read_as = 'files of at most 5 bytes'`));
    expect(await indexUrl(tenant, { url })).toMatchObject({ result: { snapshot: 3, unchanged: false } });
    expect(await indexUrl(tenant, { url })).toMatchObject({ result: { snapshot: 3, unchanged: true } });
    expect(readdirSync(directory)).toEqual([]);
  });

  test("refs that are gone from the server are forgotten; where it does not answer, none is", async () => {
    const name = `branches-${engine.engine}`;
    const repository = server.repository(name);
    repository.write(SHOP);
    const first = repository.commit("sell things");
    repository.git("tag", "-m", "a tag", "v1");
    for (const branch of ["kept", "gone", "feature/x"]) repository.git("branch", branch);
    const tenant = await aether.tenant();
    const url = `${server.origin}/${name}.git`;
    for (const ref of ["kept", "gone", "feature/x", "v1", first]) await indexUrl(tenant, { url, ref });
    expect(await tenant.call("forget_refs", { id: name, gone: true })).toEqual({ repo: name, forgotten: [] });
    repository.git("branch", "-D", "gone", "feature/x");
    // Longer names that end alike are other refs.
    repository.git("update-ref", "refs/heads/refs/heads/gone", first);
    server.protect(name, "token of deploy");
    const forgetting = tenant.call("forget_refs", { id: name, gone: true });
    await expect(forgetting).rejects.toMatchObject({ code: "REPOSITORY_DENIED" });
    await tenant.call("register_repository", { url, credential: "deploy" });
    expect(await tenant.call("forget_refs", { id: name, gone: true })).toEqual({
      repo: name,
      forgotten: ["feature/x", "gone"],
    });
    const { tracks } = await tenant.call("get_repository", { id: name });
    expect(tracks.map(({ ref }: { ref: string }) => ref)).toEqual([first, "kept", "v1"].sort());
  });

  test("GIT-01: a URL that may not be asked is refused by every way in, and nothing is written", async () => {
    const tenant = await aether.tenant();
    for (const url of ["file:///etc", "ssh://a/b", "https://127.0.0.1/a.git", "https://[::1]/a", "https://a@b.org/c"]) {
      for (const name of ["register_repository", "index_repository"]) {
        await expect(tenant.call(name, { url })).rejects.toMatchObject({ code: "URL_REFUSED" });
      }
    }
    expect((await tenant.call("list_repositories", {})).repositories).toEqual([]);
  });

  test("GIT-12: a bomb of trees fails its job as too many files, and says nothing of where the clone lay", async () => {
    const repository = server.repository(`wide-${engine.engine}`);
    repository.write(Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`d/${at}.py`, `x = ${at}\n`])));
    repository.commit("many");
    const few = await openAether(engine, { maxFiles: 100, remotes: remotesFor() });
    const narrow = await few.tenant();
    const { job_id: jobId } = await narrow.call("index_repository", {
      url: `${server.origin}/wide-${engine.engine}.git`,
    });
    const failed = await few.whenFinished(narrow.context, jobId);
    expect(failed).toMatchObject({ state: "failed", error: { code: "TOO_MANY_FILES" } });
    expect(JSON.stringify(failed)).not.toContain(directory);
    await few.close();
  });
});
