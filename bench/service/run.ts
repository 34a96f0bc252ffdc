/**
 * `make bench-service`: what a call of the service costs. Servers and PostgreSQL run in processes of their own; figures are CPU
 * a request of server and database together, taken in turns, the least of several rounds: wall time on a shared machine
 * says little, and only the comparison of the 99th percentiles uses it.
 */
import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { formatKey, newKeyId, newSecret } from "../../packages/server/src/kernel/auth/index.ts";
import { bringUpToDate, openPostgres } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { emptyPostgres } from "../../test/support/databases.ts";
import { startPostgres } from "../../test/support/postgres-server.ts";
import { backendsOf, cpuMsOf } from "../postgres-backends.ts";
import { keyCheckMicros } from "./key-check.ts";

const ROUNDS = 15;
const REQUESTS = 1000;
const BOUNDS = { completeGet: 1.5, tenantStatement: 2.4, keyCheckMicros: 5, manyTenants: 1.15, othersUnderGuesses: 2 };

interface Server {
  readonly url: string;
  readonly keys: readonly string[];
  cpuMicros(): Promise<number>;
  stop(): void;
}

async function start(mode: "api" | "bare", database: string, tenants: number): Promise<Server> {
  const script = join(import.meta.dirname, "server.ts");
  const child = spawn(process.execPath, ["--conditions=@aether/source", script, mode, database, String(tenants)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<{ url: string; keys: string[]; cpuMicros: number }> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`the ${mode} server has ended`);
    return JSON.parse(value);
  };
  const { url, keys } = await next();
  return {
    url,
    keys,
    cpuMicros: async () => {
      child.stdin.write("\n");
      return (await next()).cpuMicros;
    },
    stop: () => child.stdin.end(),
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** The status and how long it took, in milliseconds. */
function get(url: string, key: string): Promise<{ readonly status: number; readonly ms: number }> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: { authorization: `Bearer ${key}` } }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - started }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

function postgresMicros(database: string): number {
  return backendsOf(database).reduce((sum, pid) => sum + cpuMsOf(pid) * 1000, 0);
}

/** All requests, four at a time, the keys in turn. */
function batches(keys: readonly string[]): readonly (readonly string[])[] {
  const all = Array.from({ length: REQUESTS }, (_, at) => keys[at % keys.length] ?? "");
  return Array.from({ length: REQUESTS / 4 }, (_, at) => all.slice(at * 4, at * 4 + 4));
}

/** Microseconds of CPU a request. */
interface Cost {
  readonly server: number;
  readonly database: number;
}

const total = ({ server, database }: Cost): number => server + database;

async function costOf(server: Server, database: string): Promise<Cost> {
  for (const key of server.keys) await get(server.url, key); // the first check of a minute is a bcrypt
  const serverBefore = await server.cpuMicros();
  const databaseBefore = postgresMicros(database);
  for (const keys of batches(server.keys)) {
    const answers = await Promise.all(keys.map((key) => get(server.url, key)));
    const failed = answers.find(({ status }) => status !== 200);
    if (failed !== undefined) throw new Error(`a request was answered ${failed.status}`);
  }
  return {
    server: ((await server.cpuMicros()) - serverBefore) / REQUESTS,
    database: (postgresMicros(database) - databaseBefore) / REQUESTS,
  };
}

function lesser(one: Cost, other: Cost): Cost {
  return total(other) < total(one) ? other : one;
}

async function newDatabase(): Promise<{ readonly url: string; readonly name: string; drop(): Promise<void> }> {
  const empty = await emptyPostgres();
  const { url } = empty;
  await bringUpToDate({ kind: "postgres", url }, { afterMigrate: installQueue });
  return { url, name: new URL(url).pathname.slice(1), drop: () => empty.drop() };
}

/** The 99th percentile of one client's answers while `guesses` keys a second are wrong. */
async function p99Under(server: Server, guesses: number): Promise<number> {
  const [good = ""] = server.keys;
  const wrong = (n: number): string =>
    n % 3 === 0 ? `${good.slice(0, -1)}_` : n % 3 === 1 ? forged(good, "id") : forged(good, "secret");
  let sent = 0;
  let refused = 0;
  const guess = async (): Promise<void> => {
    const { status } = await get(server.url, wrong(sent++));
    if (status === 401 || status === 429) refused += 1;
  };
  const guessing = guesses > 0 ? setInterval(() => void guess(), 1000 / guesses) : undefined;
  const taken: number[] = [];
  for (let n = 0; n < 1500; n++) taken.push((await get(server.url, good)).ms);
  clearInterval(guessing);
  if (refused < sent / 2) throw new Error(`of ${sent} guesses only ${refused} were refused`);
  return taken.toSorted((a, b) => a - b)[Math.floor(taken.length * 0.99)] ?? 0;
}

