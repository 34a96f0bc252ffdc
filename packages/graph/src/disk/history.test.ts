import { existsSync } from "node:fs";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import { temporaryFolder, temporaryRepository } from "../../../../test/support/temporary-folder.ts";
import { history } from "./history.ts";

async function subjectsIn(folder: string): Promise<Record<string, readonly string[]>> {
  return Object.fromEntries([...(await history(folder))].map(([path, { subjects }]) => [path, subjects]));
}

test("the subjects of a file are the newest first, without bodies and merges", async () => {
  using folder = temporaryRepository({ "a b.py": "1", "in/ü.py": "1" });
  folder.write("in/ü.py", "2");
  folder.git("commit", "--quiet", "--all", "--message=second\n\nbody");
  folder.git("checkout", "--quiet", "-b", "side", "HEAD~1");
  folder.write("c.py", "");
  folder.git("add", "--all");
  folder.git("commit", "--quiet", "--message=side");
  folder.git("merge", "--quiet", "--message=merged", "main");
  expect(await subjectsIn(folder.path)).toEqual({
    "a b.py": ["first"],
    "in/ü.py": ["second", "first"],
    "c.py": ["side"],
  });
});

test("a folder inside a work tree has the history of its own files, under its own paths", async () => {
  using folder = temporaryRepository({ "a.py": "1", "in/b.py": "1" });
  expect(await subjectsIn(join(folder.path, "in"))).toEqual({ "b.py": ["first"] });
});

test("a file's authors are told once each, and when it was last changed", async () => {
  using folder = temporaryRepository({ "a.py": "0", "b.py": "0" });
  for (const [turn, author] of ["Ada <ada@x.example>", "Grace <grace@x.example>", "Ada <ada@x.example>"].entries()) {
    folder.write("a.py", `${turn + 1}`);
    folder.git("-c", "user.name=c", "commit", "--quiet", "--all", "--message=m", `--author=${author}`);
  }
  const found = await history(folder.path);
  const [ada, grace, first] = found.get("a.py")?.authors ?? [];
  expect([ada, grace]).toEqual(["Ada <ada@x.example>", "Grace <grace@x.example>"]);
  expect(found.get("b.py")?.authors).toEqual([first]);
  expect(Math.abs((found.get("a.py")?.changedAt ?? 0) - Date.now() / 1000)).toBeLessThan(600);
});

test("commits, subjects of a file and the length of a subject are bounded", async () => {
  using folder = temporaryRepository({ "a.py": "0" });
  for (const turn of ["one", "two", "three", `four ${"x".repeat(500_000)}`]) {
    folder.write("a.py", turn);
    folder.write(".git/message", turn);
    folder.git("commit", "--quiet", "--all", "--file=.git/message");
  }
  const found = (await history(folder.path, { maxCommits: 3, maxSubjectsPerFile: 2 })).get("a.py");
  expect(found?.subjects).toEqual([`four ${"x".repeat(295)}`, "three"]);
});

test("without git, without a repository or without commits it is empty", async () => {
  using plain = temporaryFolder({ "a.py": "" });
  expect(await history(plain.path)).toEqual(new Map());
  plain.git("init", "--quiet");
  expect(await history(plain.path)).toEqual(new Map());
  using folder = temporaryRepository({ "a.py": "" });
  vi.stubEnv("PATH", "/nonexistent");
  expect(await history(folder.path)).toEqual(new Map());
  vi.unstubAllEnvs();
});

test("it ends with the reason of an abort, and is cut short when time is up", async () => {
  using folder = temporaryRepository({ "a.py": "" });
  const reason = new Error("stop");
  await expect(history(folder.path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect((await history(folder.path, { timeoutMs: 1 })).size).toBeLessThanOrEqual(1);
});

test("a repository that wants signatures checked starts no program", async () => {
  using folder = temporaryRepository({ "a.py": "" });
  const mark = join(folder.path, ".git", "started");
  folder.git("config", "gpg.program", `touch ${mark}; false`);
  folder.git("config", "log.showSignature", "true");
  expect((await history(folder.path)).get("a.py")?.subjects).toEqual(["first"]);
  expect(existsSync(mark)).toBe(false);
});
