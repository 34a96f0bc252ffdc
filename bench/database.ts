/**
 * What a call to the database costs in CPU, this process and the server's backends together, on both engines in one run.
 * `node --conditions=@aether/source bench/database.ts`; the least of five rounds.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { bringUpToDate, openEmbedded, openPostgres, type Db } from "../packages/server/src/kernel/db/index.ts";
import { ensureTenant } from "../packages/server/src/kernel/tenancy/index.ts";
import { startPostgres } from "../test/support/postgres-server.ts";

const ROUNDS = 5;
const CALLS = 2_000;

/** CPU of this process and of every process called `postgres`, in microseconds. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  let backends = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres")) continue;
      backends += Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1_000;
    } catch {
      // It has ended.
    }
  }
  return user + system + backends;
}

async function cost(calls: number, call: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = cpuMicros();
    for (let index = 0; index < calls; index += 1) await call();
    least = Math.min(least, (cpuMicros() - before) / calls);
  }
  return Math.round(least);
}

async function measure(db: Db): Promise<Record<string, number>> {
  const tenantId = randomUUID();
  const tenant = db.forTenant({ tenantId });
  await ensureTenant(db, { tenantId, slug: "bench" });
  await tenant.write(async (tx) => {
    const fill = "insert into tenant_counter (tenant_id, name) select $1, 'n' || it from generate_series(1, 10) as it";
    await tx.execute(fill, [tenantId]);
  });
  const counters = "select name, value from tenant_counter order by name limit 10";
  return {
    bareSelect: await cost(CALLS, () => db.queueExecutor.executeSql("select $1::int as one", [1])),
    tenantSelect: await cost(CALLS, () => tenant.query("select $1::int as one", [1])),
    tenantTenRows: await cost(CALLS, () => tenant.query(counters)),
    writeTenRows: await cost(CALLS / 4, () => tenant.write((tx) => tx.query(counters))),
    writeOne: await cost(CALLS / 4, () =>
      tenant.write((tx) => tx.execute("update tenant_counter set value = value + 1 where name = 'n1'")),
    ),
  };
}

const folder = mkdtempSync(join(tmpdir(), "aether-bench-"));
const server = await startPostgres();
const results: Record<string, unknown> = {};
try {
  await bringUpToDate({ kind: "postgres", url: server.url });
  const postgres = await openPostgres({ url: server.url, pool: { min: 1, max: 1 } });
  results["postgres"] = await measure(postgres);
  await postgres.close();

  const open = (): Promise<Db> => openEmbedded({ directory: join(folder, "data") });
  const embedded = await open();
  results["embedded"] = await measure(embedded);
  await embedded.close();
  results["reopenEmbedded"] = await cost(1, async () => (await open()).close());
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  JSON.stringify(
    { unit: "µs of CPU a call", load: readFileSync("/proc/loadavg", "utf8").split(" ")[0], ...results },
    null,
    2,
  ),
);
