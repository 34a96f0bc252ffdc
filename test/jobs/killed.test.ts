import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { openEmbedded } from "../../packages/server/src/kernel/db/index.ts";
import type { Jobs } from "../../packages/server/src/kernel/jobs/index.ts";
import type { Context } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { effectsOf, newTenant, openJobs, prepare, whenFinished, whenJob, WORK } from "./support.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const workers = new Set<Worker>();

interface Said {
  readonly event: string;
  readonly [field: string]: unknown;
}

interface Worker {
  readonly process: ChildProcess;
  /** Resolves when it has said so for the given time, 1 for the first. */
  heard(event: string, time?: number): Promise<Said>;
  /** How often it has said so. */
  times(event: string): number;
  kill(): Promise<void>;
}

function startWorker(...args: readonly string[]): Worker {
  const flags = ["--conditions=@aether/source", "--disable-warning=ExperimentalWarning"];
  const child = spawn("node", [...flags, "test/jobs/worker.ts", ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: Said[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    said.push(JSON.parse(line));
    for (const look of waiting) look();
  });
  const worker: Worker = {
    process: child,
    times: (event) => said.filter((each) => each.event === event).length,
    heard: (event, time = 1) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = said.filter((each) => each.event === event)[time - 1];
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    kill: async () => {
      workers.delete(worker);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
  workers.add(worker);
  return worker;
}

afterEach(async () => {
  for (const worker of workers) await worker.kill();
});

describe("workers on PostgreSQL", () => {
  let database: TestDatabase;
  let url: string;
  let jobs: Jobs;
  let context: Context;

  beforeAll(async () => {
    const engine = ENGINES.find((each) => each.engine === "postgres");
    if (engine === undefined) throw new Error("there is no PostgreSQL among the engines");
    database = await engine.open({ afterMigrate: prepare });
    url = database.adminUrl ?? "";
    jobs = await openJobs(database.db);
    context = await newTenant(database.db);
  });
  afterAll(async () => {
    await jobs.stop({ graceMs: 0 });
    await database.drop();
  });

  test(
    "no job is lost and none takes effect twice while workers are killed at random",
    { timeout: 120_000 },
    async () => {
      const ids: string[] = [];
      for (let n = 0; n < 150; n += 1) {
        ids.push((await jobs.enqueue(context, WORK, { input: { n: 50 + (n % 7) * 60 } })).jobId);
      }
      const crew = await Promise.all([1, 2, 3].map(() => ready(startWorker("postgres", url))));
      for (let kill = 0; kill < 8; kill += 1) {
        // It dies with up to four jobs in its hands, one of which it has just begun.
        const victim = await Promise.race(
          crew.map((worker) => begunAnother(worker, 1 + Math.floor(Math.random() * 4))),
        );
        await victim.kill();
        crew[crew.indexOf(victim)] = startWorker("postgres", url);
      }
      const finished = await Promise.all(ids.map((jobId) => whenFinished({ jobs, context }, jobId)));
      expect(new Set(finished.map(({ state }) => state))).toEqual(new Set(["succeeded"]));
      for (const { jobId, attempt } of finished) {
        expect(await effectsOf(database.db, context, jobId)).toEqual([attempt]);
      }
      expect(finished.some(({ attempt }) => attempt > 1)).toBe(true);
    },
  );

  test("a worker that was frozen past its lease comes back to find its job done, and does not do it again", async () => {
    const { jobId } = await jobs.enqueue(context, WORK, { input: { n: 600_000 } });
    const frozen = startWorker("postgres", url);
    await frozen.heard("running");
    frozen.process.kill("SIGSTOP");
    await ready(startWorker("postgres", url, "hurry"));
    await whenJob({ jobs, context }, jobId, (job) => job.attempt === 2);
    frozen.process.kill("SIGCONT");
    expect(await frozen.heard("job.ended")).toMatchObject({ jobId, attempt: 1, outcome: "interrupted" });
    const job = await whenFinished({ jobs, context }, jobId);
    expect(job).toMatchObject({ state: "succeeded", attempt: 2 });
    expect(await effectsOf(database.db, context, jobId)).toEqual([2]);
  });
});

test(
  "a job of a killed process runs again as soon as the embedded database is opened, and takes effect once",
  { timeout: 120_000 },
  async () => {
    using folder = temporaryFolder();
    const killed = startWorker("pglite", folder.path, "enqueue");
    const { jobId, tenantId } = await killed.heard("running");
    await killed.kill();
    const next = startWorker("pglite", folder.path, "hurry");
    expect(await next.heard("running")).toMatchObject({ jobId, attempt: 2 });
    expect(await next.heard("job.ended")).toMatchObject({ jobId, tenantId, attempt: 2, outcome: "succeeded" });
    await next.kill();
    const db = await openEmbedded({ directory: folder.path, afterMigrate: prepare });
    const tenant = db.forTenant({ tenantId: String(tenantId) });
    const waited = "(result->>'afterMs')::float8 < 5000 as soon"; // a lease is 15 s
    const rows = await tenant.query(`select state, attempt, lost, ${waited} from job limit 10`);
    expect(rows).toEqual([{ state: "succeeded", attempt: 2, lost: 1, soon: true }]);
    expect(await tenant.query("select attempt from job_effect limit 10")).toEqual([{ attempt: 2 }]);
    await db.close();
  },
);

async function ready(worker: Worker): Promise<Worker> {
  await worker.heard("ready");
  return worker;
}

/** Resolves when it has begun so many jobs more. */
async function begunAnother(worker: Worker, count: number): Promise<Worker> {
  await worker.heard("running", worker.times("running") + count);
  return worker;
}
