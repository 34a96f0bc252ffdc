/** A name means what the repository around the current directory calls so, before what others do. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { emptyFolder, runAether } from "./aether-command.ts";

test("where one stands comes first, and what is not known there is looked for everywhere", async () => {
  const folder = await emptyFolder();
  const env = { AETHER_DATA: path.join(folder, "data") };
  const files = {
    "one/a.py": "class Store:\n    def save(self):\n        pass\n",
    "two/b.py": "def save():\n    pass\n\ndef only_here():\n    save()\n",
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  for (const name of ["one", "two"]) {
    expect(await runAether(["index", path.join(folder, name)], { cwd: folder, env })).toMatchObject({ code: 0 });
  }
  const shown = async (where: string, name: string): Promise<string> =>
    (await runAether(["show", name], { cwd: path.join(folder, where), env })).stdout.split("  ").slice(0, 2).join(" ");
  expect(await shown("one", "save")).toBe("a.py:2-3 Method Store.save");
  expect(await shown("two", "save")).toBe("b.py:1-2 Function save");
  expect(await shown("one", "only_here")).toBe("b.py:4-5 Function only_here");
});

test("what is called exactly so is meant, and members that bear its name are told", async () => {
  const folder = await emptyFolder();
  const env = { AETHER_DATA: path.join(folder, "data") };
  await mkdir(path.join(folder, "shop"));
  await writeFile(
    path.join(folder, "shop/a.py"),
    "def save():\n    pass\n\nclass Store:\n    def save(self):\n        pass\n\ndef main():\n    save()\n",
  );
  await runAether(["index", path.join(folder, "shop")], { cwd: folder, env });
  for (const command of ["callers", "references"]) {
    const { code, stdout, stderr } = await runAether([command, "save"], { cwd: folder, env });
    expect(code).toBe(0);
    expect(stdout).toContain("main");
    expect(stderr).toMatch(/called so, too .*:\n {2}[0-9a-f]{16} {2}a\.py:5-6 {2}Method Store\.save\n/);
  }
  expect((await runAether(["callers", "main"], { cwd: folder, env })).stderr).not.toContain("called so, too");
});
