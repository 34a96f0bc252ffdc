/**
 * `make bench-grep TREES="<path> <path>"`: how long grep takes over a gigabyte of text on a PostgreSQL of its own, and what its index
 * weighs and costs. The trees' files are taken once each, and the whole of them again and again, each time under other names and with a
 * line of its own, until there is as much as asked for (MEGABYTES). Results go to bench/results/<date>-<commit>-grep.json.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join, resolve } from "node:path";

import { bringUpToDate, openPostgres } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { joinAether } from "../../test/support/aether-for-tests.ts";
import { startPostgres } from "../../test/support/postgres-server.ts";
import { cpuClock } from "./cpu.ts";
import { measureGrams } from "./gram-cost.ts";
import { type GrepFigures, load, measureGrep } from "./measure.ts";
import { questionsOf } from "./questions.ts";
import { bytesOf, readTrees } from "./trees.ts";
import { writeRepo } from "./write-corpus.ts";

const [megabytes = "1000", ...folders] = process.argv.slice(2);
const trees = folders.map((folder) => resolve(folder));
if (trees.length === 0) {
  console.error('Name trees of source text: make bench-grep TREES="<path> <path>"');
  process.exit(2);
}

const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
const server = await startPostgres();
try {
  await bringUpToDate({ kind: "postgres", url: server.url }, { afterMigrate: installQueue });
  const db = await openPostgres({ url: server.url, pool: { min: 1, max: 4 } });
  const aether = await joinAether({ db, drop: () => db.close() });
  const tenant = await aether.tenant();
  const { tenantId } = tenant.context;
  const own = db.forTenant({ tenantId });
  const clock = await cpuClock(own);
  const texts = await readTrees(trees);
  const copies = Math.max(1, Math.round((Number(megabytes) * 1e6) / bytesOf(texts)));
  for (let track = 1; track <= copies; track++) {
    await writeRepo({ tenant: own, tenantId, track }, texts);
    console.error(`written: ${Math.round((track * bytesOf(texts)) / 1e6)} MB`);
  }
  await db.maintain();
  const bytes = copies * bytesOf(texts);
  const [disk] = await own.query<{ grams: string; texts: string }>(
    `select pg_total_relation_size('public.gram_block') + pg_total_relation_size('public.gram_shard') as grams,
            pg_total_relation_size('public.blob') as texts
      limit 1`,
  );
  const questions: GrepFigures[] = [];
  for (const asked of questionsOf(texts)) {
    const figures = await measureGrep(tenant, clock, asked);
    console.error(JSON.stringify(figures));
    questions.push(figures);
  }
  const report = {
    date: new Date().toISOString(),
    commit,
    machine: {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      load: loadavg(),
      node: process.version,
    },
    corpus: { megabytes: Math.round(bytes / 1e6), files: copies * texts.length, repositories: copies },
    bytesAByteOfText: { grams: Number(disk?.grams) / bytes, texts: Number(disk?.texts) / bytes },
    wanted: { medianMs: 300, gramsAByteOfText: 0.25, gramsShareOfIndex: 0.1 },
    index: await measureGrams({ aether, db, folder: trees[0] ?? ".", load: load() }),
    questions,
  };
  const name = `${report.date.slice(0, 10)}-${report.commit}-grep.json`;
  writeFileSync(join(import.meta.dirname, "../results", name), `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report, null, 2));
  await aether.close();
} finally {
  await server.stop();
}
