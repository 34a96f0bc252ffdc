import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { checkDirectory, judgeRoom } from "./check-directory.ts";
import { checkGit, checkGrammars, checkNode } from "./check-tools.ts";

test("an old Node fails, and this one does not", () => {
  expect([checkNode("v20.11.1").state, checkNode("v24.0.0").state]).toEqual(["fail", "ok"]);
});

test("a machine without git is warned of what it misses", async () => {
  expect(await checkGit("/nowhere")).toMatchObject({ state: "warn", fix: expect.stringContaining(".gitignore") });
});

test("every grammar of the installation can be loaded", async () => {
  expect(await checkGrammars()).toMatchObject({ state: "ok" });
});

test("a data directory that others can read, or that is not there, fails with what to do", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aether-checks-"));
  try {
    expect(await checkDirectory(folder)).toMatchObject({ state: "ok" });
    const open = join(folder, "open");
    await mkdir(open);
    await chmod(open, 0o755);
    expect(await checkDirectory(open)).toMatchObject({ state: "fail", fix: `Close it to others: chmod 700 ${open}` });
    expect(await checkDirectory(join(folder, "absent"))).toMatchObject({ state: "fail" });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a disk is told of before it is full", () => {
  const states = [1e8, 1e9, 1e10].map((free) => judgeRoom(free, "/data").state);
  expect(states).toEqual(["fail", "warn", "ok"]);
});
