import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";

describe.each(ENGINES)("tenants on $engine", (engine) => {
  let database: TestDatabase;
  let db: Db;
  beforeAll(async () => {
    database = await engine.open();
    db = database.db;
  });
  afterAll(() => database.drop());

  test("a tenant sees its own rows and nobody else's", async () => {
    const ours = await newTenant(db);
    const theirs = await newTenant(db);
    const seen = await ours.tenant.query("select tenant_id from tenant order by tenant_id limit 10");
    expect(seen).toEqual([{ tenant_id: ours.tenantId }]);
    expect(await ours.tenant.query("select slug from tenant where tenant_id = $1 limit 1", [theirs.tenantId])).toEqual(
      [],
    );
  });

  test("DB-13: a row for another tenant is refused, also inside of one's own transaction", async () => {
    const ours = await newTenant(db);
    const theirs = await newTenant(db);
    const insert = ours.tenant.write((tx) =>
      tx.execute("insert into tenant_counter (tenant_id, name) values ($1, 'x')", [theirs.tenantId]),
    );
    await expect(insert).rejects.toMatchObject({ code: "42501" });
    const update = await ours.tenant.write((tx) =>
      tx.execute("update tenant set name = 'taken' where tenant_id = $1", [theirs.tenantId]),
    );
    expect(update).toBe(0);
  });

  test("a tenant names itself and changes nothing else of its own row", async () => {
    const { tenant, tenantId } = await newTenant(db);
    const set = (assignment: string) =>
      tenant.write((tx) => tx.execute(`update tenant set ${assignment} where tenant_id = $1`, [tenantId]));
    expect(await set("name = 'ours'")).toBe(1);
    await expect(set("quota_repos = null")).rejects.toMatchObject({ code: "42501" });
    await expect(set("state = 'active'")).rejects.toMatchObject({ code: "42501" });
    const remove = tenant.write((tx) => tx.execute("delete from tenant where tenant_id = $1", [tenantId]));
    await expect(remove).rejects.toMatchObject({ code: "42501" });
  });

  test("who may come in is seen outside of tenants alone, and nothing else of a tenant is seen there", async () => {
    const ours = await newTenant(db);
    const listed = await db.forAuth().query<{ tenant_id: string }>("select tenant_id from tenant limit 1000");
    expect(listed.map(({ tenant_id }) => tenant_id)).toContain(ours.tenantId);
    await expect(db.forAuth().query("select 1 from repo limit 1")).rejects.toMatchObject({ code: "42501" });
    for (const table of ["person", "session", "password_reset", "operator_key"]) {
      await expect(ours.tenant.query(`select 1 from ${table} limit 1`)).rejects.toMatchObject({ code: "42501" });
    }
    const after = await db.queueExecutor.executeSql("select current_user as name");
    expect(after.rows).toEqual([{ name: "aether_app" }]);
  });

  test("DB-06: without a tenant every tenant table is empty, and no table with a tenant is without row security", async () => {
    await newTenant(db);
    const { rows: tables } = await db.queueExecutor.executeSql(`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as secured
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
       where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
       order by c.relname
       limit 1000`);
    expect(tables.length).toBeGreaterThan(5);
    for (const { name, secured } of tables) {
      expect({ name, secured }).toEqual({ name, secured: true });
      const { rows } = await db.queueExecutor.executeSql(`select count(*)::int as count from ${String(name)}`);
      expect({ name, count: rows[0]?.["count"] }).toEqual({ name, count: 0 });
    }
  });

  test("DB-07: the tenant does not outlive its statement, also when the statement fails", async () => {
    const { tenant } = await newTenant(db);
    const left = async (): Promise<unknown> =>
      (await db.queueExecutor.executeSql("select nullif(current_setting('app.tenant_id', true), '') as left")).rows;
    await tenant.query("select 1 as one");
    expect(await left()).toEqual([{ left: null }]);
    await expect(tenant.query("select 1 / 0")).rejects.toMatchObject({ code: "22012" });
    expect(await left()).toEqual([{ left: null }]);
    await expect(tenant.write((tx) => tx.query("select 1 / 0"))).rejects.toMatchObject({ code: "22012" });
    expect(await left()).toEqual([{ left: null }]);
  });

  test("fifty tenants that ask at the same time each get their own answer", async () => {
    const ids = Array.from({ length: 50 }, () => randomUUID());
    const asked = Array.from({ length: 400 }, (_, index) => ids[index % ids.length] ?? "");
    const answers = await Promise.all(
      asked.map(async (tenantId, index) => {
        const failing = index % 7 === 0;
        const [row] = await db
          .forTenant({ tenantId })
          .query<{ tenant: string }>(`select current_setting('app.tenant_id') as tenant, 1 / $1::int as one`, [
            failing ? 0 : 1,
          ])
          .catch(() => [{ tenant: tenantId }]);
        return row?.tenant;
      }),
    );
    expect(answers).toEqual(asked);
  });

  test("a tenant id that is not a uuid is refused before anything is sent", () => {
    expect(() => db.forTenant({ tenantId: "x'; reset role; --" })).toThrow(TypeError);
  });
});
