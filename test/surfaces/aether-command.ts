import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { onTestFinished } from "vitest";

import { demoOperations } from "./demo-operations.ts";
import { serveSmallOperations, TOKEN } from "./http-server.ts";

export const BIN = fileURLToPath(new URL("../../packages/server/bin/aether.mjs", import.meta.url));

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly input?: string;
  /** Called with the child as soon as it has written this to stderr. */
  readonly onTalk?: {
    readonly of: string;
    readonly act: (kill: (signal: NodeJS.Signals) => void, stderr: string) => void | Promise<void>;
  };
}

/** The compile cache lies outside of the home that tests give: what is measured and read is not the first run. */
const CACHE = path.join(tmpdir(), "aether-test-cache");
/** The key ring of whoever runs the tests is theirs. */
const OWN = { XDG_CACHE_HOME: CACHE, AETHER_KEYRING: "off" };

/** Runs the command as a child process, with nothing of our own environment but what it needs. */
export function runAether(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { env = {}, cwd = process.cwd(), input, onTalk } = options;
  const PATH = process.env["PATH"] ?? "";
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env: { PATH, ...OWN, ...env } });
  let [stdout, stderr] = ["", ""];
  let hasTalked = false;
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("utf8");
    if (onTalk === undefined || hasTalked || !stderr.includes(onTalk.of)) return;
    hasTalked = true;
    void onTalk.act((signal) => child.kill(signal), stderr);
  });
  child.stdin.on("error", () => undefined); // it need not read what it is given
  child.stdin.end(input ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

export interface TerminalOptions {
  /** Called once, when this has been shown. */
  readonly onScreen?: {
    readonly of: RegExp;
    readonly act: (found: RegExpExecArray, type: (keys: string) => void) => void | Promise<void>;
  };
}

/**
 * Runs the command on a pseudo-terminal of util-linux' `script`, and answers with all that it wrote there. Where there is
 * no `script`, these tests fail and say so: a bar that nobody saw is not tested.
 */
export function runOnTerminal(
  args: readonly string[],
  env: Record<string, string>,
  { onScreen }: TerminalOptions = {},
): Promise<{ code: number; screen: string }> {
  const words = [process.execPath, BIN, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`);
  const child = spawn("script", ["--quiet", "--return", "--command", `exec ${words.join(" ")}`, "/dev/null"], {
    env: { PATH: process.env["PATH"] ?? "", ...OWN, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  let hasActed = false;
  return new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      screen += chunk.toString("utf8");
      const found = hasActed ? null : (onScreen?.of.exec(screen) ?? null);
      if (found === null || onScreen === undefined) return;
      hasActed = true;
      const type = (keys: string): void => void child.stdin.write(keys);
      Promise.resolve(onScreen.act(found, type)).catch(reject);
    });
    child.on("error", (cause) => reject(new Error("these tests need `script` (Debian: bsdutils)", { cause })));
    child.on("close", (code) => resolve({ code: code ?? -1, screen }));
  });
}

export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "aether-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A data directory whose owner is a demo server, and the command that finds it there. */
export async function demoServer() {
  const server = await serveSmallOperations({ operations: demoOperations().operations });
  const directory = await emptyFolder();
  const owner = { url: server.url, token: TOKEN, pid: process.pid, version: "0.1.0" };
  await writeFile(path.join(directory, "owner.json"), JSON.stringify(owner), { mode: 0o600 });
  const aether = (args: readonly string[], options: RunOptions = {}): Promise<Run> =>
    runAether(args, { ...options, env: { AETHER_DATA: directory, ...options.env } });
  return { ...server, directory, aether };
}

/** A server on this data until the test ends: commands that ask it need not open the database themselves. */
export async function serve(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [BIN, "serve", "--port", "0"], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("close", () => reject(new Error("the server ended before it listened")));
  });
  return child;
}
