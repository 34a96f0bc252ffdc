/**
 * What others feel of a tenant that means harm (PARSE-04, PARSE-07): how long calls wait for the event loop, and the 99th percentile of
 * another tenant's calls, while trees that are made to take long are indexed and searched; and the same while nobody else asks.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { hostileQuestions, writeHostileTree } from "./hostile-tenant.ts";
import type { LoopFigures } from "./watched-loop.ts";

export interface FairnessOptions {
  /** Of PostgreSQL; the embedded database without. */
  readonly url?: string;
  readonly rounds: number;
  /** Calls of the other tenant in each half of a round, one after the other. */
  readonly calls: number;
}

export interface Felt extends LoopFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Fairness {
  readonly quiet: readonly Felt[];
  readonly disturbed: readonly Felt[];
  /** Answers that the hostile tenant was given, by status. */
  readonly answered: Readonly<Record<string, number>>;
}

const LOOK_MS = 200;
const AT_A_TIME = 8; // calls of the hostile tenant; what it may have under way is for the server to say

export async function measureFairness({ url, rounds, calls }: FairnessOptions): Promise<Fairness> {
  const root = mkdtempSync(join(tmpdir(), "aether-hostile-"));
  const server = await start(root, url);
  const answered: Record<string, number> = {};
  const felt = async (): Promise<Felt> => {
    const taken = await timesOf(server, calls);
    return { ...(await server.figures()), p50Ms: percentile(taken, 0.5), p99Ms: percentile(taken, 0.99) };
  };
  try {
    const [quiet, disturbed]: [Felt[], Felt[]] = [[], []];
    await timesOf(server, calls); // until all is loaded
    for (let round = 0; round < rounds; round += 1) {
      await server.figures();
      quiet.push(await felt());
      // From the first moment on: a tree is found before it is parsed.
      const stop = disturb(server, { root, round, answered });
      disturbed.push(await felt());
      await stop();
    }
    return { quiet, disturbed, answered };
  } finally {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

interface Server {
  readonly url: string;
  readonly hostile: string;
  readonly other: string;
  /** Since they were asked for last. */
  figures(): Promise<LoopFigures>;
  stop(): Promise<void>;
}

async function start(root: string, url?: string): Promise<Server> {
  const script = join(import.meta.dirname, "watched-server.ts");
  const args = ["--conditions=@aether/source", "--disable-warning=ExperimentalWarning", script, root];
  const child = spawn(process.execPath, url === undefined ? args : [...args, url], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("the watched server has ended");
    return value;
  };
  const begun: { url: string; keys: [string, string] } = JSON.parse(await next());
  return {
    url: begun.url,
    hostile: begun.keys[0],
    other: begun.keys[1],
    figures: async () => {
      child.stdin.write("\n");
      return JSON.parse(await next());
    },
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
}

async function ask(
  { url }: Server,
  key: string,
  asked: { readonly path: string; readonly body?: object },
): Promise<number> {
  const response = await fetch(`${url}/api/v1${asked.path}`, {
    headers: { authorization: `Bearer ${key}`, ...(asked.body && { "content-type": "application/json" }) },
    ...(asked.body && { method: "POST", body: JSON.stringify(asked.body) }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Milliseconds of calls of the other tenant: pages of jobs, and searches in what it has. */
async function timesOf(server: Server, calls: number): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < calls; n += 1) {
    const started = performance.now();
    const status = await ask(
      server,
      server.other,
      n % 4 === 3 ? { path: "/retrieve/search", body: { query: `own ${n}` } } : { path: "/jobs?limit=10" },
    );
    taken.push(performance.now() - started);
    if (status !== 200) throw new Error(`the other tenant was answered ${status}`);
  }
  return taken;
}

interface Disturbance {
  readonly root: string;
  readonly round: number;
  readonly answered: Record<string, number>;
}

/** Indexes and searches until it is stopped; resolves when the last answer is there. */
function disturb(server: Server, { root, round, answered }: Disturbance): () => Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const note = (status: number): void => {
    answered[status] = (answered[status] ?? 0) + 1;
  };
  const index = async (): Promise<void> => {
    for (let n = 0; !signal.aborted; n += 1) {
      writeHostileTree(root, `r${round}n${n}`);
      note(await ask(server, server.hostile, { path: "/ingest/repository", body: { path: root, name: "hostile" } }));
      await jobsDone(server, () => signal.aborted);
    }
  };
  const search = async (worker: number): Promise<void> => {
    for (let n = 0; !signal.aborted; n += 1) {
      const questions = hostileQuestions(`w${worker}r${round}n${n}`);
      for (const [at] of questions.entries()) {
        const question = questions[(at + worker * 2) % questions.length];
        if (!signal.aborted && question !== undefined) note(await ask(server, server.hostile, question));
      }
    }
  };
  const all = Promise.all([index(), ...Array.from({ length: AT_A_TIME }, (_, worker) => search(worker))]);
  return async () => {
    over.abort();
    await all;
    await cancelJobs(server);
  };
}

/** Until none of the hostile tenant's jobs is left to do. */
async function jobsDone(server: Server, isOver: () => boolean): Promise<void> {
  while (!isOver() && (await openJob(server)) !== undefined) await sleep(LOOK_MS);
}

async function cancelJobs(server: Server): Promise<void> {
  for (let id = await openJob(server); id !== undefined; id = await openJob(server)) {
    await ask(server, server.hostile, { path: `/jobs/${id}/cancel`, body: {} });
    await sleep(LOOK_MS);
  }
}

/** The hostile tenant's, which are the newest jobs that are not done. */
async function openJob(server: Server): Promise<string | undefined> {
  const headers = { authorization: `Bearer ${server.hostile}` };
  const response = await fetch(`${server.url}/api/v1/jobs?limit=1`, { headers });
  if (response.status !== 200) return "unknown"; // too many calls: ask again
  const { data }: { data: { jobs: { job_id: string; state: string }[] } } = JSON.parse(await response.text());
  return data.jobs.find(({ state }) => state === "queued" || state === "running")?.job_id;
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}
