/**
 * What the count of storage costs an indexing run on PostgreSQL, and what a row of each table takes: a folder is indexed
 * into fresh databases, in turn with and without the triggers that count all but the texts.
 * `node --conditions=@aether/source bench/storage-cost.ts PATH [ROUNDS]`
 */
import { readdirSync, readFileSync } from "node:fs";

import { Client } from "pg";

import { bringUpToDate, openPostgres } from "../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../packages/server/src/kernel/jobs/index.ts";
import { joinAether } from "../test/support/aether-for-tests.ts";
import { startPostgres } from "../test/support/postgres-server.ts";

const [folder = ".", rounds = "3"] = process.argv.slice(2);
const TABLES = ["file", "node", "edge", "unresolved", "unit", "posting", "blob", "facts", "vector_256"];

/** CPU of this process with its threads, and of every process called `postgres`, in seconds. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return (user + system) / 1e6 + pids.reduce((sum, pid) => sum + secondsOf(pid), 0);
}

function secondsOf(pid: string): number {
  try {
    // Servers say so in their titles; others only have the word in an argument.
    if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("postgres: ")) return 0;
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e9;
  } catch {
    return 0; // it has ended
  }
}

async function inside<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function indexed(server: string, name: string, isCounted: boolean): Promise<{ url: string; seconds: number }> {
  await inside(server, (client) => client.query(`create database ${name}`));
  const url = server.replace(/\/postgres$/, `/${name}`);
  await bringUpToDate({ kind: "postgres", url }, { afterMigrate: installQueue });
  if (!isCounted) await inside(url, dropCounts);
  const db = await openPostgres({ url, pool: { min: 0, max: 10 } });
  const aether = await joinAether({ db, drop: () => db.close() });
  const tenant = await aether.tenant();
  const before = cpuSeconds();
  await tenant.index(folder);
  const seconds = cpuSeconds() - before;
  await aether.close();
  return { url, seconds };
}

async function dropCounts(client: Client): Promise<void> {
  const { rows } = await client.query<{ of: string; name: string }>(
    String.raw`select tgrelid::regclass::text as of, tgname::text as name from pg_trigger where tgname like 'storage\_%'`,
  );
  for (const { of, name } of rows) await client.query(`drop trigger ${name} on ${of}`);
}

async function tellSizes(client: Client): Promise<void> {
  for (const table of TABLES) {
    await client.query(`vacuum ${table}`);
    const { rows } = await client.query<{ count: number; bytes: number }>(
      `select count(*)::float8 as count, pg_total_relation_size('${table}')::float8 as bytes from ${table}`,
    );
    const { count = 0, bytes = 0 } = rows[0] ?? {};
    console.log(`${table}: ${count} rows, ${Math.round(bytes / Math.max(1, count))} bytes each`);
  }
}

const server = await startPostgres();
try {
  const seconds = { counted: Infinity, uncounted: Infinity };
  for (let round = 0; round < Number(rounds); round += 1) {
    const bare = await indexed(server.url, `bench_uncounted_${round}`, false);
    const whole = await indexed(server.url, `bench_counted_${round}`, true);
    seconds.uncounted = Math.min(seconds.uncounted, bare.seconds);
    seconds.counted = Math.min(seconds.counted, whole.seconds);
    if (round === 0) await inside(whole.url, tellSizes);
  }
  const { counted, uncounted } = seconds;
  const percent = (100 * (counted / uncounted - 1)).toFixed(1);
  console.log(
    `CPU, least of ${rounds}: ${uncounted.toFixed(2)} s, with the counts ${counted.toFixed(2)} s: ${percent} %`,
  );
} finally {
  await server.stop();
}
