/**
 * What others feel of a tenant that means harm (PARSE-04, PARSE-07): how long calls wait for the event loop, and the 99th percentile of
 * another tenant's calls, while trees that are made to take long are indexed and searched; and the same while nobody else asks.
 *
 * The other tenant's calls are timed in this process, which does nothing else meanwhile. The hostile tenant stands for machines of its
 * own: it is a process that comes last in turn (niceness 19), so that what it takes to ask is not felt as if the server took it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { startLineProcess } from "./line-process.ts";
import type { LoopFigures } from "./watched-loop.ts";

export interface FairnessOptions {
  /** Of PostgreSQL; the embedded database without. */
  readonly url?: string;
  /** Of each half of a round. */
  readonly seconds: number;
  /** Of the program that serves, where it is not that of this tree. */
  readonly script?: string;
  readonly nodeArgs?: readonly string[];
}

export interface Felt extends LoopFigures {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
}

export interface Round {
  readonly quiet: Felt;
  readonly disturbed: Felt;
}

export interface Fairness {
  /** Calls `after` at the end of each half. */
  round(after?: (half: "quiet" | "disturbed") => void): Promise<Round>;
  /** Answers that the hostile tenant was given, by status. */
  readonly answered: Readonly<Record<string, number>>;
  /** Of the server. */
  readonly pid: number;
  close(): Promise<void>;
}

const LAST_IN_TURN = 19;
const PACE_MS = 20;

/** Starts a server with the two tenants. Close it. */
export async function openFairness({ url, seconds, script, nodeArgs = [] }: FairnessOptions): Promise<Fairness> {
  const root = mkdtempSync(join(tmpdir(), "aether-hostile-"));
  const server = startLineProcess(script ?? "watched-server.ts", {
    args: url === undefined ? [root] : [root, url],
    nodeArgs,
  });
  const begun: { url: string; keys: [string, string] } = JSON.parse(await server.next());
  const hostile = startLineProcess("hostile-client.ts", {
    args: [root, begun.url, begun.keys[0]],
    niceness: LAST_IN_TURN,
  });
  const other = { url: begun.url, key: begun.keys[1] };
  const answered: Record<string, number> = {};
  const felt = async (): Promise<Felt> => {
    await server.ask("");
    const taken = await timesOf(other, seconds);
    const loop: LoopFigures = JSON.parse(await server.ask(""));
    return { ...loop, p50Ms: percentile(taken, 0.5), p90Ms: percentile(taken, 0.9), p99Ms: percentile(taken, 0.99) };
  };
  await hostile.ask("prepare");
  await timesOf(other, seconds); // until all is loaded
  let rounds = 0;
  return {
    async round(after) {
      const quiet = await felt();
      after?.("quiet");
      // From the first moment on: a tree is found before it is parsed.
      await hostile.ask(`begin r${rounds}`);
      rounds += 1;
      const disturbed = await felt();
      after?.("disturbed");
      const statuses: Record<string, number> = JSON.parse(await hostile.ask("stop"));
      for (const [status, count] of Object.entries(statuses)) answered[status] = (answered[status] ?? 0) + count;
      return { quiet, disturbed };
    },
    answered,
    pid: server.pid,
    async close() {
      await Promise.all([hostile.end(), server.end()]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

interface Asker {
  readonly url: string;
  readonly key: string;
}

/**
 * Milliseconds of calls of the other tenant: pages of jobs, and searches in what it has. They come at their times, whatever became
 * of those before, so that a time in which little is answered counts for as many calls as another.
 */
async function timesOf(asker: Asker, seconds: number): Promise<number[]> {
  const taken: Promise<number>[] = [];
  const begun = performance.now();
  for (let n = 0; n < (seconds * 1000) / PACE_MS; n += 1) {
    await sleep(Math.max(0, begun + n * PACE_MS - performance.now()));
    taken.push(
      timeOf(
        asker,
        n % 4 === 3 ? { path: "/retrieve/search", body: { query: `own ${n}` } } : { path: "/jobs?limit=10" },
      ),
    );
  }
  return Promise.all(taken);
}

async function timeOf({ url, key }: Asker, { path, body }: { path: string; body?: object }): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`the other tenant was answered ${response.status}`);
  return performance.now() - started;
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}
