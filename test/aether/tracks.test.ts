/** Refs and the working tree side by side, and questions as of any snapshot that is kept. */
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { gitRepository, type GitRepository } from "../support/git-repository.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder[Symbol.dispose]();
});

const SHOP = {
  "cart.py": "from price import total\n\n\ndef checkout(items):\n    return total(items)\n",
  "price.py": 'def total(items):\n    """Adds up what is in the cart."""\n    return sum(items)\n',
};

/** A repository called shop whose first commit is on the branch main. */
function shop(): GitRepository {
  const folder = temporaryFolder();
  folders.push(folder);
  const repository = gitRepository(folder.path);
  repository.write(SHOP);
  repository.commit("sell things");
  return repository;
}

interface Named {
  readonly name: string;
}

async function namesFound(tenant: TestTenant, query: string, asOf: object = {}): Promise<string[]> {
  const { hits } = await tenant.call("search", { query, vectors: false, ...asOf });
  return hits.map((hit: Named) => hit.name);
}

async function callersOf(tenant: TestTenant, name: string, asOf: object = {}): Promise<string[]> {
  const { nodes } = await tenant.call("find_nodes", { name, ...asOf });
  const { neighbours } = await tenant.call("neighbours", { id: nodes[0].id, relation: "callers", ...asOf });
  return neighbours.map(({ node }: { node: Named }) => node.name).sort();
}

