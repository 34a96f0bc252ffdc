/** What a tenant's work leaves on the only connection that there is, for the next who takes it. */
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { TenantDb, Tx } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { ensureTenant } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";

const TENANT = "11111111-1111-4111-8111-111111111111";
const LIMIT_MS = 3000;
const FOREVER = "select pg_sleep(300)";

describe.each(ENGINES)("the only connection on $engine", (engine) => {
  let database: TestDatabase;
  let us: TenantDb;
  beforeAll(async () => {
    database = await engine.open({ afterMigrate: installQueue, connections: 1, idleLimitMs: LIMIT_MS });
    us = database.db.forTenant({ tenantId: TENANT });
    await ensureTenant(database.db, { tenantId: TENANT, slug: "ours" });
  });
  afterAll(() => database.drop());

  test("DB-07: of a tenant nothing is left on a connection, however its work ended", async () => {
    expect(await us.query("select slug from public.tenant")).toEqual([{ slug: "ours" }]);
    expect(await leftOn(database)).toEqual(NOTHING);
    await us.write((tx) => tx.query("select 1"));
    expect(await leftOn(database)).toEqual(NOTHING);
    await expect(us.write(() => Promise.reject(new Error("the work failed")))).rejects.toThrow("the work failed");
    expect(await leftOn(database)).toEqual(NOTHING);
    await expect(us.write((tx) => tx.query("select 1 / 0"))).rejects.toThrow("division by zero");
    expect(await leftOn(database)).toEqual(NOTHING);
    await expect(us.query("select 1 / 0")).rejects.toThrow("division by zero");
    expect(await leftOn(database)).toEqual(NOTHING);
    const swallowed = us.write((tx) => tx.query("select 1 / 0").catch(() => undefined));
    await expect(swallowed).rejects.toThrow("swallowed");
    expect(await leftOn(database)).toEqual(NOTHING);
  });

  test("DB-07: of a tenant nothing is left on a connection when its work does nothing for too long", async () => {
    const silent = us.write(async (tx) => {
      await tx.query("select 1");
      await new Promise(() => undefined);
    });
    await expect(silent).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(await leftOn(database)).toEqual(NOTHING);
  });
});

describe("a statement that is stopped on the only connection", () => {
  let database: TestDatabase;
  let us: TenantDb;
  let admin: Client;
  beforeAll(async () => {
    const postgres = ENGINES.find(({ engine }) => engine === "postgres");
    if (postgres === undefined) throw new Error("PostgreSQL is no engine");
    database = await postgres.open({ afterMigrate: installQueue, connections: 1, statementTimeoutMs: LIMIT_MS });
    us = database.db.forTenant({ tenantId: TENANT });
    await ensureTenant(database.db, { tenantId: TENANT, slug: "ours" });
    admin = new Client(database.adminUrl);
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.drop();
  });

  test("DB-07: a statement that takes too long leaves nothing of its tenant", async () => {
    await expect(us.query(FOREVER)).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(await leftOn(database)).toEqual(NOTHING);
    const write = us.write((tx) => tx.query(`/* in a transaction */ ${FOREVER}`));
    await expect(write).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(await leftOn(database)).toEqual(NOTHING);
  });

  /** Ends what sleeps there, with `how`, once it does. */
  const endSleeping = async (how: "pg_cancel_backend" | "pg_terminate_backend"): Promise<void> => {
    for (;;) {
      const { rowCount } = await admin.query(
        `select ${how}(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and wait_event = 'PgSleep'`,
      );
      if (rowCount === 1) return;
    }
  };
  const untimed = async (tx: Tx): Promise<void> => {
    await tx.query("set local statement_timeout = 0");
    await tx.query(FOREVER);
  };

  test.each(["pg_cancel_backend", "pg_terminate_backend"] as const)(
    "DB-07: a statement that somebody ends with %s leaves nothing of its tenant",
    async (how) => {
      const sleeping = us.write(untimed).catch((error: unknown) => error);
      await endSleeping(how);
      expect(await sleeping).toBeInstanceOf(Error);
      expect(await leftOn(database)).toEqual(NOTHING);
    },
  );
});

const NOTHING = [{ left: null, rows: 0, open: false }];

/** What whoever comes next finds there: the tenant that is set, the tenants that it sees, and a transaction begun by others. */
async function leftOn({ db }: TestDatabase): Promise<unknown> {
  const { rows } = await db.queueExecutor.executeSql(
    `select nullif(current_setting('app.tenant_id', true), '') as left,
            (select count(*)::int from public.tenant) as rows,
            now() <> statement_timestamp() as open`,
  );
  return rows;
}
