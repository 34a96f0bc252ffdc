import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { violatedConstraint, type Db, type Tx } from "../../packages/server/src/kernel/db/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant, type TestTenant } from "../support/tenants.ts";

const COUNT_UP = `
  insert into tenant_counter (tenant_id, name, value) values ($1, $2, 1)
  on conflict (tenant_id, name) do update set value = tenant_counter.value + 1`;

describe.each(ENGINES)("transactions on $engine", (engine) => {
  let database: TestDatabase;
  let db: Db;
  beforeAll(async () => {
    database = await engine.open({ idleLimitMs: 200 });
    db = database.db;
  });
  afterAll(() => database.drop());

  async function valueOf({ tenant }: TestTenant, name: string): Promise<string | undefined> {
    const sql = "select value from tenant_counter where name = $1 limit 1";
    return (await tenant.query<{ value: string }>(sql, [name]))[0]?.value;
  }

  test("what a write did is there when it resolves, and gone when it rejects", async () => {
    const ours = await newTenant(db);
    const answer = await ours.tenant.write(async (tx) => {
      await tx.execute(COUNT_UP, [ours.tenantId, "kept"]);
      return tx.tenantId;
    });
    const lost = ours.tenant.write(async (tx) => {
      await tx.execute(COUNT_UP, [ours.tenantId, "lost"]);
      throw new Error("changed my mind");
    });
    await expect(lost).rejects.toThrow("changed my mind");
    expect(answer).toBe(ours.tenantId);
    expect([await valueOf(ours, "kept"), await valueOf(ours, "lost")]).toEqual(["1", undefined]);
  });

  test("fifty writes at the same time all count", async () => {
    const ours = await newTenant(db);
    const writes = Array.from({ length: 50 }, () =>
      ours.tenant.write((tx) => tx.execute(COUNT_UP, [ours.tenantId, "n"])),
    );
    await Promise.all(writes);
    expect(await valueOf(ours, "n")).toBe("50");
  });

  test("statements that are not awaited run one after the other, before the commit", async () => {
    const ours = await newTenant(db);
    await ours.tenant.write(async (tx) => {
      for (let index = 0; index < 20; index += 1) void tx.execute(COUNT_UP, [ours.tenantId, "n"]);
      await Promise.resolve();
    });
    expect(await valueOf(ours, "n")).toBe("20");
  });

  test("a transaction that has ended takes no more statements", async () => {
    const ours = await newTenant(db);
    const { kept } = await ours.tenant.write((tx) => Promise.resolve({ kept: tx }));
    await expect(kept.query("select 1")).rejects.toThrow(/has ended/);
    let failed: Tx | undefined;
    await ours.tenant
      .write((tx) => {
        failed = tx;
        return Promise.reject(new Error("no"));
      })
      .catch(() => undefined);
    await expect(failed?.execute("select 1")).rejects.toThrow(/has ended/);
  });

  test("a write in which a statement failed is an error even when its work swallows that", async () => {
    const ours = await newTenant(db);
    const swallowing = ours.tenant.write(async (tx) => {
      await tx.execute(COUNT_UP, [ours.tenantId, "n"]);
      await tx.query("select 1 / 0").catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow(/nothing was written/);
    expect(await valueOf(ours, "n")).toBeUndefined();
  });

  test("a transaction outside of tenants acts within one for as long as it is asked to", async () => {
    const [ours, theirs] = [await newTenant(db), await newTenant(db)];
    const tenantOf = async (tx: Pick<Tx, "query">): Promise<string | undefined> =>
      (await tx.query<{ tenant: string }>("select current_setting('app.tenant_id', true) as tenant limit 1"))[0]
        ?.tenant;
    const seen = await db.forAuth().write(async (tx) => {
      const inOurs = await tx.within(ours.tenantId, async (inner) => {
        await expect(tx.query("select 1")).rejects.toThrow("use the tx that it gives");
        return [inner.tenantId, await tenantOf(inner)];
      });
      return [...inOurs, await tx.within(theirs.tenantId, tenantOf), await tenantOf(tx)];
    });
    expect(seen).toEqual([ours.tenantId, ours.tenantId, theirs.tenantId, ""]);
  });

  test("what is marked alongside of a tenant's write may be another tenant's, and only the mark is", async () => {
    const [ours, theirs] = [await newTenant(db), await newTenant(db)];
    const mark: Parameters<Db["alongside"]>[0] = async (effect) => {
      await effect.within(theirs.tenantId, (tx) => tx.execute(COUNT_UP, [theirs.tenantId, "marked"]));
    };
    await db.alongside(mark, () => ours.tenant.write((tx) => tx.execute(COUNT_UP, [ours.tenantId, "done"])));
    expect([await valueOf(ours, "done"), await valueOf(theirs, "marked")]).toEqual(["1", "1"]);
    expect([await valueOf(ours, "marked"), await valueOf(theirs, "done")]).toEqual([undefined, undefined]);
  });

  test("work within a tenant that fails leaves the transaction outside of it again, and its tx is of no more use", async () => {
    const ours = await newTenant(db);
    const left = await db.forAuth().write(async (tx) => {
      const kept: { tx?: Tx } = {};
      const failing = tx.within(ours.tenantId, async (inner) => {
        kept.tx = inner;
        throw new Error("changed my mind");
      });
      await expect(failing).rejects.toThrow("changed my mind");
      await expect(kept.tx?.query("select 1")).rejects.toThrow("within() has ended");
      return tx.query("select current_setting('app.tenant_id', true) as tenant limit 1");
    });
    expect(left).toEqual([{ tenant: "" }]);
    const broken = db.forAuth().write((tx) => tx.within(ours.tenantId, (inner) => inner.query("select 1 / 0")));
    await expect(broken).rejects.toThrow("division by zero");
    expect(await db.forAuth().query("select 1 as one limit 1")).toEqual([{ one: 1 }]);
  });

  test("outside of a write nothing can be written", async () => {
    const ours = await newTenant(db);
    const insert = ours.tenant.query(COUNT_UP, [ours.tenantId, "n"]);
    await expect(insert).rejects.toMatchObject({ code: "25006" });
  });

  test("a call past the transaction from inside of it is refused instead of waiting for itself", async () => {
    const ours = await newTenant(db);
    const nested = ours.tenant.write(async (tx) => {
      await tx.execute(COUNT_UP, [ours.tenantId, "n"]);
      return ours.tenant.query("select 1");
    });
    await expect(nested).rejects.toThrow(/must go through tx/);
    await expect(ours.tenant.write(() => ours.tenant.write(() => Promise.resolve(1)))).rejects.toThrow(/through tx/);
    expect(await valueOf(ours, "n")).toBeUndefined();
  });

  test("work that was begun inside of a write may use the database once that has ended", async () => {
    const ours = await newTenant(db);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const later = await ours.tenant.write(() => {
      const running = ended.then(() => ours.tenant.query<{ one: number }>("select 1 as one"));
      return Promise.resolve({ running });
    });
    resolve();
    expect(await later.running).toEqual([{ one: 1 }]);
  });

  test("a transaction that waits for something else is rolled back, and the others go on", async () => {
    const ours = await newTenant(db);
    const stuck = ours.tenant.write(async (tx) => {
      await tx.execute(COUNT_UP, [ours.tenantId, "n"]);
      await new Promise(() => undefined);
    });
    const other = ours.tenant.write((tx) => tx.execute(COUNT_UP, [ours.tenantId, "other"]));
    await expect(stuck).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(await other).toBe(1);
    expect(await valueOf(ours, "n")).toBeUndefined();
  });

  test("a statement works again after it failed, however often it was sent before", async () => {
    const ours = await newTenant(db);
    const divide = async (by: number): Promise<unknown> => ours.tenant.query("select 12 / $1::int as it", [by]);
    for (let round = 0; round < 5; round += 1) {
      await expect(divide(0)).rejects.toMatchObject({ code: "22012" });
      expect(await divide(4)).toEqual([{ it: 3 }]);
    }
  });

  test("a statement that is no SQL or is empty is an error, and the connection stays usable", async () => {
    const ours = await newTenant(db);
    await expect(ours.tenant.query("selec 1")).rejects.toMatchObject({ code: "42601" });
    await expect(ours.tenant.query("")).rejects.toThrow(/empty/);
    expect(await ours.tenant.query("select 1 as one")).toEqual([{ one: 1 }]);
  });

  test.each([
    ["copy public.tenant_counter from stdin", /row-level security/],
    ["copy public.tenant_counter from '/etc/passwd'", /permission denied/],
    ["copy (select 1) to stdout", /copy to the client/],
    ["copy (select 1) to program 'id'", /permission denied/],
  ])("%s is refused, and the engine goes on for everybody", async (sql, why) => {
    const { tenant, tenantId } = await newTenant(db);
    await expect(tenant.write((tx) => tx.execute(sql))).rejects.toThrow(why);
    expect(await tenant.query("select tenant_id from public.tenant limit 2")).toEqual([{ tenant_id: tenantId }]);
    await expect(tenant.query(sql)).rejects.toThrow(why);
    expect(await tenant.query("select tenant_id from public.tenant limit 2")).toEqual([{ tenant_id: tenantId }]);
  });

  test("the name of a violated constraint is told", async () => {
    const ours = await newTenant(db);
    const twice = ours.tenant.write((tx) =>
      tx.execute("insert into tenant_counter (tenant_id, name) values ($1, 'x'), ($1, 'x')", [ours.tenantId]),
    );
    expect(await twice.catch(violatedConstraint)).toBe("tenant_counter_pkey");
    expect(violatedConstraint(new Error("other"))).toBeUndefined();
  });

  test("the queue's scripts with their own begin and commit leave nothing open when they fail", async () => {
    const { queueExecutor } = db;
    await expect(queueExecutor.executeSql("begin; select 1 / 0; commit")).rejects.toMatchObject({ code: "22012" });
    const results = await Promise.all(
      Array.from({ length: 12 }, () => queueExecutor.executeSql("select now() = transaction_timestamp() as fine")),
    );
    expect(results.every(({ rows }) => rows[0]?.["fine"] === true)).toBe(true);
    expect(await queueExecutor.executeSql("select 1 as a; select 2 as a")).toEqual({ rows: [{ a: 1 }, { a: 2 }] });
  });

  test("a notification is heard when its transaction commits, and not when it does not", async () => {
    const ours = await newTenant(db);
    const heard: string[] = [];
    const { promise: last, resolve } = Promise.withResolvers<void>();
    const stop = await db.listen('odd "channel"', (payload) => {
      heard.push(payload);
      if (payload === "last") resolve();
    });
    await ours.tenant
      .write(async (tx) => {
        await tx.notify('odd "channel"', "rolled back");
        throw new Error("no");
      })
      .catch(() => undefined);
    await ours.tenant.write((tx) => tx.notify('odd "channel"', "first"));
    await ours.tenant.write((tx) => tx.notify('odd "channel"', "last"));
    await last;
    await stop();
    await ours.tenant.write((tx) => tx.notify('odd "channel"', "after"));
    await db.ping();
    expect(heard).toEqual(["first", "last"]);
  });
});

describe.each(ENGINES)("the end on $engine", (engine) => {
  test("close waits for what was accepted and refuses what comes after", async () => {
    const database = await engine.open();
    const ours = await newTenant(database.db);
    const accepted = Array.from({ length: 30 }, () =>
      ours.tenant.write((tx) => tx.execute(COUNT_UP, [ours.tenantId, "n"])),
    );
    const closing = database.db.close();
    await expect(ours.tenant.query("select 1")).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    expect(await Promise.all(accepted)).toHaveLength(30);
    await closing;
    await database.db.close();
    await database.drop();
  });
});
