import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createSplitter } from "../../packages/server/src/kernel/search/index.ts";
import { exportAll, openAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const SHOP = {
  "shop/cart.py": `"""Carts of customers."""
from shop.price import total_price


class Cart:
    """What a customer is about to buy."""

    def __init__(self):
        self.items = []

    def checkout(self, customer):
        """Charges the customer for everything in the cart."""
        return customer.charge(total_price(self.items))
`,
  "shop/price.py": `def total_price(items):
    # discounts come later
    return sum(item.price for item in items)


def unused_helper():
    return total_price([])
`,
  "shop/__init__.py": "",
  "web/cart.ts": `import { money } from "./money";

export function renderCart(cart: { total: number }): string {
  return money(cart.total);
}
`,
  "web/money.ts": `export const money = (amount: number): string => amount.toFixed(2);\n`,
  "README.md": "# Shop\n\n## Paying\n\nCustomers pay by card.\n",
  "settings.json": `{"currency": "EUR"}\n`,
};

async function writeTree(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder[Symbol.dispose]();
});

function emptyFolder(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder.path;
}

function shop(): Promise<string> {
  return folderOf(SHOP);
}

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const root = emptyFolder();
  await writeTree(root, files);
  return root;
}

describe.each(ENGINES)("index and search on $engine", (engine) => {
  let aether: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine);
  }, 120_000);
  afterAll(() => aether.close());

  test("a repository is indexed, found by words, and its graph can be walked", async () => {
    const tenant = await aether.tenant();
    const job = await tenant.index(await shop(), { name: "shop" });
    expect(job).toMatchObject({ state: "succeeded", percent: 100, result: { files: 7, snapshot: 1 } });
    const { hits, completeness } = await tenant.call("search", { query: "charge the customer for the cart" });
    expect(hits[0]).toMatchObject({
      name: "checkout",
      kind: "Method",
      file: "shop/cart.py",
      start_line: 11,
      repo: "shop",
    });
    expect(hits[0].snippet.text).toContain("def checkout");
    expect(hits[0].snippet.highlights.length).toBeGreaterThan(0);
    expect(Object.keys(hits[0].parts).length).toBeGreaterThan(1);
    expect(completeness.repos).toMatchObject([{ repo: "shop", snapshot: 1, files: 7, skipped_files: 0 }]);
    const { nodes } = await tenant.call("find_nodes", { name: "total_price" });
    expect(nodes).toMatchObject([{ kind: "Function", file: "shop/price.py" }]);
    const { neighbours } = await tenant.call("neighbours", { id: nodes[0].id, relation: "callers" });
    expect(neighbours.map((one: { node: { name: string } }) => one.node.name).sort()).toEqual([
      "checkout",
      "unused_helper",
    ]);
    const shown = await tenant.call("get_node", { id: nodes[0].id });
    expect(shown.source).toContain("# discounts come later");
  });

  test("filters narrow a search by language, kind, path and symbol", async () => {
    const tenant = await aether.tenant();
    await tenant.index(await shop(), { name: "shop" });
    const files = async (query: string) => {
      const { hits } = await tenant.call("search", { query, limit: 50 });
      return new Set<string>(hits.map((hit: { file: string }) => hit.file));
    };
    expect([...(await files("cart lang:ts"))].every((file) => file.startsWith("web/"))).toBe(true);
    expect(await files("cart path:shop/**")).not.toContain("web/cart.ts");
    expect(await files("symbol:rendercart")).toEqual(new Set(["web/cart.ts"]));
    expect(await files("cart kind:class")).toEqual(new Set(["shop/cart.py"]));
    await expect(tenant.call("search", { query: "cart repo:shpo" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining('"shop"'),
    });
  });

  test("a filter that names nothing is refused with what there is, and filters alone list", async () => {
    const tenant = await aether.tenant();
    await tenant.index(await shop(), { name: "shop" });
    const names = async (query: string, filters = {}) => {
      const { hits } = await tenant.call("search", { query, filters });
      return hits.map((hit: { name: string }) => hit.name);
    };
    for (const [query, told] of [
      ["cart lang:klingon", "python"],
      ["cart lang:pyhton", 'did you mean "python"?'],
      ["cart kind:foo", "method"],
      ["cart kind:field", "class"],
      ["kind:clas", 'did you mean "class"?'],
    ] as const) {
      const refused = { code: "VALIDATION_ERROR", message: expect.stringContaining(told) };
      await expect(tenant.call("search", { query })).rejects.toMatchObject(refused);
    }
    expect(await names("kind:class")).toEqual(["Cart"]);
    expect(await names("", { kind: ["function"], path: ["shop/**"] })).toEqual(["total_price", "unused_helper"]);
    expect(await names("", { symbol: ["checkout"] })).toEqual(["checkout"]);
    await expect(tenant.call("search", { query: "repo:shop" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("what a filter with a minus describes is left out, before the limit", async () => {
    const tenant = await aether.tenant();
    await tenant.index(await shop(), { name: "shop" });
    await tenant.index(await folderOf({ "test/cart_test.py": "def test_cart():\n    assert Cart()\n" }), {
      name: "more",
    });
    const found = async (query: string, filters = {}): Promise<string[]> => {
      const { hits } = await tenant.call("search", { query, filters, limit: 50 });
      return hits.map((hit: { repo: string; file: string }) => `${hit.repo}/${hit.file}`);
    };
    expect(await found("cart")).toEqual(expect.arrayContaining(["more/test/cart_test.py", "shop/web/cart.ts"]));
    expect(await found("cart -repo:more -lang:ts")).not.toContain("more/test/cart_test.py");
    expect((await found("cart -lang:ts")).filter((file) => file.endsWith(".ts"))).toEqual([]);
    expect((await found("cart -path:shop/**")).filter((file) => file.includes("/shop/"))).toEqual([]);
    expect(await found("cart -is:test")).not.toContain("more/test/cart_test.py");
    expect(new Set(await found("cart is:test"))).toEqual(new Set(["more/test/cart_test.py"]));
    expect(await found("", { is: ["test"], kind: ["function"] })).toEqual(["more/test/cart_test.py"]);
    expect(await found("", { not: { lang: ["python", "typescript"], kind: ["file"] } })).toEqual([
      "shop/README.md",
      "shop/README.md",
    ]);
    expect((await found("cart -kind:class -symbol:checkout kind:method")).length).toBe(1);
    for (const [query, told] of [
      ["cart is:tset", 'did you mean "test"?'],
      ["cart -lang:klingon", "python"],
      ["cart before:2024-13", "2026-03"],
      ['"=>"', "has no word to find it by"],
    ] as const) {
      const refused = { code: "VALIDATION_ERROR", message: expect.stringContaining(told) };
      await expect(tenant.call("search", { query })).rejects.toMatchObject(refused);
    }
    await expect(tenant.call("search", { query: "cart -repo:mroe" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a phrase in quotes stands in each hit as it is written, whatever blanks and case", async () => {
    const tenant = await aether.tenant();
    await tenant.index(await shop(), { name: "shop" });
    const ask = async (query: string, filters = {}): Promise<{ names: string[]; notes: string[] }> => {
      const { hits, notes } = await tenant.call("search", { query, filters });
      return { names: hits.map((hit: { name: string }) => hit.name), notes };
    };
    expect(await ask('"everything in the cart"')).toEqual({ names: ["checkout"], notes: [] });
    expect(await ask('price "Item.Price for item"')).toEqual({ names: ["total_price"], notes: [] });
    expect(await ask('"buy." "self.items ="')).toEqual({ names: ["Cart"], notes: [] });
    expect(await ask('"self.items = []" kind:class')).toEqual({ names: ["Cart"], notes: [] });
    expect(await ask('"from shop.price import total_price class Cart:"')).toEqual({ names: ["cart.py"], notes: [] });
    expect(await ask("cart", { phrase: ["in the cart"] })).toEqual({ names: ["checkout"], notes: [] });
    const none = await ask('"the cart in everything"');
    expect(none.names).toContain("checkout");
    expect(none.notes).toEqual([expect.stringContaining('Nothing has "the cart in everything" as it is written')]);
    expect((await ask("total price")).names).toContain("unused_helper");
    const left = await ask('total price -"total_price([])"');
    expect(left.names).toContain("total_price");
    expect(left.names).not.toContain("unused_helper");
  });

  test("the beginning of a name finds it, and a slip is found and told", async () => {
    const tenant = await aether.tenant();
    await tenant.index(await shop(), { name: "shop" });
    const told: unknown[] = [];
    const ask = async (query: string): Promise<{ first: string | undefined; suggestions: string[] }> => {
      const { hits, suggestions, corrections } = await tenant.call("search", { query });
      told.push(...corrections);
      return { first: hits[0]?.name, suggestions };
    };
    expect(await ask("check")).toEqual({ first: "checkout", suggestions: [] });
    expect(await ask("renderC")).toEqual({ first: "renderCart", suggestions: [] });
    expect(await ask("total_pri")).toEqual({ first: "total_price", suggestions: [] });
    expect(told).toEqual([]);
    expect(await ask("chekcout")).toEqual({ first: "checkout", suggestions: [] });
    expect(await ask("hceckout")).toEqual({ first: "checkout", suggestions: [] });
    expect(told).toEqual(["chekcout", "hceckout"].map((written) => ({ written, searched: "checkout" })));
    expect(await ask("symbol:rendrCart")).toEqual({ first: undefined, suggestions: ["renderCart"] });
    expect((await ask("zebra xylophones")).first).toBeUndefined();
    expect(await ask("rendr crat")).toEqual({ first: "renderCart", suggestions: [] });
    // No word of it is known, nor a slip of one: the names that may be meant.
    expect((await ask("rendxr crt")).suggestions).toContain("Cart");
  });

  test("a second run parses and embeds only what changed, and what is gone is not found any more", async () => {
    const tenant = await aether.tenant();
    const root = await shop();
    await tenant.index(root);
    await writeFile(join(root, "shop/price.py"), SHOP["shop/price.py"].replace("unused_helper", "price_of_nothing"));
    await rm(join(root, "web/money.ts"));
    await rename(join(root, "README.md"), join(root, "GUIDE.md"));
    const job = await tenant.index(root);
    expect(job.result).toMatchObject({ snapshot: 2, parsed: 1, changed: 2, removed: 2, files: 6 });
    const names = async (query: string) => {
      const { hits } = await tenant.call("search", { query, limit: 50 });
      return hits.map((hit: { name: string }) => hit.name);
    };
    expect(await names("price of nothing")).toContain("price_of_nothing");
    expect(await names("unused helper")).not.toContain("unused_helper");
    expect(await names("money amount")).not.toContain("money");
    const { nodes } = await tenant.call("find_nodes", { name: "total_price" });
    const { neighbours } = await tenant.call("neighbours", { id: nodes[0].id, relation: "callers" });
    expect(neighbours).toHaveLength(2);
  });

  test("a run without any change keeps every row", async () => {
    const tenant = await aether.tenant();
    const root = await shop();
    await tenant.index(root, { name: "shop" });
    const before = await exportAll(tenant);
    const job = await tenant.index(root, { name: "shop" });
    expect(job.result).toMatchObject({ snapshot: 2, changed: 0, parsed: 0, embedded: 0 });
    expect(await exportAll(tenant)).toEqual(before);
  });

  test("after edits the stored graph equals that of a fresh index", async () => {
    const [edited, fresh] = [await aether.tenant(), await aether.tenant()];
    const root = await shop();
    await edited.index(root, { name: "shop" });
    await writeTree(root, {
      "shop/price.py": "# moved down\n\n" + SHOP["shop/price.py"],
      "web/money.ts": "export const cash = 1;\n",
    });
    await rm(join(root, "shop/__init__.py"));
    await edited.index(root, { name: "shop" });
    await fresh.index(root, { name: "shop" });
    expect(await exportAll(edited)).toEqual(await exportAll(fresh));
  });

  test("many small runs do not make searches read more and more", async () => {
    const tenant = await aether.tenant();
    const root = await shop();
    for (let edit = 0; edit < 20; edit++) {
      await writeFile(join(root, "shop/price.py"), `def price_${edit}():\n    return ${edit}\n`);
      await tenant.index(root, { name: "shop" });
    }
    const [{ live } = { live: 0 }] = await aether.db
      .forTenant(tenant.context)
      .query<{ live: number }>("select count(*)::int as live from segment where died is null limit 1");
    expect(live).toBeLessThanOrEqual(16);
    const { hits } = await tenant.call("search", { query: "price", limit: 50 });
    const names = hits.map((hit: { name: string }) => hit.name);
    expect(names).toContain("price_19");
    expect(names.filter((name: string) => name.startsWith("price_"))).toEqual(["price_19"]);
  });

  test("a commit without an edit brings its subject into the index", async () => {
    const tenant = await aether.tenant();
    const folder = temporaryFolder(SHOP);
    folders.push(folder);
    folder.git("init", "--quiet");
    folder.git("add", "--all");
    await tenant.index(folder.path, { name: "shop" });
    folder.git("commit", "--quiet", "--message=Round halves to even");
    const job = await tenant.index(folder.path, { name: "shop" });
    expect(job.result).toMatchObject({ changed: 0, parsed: 0 });
    const [{ found } = { found: 0 }] = await aether.db
      .forTenant(tenant.context)
      .query<{ found: number }>("select count(*)::int as found from posting where term = any($1) limit 1", [
        createSplitter()("halves"),
      ]);
    expect(found).toBeGreaterThan(0);
  });

  test("another tenant sees nothing of it, not even by id", async () => {
    const [ours, theirs] = [await aether.tenant(), await aether.tenant()];
    const root = await shop();
    await ours.index(root, { name: "shop" });
    const { nodes } = await ours.call("find_nodes", { name: "total_price" });
    expect((await theirs.call("search", { query: "cart" })).hits).toEqual([]);
    await expect(theirs.call("get_node", { id: nodes[0].id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(theirs.call("get_file", { repo: "shop", path: "shop/cart.py" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await theirs.call("list_repositories", {})).repositories).toEqual([]);
  });

  test("the same text at a neighbour does not move a tenant's scores", async () => {
    const [ours, theirs] = [await aether.tenant(), await aether.tenant()];
    const root = await shop();
    await ours.index(root, { name: "shop" });
    const before = await ours.call("search", { query: "charge customer cart" });
    await theirs.index(root, { name: "shop" });
    await theirs.index(await shop(), { name: "again" });
    expect(await ours.call("search", { query: "charge customer cart" })).toEqual(before);
  });

  test("what cannot be indexed is refused with what to do", async () => {
    const tenant = await aether.tenant();
    const root = await shop();
    await expect(tenant.index(join(root, "absent"))).rejects.toMatchObject({ code: "PATH_NOT_FOUND" });
    await expect(tenant.index(join(root, "README.md"))).rejects.toMatchObject({ code: "PATH_NOT_A_DIRECTORY" });
    await expect(tenant.index("relative/path")).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    const empty = await tenant.index(emptyFolder());
    expect(empty).toMatchObject({ state: "failed", error: { code: "NO_SOURCE" } });
    const shown = await tenant.call("get_job", { id: empty.jobId });
    expect(shown).toMatchObject({
      state: "failed",
      error: { code: "NO_SOURCE", message: expect.stringContaining("empty") },
    });
    expect((await tenant.call("list_jobs", {})).jobs).toEqual([shown]);
    expect((await tenant.call("list_repositories", {})).repositories).toMatchObject([{ state: "failed" }]);
  });

  test("what is left out is reported with its reason and the rest is indexed", async () => {
    const tenant = await aether.tenant();
    const root = await shop();
    await writeFile(join(root, "logo.png"), Buffer.from([0, 1, 2, 3]));
    await writeFile(join(root, "bundle.js"), `var a=${"1+".repeat(2_600_000)}1`);
    await symlink("/etc/passwd", join(root, "passwd.py"));
    const job = await tenant.index(root, { name: "shop" });
    expect(job).toMatchObject({ state: "succeeded", result: { files: 7, skipped: 3 } });
    const { skipped } = await tenant.call("get_repository", { id: "shop" });
    expect(Object.fromEntries(skipped.map((one: { path: string; reason: string }) => [one.path, one.reason]))).toEqual({
      "logo.png": "binary",
      "bundle.js": "too-large",
      "passwd.py": "symlink",
    });
  });

  test("two folders of the same name are two repositories, and one folder is one whatever way leads to it", async () => {
    const tenant = await aether.tenant();
    const [first, second] = [join(emptyFolder(), "api"), join(emptyFolder(), "api")];
    await writeTree(first, SHOP);
    await writeTree(second, SHOP);
    await tenant.index(first);
    await tenant.index(second);
    await symlink(first, join(dirname(second), "link"));
    await tenant.index(join(dirname(second), "link"));
    const { repositories } = await tenant.call("list_repositories", {});
    expect(repositories.map((one: { name: string }) => one.name)).toEqual(["api", "api-2"]);
  });

  test("folders outside of the allowed roots are refused, by whatever way they are named, whether they exist or not", async () => {
    const [root, outside] = [await shop(), await shop()];
    const linkedRoot = join(emptyFolder(), "repos");
    await symlink(root, linkedRoot);
    await symlink(outside, join(root, "way-out"));
    const narrow = await openAether(engine, { allowedRoots: [linkedRoot, "/no/such/root"] });
    try {
      const tenant = await narrow.tenant();
      const refused = [outside, join(root, "way-out"), `${root}/../absent`, `${root}-2`, "/", "/absent/here"];
      for (const path of refused) {
        await expect(tenant.index(path)).rejects.toMatchObject({ code: "PATH_NOT_ALLOWED", details: { path } });
      }
      const absent = [join(linkedRoot, "absent"), join(root, "absent"), "/no/such/root/repo"];
      for (const path of absent) {
        await expect(tenant.index(path)).rejects.toMatchObject({ code: "PATH_NOT_FOUND", details: { path } });
      }
      for (const path of [root, join(linkedRoot, "shop")]) {
        expect(await tenant.index(path)).toMatchObject({ state: "succeeded" });
      }
    } finally {
      await narrow.close();
    }
  });

  test("more files than the limit are refused by the limit's name", async () => {
    const small = await openAether(engine, { maxFiles: 3 });
    try {
      const job = await (await small.tenant()).index(await shop());
      const message = expect.stringContaining("more than 3 files (the limit AETHER_MAX_FILES)");
      expect(job).toMatchObject({ state: "failed", error: { code: "TOO_MANY_FILES", message } });
    } finally {
      await small.close();
    }
  });
});
