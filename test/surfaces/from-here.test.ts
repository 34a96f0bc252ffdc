/** Commands mean the repository, the files and the names that whoever types them sees from the current directory. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { emptyFolder, type Run, runAether, serve } from "./aether-command.ts";

const FILES = {
  "src/door.ts": 'import { enter } from "./shop";\n\nexport function open() {\n  enter();\n}\n',
  "src/shop.ts": 'import { open } from "./door";\n\nexport function enter() {\n  open();\n}\n\nfunction closed() {}\n',
  "door.ts": 'import { open } from "./src/door";\n\nopen();\n',
};

/** An indexed repository `shop`, and the command in one of its folders. */
async function shop() {
  const folder = await emptyFolder();
  const env = { AETHER_DATA: path.join(folder, "data") };
  const root = path.join(folder, "shop");
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(path.join(root, path.dirname(name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  const aether = (where: string, ...args: readonly string[]): Promise<Run> =>
    runAether(args, { cwd: path.join(folder, where), env });
  await serve(env);
  expect(await aether(".", "index", root)).toMatchObject({ code: 0 });
  return { folder, root, aether };
}

test("cycles, unreachable and definition need no name of the repository around, nor of the only one", async () => {
  const { root, aether } = await shop();
  for (const where of ["shop", "shop/src", "."]) {
    expect((await aether(where, "cycles")).stdout).toMatch(
      /^src\/(?:door\.ts → src\/shop|shop\.ts → src\/door)\.ts → /,
    );
    expect((await aether(where, "unreachable")).stdout).toContain("src/shop.ts:7  Function closed");
    expect((await aether(where, "definition", "src/door.ts:4:3")).stdout).toContain("src/shop.ts:3-5  Function enter");
  }
  await mkdir(path.join(root, "..", "other"));
  await writeFile(path.join(root, "..", "other", "a.py"), "def a():\n    pass\n");
  await aether(".", "index", "other");
  expect(await aether(".", "cycles")).toMatchObject({ code: 3, stderr: expect.stringContaining("--repo") });
  for (const named of [["shop"], ["--repo", "shop"]])
    expect((await aether(".", "cycles", ...named)).stdout).toContain("src/door.ts → ");
}, 120_000);

test("a path is one of the repository, or one from the current directory, with links or absolute; answers give it as the repository does", async () => {
  const { folder, root, aether } = await shop();
  await symlink(root, path.join(folder, "link"));
  const importsOf = async (where: string, typed: string): Promise<string> =>
    (await aether(where, "imports", typed, "--quiet")).stdout;
  for (const [where, typed] of [
    ["shop", "src/door.ts"],
    ["shop", "./src/door.ts"],
    ["shop/src", "src/door.ts"],
    ["shop/src", "./door.ts"],
    ["shop/src", "../src/door.ts"],
    [".", path.join(root, "src/door.ts")],
    [".", "shop/src/door.ts"],
    [".", path.join(folder, "link/src/door.ts")],
  ] as const)
    expect([typed, await importsOf(where, typed)]).toEqual([typed, expect.stringMatching(/^src\/shop\.ts:1-7 /)]);
  for (const typed of ["./door.ts:4:3", "shop.ts:4:3", path.join(root, "src/door.ts:4:3")]) {
    const { code, stdout } = await aether("shop/src", "definition", typed);
    expect([typed, code, stdout]).toEqual([typed, 0, expect.stringMatching(/src\/\w+\.ts:3-5 {2}Function/)]);
    expect(stdout).not.toContain(root);
  }
  expect((await aether("shop/src", "show", "shop.ts:7")).stdout).toContain("function closed");
  expect(await aether("shop/src", "definition", "nowhere.ts:1:1")).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('"nowhere.ts" is not an indexed file'),
  });
}, 120_000);

test("another name for a folder that is indexed already is told, to people and to programs", async () => {
  const { root, aether } = await shop();
  const again = await aether(".", "index", root, "--name", "market");
  expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/^market: 3 files/) });
  expect(again.stderr).toContain('Renamed "shop" to "market".\n');
  expect((await aether(".", "index", root, "--name", "market")).stderr).not.toContain("Renamed");
  const back = await aether(".", "index", root, "--name", "shop", "--json");
  expect(JSON.parse(back.stdout)).toMatchObject({ state: "succeeded", renamed_from: "market" });
  expect(JSON.parse((await aether(".", "index", root, "--json")).stdout)).toMatchObject({ renamed_from: null });
}, 120_000);

test("a page says of how many it is", async () => {
  const { root, aether } = await shop();
  const users = Array.from({ length: 12 }, (_, n) => `def user${n}():\n    hub()\n`).join("");
  await writeFile(path.join(root, "hub.py"), `def hub():\n    pass\n${users}`);
  await aether(".", "index", root);
  expect((await aether(".", "callers", "hub")).stderr).toMatch(/^12 callers of Function hub /);
  expect((await aether(".", "callers", "hub", "--limit", "5")).stderr).toMatch(/^5 of 12 callers of Function hub /);
  expect((await aether(".", "references", "hub", "--limit", "1")).stderr).toMatch(/^1 of 12 users of Function hub /);
  const page = JSON.parse((await aether(".", "callers", "hub", "--limit", "5", "--json")).stdout);
  expect([page.neighbours.length, page.found]).toEqual([5, { count: 12, more: false }]);
}, 120_000);
