/** The command under a Node that is too old: a newer one runs it, and nobody who sends a signal should notice. */
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { BIN, demoServer, emptyFolder } from "./aether-command.ts";

/** Makes this Node say that it is an older one; the one that it starts is not told so. */
const OLDER = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.0.0" } });';

/** Starts the command as an older Node would, as the head of a group of processes, as a shell does. */
async function startOnOlderNode(args: readonly string[], env: Readonly<Record<string, string>>) {
  const preload = path.join(await emptyFolder(), "older.mjs");
  await writeFile(preload, OLDER);
  const child = spawn(process.execPath, ["--import", preload, BIN, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    detached: true,
  });
  const group = -(child.pid ?? 0);
  onTestFinished(() => {
    if (child.exitCode === null) process.kill(group, "SIGKILL");
  });
  let stderr = "";
  const talked = new Promise<void>((resolve) => {
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString("utf8");
      resolve();
    });
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, stderr })),
  );
  return { child, group, talked, ended };
}

/** An index that never ends, on a server that goes on with it. */
async function endlessIndex() {
  const { directory } = await demoServer();
  const folder = path.join(directory, "endless");
  await mkdir(folder);
  return startOnOlderNode(["index", folder], { AETHER_DATA: directory });
}

test("SIGINT to the process that was started ends the command in order, with 130", async () => {
  const { child, talked, ended } = await endlessIndex();
  await talked;
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  expect(stderr).toContain("The server goes on with it.");
  expect(code).toBe(130);
}, 30_000);

test("Ctrl-C, which a terminal sends to both processes, counts once", async () => {
  const { group, talked, ended } = await endlessIndex();
  await talked;
  process.kill(group, "SIGINT");
  const { code, stderr } = await ended;
  expect(stderr).toContain("The server goes on with it.");
  expect(code).toBe(130);
}, 30_000);

test("SIGTERM is passed on, and the exit code is the command's", async () => {
  const { child, talked, ended } = await endlessIndex();
  await talked;
  child.kill("SIGTERM");
  expect((await ended).code).toBe(130);
  expect((await (await startOnOlderNode(["frob"], {})).ended).code).toBe(2);
}, 30_000);
