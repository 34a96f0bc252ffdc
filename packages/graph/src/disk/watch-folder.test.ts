import { mkdirSync, renameSync, rmSync, symlinkSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { temporaryFolder, temporaryRepository } from "../../../../test/support/temporary-folder.ts";
import type { WatchOne } from "./folder-watches.ts";
import { type FolderEvent, type FolderWatch, watchFolder, type WatchOptions } from "./watch-folder.ts";

async function watched(folder: { readonly path: string }, options: WatchOptions = {}): Promise<FolderWatch> {
  const watching = await watchFolder(folder.path, { quietMs: 60, ...options });
  onTestFinished(() => watching.close());
  return watching;
}

/** The paths of the next change; fails on anything else. */
async function changeOf(watching: FolderWatch): Promise<readonly string[]> {
  const event = await watching.next();
  if (event?.kind !== "changed") throw new Error(`not a change: ${event?.kind ?? "the end"}`);
  return event.paths;
}

test("a file that is written, replaced by renaming, or deleted is heard of", async () => {
  using folder = temporaryFolder({ "a.py": "1", "in/b.py": "2" });
  const watching = await watched(folder);
  folder.write("in/b.py", "3");
  expect(await changeOf(watching)).toEqual(["in/b.py"]);
  folder.write("a.py.tmp", "4");
  renameSync(join(folder.path, "a.py.tmp"), join(folder.path, "a.py"));
  expect(await changeOf(watching)).toContain("a.py");
  rmSync(join(folder.path, "in/b.py"));
  expect(await changeOf(watching)).toEqual(["in/b.py"]);
});

test("folders made, filled, moved and deleted while it watches are followed", async () => {
  using folder = temporaryFolder({ "a.py": "" });
  const watching = await watched(folder);
  folder.write("new/deep/b.py", "1");
  expect(await changeOf(watching)).toContain("new");
  folder.write("new/deep/b.py", "2");
  expect(await changeOf(watching)).toEqual(["new/deep/b.py"]);
  renameSync(join(folder.path, "new"), join(folder.path, "old"));
  expect(await changeOf(watching)).toEqual(expect.arrayContaining(["new", "old"]));
  folder.write("old/deep/b.py", "3");
  expect(await changeOf(watching)).toEqual(["old/deep/b.py"]);
  rmSync(join(folder.path, "old"), { recursive: true });
  await changeOf(watching);
  folder.write("old/deep/c.py", "4");
  await changeOf(watching);
  folder.write("old/deep/c.py", "5");
  expect(await changeOf(watching)).toEqual(["old/deep/c.py"]);
});

test("what an index leaves out is not heard of: ignored files and folders, dependencies, other repositories", async () => {
  using folder = temporaryRepository({
    ".gitignore": "dist/\n*.log\n",
    ".aetherignore": "drafts/\n",
    "a.py": "",
    "drafts/x.md": "",
    "dist/kept.js": "",
  });
  using inner = temporaryRepository({ "b.py": "" });
  renameSync(inner.path, join(folder.path, "inner"));
  folder.git("add", "--force", "dist/kept.js");
  for (const path of ["dist/x.js", "node_modules/p/i.js", "run.log"]) folder.write(path, "1");
  const watching = await watched(folder);
  for (const path of ["dist/x.js", "dist/new/y.js", "node_modules/p/i.js", "run.log", "drafts/x.md", "inner/b.py"]) {
    folder.write(path, "2");
  }
  mkdirSync(join(folder.path, "sub/dist"), { recursive: true });
  await changeOf(watching);
  folder.write("sub/dist/z.js", "3");
  rmSync(join(folder.path, "sub/dist"), { recursive: true });
  folder.write("a.py", "3");
  expect(await changeOf(watching)).toEqual(["a.py"]);
  folder.write("dist/kept.js", "4");
  expect(await changeOf(watching)).toEqual(["dist/kept.js"]);
});

test("what is not ignored any more is watched from then on", async () => {
  using folder = temporaryRepository({ ".gitignore": "gen/\n", "gen/deep/a.py": "", "b.py": "" });
  const watching = await watched(folder);
  folder.write(".gitignore", "\n");
  await changeOf(watching);
  folder.write("gen/deep/a.py", "2");
  expect(await changeOf(watching)).toEqual(["gen/deep/a.py"]);
});

test("a change of branch is one event, whatever number of files it touches", async () => {
  using folder = temporaryRepository(
    Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`d${n % 7}/${n}.py`, "1"])),
  );
  folder.git("checkout", "--quiet", "-b", "other");
  for (let n = 0; n < 600; n++) folder.write(`d${n % 7}/${n}.py`, "22");
  folder.git("commit", "--quiet", "--all", "--message=two");
  const watching = await watched(folder);
  folder.git("checkout", "--quiet", "main");
  expect((await changeOf(watching)).length).toBeGreaterThan(500);
  folder.write("last.py", "");
  expect(await changeOf(watching)).toEqual(["last.py"]);
});