/** A key of the right form that nobody has: another id, or the id with another secret. */
function forged(good: string, part: "id" | "secret"): string {
  const keyId = part === "id" ? newKeyId(randomUUID()) : (good.split("_")[2] ?? "");
  return formatKey({ environment: "live", keyId, secret: newSecret() });
}

const postgres = await startPostgres();
process.env["TEST_DATABASE_URL"] = postgres.url;
const few = await newDatabase();
const many = await newDatabase();
const plain = await newDatabase();
const servers = {
  bare: await start("bare", plain.url, 1),
  one: await start("api", few.url, 1),
  many: await start("api", many.url, 1000),
};
const unknown: Cost = { server: Infinity, database: Infinity };
const least = { bare: unknown, one: unknown, many: unknown };
const pairs: Record<"completeGet" | "manyTenants", number[]> = { completeGet: [], manyTenants: [] };
try {
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await costOf(servers.bare, plain.name);
    const one = await costOf(servers.one, few.name);
    const thousand = await costOf(servers.many, many.name);
    least.bare = lesser(least.bare, bare);
    least.one = lesser(least.one, one);
    least.many = lesser(least.many, thousand);
    pairs.completeGet.push(total(one) / total(bare));
    pairs.manyTenants.push(total(thousand) / total(one));
  }
  const quiet: number[] = [];
  const guessed: number[] = [];
  for (let round = 0; round < 5; round++) {
    quiet.push(await p99Under(servers.one, 0));
    guessed.push(await p99Under(servers.one, 200));
  }
  const statement = await statements(plain.url);
  const keyCheck = await keyCheckMicros(plain.url);
  const middle = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const report = {
    date: new Date().toISOString(),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg(), node: process.version },
    bounds: BOUNDS,
    cpuMicrosARequest: least,
    statementMicros: statement,
    keyCheckMicros: keyCheck,
    p99Ms: { quiet: middle(quiet), guessed: middle(guessed) },
    ratios: {
      completeGet: total(least.one) / total(least.bare),
      tenantStatement: statement.tenant / statement.bare,
      manyTenants: total(least.many) / total(least.one),
      othersUnderGuesses: middle(guessed) / middle(quiet),
    },
    // On a machine that others load, the least may come from unlike moments; these are of moments next to each other.
    middlesOfPairs: { completeGet: middle(pairs.completeGet), manyTenants: middle(pairs.manyTenants) },
  };
  writeFileSync(
    join(import.meta.dirname, "../results", `${report.date.slice(0, 10)}-${report.commit}-service.json`),
    `${JSON.stringify(report, null, 2)}\n`,
  );
  console.log(JSON.stringify(report, null, 2));
  const { ratios } = report;
  const figures: readonly [string, number, number][] = [
    ["completeGet", ratios.completeGet, BOUNDS.completeGet],
    ["tenantStatement", ratios.tenantStatement, BOUNDS.tenantStatement],
    ["keyCheckMicros", keyCheck, BOUNDS.keyCheckMicros],
    ["manyTenants", ratios.manyTenants, BOUNDS.manyTenants],
    ["othersUnderGuesses", ratios.othersUnderGuesses, BOUNDS.othersUnderGuesses],
  ];
  for (const [name, figure, bound] of figures.filter((each) => each[1] > each[2])) {
    console.error(`${name} is ${figure.toFixed(2)}, and at most ${bound} is wanted`);
    process.exitCode = 1;
  }
} finally {
  for (const server of Object.values(servers)) server.stop();
  agent.destroy();
  for (const database of [few, many, plain]) await database.drop();
  await postgres.stop();
}

/** CPU of this process and the database for `select 1`, alone and for a tenant. */
async function statements(url: string): Promise<{ readonly bare: number; readonly tenant: number }> {
  const db = await openPostgres({ url, pool: { min: 1, max: 1 } });
  const name = new URL(url).pathname.slice(1);
  const tenant = db.forTenant({ tenantId: "a37e0000-0000-4000-8000-000000000001" });
  const cost = async (call: () => Promise<unknown>): Promise<number> => {
    const used = (): number => process.cpuUsage().user + process.cpuUsage().system + postgresMicros(name);
    const before = used();
    for (let n = 0; n < 2000; n++) await call();
    return (used() - before) / 2000;
  };
  const best = { bare: Infinity, tenant: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    best.bare = Math.min(best.bare, await cost(() => db.queueExecutor.executeSql("select $1::int as one", [1])));
    best.tenant = Math.min(best.tenant, await cost(() => tenant.query("select $1::int as one", [1])));
  }
  await db.close();
  return best;
}
