import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { own, scipIndex } from "../support/scip-index.ts";
import { emptyFolder, runAether } from "./aether-command.ts";

const MINUTE_MS = 60_000;
const STORE = "export class Disk {\n  save() {}\n}\n";
const MAIN = "export function main(thing: any) {\n  thing.save();\n}\n";
const SAVE = own("store.ts", "Disk#save().");
const INDEX = scipIndex({
  documents: [
    { path: "store.ts", text: STORE, names: [{ word: "save", symbol: SAVE, defines: true }] },
    { path: "main.ts", text: MAIN, names: [{ word: "save", symbol: SAVE }] },
  ],
});

test(
  "an index that lies in the folder is mentioned, read when it is named, and told of until it is too old",
  async () => {
    const folder = await emptyFolder();
    const shop = path.join(folder, "shop");
    await mkdir(shop);
    for (const [name, content] of [
      ["store.ts", STORE],
      ["main.ts", MAIN],
      ["index.scip", INDEX],
    ] as const) {
      await writeFile(path.join(shop, name), content);
    }
    const aether = (...args: readonly string[]) =>
      runAether(args, { cwd: folder, env: { AETHER_DATA: path.join(folder, "data") } });

    const unasked = await aether("index", "shop");
    expect([unasked.code, unasked.stderr]).toEqual([
      0,
      expect.stringContaining(`--scip ${path.join(shop, "index.scip")}`),
    ]);

    const asked = await aether("index", "shop", "--scip", "shop/index.scip");
    expect([asked.code, asked.stderr]).toEqual([0, expect.stringContaining("scip-test@1.2.3: heard about 2 files.")]);
    expect((await aether("why", "main", "save")).stdout).toContain("scip-test@1.2.3");

    await writeFile(path.join(shop, "main.ts"), `// new\n${MAIN}`);
    const stale = await aether("index", "shop", "--scip", "shop/index.scip");
    expect(stale.stderr).toContain("heard about 1 file; 1 file changed since and left out (main.ts).");
    const after = await aether("callers", "save");
    expect(after.stdout).not.toContain("main.ts");
    expect(after.stderr).toContain("1 file changed since the team's indexer ran");

    const wrong = await aether("index", "shop", "--scip", "shop/main.ts");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("is no whole SCIP index")]);
  },
  3 * MINUTE_MS,
);
