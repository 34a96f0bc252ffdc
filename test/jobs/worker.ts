/** A process that runs jobs until it is killed; started by killed.test.ts, to which it says on stdout what it does. */
import { setTimeout as sleep } from "node:timers/promises";

import { openEmbedded, openPostgres, type Db } from "../../packages/server/src/kernel/db/index.ts";
import { createJobs, handleJob } from "../../packages/server/src/kernel/jobs/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import { BULK, leaveEffect, newTenant, prepare, silent, WORK } from "./support.ts";

const [, , engine = "", place = "", order = ""] = process.argv;

function say(event: string, fields: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

function open(): Promise<Db> {
  if (engine === "postgres") return openPostgres({ url: place, pool: { min: 0, max: 6 } });
  return openEmbedded({ directory: place, afterMigrate: prepare });
}

const db = await open();
const log = { ...silent, info: (fields: object, event: string) => say(event, fields) };
const jobs = await createJobs({ db, log, clock: systemClock, kinds: [WORK, BULK] });
const beganAtMs = performance.now();
const handler = handleJob(WORK, async (run) => {
  say("running", { jobId: run.jobId, tenantId: run.context.tenantId, attempt: run.attempt });
  run.progress({ stage: "working" });
  // The one that finds the job of a killed process has no time for what that one was in the middle of.
  await sleep(order === "hurry" ? 0 : run.input.n, undefined, { signal: run.context.signal });
  await run.settle({ afterMs: performance.now() - beganAtMs }, async (tx) => {
    await leaveEffect(tx, run.jobId, run.attempt);
  });
});
if (order === "enqueue") await jobs.enqueue(await newTenant(db), WORK, { input: { n: 600_000 } });
await jobs.start({
  handlers: [handler, handleJob(BULK, (run) => run.settle(null))],
  concurrency: { realtime: 4, bulk: 1 },
  perTenant: { realtime: 100, bulk: 1 },
  ...(engine === "postgres" ? { leaseMs: 1500, pollMs: 200 } : {}),
});
say("ready", {});
