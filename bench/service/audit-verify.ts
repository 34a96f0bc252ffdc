/** `node audit-verify.ts RECORDS`: how long and with how much memory a trail of so many records is verified, on PostgreSQL. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

import { bringUpToDate, openPostgres } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { testTrail } from "../../test/support/audit-trail.ts";
import { emptyPostgres } from "../../test/support/databases.ts";
import { startPostgres } from "../../test/support/postgres-server.ts";
import { newTenant } from "../../test/support/tenants.ts";

const RECORDS = Number(process.argv[2] ?? 100_000);
const AT_A_TIME = 1000;
const PART = 20_000; // records that one call looks at, as the command asks for them

const postgres = await startPostgres();
process.env["TEST_DATABASE_URL"] = postgres.url;
const database = await emptyPostgres();
try {
  await bringUpToDate({ kind: "postgres", url: database.url }, { afterMigrate: installQueue });
  const db = await openPostgres({ url: database.url });
  const { tenantId } = await newTenant(db);
  const trail = testTrail(db);
  const entry = {
    context: {
      tenantId,
      actor: { kind: "key", keyId: "k1" } as const,
      requestId: "9f4b32e2-40af-439b-95fe-a34a0d000000",
      origin: { address: "203.0.113.9", userAgent: "curl/8" },
    },
    action: "delete_repository",
    outcome: "OK",
  };
  for (let n = 0; n < RECORDS; n += AT_A_TIME) {
    await Promise.all(
      Array.from({ length: AT_A_TIME }, (_, at) => trail.record({ ...entry, target: `/repositories/${n + at}` })),
    );
  }
  const figures: { records: number; wallMs: number; cpuMs: number; rssMb: number }[] = [];
  let [after, checked] = [0, 0];
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  for (let more = true; more;) {
    const verdict = await trail.verify({ tenantId, after, limit: PART });
    if (verdict.firstBad !== undefined) throw new Error(verdict.firstBad.why);
    checked += verdict.checked;
    after = verdict.head.number;
    ({ more } = verdict);
    const { user, system } = process.cpuUsage(cpu);
    const { rss } = process.memoryUsage();
    figures.push({
      records: checked,
      wallMs: performance.now() - started,
      cpuMs: (user + system) / 1000,
      rssMb: rss / 1e6,
    });
  }
  await trail.close();
  await db.close();
  const report = {
    date: new Date().toISOString(),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg(), node: process.version },
    figures,
  };
  const text = `${JSON.stringify(report, null, 2)}\n`;
  writeFileSync(
    join(import.meta.dirname, "../results", `${report.date.slice(0, 10)}-${report.commit}-audit.json`),
    text,
  );
  process.stdout.write(text);
} finally {
  await database.drop();
  await postgres.stop();
}
