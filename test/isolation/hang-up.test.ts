/** What a caller leaves who hangs up while the database works for them, on the only connection that there is. */
import { randomUUID } from "node:crypto";

import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { operation } from "../../packages/server/src/kernel/operation/index.ts";
import { ensureTenant, type Identity } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES } from "../support/databases.ts";
import { callHttp } from "../support/http-call.ts";
import { openAsker } from "./asked.ts";

const LIMIT_MS = 5000;

const ownerOf = (tenantId: string): Identity => ({
  tenantId,
  actor: { kind: "person", personId: "p", sessionId: "s", role: "owner" },
  permissions: ["code:read", "code:write"],
});

/** Two tenants, and operations that write without end and that tell what is left. */
async function serveSleepers() {
  const postgres = ENGINES.find(({ engine }) => engine === "postgres");
  if (postgres === undefined) throw new Error("PostgreSQL is no engine");
  const database = await postgres.open({ afterMigrate: installQueue, connections: 1, statementTimeoutMs: LIMIT_MS });
  onTestFinished(() => database.drop());
  const { db } = database;
  const [ours, theirs] = [randomUUID(), randomUUID()];
  for (const tenantId of [ours, theirs]) await ensureTenant(db, { tenantId, slug: `t-${tenantId}` });
  const about = { summary: "Of the test.", input: z.strictObject({}), errors: [] } as const;
  const sleep = operation({
    ...about,
    name: "sleep",
    kind: "command",
    permission: "code:write",
    output: z.strictObject({}),
    http: { method: "POST", path: "/sleep" },
    run: (context) =>
      db.forTenant(context).write(async (tx) => {
        await tx.execute("update tenant set name = 'half done' where tenant_id = $1", [tx.tenantId]);
        await tx.query("select pg_sleep(300)");
        return {};
      }),
  });
  const look = operation({
    ...about,
    name: "look",
    kind: "query",
    permission: "code:read",
    output: z.strictObject({ tenants: z.array(z.string()), name: z.string() }),
    http: { method: "GET", path: "/look" },
    async run(context) {
      const rows = await db
        .forTenant(context)
        .query<{ tenant_id: string; name: string }>(
          "select tenant_id, name from public.tenant order by tenant_id limit 9",
        );
      return { tenants: rows.map(({ tenant_id: id }) => id), name: rows[0]?.name ?? "" };
    },
  });
  const asker = await openAsker([sleep, look], db);
  onTestFinished(() => asker.close());
  const admin = new Client(database.adminUrl);
  await admin.connect();
  onTestFinished(() => admin.end());
  const whenAsleep = async (): Promise<void> => {
    const sql = "select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
    for (;;) if ((await admin.query(sql)).rowCount === 1) return;
  };
  return { db, asker, look, ours, theirs, whenAsleep };
}

test("DB-07: a caller who hangs up in the middle of a statement leaves nothing to the next one, and nothing half done", async () => {
  const { db, asker, look, ours, theirs, whenAsleep } = await serveSleepers();
  const gone = new AbortController();
  const headers = { authorization: `Bearer ${asker.tokenOf(ownerOf(ours))}` };
  const options = { method: "POST", headers, signal: gone.signal };
  const hungUp = callHttp(`${asker.url}/api/v1/sleep`, options).catch((error: unknown) => error);
  await whenAsleep();
  gone.abort();
  expect(await hungUp).toMatchObject({ name: "AbortError" });
  const ofTheirs = await asker.ask(ownerOf(theirs), look, {});
  expect(ofTheirs.json().data).toEqual({ tenants: [theirs], name: "" });
  const ofOurs = await asker.ask(ownerOf(ours), look, {});
  expect(ofOurs.json().data).toEqual({ tenants: [ours], name: "" });
  const { rows } = await db.queueExecutor.executeSql(
    "select nullif(current_setting('app.tenant_id', true), '') as left, now() <> statement_timestamp() as open",
  );
  expect(rows).toEqual([{ left: null, open: false }]);
});
