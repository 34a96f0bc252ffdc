import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openPool } from "../../packages/graph/src/disk/parser-pool.ts";
import { openAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder, temporaryRepository, type TemporaryFolder } from "../support/temporary-folder.ts";

const LONG_MS = 60_000;
const LONG_NAME = `${"n".repeat(250)}.py`;

const TREE: Readonly<Record<string, string | Uint8Array>> = {
  "good.py": "def marmalade():\n    return 1\n",
  "deep.js": "function f() {\n".repeat(1_000) + "marmalade();" + "}".repeat(1_000),
  "nul-early.py": Buffer.from("x = '\0'\n"),
  "nul-late.py": `${"# marmalade\n".repeat(1000)}x = '\0'\ndef after_nul():\n    return marmalade()\n`,
  "latin.py": Buffer.from("def caf\xe9_marmalade():\n    return '\xff\xfe'\n", "latin1"),
  "surrogate.py": "x = '\\ud800'\ndef lone():\n    return '\\udfff'\n",
  "min.js": `x="${"y".repeat(5_000_000)}"`,
  "small-min.js": `x="${"y".repeat(60_000)}"`,
  "empty.py": "",
  "empty.ts": "",
  "blank.go": "\n\n\n",
  "bom.py": "\uFEFFdef with_mark():\n    pass\n",
  "mac.py": "def old_mac():\r    return 1\rdef second_mac():\r    return 2\r",
  "conflict.py": "<<<<<<< HEAD\ndef ours():\n=======\ndef theirs():\n>>>>>>> x\n    pass\n",
  "quote\"'.py": "def quoted_name():\n    pass\n",
  "line\nbreak.py": "def broken_name():\n    pass\n",
  "tab\tback\\slash.py": "def tabbed_name():\n    pass\n",
  "\u202Egnp.py": "def turned_name():\n    pass\n",
  "-rf": "marmalade\n",
  "日本語/ファイル.py": "def wide_name():\n    pass\n",
  [LONG_NAME]: "def long_name():\n    pass\n",
  [`${`${"d".repeat(200)}/`.repeat(10)}far.py`]: "def far_down():\n    pass\n",
  "package.json": "{ not json",
  "go.mod": "module \0\n",
  "pyproject.toml": "[[[",
  "tsconfig.json": `{ "extends": "./tsconfig.json", "compilerOptions": { "paths": { "*": ["../../../*"] } } }`,
};

const SKIPPED = {
  "deep.js": "too-deep",
  "nul-early.py": "binary",
  "go.mod": "binary",
  "min.js": "too-large",
  "small-min.js": "minified",
  "out.py": "symlink",
  "loop.py": "symlink",
  around: "symlink",
  "bad-\uFFFD.py": "bad-name",
};

/** What a record of text cannot say: a name that is no UTF-8, links, a file that nobody may read. */
function makeWorse(folder: TemporaryFolder): void {
  writeFileSync(
    Buffer.concat([Buffer.from(`${folder.path}/bad-`), Buffer.from([0xff]), Buffer.from(".py")]),
    "x = 1\n",
  );
  symlinkSync("/etc/passwd", join(folder.path, "out.py"));
  symlinkSync("loop.py", join(folder.path, "loop.py"));
  symlinkSync(".", join(folder.path, "around"));
}

describe.each(ENGINES)("a hostile tree on $engine", (engine) => {
  let aether: TestAether;
  /** Runs when the first file is about to be parsed, which is after all were found. */
  let beforeParsing: () => void = () => undefined;
  let deadlineMs = LONG_MS;
  beforeAll(async () => {
    const openParsers = () => {
      beforeParsing();
      return openPool({ workers: 1, deadlineMs }, { hangMs: 2 * LONG_MS });
    };
    aether = await openAether(engine, { openParsers });
  });
  afterAll(() => aether.close());

  test.each([
    { as: "a plain folder", make: () => temporaryFolder(TREE) },
    { as: "a git repository", make: () => temporaryRepository(TREE) },
  ])("as $as: every file is indexed or reported with its own reason, at each run", async ({ make }) => {
    using folder = make();
    makeWorse(folder);
    const [ours, theirs] = [await aether.tenant(), await aether.tenant()];
    const skippedBy = async () => {
      const job = await ours.index(folder.path, { name: "shop" });
      expect(job).toMatchObject({ state: "succeeded", error: null });
      const { skipped, counts } = await ours.call("get_repository", { id: "shop" });
      const reasons = Object.fromEntries(
        skipped.map((one: { path: string; reason: string }) => [one.path, one.reason]),
      );
      return { reasons, files: counts.files };
    };
    const first = await skippedBy();
    expect(first.reasons).toEqual(SKIPPED);
    const kept = Object.keys(TREE).filter((path) => !(path in SKIPPED) || path === "deep.js");
    expect(first.files).toBe(kept.length);
    expect(await skippedBy()).toEqual(first);
    const names = [
      "after_nul",
      "quoted_name",
      "broken_name",
      "tabbed_name",
      "turned_name",
      "wide_name",
      "long_name",
      "far_down",
      "with_mark",
    ];
    for (const name of names) {
      const { nodes } = await ours.call("find_nodes", { name });
      expect([name, nodes.length]).toEqual([name, 1]);
      expect((await ours.call("get_node", { id: nodes[0].id })).source).toContain(name);
      expect((await theirs.call("find_nodes", { name })).nodes).toEqual([]);
    }
    expect((await ours.call("search", { query: "marmalade", limit: 50 })).hits.length).toBeGreaterThan(2);
    expect((await theirs.call("search", { query: "marmalade" })).hits).toEqual([]);
    expect((await theirs.call("list_repositories", {})).repositories).toEqual([]);
  });

  test("PARSE-01: 50,000 levels of nesting stop nothing, and hide nothing but themselves", async () => {
    using folder = temporaryFolder({
      "good.py": "def marmalade():\n    pass\n",
      "deep.py": `x = ${"[\n".repeat(50_000)}`,
    });
    const tenant = await aether.tenant();
    deadlineMs = 5_000;
    expect(await tenant.index(folder.path, { name: "shop" })).toMatchObject({
      state: "succeeded",
      result: { files: 2 },
    });
    deadlineMs = LONG_MS;
    expect((await tenant.call("find_nodes", { name: "marmalade" })).nodes).toHaveLength(1);
  });

  test("a file that changes after it was found is indexed as it then is, one that goes is reported", async () => {
    using folder = temporaryFolder({
      "kept.py": "def kept():\n    pass\n",
      "new.py": "def before():\n    pass\n",
      "gone.py": "x = 1\n",
    });
    const tenant = await aether.tenant();
    beforeParsing = () => {
      folder.write("new.py", "def afterwards():\n    pass\n");
      rmSync(join(folder.path, "gone.py"));
      beforeParsing = () => undefined;
    };
    expect(await tenant.index(folder.path, { name: "shop" })).toMatchObject({
      state: "succeeded",
      result: { files: 2 },
    });
    const found = async (name: string) => (await tenant.call("find_nodes", { name })).nodes.length;
    expect([await found("kept"), await found("before"), await found("afterwards")]).toEqual([1, 0, 1]);
    const { skipped } = await tenant.call("get_repository", { id: "shop" });
    expect(skipped).toEqual([{ path: "gone.py", reason: "deleted" }]);
    expect((await tenant.index(folder.path, { name: "shop" })).result).toMatchObject({ changed: 0, skipped: 0 });
  });
});
