import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";

describe.each(ENGINES)("the dialect of $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  test("the engines differ in these things and no others", () => {
    expect(Object.keys(database.db.dialect).sort()).toEqual([
      "concurrentIndex",
      "engine",
      "exactVectorLimit",
      "parallelStatements",
      "vector",
      "vectorType",
    ]);
    expect(database.db.dialect.engine).toBe(engine.engine);
  });

  test("its vector type is the type of the columns that migrations make", async () => {
    const { rows } = await database.db.queueExecutor.executeSql(`
      select format_type(atttypid, atttypmod) as type
        from pg_attribute
       where attrelid = 'vector_256'::regclass and attname = 'embedding'`);
    expect(rows).toEqual([{ type: database.db.dialect.vectorType(256) }]);
  });

  test("maintenance tells the planner what tables hold, once, and leaves row security in force", async () => {
    const { tenantId, tenant } = await newTenant(database.db);
    const fill = "insert into tenant_counter (tenant_id, name) select $1, 'n' || it from generate_series(1, 700) as it";
    await tenant.write((tx) => tx.execute(fill, [tenantId]));
    await tenant.write((tx) => tx.execute("delete from tenant_counter where name like 'n1%'"));
    await database.db.maintain();
    await database.db.maintain();
    const { rows } = await database.db.queueExecutor.executeSql(`
      select reltuples::int as rows, (select count(*)::int from tenant_counter) as visible
        from pg_class
       where oid = 'public.tenant_counter'::regclass`);
    expect(rows).toEqual([{ rows: 589, visible: 0 }]);
  });

  test("connections are the application's role, which may not pass by row security, make tables, or empty them", async () => {
    const { rows } = await database.db.queueExecutor.executeSql(`
      select current_user::text as name, rolsuper, rolbypassrls,
             has_schema_privilege('public', 'create') as may_create,
             has_table_privilege('tenant', 'truncate') as may_truncate,
             (select count(*)::int from pg_tables where schemaname = 'public' and tableowner = current_user) as owned
        from pg_roles
       where rolname = current_user`);
    expect(rows).toEqual([
      { name: "aether_app", rolsuper: false, rolbypassrls: false, may_create: false, may_truncate: false, owned: 0 },
    ]);
  });
});
