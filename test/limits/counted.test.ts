/** Which tables count towards a quota. */
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { standingOf } from "../../packages/server/src/kernel/limits/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";

/** Tables of tenants that count towards no quota, and why. All others grow with what a tenant has indexed or sent. */
const NOT_COUNTED: Readonly<Record<string, string>> = {
  api_key: "a row for each key that somebody made",
  archive_chunk: "counted by the archive that they are pieces of, which is written with them",
  audit: "kept for the installation, whatever the tenant may use (docs/security.md)",
  credential: "a row for each token that somebody gave",
  gram_shard: "some rows for each segment, beside their blocks",
  idempotent_call: "gone after a day",
  invitation: "a row for each person who was asked",
  job: "a row for each run, removed after a while",
  membership: "a row for each person",
  model_budget: "one row",
  model_choice: "three rows at most",
  model_use: "a row for each model and day",
  quota_use: "the counts themselves",
  reservation: "the counts themselves",
  segment: "some rows for each run, beside their postings",
  snapshot: "a row for each run",
  tenant: "one row",
  tenant_counter: "some rows",
  tenant_export: "counted by its archive",
  tenant_export_part: "counted by its archive",
  track: "a row for each ref that is followed",
  usage_day: "the counts themselves",
};

describe.each(ENGINES)("what counts towards quotas on $engine", (engine) => {
  let database: TestDatabase;
  const rows = async (sql: string) => (await database.db.queueExecutor.executeSql(sql, [])).rows;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  test("every table of tenants counts, or is named here with the reason why it does not", async () => {
    const tables = await rows(`
      select c.relname::text as name, exists (select from counted where table_name = c.relname) as counts
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`);
    const names = (counts: boolean) =>
      tables
        .filter((row) => row["counts"] === counts)
        .map((row) => String(row["name"]))
        .toSorted();
    expect(names(false)).toEqual(Object.keys(NOT_COUNTED).toSorted());
    expect(names(true)).toEqual(expect.arrayContaining(["blob", "facts", "gram_block", "node", "repo", "vector_256"]));
  });

  test("what counts is followed when rows come and when they go, and counts towards a resource that has a quota", async () => {
    const wrong = await rows(`
      select table_name, resource from counted
       where not follows or resource not in ('repos', 'storage_bytes', 'vectors')`);
    expect(wrong).toEqual([]);
    // One sum for each table and resource: another would count its rows twice.
    expect(await rows(`select table_name from counted group by table_name, resource having count(*) > 1`)).toEqual([]);
  });

  test("a tenant without anything uses nothing", async () => {
    const { tenant } = await newTenant(database.db);
    for (const resource of ["repos", "storage_bytes", "vectors"] as const) {
      expect((await standingOf(tenant, resource)).used).toBe(0);
    }
  });
});

test("a migration adds a table by one line, with the rows that it has already, and dropping the table takes it out", async () => {
  const postgres = ENGINES.find(({ engine }) => engine === "postgres");
  const database = await postgres?.open();
  if (database === undefined) throw new Error("PostgreSQL is no engine");
  const { tenant, tenantId } = await newTenant(database.db);
  const admin = new Client(database.adminUrl);
  await admin.connect();
  const used = async () => (await standingOf(tenant, "storage_bytes")).used;
  const add = (sizes: string) =>
    tenant.write((tx) => tx.execute(`insert into planted select $1, size from unnest(${sizes}) as size`, [tenantId]));
  await admin.query(
    "create table planted (tenant_id uuid not null, size int not null); grant all on planted to aether_app",
  );
  await add("array[3, 4]");
  expect(await used()).toBe(0);
  await admin.query("select count_rows('planted', 'storage_bytes', '10 + size', true)");
  expect(await used()).toBe(27);
  await add("array[5]");
  await tenant.write((tx) => tx.execute("update planted set size = 100 where size = 3"));
  expect(await used()).toBe(139);
  await tenant.write((tx) => tx.execute("delete from planted where size = 100"));
  expect(await used()).toBe(29);
  await admin.query("drop table planted; delete from quota_use");
  expect(await used()).toBe(0);
  await admin.end();
  await database.drop();
});
