/** What the application keeps apart by itself, on a database whose row security was switched off while it serves. */
import { isDeepStrictEqual } from "node:util";

import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { permissionsOf, type Role } from "../../packages/server/src/kernel/tenancy/index.ts";
import { type Engine, ENGINES } from "../support/databases.ts";
import { EXAMPLES, RANKED } from "./examples.ts";
import { leaked, told } from "./told.ts";
import { openHouse, type TwoTenants } from "./two-tenants.ts";
import { nowhere, type World } from "./world.ts";

const MINUTE_MS = 60_000;
const ROLES: readonly Role[] = ["owner", "admin", "member", "viewer"];

let house: TwoTenants;
let admin: Client;
beforeAll(async () => {
  let adminUrl: string | undefined;
  const postgres = ENGINES.find(({ engine }) => engine === "postgres");
  if (postgres === undefined) throw new Error("PostgreSQL is no engine");
  const engine: Engine = {
    engine: "postgres",
    async open(options) {
      const database = await postgres.open(options);
      ({ adminUrl } = database);
      return database;
    },
  };
  // A server is not opened on such a database, so it is switched off after that.
  house = await openHouse(engine);
  admin = new Client(adminUrl);
  await admin.connect();
  const { rows } = await admin.query<{ name: string }>(`
    select relname as name
      from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity
     order by relname`);
  for (const { name } of rows) await admin.query(`alter table public.${name} disable row level security`);
}, 3 * MINUTE_MS);
afterAll(async () => {
  await admin.end();
  await house.close();
});

/** The rows of a tenant, as the database itself has them. */
async function rowsOf({ tenantId }: World): Promise<object> {
  const { rows: tables } = await admin.query<{ name: string }>(`
    select c.relname as name
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'audit'
     order by c.relname`);
  const counted: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await admin.query(
      `select count(*)::int as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as content
         from public.${name} t where tenant_id = $1`,
      [tenantId],
    );
    counted[name] = rows[0];
  }
  return counted;
}

test("row security is off: a statement past the views sees everybody's rows", async () => {
  const own = house.db.forTenant({ tenantId: house.ours.tenantId });
  const seen = await own.query("select distinct tenant_id from public.repo order by tenant_id limit 10");
  expect(seen.length).toBeGreaterThan(1);
  expect(await own.query("select distinct tenant_id from repo order by tenant_id limit 10")).toHaveLength(1);
});

test(
  "API-02, DB-01: with row security off every operation still answers of its own tenant alone, and changes nothing else",
  async () => {
    const before = await rowsOf(house.theirs);
    const us = house.person(house.ours.tenantId, "owner");
    const asked = Object.entries(EXAMPLES)
      .flatMap(([name, list]) => list.map((of) => ({ operation: house.named(name), of })))
      .filter(({ operation }) => us.permissions.includes(operation.permission))
      .toSorted((a, b) => b.operation.kind.localeCompare(a.operation.kind));
    for (const { operation, of } of asked) {
      const { name } = operation;
      const missing = nowhere();
      const ofTheirs = await house.asker.ask(us, operation, of(house.theirs));
      const ofNobody = await house.asker.ask(us, operation, of(missing));
      const isSame = RANKED.has(name) || isDeepStrictEqual(told(ofTheirs, house.theirs), told(ofNobody, missing));
      expect({ name, isSame, ofTheirs: isSame ? "" : ofTheirs.text }).toEqual({ name, isSame: true, ofTheirs: "" });
      const words = leaked(ofTheirs.text, { of: house.theirs, given: of(house.theirs) });
      expect({ name, words }).toEqual({ name, words: [] });
    }
    expect(await rowsOf(house.theirs)).toEqual(before);
  },
  3 * MINUTE_MS,
);

test(
  "API-06: with row security off nobody may what the permission table does not say",
  async () => {
    for (const operation of house.operations.filter(({ permission }) => permission !== "public")) {
      const input = EXAMPLES[operation.name]?.[0]?.(house.theirs) ?? {};
      const { status } = await house.asker.ask(undefined, operation, input);
      expect({ name: operation.name, status }).toEqual({ name: operation.name, status: 401 });
      for (const role of ROLES.filter((one) => !permissionsOf(one).includes(operation.permission))) {
        const refused = await house.asker.ask(house.person(house.ours.tenantId, role), operation, input);
        expect({ name: operation.name, role, status: refused.status }).toMatchObject({ status: 403 });
      }
    }
  },
  3 * MINUTE_MS,
);

test("DB-06, DB-13: with row security off a view shows, changes and takes no row of another tenant", async () => {
  const { rows } = await admin.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'own'::regnamespace and relkind = 'v' order by relname",
  );
  const own = house.db.forTenant({ tenantId: house.ours.tenantId });
  const nothing = /^(42501|44000|23|428C9|0A000|42804)/; // refused, by right or by the check of the view
  for (const { name } of rows) {
    const foreign = await own.query(`select 1 from ${name} where tenant_id <> $1 limit 1`, [house.ours.tenantId]);
    expect({ name, foreign }).toEqual({ name, foreign: [] });
    const tried = (sql: string): Promise<unknown> =>
      own
        .write((tx) => tx.execute(sql, [house.theirs.tenantId]))
        .catch((error: unknown) => (nothing.test(String(Object(error).code)) ? 0 : error));
    expect({
      name,
      deleted: await tried(`delete from ${name} where tenant_id = $1`),
      taken: await tried(`update ${name} set tenant_id = tenant_id where tenant_id = $1`),
      made: await tried(
        `insert into ${name}
         select (jsonb_populate_record(t, jsonb_build_object('tenant_id', $1::text))).* from ${name} t limit 1`,
      ),
    }).toEqual({ name, deleted: 0, taken: 0, made: 0 });
  }
  const unset = await house.db.queueExecutor.executeSql("select count(*)::int as count from repo");
  expect(unset.rows).toEqual([{ count: 0 }]);
});
