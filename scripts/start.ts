/**
 * What `make start` runs: index a repository, answer one query taken from it, serve until Ctrl-C. Everything is asked of
 * the `aether` command, as a person would. With DETACH=1 the server is left running in the background.
 */
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { basename, resolve } from "node:path";
import process from "node:process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";

import { dataDirectory } from "../packages/server/src/surfaces/cli/data-directory.ts";
import { readOwner } from "../packages/server/src/surfaces/cli/owner.ts";
import { freePortFrom } from "../packages/server/src/surfaces/http/listen.ts";
import { pickQuery } from "./pick-query.ts";

const AETHER = [process.execPath, fileURLToPath(new URL("../packages/server/bin/aether.mjs", import.meta.url))];
const BACKGROUND = [process.execPath, fileURLToPath(new URL("dev.ts", import.meta.url)), "up"];

const CONFLICT = 5; // the command's exit code for it

const given = resolve(process.argv[2] ?? ".");
// A path that is not there is the command's to explain.
process.exitCode = await start(existsSync(given) ? realpathSync(given) : given);

async function start(folder: string): Promise<number> {
  const busyPort = await findBusyPort();
  if (busyPort !== undefined) {
    process.stderr.write(
      `error: port ${busyPort}, which AETHER_PORT names, is in use\n` +
        "  Stop what listens there, name another port, or unset AETHER_PORT: then a free one is taken.\n",
    );
    return CONFLICT;
  }
  const indexed = await run([...AETHER, "index", folder]);
  if (indexed !== 0) return indexed;
  const repo = await nameOf(folder);
  const query = (await pickQuery(readLines(["export", "--repo", repo]))) ?? basename(folder);
  process.stderr.write(`\n$ npx aether search "${query}" --repo ${repo} --limit 5\n`);
  const searched = await run([...AETHER, "search", query, "--repo", repo, "--limit", "5"]);
  if (searched !== 0) return searched;
  if (process.env["DETACH"] === "1") return run(BACKGROUND);
  process.stderr.write("\n$ npx aether serve\n");
  return run([...AETHER, "serve"]);
}

/** The port that was asked for, where the server would not get it: better told now than after the work. */
async function findBusyPort(): Promise<number | undefined> {
  const port = Number(process.env["AETHER_PORT"] || 0);
  // A running server of the same data keeps its port, and a port that is no port is the command's to explain.
  if (!Number.isInteger(port) || port <= 0 || port > 65_535) return undefined;
  if (readOwner(dataDirectory(process.env)) !== undefined) return undefined;
  const host = process.env["AETHER_HOST"] || "127.0.0.1";
  return (await freePortFrom({ host, port })) === port ? undefined : port;
}

/** Under which name the folder is indexed: it differs from the folder's own where that was taken. */
async function nameOf(folder: string): Promise<string> {
  for await (const line of readLines(["repos", "--json"])) {
    const read: { repositories: { name: string; path: string }[] } = JSON.parse(line);
    const found = read.repositories.find(({ path }) => path === folder);
    if (found !== undefined) return found.name;
  }
  throw new Error(`aether repos does not list ${folder}, which was just indexed`);
}

function readLines(args: readonly string[]): Interface {
  const [node = "", ...rest] = [...AETHER, ...args];
  return createInterface({ input: spawn(node, rest, { stdio: ["ignore", "pipe", "inherit"] }).stdout });
}

/** Gives the command's own exit code. Ctrl-C reaches the command as well; this process waits until it has ended. */
async function run([command = "", ...args]: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: "inherit" });
  const wait = (): void => undefined;
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on("SIGINT", wait).on("SIGTERM", pass);
  try {
    return await new Promise((done, fail) => {
      child.once("error", fail);
      child.once("close", (code) => done(code ?? 1));
    });
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", pass);
  }
}
