import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { lockDirectory } from "./directory-lock.ts";

const NO_SUCH_PROCESS = 4_194_400; // above the largest process id that Linux gives out

describe.each(["linux", "darwin"] as const)("the lock of a directory on %s", (platform) => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "aether-lock-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("is held by one, who is named, and is free again after its release", async () => {
    const first = await lockDirectory(folder, platform);
    expect(await lockDirectory(folder, platform)).toEqual({ kind: "taken", pid: process.pid });
    if (first.kind === "held") await first.release();
    const second = await lockDirectory(folder, platform);
    expect(second.kind).toBe("held");
    if (second.kind === "held") await second.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test("of an owner that was killed is taken over", async () => {
    await writeFile(join(folder, "owner.pid"), String(NO_SUCH_PROCESS));
    const lock = await lockDirectory(folder, platform);
    expect(lock.kind).toBe("held");
    if (lock.kind === "held") await lock.release();
  });

  test("of an owner that was killed goes to exactly one of many", async () => {
    await writeFile(join(folder, "owner.pid"), String(NO_SUCH_PROCESS));
    const locks = await Promise.all(Array.from({ length: 20 }, () => lockDirectory(folder, platform)));
    const held = locks.filter((lock) => lock.kind === "held");
    expect(held).toHaveLength(1);
    for (const lock of held) await lock.release();
  });

  test("goes to exactly one of many who ask at the same time", async () => {
    const locks = await Promise.all(Array.from({ length: 20 }, () => lockDirectory(folder, platform)));
    const held = locks.filter((lock) => lock.kind === "held");
    expect(held).toHaveLength(1);
    for (const lock of held) await lock.release();
  });
});

test("a lock file that is still being written is not stolen", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aether-lock-"));
  await writeFile(join(folder, "owner.pid"), "");
  expect(await lockDirectory(folder, "darwin")).toEqual({ kind: "taken", pid: 0 });
  await rm(folder, { recursive: true });
});
