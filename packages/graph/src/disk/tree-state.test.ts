import { execFileSync } from "node:child_process";
import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { readTreeState } from "./tree-state.ts";

const WHO = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b" };

function git(folder: string, ...args: string[]): void {
  execFileSync("git", args, { cwd: folder, env: { ...process.env, ...WHO }, stdio: "ignore" });
}

test("a tree is clean after a commit, and tells when a changed or an untracked file was written", async () => {
  using folder = temporaryFolder({ "a.py": "x = 1\n", "sub dir/b.py": "y = 1\n" });
  git(folder.path, "init", "-q");
  git(folder.path, "add", ".");
  git(folder.path, "commit", "-qm", "one");
  const clean = await readTreeState(folder.path);
  expect(clean).toEqual({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), dirty: false, changedAtMs: 0 });
  writeFileSync(join(folder.path, "sub dir/b.py"), "y = 2\n");
  utimesSync(join(folder.path, "sub dir/b.py"), 5000, 5000);
  expect(await readTreeState(folder.path)).toEqual({ commit: clean?.commit, dirty: true, changedAtMs: 5_000_000 });
  expect(await readTreeState(join(folder.path, "sub dir"))).toMatchObject({ dirty: true, changedAtMs: 5_000_000 });
  writeFileSync(join(folder.path, "new.py"), "");
  utimesSync(join(folder.path, "new.py"), 6000, 6000);
  rmSync(join(folder.path, "a.py"));
  expect(await readTreeState(folder.path)).toMatchObject({ dirty: true, changedAtMs: 6_000_000 });
});

test("nothing is told of a folder that is gone, or that is in no work tree", async () => {
  using folder = temporaryFolder({ "a.py": "" });
  expect(await readTreeState(join(folder.path, "gone"))).toBeUndefined();
  expect(await readTreeState(folder.path)).toBeUndefined();
});
