import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type IsolationProblem, isolationProblems, openPostgres } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";

describe.each(ENGINES)("the catalogue on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ afterMigrate: installQueue });
  });
  afterAll(() => database.drop());

  test("DB-01: every table, view, function, index, role and grant keeps tenants apart", async () => {
    const ask = async (sql: string, params: readonly unknown[]) => {
      const { rows } = await database.db.queueExecutor.executeSql(sql, params);
      return rows.map((row) => ({ object: String(row["object"]), problem: String(row["problem"]) }));
    };
    expect(await isolationProblems(ask)).toEqual([]);
  });

  test("the catalogue is not read in vain: there are tables of tenants and without", async () => {
    const { rows } = await database.db.queueExecutor.executeSql(`
      select count(*) filter (where c.relrowsecurity)::int as secured, count(*)::int as all
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`);
    expect(Number(rows[0]?.["secured"])).toBeGreaterThan(15);
    expect(Number(rows[0]?.["all"])).toBeGreaterThan(Number(rows[0]?.["secured"]));
  });
});

const SECURED = (table: string): string => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy tenant_isolation on ${table}
    using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));`;
const GOOD = `create table planted (tenant_id uuid not null, n int not null, primary key (tenant_id, n)); ${SECURED("planted")}`;

/** What somebody might do to the schema, and of which object it must be said. */
const PLANTS: readonly (readonly [what: string, sql: string, object: string])[] = [
  ["a table without a tenant", "create table planted (n int primary key)", "planted"],
  [
    "a table whose tenant may be null",
    `create table planted (tenant_id uuid, n int); ${SECURED("planted")}`,
    "planted",
  ],
  ["DB-01: a table without row security", "create table planted (tenant_id uuid not null, n int)", "planted"],
  [
    "DB-02: row security that does not bind the owner",
    `${GOOD} alter table planted no force row level security`,
    "planted",
  ],
  [
    "a policy that is always true",
    `${GOOD} drop policy tenant_isolation on planted;
     create policy tenant_isolation on planted using (true) with check (true)`,
    "planted",
  ],
  [
    "a policy for reading alone",
    `${GOOD} drop policy tenant_isolation on planted; create policy tenant_isolation on planted for select
     using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))`,
    "planted",
  ],
  ["one policy more", "create policy mine on repo for select using (name = 'x')", "repo.mine"],
  ["DB-10: a name that is unique for all tenants", "create unique index planted on repo (name)", "planted"],
  [
    "DB-11: a foreign key without the tenant",
    `${GOOD} create unique index other on planted (n);
     alter table planted add column m int, add constraint planted_key foreign key (m) references planted (n)`,
    "planted_key",
  ],
  ["DB-12: a right to truncate", "grant truncate on repo to aether_app", "repo"],
  ["a right for everybody", "grant select on repo to public", "repo"],
  ["people shown to the application", "grant select on person to aether_app", "person"],
  ["code shown to who says who may come in", "grant select on node to aether_auth", "node"],
  ["a schema that everybody writes to", "grant create on schema public to public", "public"],
  ["DB-04: a view with its owner's rights", "create view planted as select * from repo", "planted"],
  ["DB-04: a materialized view", "create materialized view planted as select * from repo", "planted"],
  [
    "DB-03: a partition without row security",
    `create table planted (tenant_id uuid not null, n int, primary key (tenant_id, n))
     partition by list (tenant_id); ${SECURED("planted")} create table planted_part partition of planted default`,
    "planted_part",
  ],
  ["no view of a tenant's own rows", "drop view own.repo", "repo"],
  ["a view of everybody's rows", "create or replace view own.repo as select * from public.repo", "repo"],
  [
    "a view of own rows, or others",
    `create or replace view own.repo with (security_invoker = true, check_option = local) as select * from public.repo
      where tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid) or name = 'x'`,
    "repo",
  ],
  ["a view that lacks what a table has by now", "alter table repo add column planted int", "repo"],
  ["a table that the application reads, without a view", `${GOOD} grant select on planted to aether_app`, "planted"],
  ["a view where names are looked for first", "create view own.planted as select 1 as one", "own.planted"],
  ["numbers that all tenants share", "create sequence planted", "planted"],
  [
    "DB-15: a function that claims to be leakproof",
    `create function planted() returns int language sql leakproof as 'select 1'`,
    "planted()",
  ],
  [
    "a function with its owner's rights",
    `create function planted() returns int language sql security definer as 'select 1'`,
    "planted()",
  ],
  [
    "a table that the application owns",
    `${GOOD} grant create on schema public to aether_app; alter table planted owner to aether_app`,
    "planted",
  ],
];

describe("what is planted in the schema is found", () => {
  let database: TestDatabase;
  let admin: Client;
  beforeAll(async () => {
    const postgres = ENGINES.find(({ engine }) => engine === "postgres");
    if (postgres === undefined) throw new Error("PostgreSQL is no engine");
    database = await postgres.open({ afterMigrate: installQueue });
    admin = new Client(database.adminUrl);
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.drop();
  });

  test.each(PLANTS)("%s", async (_what, sql, object) => {
    await admin.query("begin");
    try {
      await admin.query(sql);
      const problems = await isolationProblems(async (text, params) => {
        const { rows } = await admin.query<IsolationProblem>(text, [...params]);
        return rows;
      });
      expect(problems.map((found) => found.object)).toContain(object);
    } finally {
      await admin.query("rollback");
    }
  });

  test("AUDIT-10: a server on which row security was switched off is not opened", async () => {
    await admin.query("alter table repo disable row level security");
    try {
      const opening = openPostgres({ url: database.adminUrl ?? "", pool: { min: 0 } });
      await expect(opening).rejects.toMatchObject({
        code: "DATABASE_UNSAFE",
        message: expect.stringContaining("repo"),
      });
    } finally {
      await admin.query("alter table repo enable row level security");
    }
  });
});