test("a commit is heard of though no file changes; what git writes for itself is not", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  folder.write("a.py", "2");
  const watching = await watched(folder);
  folder.git("commit", "--quiet", "--all", "--message=two");
  expect(await changeOf(watching)).toEqual([".git"]);
  folder.git("update-index", "--force-remove", "a.py");
  folder.git("update-index", "--add", "a.py");
  folder.git("status");
  folder.write("b.py", "");
  expect(await changeOf(watching)).toContain("b.py");
});

test("a linked work tree has its own state", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  using parent = temporaryFolder();
  const tree = join(parent.path, "tree");
  folder.git("worktree", "add", "--quiet", "-b", "other", tree);
  const watching = await watched({ path: tree });
  folder.git("-C", tree, "commit", "--quiet", "--allow-empty", "--message=two");
  expect(await changeOf(watching)).toEqual([".git"]);
});

test("a folder that goes, comes back or is replaced is told, and watched again", async () => {
  using parent = temporaryFolder({ "shop/a.py": "1" });
  const root = join(parent.path, "shop");
  const watching = await watched({ path: root });
  renameSync(root, join(parent.path, "aside"));
  expect(await watching.next()).toEqual({ kind: "gone" });
  renameSync(join(parent.path, "aside"), root);
  expect(await watching.next()).toEqual({ kind: "back" });
  parent.write("shop/a.py", "2");
  expect(await changeOf(watching)).toEqual(["a.py"]);
  parent.write("other/b.py", "1");
  renameSync(root, join(parent.path, "aside"));
  renameSync(join(parent.path, "other"), root);
  expect([await watching.next(), await watching.next()]).toEqual([{ kind: "gone" }, { kind: "back" }]);
  parent.write("shop/b.py", "2");
  expect(await changeOf(watching)).toEqual(["b.py"]);
});

test("changes while nobody asks come as one event afterwards", async () => {
  using folder = temporaryFolder({ "a.py": "", "b.py": "" });
  const watching = await watched(folder);
  folder.write("a.py", "1");
  await changeOf(watching);
  folder.write("a.py", "2");
  folder.write("b.py", "2");
  expect([...(await changeOf(watching))].sort()).toEqual(["a.py", "b.py"]);
});

test.each(["ENOSPC", "EMFILE"])(
  "where the system has no more watches (%s) the tree is looked at instead",
  async (code) => {
    using folder = temporaryRepository({ "a/b/c.py": "1", "d/e.py": "1" });
    let left = 3;
    const scarce: WatchOne = (path, listener) => {
      if (left-- <= 0) throw Object.assign(new Error(code), { code });
      return watch(path, listener);
    };
    const watching = await watched(folder, { watch: scarce, pollMs: 20 });
    expect(await watching.next()).toEqual({ kind: "polling", code });
    await changeOf(watching);
    folder.write("a/b/c.py", "2");
    expect(await changeOf(watching)).toEqual(["a/b/c.py"]);
    folder.write("new/x.py", "2");
    expect(await changeOf(watching)).toEqual(["new/x.py"]);
    folder.git("add", "--all");
    folder.git("commit", "--quiet", "--message=two");
    expect(await changeOf(watching)).toEqual([".git"]);
  },
);

test("a link that leads out of the folder, or round in it, is not followed", async () => {
  using outside = temporaryFolder({ "x.py": "1" });
  using folder = temporaryFolder({ "a.py": "1" });
  symlinkSync(outside.path, join(folder.path, "out"));
  symlinkSync(".", join(folder.path, "round"));
  const watching = await watched(folder);
  outside.write("x.py", "2");
  folder.write("a.py", "2");
  expect(await changeOf(watching)).toEqual(["a.py"]);
});

test("closing ends whoever waits", async () => {
  using folder = temporaryFolder({ "a.py": "1" });
  const watching = await watched(folder);
  const waiting: Promise<FolderEvent | undefined> = watching.next();
  watching.close();
  expect(await waiting).toBeUndefined();
  writeFileSync(join(folder.path, "a.py"), "2");
  expect(await watching.next()).toBeUndefined();
});

test("a path that is no folder is refused", async () => {
  using folder = temporaryFolder({ "a.py": "1" });
  await expect(watchFolder(join(folder.path, "a.py"))).rejects.toMatchObject({ code: "NOT_A_FOLDER" });
});
