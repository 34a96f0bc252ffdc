/** What two snapshots differ in, within a track and between refs. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { gitRepository, type GitRepository } from "../support/git-repository.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder[Symbol.dispose]();
});

const LONG = "    # filling\n".repeat(400);
const BEFORE = {
  "cart.py": `from price import total\n\n\nclass Cart:\n    def pay(self, items):\n${LONG}        return total(items)\n`,
  "price.py": "def total(items):\n    return sum(items)\n\n\ndef unused():\n    return 1\n",
  "gift.py": "def wrap(paper):\n    return paper\n",
};
const AFTER = {
  "cart.py": `from price import total\n\n\nclass Cart:\n    def pay(self, items):\n${LONG}        return -total(items)\n`,
  "price.py": "\n\ndef total(items, tax):\n    return sum(items)\n\n\ndef fresh():\n    return total([], 0)\n",
  "gifts/gift.py": BEFORE["gift.py"],
};

function shop(): GitRepository {
  const folder = temporaryFolder();
  folders.push(folder);
  const repository = gitRepository(folder.path);
  repository.write(BEFORE);
  repository.commit("before");
  repository.git("branch", "old");
  repository.git("rm", "--quiet", "gift.py");
  repository.write(AFTER);
  repository.commit("after");
  return repository;
}

interface Change {
  readonly change: string;
  readonly what: readonly string[];
  readonly node: { readonly name: string };
}
interface EdgeChange {
  readonly change: string;
  readonly kind: string;
  readonly from: { readonly name: string };
  readonly to: { readonly name: string };
}

/** All pages as lines, and the counts. */
async function diff(tenant: TestTenant, input: object) {
  const lines: string[] = [];
  let counts: object = {};
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: { definitions: Change[]; edges: EdgeChange[]; counts: object; next_cursor: string | null } =
      await tenant.call("diff_graph", { id: "shop", limit: 2, ...input, ...(cursor !== "" && { cursor }) });
    lines.push(...page.definitions.map(({ change, what, node }) => [change, node.name, ...what].join(" ")));
    lines.push(...page.edges.map(({ change, kind, from, to }) => `${change} ${from.name} ${kind} ${to.name}`));
    [cursor, counts] = [page.next_cursor, page.counts];
  }
  return { lines: lines.sort(), counts };
}

const EXPECTED = [
  "added fresh",
  "added fresh CALLS total",
  "changed pay content",
  "changed total signature content",
  "moved gift.py",
  "moved wrap",
  "removed unused",
];

describe.each(ENGINES)("diff on $engine", (engine) => {
  let aether: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine);
  }, 120_000);
  afterAll(() => aether.close());

  test("two refs differ in what was added, removed, changed and moved, and the other way round in the reverse", async () => {
    const [tenant, { root }] = [await aether.tenant(), shop()];
    await tenant.index(root, { name: "shop", ref: "old" });
    await tenant.index(root, { ref: "main" });
    const found = await diff(tenant, { from: "old", to: "main" });
    expect(found.lines).toEqual(EXPECTED);
    expect(found.counts).toEqual({
      definitions: { added: 1, removed: 1, changed: 2, moved: 2 },
      edges: [{ change: "added", kind: "CALLS", tier: "exact", count: 1 }],
    });
    expect((await diff(tenant, { from: "main", to: "old" })).lines).toContain("removed fresh CALLS total");
    expect((await diff(tenant, { from: "old", to: "old@1" })).lines).toEqual([]);
  });

  test("two snapshots of the working tree, and the working tree and a ref, are compared alike", async () => {
    const [tenant, repository] = [await aether.tenant(), shop()];
    repository.git("checkout", "--quiet", "old");
    await tenant.index(repository.root, { name: "shop" });
    repository.git("checkout", "--quiet", "main");
    await tenant.index(repository.root);
    await tenant.index(repository.root, { ref: "main" });
    expect((await diff(tenant, { from: "1", to: "2" })).lines).toEqual(EXPECTED);
    expect((await diff(tenant, { from: "1", to: "main" })).lines).toEqual(EXPECTED);
    expect((await diff(tenant, { from: "worktree", to: "main" })).lines).toEqual([]);
    await expect(tenant.call("diff_graph", { id: "shop", from: "9", to: "worktree" })).rejects.toMatchObject({
      code: "SNAPSHOT_GONE",
    });
    await expect(tenant.call("diff_graph", { id: "shop", from: "mian", to: "worktree" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining('did you mean "main"?'),
    });
    const other = await aether.tenant();
    await expect(other.call("diff_graph", { id: "shop", from: "1", to: "2" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
