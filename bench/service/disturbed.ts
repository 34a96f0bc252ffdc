/**
 * What others feel while one tenant sends and searches what is made to take long, on PostgreSQL: figures against their bounds. Part of
 * `make bench-service`. Times are those of the clock: on a machine that others load they say more of these than of the server,
 * and `work`, which counts what the serving thread itself did, says what is the server's.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

import { bringUpToDate } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { emptyPostgres } from "../../test/support/databases.ts";
import { startPostgres } from "../../test/support/postgres-server.ts";
import { type Felt, openFairness, type Round } from "./fairness.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const SECONDS = Number(process.argv[3] ?? 10);
const BOUNDS = { loopDelayP99Ms: 50, loopWorkP99Ms: 50, othersP99: 3 };

const middle = (felt: readonly Felt[], of: (one: Felt) => number): number =>
  felt.map(of).toSorted((a, b) => a - b)[Math.floor(felt.length / 2)] ?? 0;

const postgres = await startPostgres();
process.env["TEST_DATABASE_URL"] = postgres.url;
const database = await emptyPostgres();
try {
  const { url } = database;
  await bringUpToDate({ kind: "postgres", url }, { afterMigrate: installQueue });
  const fairness = await openFairness({ url, seconds: SECONDS });
  const rounds: Round[] = [];
  for (let n = 0; n < ROUNDS; n += 1) rounds.push(await fairness.round());
  await fairness.close();
  const { answered } = fairness;
  const quiet = rounds.map((round) => round.quiet);
  const disturbed = rounds.map((round) => round.disturbed);
  const figures = {
    loopDelayP99Ms: middle(disturbed, ({ delayP99Ms }) => delayP99Ms),
    loopWorkP99Ms: middle(disturbed, ({ workP99Ms }) => workP99Ms),
    othersP99: middle(disturbed, ({ p99Ms }) => p99Ms) / middle(quiet, ({ p99Ms }) => p99Ms),
  };
  const report = {
    date: new Date().toISOString(),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg(), node: process.version },
    bounds: BOUNDS,
    figures,
    quiet,
    disturbed,
    answered,
  };
  const text = `${JSON.stringify(report, null, 2)}\n`;
  const name = `${report.date.slice(0, 10)}-${report.commit}-fairness.json`;
  writeFileSync(join(import.meta.dirname, "../results", name), text);
  process.stdout.write(text);
  for (const [figure, bound] of Object.entries(BOUNDS)) {
    const measured = Number(Object.entries(figures).find(([one]) => one === figure)?.[1]);
    const isMissed = measured > bound;
    console.error(`${figure} is ${measured.toFixed(1)}, at most ${bound} is wanted${isMissed ? ": missed" : ""}`);
    if (isMissed) process.exitCode = 1;
  }
} finally {
  await database.drop();
  await postgres.stop();
}