describe.each(ENGINES)("tracks on $engine", (engine) => {
  let aether: TestAether;
  let forgetful: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine, { maxFileBytes: 10_000 });
    forgetful = await openAether(engine, { snapshotHoldMs: 0 });
  }, 120_000);
  afterAll(async () => {
    await aether.close();
    await forgetful.close();
  });

  test("a ref with the content of the working tree parses and embeds nothing", async () => {
    const [tenant, { root }] = [await aether.tenant(), shop()];
    const first = await tenant.index(root, { name: "shop" });
    expect(first.result).toMatchObject({ snapshot: 1, parsed: 2, files: 2 });
    const second = await tenant.index(root, { ref: "main" });
    expect(second).toMatchObject({
      state: "succeeded",
      result: { ...Object(first.result), parsed: 0, embedded: 0 },
    });
  });

  test("each ref answers with its own content, and who names none gets the working tree", async () => {
    const [tenant, repository] = [await aether.tenant(), shop()];
    repository.git("checkout", "--quiet", "-b", "gifts");
    repository.write({ "gift.py": "from price import total\n\n\ndef wrap(items):\n    return total(items)\n" });
    const commit = repository.commit("wrap gifts");
    repository.git("checkout", "--quiet", "main");
    repository.write({ "cart.py": `${SHOP["cart.py"]}\n\ndef refund(items):\n    return -total(items)\n` });
    await tenant.index(repository.root, { name: "shop" });
    await tenant.index(repository.root, { ref: "gifts" });
    await tenant.index(repository.root, { ref: "main" });
    expect(await callersOf(tenant, "total")).toEqual(["checkout", "refund"]);
    expect(await callersOf(tenant, "total", { ref: "gifts" })).toEqual(["checkout", "wrap"]);
    expect(await callersOf(tenant, "total", { ref: "main", repo: "shop" })).toEqual(["checkout"]);
    expect(await namesFound(tenant, "wrap")).not.toContain("wrap");
    expect(await namesFound(tenant, "wrap", { ref: "gifts" })).toContain("wrap");
    const { repositories } = await tenant.call("list_repositories", {});
    expect(repositories[0]).toMatchObject({
      snapshot: 1,
      dirty: true,
      tracks: [
        { ref: null, snapshot: 1, dirty: true },
        { ref: "gifts", snapshot: 1, commit, dirty: false, files: 3, kept: [1] },
        { ref: "main", snapshot: 1, dirty: false, files: 2 },
      ],
    });
    const { completeness } = await tenant.call("search", { query: "wrap", ref: "gifts" });
    expect(completeness.repos).toMatchObject([{ repo: "shop", ref: "gifts", snapshot: 1, commit }]);
  });

  test("a branch that moved is read again, and only what changed in it", async () => {
    const [tenant, repository] = [await aether.tenant(), shop()];
    await tenant.index(repository.root, { name: "shop", ref: "main" });
    repository.write({ "price.py": "def total(items):\n    return max(items)\n" });
    repository.commit("sell the dearest only");
    expect((await tenant.index(repository.root, { ref: "main" })).result).toMatchObject({
      snapshot: 2,
      changed: 1,
      parsed: 1,
    });
    await expect(tenant.call("search", { query: "total", filters: { repo: ["shop"] } })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("there are: main"),
    });
  });

  test("a commit is read by the rules of a folder, and what is left out is reported", async () => {
    const [tenant, repository] = [await aether.tenant(), shop()];
    repository.write({
      ".aetherignore": "secret/\n",
      "deep/.aetherignore": "*.gen.py\n",
      "deep/a.gen.py": "def made():\n    pass\n",
      "deep/b.py": "def kept():\n    pass\n",
      "secret/key.py": "def hidden():\n    pass\n",
      "node_modules/left/index.js": "export function padded() {}\n",
      "large.py": `x = 1\n${"# filling\n".repeat(2000)}`,
      "image.py": new Uint8Array([0, 1, 2, 3]),
    });
    symlinkSync("/etc/passwd", join(repository.root, "link.py"));
    repository.commit("more");
    repository.git("update-index", "--add", "--cacheinfo", `160000,${repository.git("rev-parse", "HEAD")},vendor/lib`);
    repository.git("commit", "--quiet", "--message", "a submodule");
    // What lies in the work tree is of no matter.
    for (const name of ["deep", "large.py", ".aetherignore"]) rmSync(join(repository.root, name), { recursive: true });
    const job = await tenant.index(repository.root, { name: "shop", ref: "HEAD" });
    expect(job.progress).toMatchObject({
      skipped: [
        { path: "image.py", reason: "binary" },
        { path: "large.py", reason: "too-large" },
        { path: "link.py", reason: "symlink" },
        { path: "node_modules/", reason: "dependencies" },
        { path: "vendor/lib", reason: "other-repository" },
      ],
    });
    for (const name of ["made", "hidden", "padded"]) {
      expect((await tenant.call("find_nodes", { name, ref: "HEAD" })).nodes).toEqual([]);
    }
    expect((await tenant.call("find_nodes", { name: "kept", ref: "HEAD" })).nodes).toMatchObject([
      { file: "deep/b.py" },
    ]);
  });

  test("a ref that is not there, or is none, is refused at once and the near one is named", async () => {
    const [tenant, repository] = [await aether.tenant(), shop()];
    repository.git("branch", "feature/pay");
    const refusal = async (ref: string) =>
      tenant.index(repository.root, { ref }).then(
        () => "no error",
        (error: Error) => error.message,
      );
    expect(await refusal("featur/pay")).toContain('did you mean "feature/pay"?');
    expect(await refusal("nowhere-near")).toContain("there are: ");
    for (const hostile of ["--upload-pack=x", "-x", "main:cart.py", "a..b", "main@{1}", "^main", "a b", "x\0y", "\n"]) {
      expect(await refusal(hostile)).toMatch(/cannot be the name|there is no branch/);
    }
    const bare = temporaryFolder();
    folders.push(bare);
    await expect(tenant.index(bare.path, { ref: "main" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("is in no git repository"),
    });
    expect((await tenant.call("list_repositories", {})).repositories).toEqual([]);
  });

  test("a question as of a kept snapshot reads that one, and a released one is told with those that are kept", async () => {
    const [tenant, repository] = [await aether.tenant(), shop()];
    await tenant.index(repository.root, { name: "shop" });
    repository.write({ "cart.py": "from price import total\n\n\ndef pay(items):\n    return total(items)\n" });
    await tenant.index(repository.root);
    expect(await callersOf(tenant, "total", { snapshot: 1 })).toEqual(["checkout"]);
    expect(await callersOf(tenant, "total", { snapshot: 2 })).toEqual(["pay"]);
    expect(await namesFound(tenant, "checkout", { snapshot: 1 })).toContain("checkout");
    expect(await namesFound(tenant, "checkout")).not.toContain("checkout");
    const { text } = await tenant.call("get_file", { repo: "shop", path: "cart.py", snapshot: 1 });
    expect(text).toBe(SHOP["cart.py"]);
    const found = await tenant.call("find_nodes", { name: "checkout", snapshot: 1 });
    const shown = await tenant.call("get_node", { id: found.nodes[0].id, snapshot: 1 });
    expect(shown).toMatchObject({
      source: expect.stringContaining("def checkout"),
      completeness: { repos: [{ snapshot: 1 }] },
    });
    await expect(tenant.call("find_nodes", { name: "total", snapshot: 7 })).rejects.toMatchObject({
      code: "SNAPSHOT_GONE",
      message: 'snapshot 7 of "shop" is not kept; there are: 2, 1',
      details: { kept: [2, 1] },
    });
    const other = shop();
    await tenant.index(other.root, { name: "other" });
    await expect(tenant.call("find_nodes", { name: "total", snapshot: 1 })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
    });
  });

  test("a snapshot that nobody holds any more cannot be asked about", async () => {
    const [tenant, repository] = [await forgetful.tenant(), shop()];
    for (const name of ["a", "b", "c"]) {
      repository.write({ "cart.py": `def ${name}():\n    pass\n` });
      await tenant.index(repository.root, { name: "shop" });
    }
    await expect(tenant.call("search", { query: "total", snapshot: 1 })).rejects.toMatchObject({
      code: "SNAPSHOT_GONE",
    });
  });

  test("where only some folders may be read, commits that are kept elsewhere are not", async () => {
    const inside = temporaryFolder();
    folders.push(inside);
    const outside = shop();
    const bound = await openAether(engine, { allowedRoots: [inside.path] });
    try {
      const tenant = await bound.tenant();
      const repository = gitRepository(inside.path);
      repository.write({ ...SHOP, ".git/objects/info/alternates": join(outside.root, ".git/objects\n") });
      repository.write({ ".git/refs/heads/stolen": `${outside.git("rev-parse", "HEAD")}\n` });
      await expect(tenant.index(inside.path, { ref: "stolen" })).rejects.toMatchObject({ code: "PATH_NOT_ALLOWED" });
      rmSync(join(inside.path, ".git"), { recursive: true });
      repository.write({ ".git": `gitdir: ${join(outside.root, ".git")}\n` });
      await expect(tenant.index(inside.path, { ref: "main" })).rejects.toMatchObject({ code: "PATH_NOT_ALLOWED" });
    } finally {
      await bound.close();
    }
  });
});
