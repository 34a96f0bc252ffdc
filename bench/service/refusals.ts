/**
 * What the time of a refused key tells (AUTH-07): 20,000 guesses of each kind at a key, on PostgreSQL, timed where the key is
 * checked, each kind in turn. Part of `make bench-service`, and some minutes of it: a refusal waits rather than works.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

import { bringUpToDate } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { emptyPostgres } from "../../test/support/databases.ts";
import { startPostgres } from "../../test/support/postgres-server.ts";
import { guessesAt, mostTold, timesOf } from "../../test/support/refusal-times.ts";
import { openBenchApi } from "./bench-api.ts";
import { addKey, addTenants } from "./tenants.ts";

const SAMPLES = Number(process.argv[2] ?? 20_000);
const BOUND = 0.55;

const postgres = await startPostgres();
process.env["TEST_DATABASE_URL"] = postgres.url;
const database = await emptyPostgres();
try {
  await bringUpToDate({ kind: "postgres", url: database.url }, { afterMigrate: installQueue });
  const api = await openBenchApi(database.url);
  const { db, entrance, operations } = api.kernel;
  const [tenantId = ""] = await addTenants(db, 1);
  const [, , keyId = "", secret = ""] = (await addKey(operations, tenantId)).split("_");
  const guesses = guessesAt({ keyId, secret }, (text) => entrance.keys.identify(text));
  await timesOf(guesses, 200);
  const taken = await timesOf(guesses, SAMPLES);
  await api.close();
  const middle = (times: Float64Array): number => times.toSorted()[Math.floor(times.length / 2)] ?? 0;
  const report = {
    date: new Date().toISOString(),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg(), node: process.version },
    samplesOfEachKind: SAMPLES,
    medianMs: Object.fromEntries([...taken].map(([kind, times]) => [kind, middle(times)])),
    mostTold: mostTold(taken),
    bound: BOUND,
  };
  const text = `${JSON.stringify(report, null, 2)}\n`;
  writeFileSync(
    join(import.meta.dirname, "../results", `${report.date.slice(0, 10)}-${report.commit}-refusals.json`),
    text,
  );
  process.stdout.write(text);
} finally {
  await database.drop();
  await postgres.stop();
}
