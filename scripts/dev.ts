/**
 * The server in the background: up, down, logs, health. Its process id and log lie in the data directory, beside
 * owner.json, in which the server says where it listens.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const AETHER = fileURLToPath(new URL("../packages/server/bin/aether.mjs", import.meta.url));
const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 100;
const ANSWER_WITHIN_MS = 5_000;

const data = dataDirectory();
const pidFile = join(data, "dev.pid");
const logFile = join(data, "dev.log");
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const fail = (text: string): number => {
  process.stderr.write(`error: ${text}\n`);
  return 1;
};

const commands: Readonly<Record<string, () => Promise<number>>> = { up, down, logs, health };
const command = commands[process.argv[2] ?? ""];
process.exitCode = command === undefined ? fail("usage: scripts/dev.ts up|down|logs|health") : await command();

async function up(): Promise<number> {
  const running = runningPid();
  if (running !== undefined) {
    say(`already running as process ${running} at ${serverUrl()}`);
    return 0;
  }
  if ((await readiness())?.ok === true) return fail(`another process serves ${data} already, at ${serverUrl()}`);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const log = openSync(logFile, "w", 0o600);
  const server = spawn(process.execPath, [AETHER, "serve"], { detached: true, stdio: ["ignore", log, log] });
  writeFileSync(pidFile, `${server.pid}`);
  const isUp = await within(async () => server.exitCode !== null || (await readiness())?.ok === true);
  if (!isUp || server.exitCode !== null) {
    const end = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-20).join("\n");
    if (server.exitCode === null) await down();
    rmSync(pidFile, { force: true });
    return fail(`the server did not become ready; the end of ${logFile}:\n${end}`);
  }
  server.unref();
  say(readFileSync(logFile, "utf8").trimEnd());
  say(`running as process ${server.pid} at ${serverUrl()}; make logs follows its log, make dev-down stops it`);
  return 0;
}

async function down(): Promise<number> {
  const pid = runningPid();
  if (pid === undefined) {
    rmSync(pidFile, { force: true });
    say("not running");
    return 0;
  }
  process.kill(pid, "SIGTERM");
  const isDown = await within(() => Promise.resolve(!isAlive(pid)));
  if (!isDown) return fail(`process ${pid} did not stop within ${WAIT_MS / 1000} s; look at ${logFile}`);
  rmSync(pidFile, { force: true });
  say(`stopped process ${pid}`);
  return 0;
}

async function logs(): Promise<number> {
  if (!existsSync(logFile)) return fail("no log yet: make dev-up starts the server and its log");
  const tail = spawn("tail", ["-n", "100", "-F", logFile], { stdio: "inherit" });
  return new Promise((done) => tail.once("close", (code) => done(code ?? 0)));
}

async function health(): Promise<number> {
  const url = serverUrl();
  if (url === undefined) return fail(`no server has ${data} open: make dev-up starts one`);
  const answer = await readiness();
  if (answer === undefined) return fail(`${url} does not answer`);
  say(await answer.text());
  return answer.ok ? 0 : 1;
}

async function readiness(): Promise<Response | undefined> {
  const url = serverUrl();
  if (url === undefined) return undefined;
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(() => undefined);
}

function serverUrl(): string | undefined {
  const file = join(data, "owner.json");
  if (!existsSync(file)) return undefined;
  const owner: { readonly url?: string } = JSON.parse(readFileSync(file, "utf8"));
  return owner.url;
}

/** A recycled process id is not taken for the server: the command line has to be ours. */
function runningPid(): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, "utf8"));
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && commandLine(pid).includes("aether.mjs") ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ended, or somebody else's
  }
}

function commandLine(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file)
    ? readFileSync(file, "utf8")
    : execFileSync("ps", ["-p", `${pid}`, "-o", "args="], { encoding: "utf8" });
}

async function within(isDone: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + WAIT_MS;
  while (Date.now() < end) {
    if (await isDone()) return true;
    await setTimeout(LOOK_EVERY_MS);
  }
  return false;
}

/** As the command finds it: AETHER_DATA, else where the platform keeps a user's data. */
function dataDirectory(): string {
  const given = process.env["AETHER_DATA"];
  if (given !== undefined && given !== "") return resolve(given);
  return join(process.env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "aether");
}
