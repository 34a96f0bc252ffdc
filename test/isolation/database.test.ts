/** What a tenant's own statements can do to others, whatever the application would let through. */
import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";

import { parseSync, Visitor } from "oxc-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { ENGINES } from "../support/databases.ts";
import { openHouse, type TwoTenants } from "./two-tenants.ts";

const MINUTE_MS = 60_000;
/** No right to it, or not under row security; a key or check in the way; a column that nobody may write; COPY under row security. */
const REFUSED = /^(42501|23\d{3}|428C9|0A000)$/;
const SOURCES = join(import.meta.dirname, "../../packages/server/src");

describe.each(ENGINES)("statements of a tenant on $engine", (engine) => {
  let house: TwoTenants;
  let us: TenantDb;
  let tables: readonly string[];
  beforeAll(async () => {
    house = await openHouse(engine);
    us = house.db.forTenant({ tenantId: house.ours.tenantId });
    const { rows } = await house.db.queueExecutor.executeSql(`
      select c.relname::text as name
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
       where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
         and has_table_privilege('aether_app', c.oid, 'select')
       order by 1 limit 1000`);
    // Past the views, which would hold as well.
    tables = rows.map(({ name }) => `public.${String(name)}`);
  }, 2 * MINUTE_MS);
  afterAll(() => house.close());

  /** `nothing` where it was refused or touched no row; a statement that means nothing is no refusal. */
  const tried = async (sql: string, params: readonly unknown[] = []): Promise<string> => {
    const touched = await us
      .write(async (tx) => {
        const count = await tx.execute(sql, params);
        throw new Touched(count);
      })
      .catch((error: unknown) => {
        if (error instanceof Touched) return error.count;
        return REFUSED.test(String(Object(error).code)) ? 0 : `${String(Object(error).code)}: ${String(error)}`;
      });
    return touched === 0 ? "nothing" : `${touched} rows`;
  };

  /** Their own first row, with all that it holds, written over by us. */
  const upserted = async (table: string): Promise<string> => {
    const columns = `select string_agg(quote_ident(attname), ', ' order by attnum) as names
                       from pg_attribute
                      where attrelid = $1::regclass and attnum > 0 and not attisdropped
                        and attgenerated = '' and attidentity <> 'a'`;
    const key = `select string_agg(quote_ident(a.attname), ', ') as names
                   from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
                  where i.indrelid = $1::regclass and i.indisprimary`;
    const [all] = await us.query<{ names: string }>(`${columns} limit 1`, [table]);
    const [keys] = await us.query<{ names: string }>(`${key} limit 1`, [table]);
    const [row] = await house.db
      .forTenant({ tenantId: house.theirs.tenantId })
      .query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t limit 1`);
    return tried(
      `insert into ${table} (${all?.names})
       select ${all?.names} from jsonb_populate_record(null::${table}, $1::jsonb)
       on conflict (${keys?.names}) do update set tenant_id = '${house.ours.tenantId}'`,
      [row?.row ?? JSON.stringify({ tenant_id: house.theirs.tenantId })],
    );
  };

  test("there is something of both tenants in most tables, so that the rest means something", async () => {
    let filled = 0;
    for (const table of tables) {
      const [row] = await us.query<{ some: boolean }>(`select exists (select from ${table}) as some limit 1`);
      if (row?.some === true) filled += 1;
    }
    expect(filled).toBeGreaterThan(10);
  });

  test("DB-06: without a tenant nothing is seen, changed or deleted in any table", async () => {
    for (const table of tables) {
      const seen = await house.db.queueExecutor.executeSql(`select count(*)::int as count from ${table}`);
      expect({ table, count: seen.rows[0]?.["count"] }).toEqual({ table, count: 0 });
      const gone = await house.db.queueExecutor
        .executeSql(`with gone as (delete from ${table} returning 1) select count(*)::int as count from gone`)
        .catch((error: { code?: string }) => ({ rows: [{ count: error.code === "42501" ? 0 : error.code }] }));
      expect({ table, count: gone.rows[0]?.["count"] }).toEqual({ table, count: 0 });
    }
  });

  test(
    "DB-13: no statement of ours reads, changes, moves or makes a row of theirs",
    async () => {
      const { tenantId: theirs } = house.theirs;
      for (const table of tables) {
        const foreign = await us.query(`select 1 from ${table} where tenant_id <> $1 limit 1`, [house.ours.tenantId]);
        expect({ table, foreign }).toEqual({ table, foreign: [] });
        const results = {
          table,
          moved: await tried(`update ${table} set tenant_id = $1`, [theirs]),
          deleted: await tried(`delete from ${table} where tenant_id = $1`, [theirs]),
          made: await tried(
            `insert into ${table}
           select (jsonb_populate_record(t, jsonb_build_object('tenant_id', $1::text))).* from ${table} t limit 1`,
            [theirs],
          ),
          // The embedded engine ends with a COPY from the client, and all that it holds in memory.
          copied: engine.engine === "postgres" ? await tried(`copy ${table} from stdin`) : "nothing",
          upserted: await upserted(table),
        };
        const nothing = { moved: "nothing", deleted: "nothing", made: "nothing" };
        expect(results).toEqual({ table, ...nothing, copied: "nothing", upserted: "nothing" });
      }
    },
    MINUTE_MS,
  );

  test("DB-12, DB-15: the application can empty, change and make nothing in the schema", async () => {
    const refused = async (sql: string): Promise<unknown> =>
      us
        .write((tx) => tx.execute(sql))
        .then(
          () => "done",
          (error: { code?: string }) => error.code,
        );
    for (const sql of [
      "truncate public.repo",
      "alter table public.repo disable row level security",
      "alter table public.repo no force row level security",
      "drop policy tenant_isolation on public.repo",
      "create policy mine on public.repo using (true)",
      "create trigger mine before update on public.repo for each row execute function suppress_redundant_updates_trigger()",
      "create table public.mine (n int)",
      "create function public.mine() returns int language sql as 'select 1'",
      "create view public.mine as select 1 as one",
      "comment on table public.repo is 'mine'",
      "create view own.mine as select 1 as one",
      "create or replace view own.repo as select * from public.repo",
      "drop schema own cascade",
      "create role mine",
      "alter role aether_app bypassrls",
      "set session_replication_role = replica",
    ]) {
      expect({ sql, code: await refused(sql) }).toEqual({ sql, code: "42501" });
    }
  });
});

/** Rolls back what was tried. */
class Touched extends Error {
  readonly count: number;

  constructor(count: number) {
    super(`${count} rows`);
    this.count = count;
  }
}

/** A text that sets the tenant may do nothing besides. */
function stand(path: string, text: string): void {
  if (!text.includes("set_config(")) return;
  expect({ path, text, reads: /\b(from|join|update|insert|delete|with)\b/i.test(text) }).toMatchObject({
    reads: false,
  });
}

test("DB-09: the tenant is set by a statement that reads nothing, in the few files that may set it", async () => {
  const setting: string[] = [];
  for await (const path of glob("**/*.ts", { cwd: SOURCES })) {
    const text = readFileSync(join(SOURCES, path), "utf8");
    if (path.endsWith(".test.ts") || !text.includes("set_config(")) continue;
    setting.push(path);
    new Visitor({
      Literal: ({ value }) => stand(path, String(value)),
      TemplateLiteral: ({ quasis }) => stand(path, quasis.map((quasi) => quasi.value.raw).join("…")),
    }).visit(parseSync(path, text).program);
  }
  expect(setting.toSorted()).toEqual(["kernel/db/statement.ts", "kernel/db/transaction.ts"]);
});
