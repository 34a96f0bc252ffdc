import { spawnSync } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { BIN, emptyFolder } from "./aether-command.ts";

/** Longer than any command takes, shorter than git is given: a command that waits for the git it has not got is killed. */
const PATIENCE_MS = 90_000;

/** A folder with a file and a folder that nobody but root may read, and room for the data of whoever runs the command. */
async function closedShop(): Promise<{ readonly shop: string; readonly data: string }> {
  const folder = await emptyFolder();
  const [data, shop] = [path.join(folder, "data"), path.join(folder, "shop")];
  const closed = path.join(shop, "closed");
  for (const made of [data, shop, closed]) await mkdir(made);
  await writeFile(path.join(shop, "door.py"), "def open_door():\n    return 1\n");
  await writeFile(path.join(shop, ".gitignore"), "build.py\n");
  await writeFile(path.join(shop, "build.py"), "def built():\n    return 1\n");
  await writeFile(path.join(shop, "secret.py"), "def secret():\n    return 1\n", { mode: 0o000 });
  await writeFile(path.join(closed, "in.py"), "def inside():\n    return 1\n");
  await chmod(closed, 0o000);
  onTestFinished(() => chmod(closed, 0o700));
  await chmod(folder, 0o755);
  await chmod(data, 0o777);
  return { shop, data };
}

/** Runs the command without git; as somebody else where we are root, who may read everything. */
function runPoorly(data: string, args: readonly string[]) {
  const asUser = process.getuid?.() === 0 ? ["setpriv", "--reuid=nobody", "--clear-groups", "env"] : ["env"];
  const [program = "", ...rest] = [...asUser, "PATH=/nowhere", process.execPath, BIN, ...args];
  const env = { AETHER_DATA: path.join(data, "aether"), HOME: data, XDG_CACHE_HOME: data };
  return spawnSync(program, rest, { encoding: "utf8", timeout: PATIENCE_MS, env: { ...process.env, ...env } });
}

test("without git, and with files that this user may not read, the rest of a folder is indexed", async () => {
  const { shop, data } = await closedShop();
  const indexed = runPoorly(data, ["index", shop]);
  expect([indexed.status, indexed.stdout]).toEqual([0, expect.stringMatching(/^shop: 2 files /)]);
  expect(indexed.stderr).toContain("Not read, or in part only: 2 files (2 unreadable)");
  const [repo] = JSON.parse(runPoorly(data, ["repos", "--json"]).stdout).repositories;
  expect(repo).toMatchObject({ state: "ready", commit: null });
  expect(repo.skipped).toEqual([
    { path: "closed/", reason: "unreadable" },
    { path: "secret.py", reason: "unreadable" },
  ]);
  const { hits } = JSON.parse(runPoorly(data, ["search", "open the door", "--json"]).stdout);
  expect(hits[0]).toMatchObject({ file: "door.py", name: "open_door" });
}, 240_000);
