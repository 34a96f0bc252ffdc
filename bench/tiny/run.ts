/**
 * `make bench-tiny FILES=200000`: a repository of tiny files from its first run to a search, on the embedded database, with as
 * many parser threads as the product takes. Results go to bench/results/<date>-<commit>-tiny.json with the machine and its load.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";

import { openEmbedded } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { joinAether, type TestAether, type TestTenant } from "../../test/support/aether-for-tests.ts";
import { cpuSeconds, peakRssMb, rounded } from "../part1/figures.ts";
import { measureRun } from "../part1/measure-run.ts";
import { writeTinyTree } from "./write-tree.ts";

const ROUNDS = 20;

const files = Number(process.argv[2] ?? "200000");
const work = mkdtempSync(join(tmpdir(), "aether-tiny-"));
const [tree, directory] = [join(work, "tree"), join(work, "data")];

async function open(): Promise<TestAether> {
  const db = await openEmbedded({ directory, afterMigrate: installQueue });
  const parserThreads = Math.min(availableParallelism(), 8);
  return joinAether({ db, drop: () => db.close() }, { maxFiles: files, parserThreads });
}

async function measureCalls(call: (round: number) => Promise<unknown>) {
  await call(0); // warms
  const times: number[] = [];
  const before = cpuSeconds();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const started = performance.now();
    await call(round);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return {
    cpuMs: rounded(((cpuSeconds() - before) * 1000) / ROUNDS),
    p50Ms: rounded(times[ROUNDS / 2] ?? 0),
    maxMs: rounded(times.at(-1) ?? 0),
  };
}

function changeOne(number: number): void {
  appendFileSync(join(tree, "area0/pkg0/item5.py"), `\n\ndef more_${number}(amount):\n    return amount\n`);
}

/** A run of the repository as another tenant's, since one with a file too many ends before it writes. */
async function measureRefusal(aether: TestAether) {
  const extra = join(tree, "one-more.py");
  writeFileSync(extra, "x = 1\n");
  const before = cpuSeconds();
  const job = await (await aether.tenant()).index(tree);
  rmSync(extra);
  return { state: job.state, error: job.error, cpuS: rounded(cpuSeconds() - before) };
}

async function measureAll(aether: TestAether, tenant: TestTenant) {
  const firstRun = await measureRun(tenant, tree);
  const firstPeakRssMb = peakRssMb();
  changeOne(1);
  const secondRun = await measureRun(tenant, tree);
  const search = (query: string) => tenant.call("search", { query, limit: 10 });
  return {
    firstRun,
    firstPeakRssMb,
    secondRun,
    peakRssMb: peakRssMb(),
    searchCommonWords: await measureCalls(() => search("add amount to value")),
    searchRareWord: await measureCalls((round) => search(`count${round * 10 + 1}`)),
    show: await measureCalls((round) => tenant.call("find_nodes", { name: `Item${round * 10 + 2}`, limit: 10 })),
    oneFileMore: await measureRefusal(aether),
    diskMb: Number(execFileSync("du", ["-sm", directory], { encoding: "utf8" }).split("\t")[0]),
  };
}

try {
  writeTinyTree(tree, files);
  const aether = await open();
  const tenant = await aether.tenant();
  const figures = await measureAll(aether, tenant);
  await aether.close();
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadavg(),
    node: process.version,
  };
  const report = { date: new Date().toISOString(), commit, machine, files, ...figures };
  const text = `${JSON.stringify(report, null, 2)}\n`;
  writeFileSync(join(import.meta.dirname, `../results/${report.date.slice(0, 10)}-${commit}-tiny.json`), text);
  process.stdout.write(text);
} finally {
  rmSync(work, { recursive: true, force: true });
}
