/** What the command line costs beside a bare node, in CPU of the whole process; interleaved, medians. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rounded } from "./figures.ts";

export interface CommandFigures {
  readonly nodeMs: number;
  readonly versionMs: number;
  readonly versionRatio: number;
  readonly searchMs: number;
  readonly searchRatio: number;
}

const ROUNDS = 15;
const BIN = join(import.meta.dirname, "../../packages/server/bin/aether.mjs");

/** Searches go to a server that has indexed `folder`, on the embedded database in a directory of its own. */
export async function measureCommands(folder: string): Promise<CommandFigures> {
  const data = mkdtempSync(join(tmpdir(), "aether-bench-data-"));
  const env = { ...process.env, AETHER_DATA: data, AETHER_PORT: "0", NO_COLOR: "1" };
  const indexed = spawnSync(process.execPath, [BIN, "index", folder], { env, encoding: "utf8" });
  if (indexed.status !== 0) throw new Error(indexed.stderr);
  const server = await startServer(env);
  try {
    const samples = { node: [] as number[], version: [] as number[], search: [] as number[] };
    for (let round = 0; round <= ROUNDS; round++) {
      const node = cpuMs(["-e", "0"], env);
      const version = cpuMs([BIN, "--version"], env);
      const search = cpuMs([BIN, "search", "read configuration file"], env);
      if (round === 0) continue; // fills the compile cache
      samples.node.push(node);
      samples.version.push(version);
      samples.search.push(search);
    }
    const [node, version, search] = [median(samples.node), median(samples.version), median(samples.search)];
    return {
      nodeMs: node,
      versionMs: version,
      versionRatio: rounded(version / node),
      searchMs: search,
      searchRatio: rounded(search / node),
    };
  } finally {
    server.kill("SIGTERM");
    await once(server, "exit");
    rmSync(data, { recursive: true, force: true });
  }
}

function startServer(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const server = spawn(process.execPath, [BIN, "serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (/#code=/.test(said)) resolve(server);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.once("exit", () => reject(new Error(said)));
  });
}

/** User + system milliseconds of a node process, by the shell's own clock of its children. */
function cpuMs(args: readonly string[], env: NodeJS.ProcessEnv): number {
  const script = 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2> /dev/null';
  const done = spawnSync("bash", ["-c", script, "bash", process.execPath, ...args], { env, encoding: "utf8" });
  const [user, system] = done.stderr.trim().split(" ").map(Number);
  if (done.status !== 0 || user === undefined || system === undefined)
    throw new Error(`${args.join(" ")}: ${done.stderr}`);
  return Math.round((user + system) * 1000);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
