import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openMigrator, openPostgres, type Db } from "../../packages/server/src/kernel/db/index.ts";
import { emptyPostgres, ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";

const postgres = ENGINES.find(({ engine }) => engine === "postgres");
let database: TestDatabase;
let db: Db;
let adminUrl: string;

beforeAll(async () => {
  if (postgres === undefined) throw new Error("no PostgreSQL among the engines");
  database = await postgres.open({ statementTimeoutMs: 2_000 });
  db = database.db;
  adminUrl = database.adminUrl ?? "";
});
afterAll(() => database.drop());

async function asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(adminUrl);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const KILL_ALL = `
  select pg_terminate_backend(pid, 10000) -- and waits until it has ended
    from pg_stat_activity
   where datname = current_database() and pid <> pg_backend_pid()`;

test("a connection that is killed while a statement runs is an error at once, and the next call has another", async () => {
  const ours = await newTenant(db);
  const running = ours.tenant.query("select pg_sleep(60)");
  running.catch(() => undefined); // looked at below
  await asAdmin(async (client) => {
    await untilRunning(client, "pg_sleep");
    await client.query(KILL_ALL);
  });
  await expect(running).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  expect(await ours.tenant.query("select 1 as one")).toEqual([{ one: 1 }]);
});

test("a write whose connection is killed is an error and is not half done", async () => {
  const ours = await newTenant(db);
  const write = ours.tenant.write(async (tx) => {
    await tx.execute("insert into tenant_counter (tenant_id, name) values ($1, 'x')", [ours.tenantId]);
    await asAdmin((client) => client.query(KILL_ALL));
    await tx.execute("insert into tenant_counter (tenant_id, name) values ($1, 'y')", [ours.tenantId]);
  });
  await expect(write).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  expect(await ours.tenant.query("select name from tenant_counter limit 5")).toEqual([]);
});

test("a statement that takes too long is stopped, with the tenant gone from its connection", async () => {
  const ours = await newTenant(db);
  await expect(ours.tenant.query("select pg_sleep(60)")).rejects.toMatchObject({ code: "TIMEOUT" });
  const { rows } = await db.queueExecutor.executeSql("select current_setting('app.tenant_id', true) as left");
  expect(rows[0]?.["left"] ?? "").toBe("");
});

test("notifications are heard again after the connection that listens was lost", async () => {
  const heard = Promise.withResolvers<string>();
  const stop = await db.listen("again", heard.resolve);
  await asAdmin(async (client) => {
    await client.query(KILL_ALL);
    // Not over the pool: it need not know yet that its connections are dead as well. What is sent before somebody listens
    // again is lost, so it is sent until it is heard.
    const isHeard = heard.promise.then(() => true);
    const send = () => client.query("select pg_notify('again', 'back')").then(() => false);
    while (!(await Promise.race([isHeard, send()]))) continue;
  });
  expect(await heard.promise).toBe("back");
  await stop();
});

test("a statement that is kept prepared never reads columns as they were before its table changed", async () => {
  const ours = await newTenant(db);
  await asAdmin((client) =>
    client.query(
      `create table public.changing as select 1 as a, 'x' as b; grant select on public.changing to aether_app`,
    ),
  );
  const read = () => ours.tenant.query("select * from public.changing limit 1");
  for (let times = 0; times < 6; times += 1) expect(await read()).toEqual([{ a: 1, b: "x" }]);
  await asAdmin((client) => client.query("alter table public.changing alter a type text, add c int default 7"));
  await expect(read()).rejects.toMatchObject({ code: "0A000" });
  for (let times = 0; times < 6; times += 1) expect(await read()).toEqual([{ a: "1", b: "x", c: 7 }]);
  await asAdmin((client) => client.query("drop table public.changing"));
});

test("a statement that asks for the client's file is refused, and the connection stays usable", async () => {
  const ours = await newTenant(db);
  const copy = ours.tenant.write((tx) => tx.execute("copy schema_migration from stdin"));
  await expect(copy).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|57014|TIMEOUT)$/) });
  expect(await ours.tenant.query("select 1 as one")).toEqual([{ one: 1 }]);
});

test("a server that is not there is named as such", async () => {
  const server = createServer();
  const port = await listen(server);
  server.close();
  const opening = openPostgres({ url: `postgres://u:hunter2@127.0.0.1:${port}/x` });
  await expect(opening).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
});

test("a server that accepts and never answers is given up after the wait", async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket));
  const port = await listen(server);
  const opening = openPostgres({ url: `postgres://u@127.0.0.1:${port}/x`, pool: { waitMs: 200 } });
  await expect(opening).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  for (const socket of sockets) socket.destroy();
  server.close();
});

test("a login without the right to be aether_app is refused, one with it is bound by row security", async () => {
  const login = `login_${process.pid}_${Date.now()}`;
  const url = new URL(adminUrl);
  url.username = login;
  url.password = "x";
  await asAdmin((client) => client.query(`create role ${login} login password 'x'`));
  try {
    await expect(openPostgres({ url: url.href })).rejects.toMatchObject({ code: "DATABASE_UNSAFE" });
    await asAdmin((client) => client.query(`grant aether_app, aether_auth to ${login}`));
    const theirs = await openPostgres({ url: url.href, pool: { min: 0 } });
    await newTenant(theirs);
    expect((await theirs.queueExecutor.executeSql("select * from tenant limit 5")).rows).toEqual([]);
    await theirs.close();
  } finally {
    await asAdmin((client) => client.query(`drop role ${login}`));
  }
});

test("in production a login that could undo row security is refused with every reason, a plain one is not", async () => {
  const opening = openPostgres({ url: adminUrl, pool: { min: 0 }, isProduction: true });
  await expect(opening).rejects.toMatchObject({
    code: "DATABASE_UNSAFE",
    details: { problems: [/superuser/, /bypassrls/, /owns \d+ tables/].map((why) => expect.stringMatching(why)) },
  });
  const login = `plain_${process.pid}_${Date.now()}`;
  const url = new URL(adminUrl);
  url.username = login;
  url.password = "x";
  await asAdmin((client) => client.query(`create role ${login} login password 'x' in role aether_app, aether_auth`));
  try {
    await (await openPostgres({ url: url.href, pool: { min: 0 }, isProduction: true })).close();
  } finally {
    await asAdmin((client) => client.query(`drop role ${login}`));
  }
});

test("options in the URL that take the role back are refused", async () => {
  const url = `${adminUrl}?options=${encodeURIComponent("-c statement_timeout=1000")}`;
  await expect(openPostgres({ url })).rejects.toMatchObject({ code: "DATABASE_UNSAFE" });
});

test("a database that was never migrated, or not to the end, is refused with what to do", async () => {
  const empty = await emptyPostgres();
  try {
    await expect(openPostgres({ url: empty.url })).rejects.toMatchObject({ code: "SCHEMA_OUTDATED" });
    const migrator = await openMigrator({ kind: "postgres", url: empty.url });
    await migrator.up();
    const undone = await migrator.down();
    await migrator.close();
    await expect(openPostgres({ url: empty.url })).rejects.toMatchObject({
      code: "SCHEMA_OUTDATED",
      details: { names: [undone] },
    });
  } finally {
    await empty.drop();
  }
});

/** Resolves when another connection runs, or last ran, a statement with this text. */
async function untilRunning(client: Client, text: string): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(
      "select from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database() and position($1 in query) > 0",
      [text],
    );
    if (rowCount !== null && rowCount > 0) return;
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
