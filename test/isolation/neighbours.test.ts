/** What a tenant finds out of its neighbours by names and ids that are taken, by owning a table, and past its parent. */
import { randomUUID } from "node:crypto";

import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { ensureTenant } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";

const OURS = "11111111-1111-4111-8111-111111111111";
const THEIRS = "22222222-2222-4222-8222-222222222222";
const THEIR_REPO = "33333333-3333-4333-8333-333333333333";
const THEIR_TRACK = 7;
const REPO = "insert into public.repo (tenant_id, repo_id, name, key, root) values ($1, $2, $3, $3, $4)";
const TRACK = "insert into public.track (tenant_id, repo_id, track_id, name) values ($1, $2, $3, 'main')";
const COUNTER = "insert into public.tenant_counter (tenant_id, name) values ($1, $2)";

async function withNeighbours(database: TestDatabase): Promise<void> {
  for (const [tenantId, slug] of [
    [OURS, "ours"],
    [THEIRS, "theirs"],
  ] as const)
    await ensureTenant(database.db, { tenantId, slug });
  await database.db.forTenant({ tenantId: THEIRS }).write(async (tx) => {
    await tx.execute(REPO, [THEIRS, THEIR_REPO, "taken", "/taken"]);
    await tx.execute(TRACK, [THEIRS, THEIR_REPO, THEIR_TRACK]);
    await tx.execute(COUNTER, [THEIRS, "taken"]);
  });
}

describe.each(ENGINES)("neighbours on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ afterMigrate: installQueue, connections: 1 });
    await withNeighbours(database);
  });
  afterAll(() => database.drop());

  /** Rows, or the code and the constraint of the refusal; nothing of it stays. */
  const answer = async (sql: string, params: readonly unknown[]): Promise<string> => {
    let rows = -1;
    const undone = new Error("undone");
    const error: unknown = await database.db
      .forTenant({ tenantId: OURS })
      .write(async (tx) => {
        rows = await tx.execute(sql, params);
        throw undone;
      })
      .catch((thrown: unknown) => thrown);
    return error === undone ? `${rows} rows` : `${String(Object(error).code)} ${String(Object(error).constraint)}`;
  };

  test.each(["", "on conflict do nothing", "on conflict (tenant_id, name) do update set name = excluded.name"])(
    "DB-10: a name that a neighbour has is as free as any other: insert … %s",
    async (end) => {
      for (const name of ["taken", "free"]) {
        expect(await answer(`${REPO} ${end}`, [OURS, randomUUID(), name, `/${name}`])).toBe("1 rows");
        expect(await answer(`${COUNTER} ${end}`, [OURS, name])).toBe("1 rows");
      }
      expect(await answer(`${REPO} ${end}`, [OURS, THEIR_REPO, "free", "/free"])).toBe("1 rows");
    },
  );

  test("DB-11: a neighbour's row is as missing for a foreign key as one that nobody has", async () => {
    const foreign = await answer(TRACK, [OURS, THEIR_REPO, 8]);
    expect(foreign).toBe("23503 track_tenant_id_repo_id_fkey");
    expect(await answer(TRACK, [OURS, randomUUID(), 8])).toBe(foreign);
    const snapshot =
      "insert into public.snapshot (tenant_id, track_id, number, state, extractor) values ($1, $2, 1, 'ready', 'x')";
    expect(await answer(snapshot, [OURS, THEIR_TRACK])).toBe(await answer(snapshot, [OURS, 8]));
  });

  test("DB-12: a temporary table of a tenant's name for one hides no table from whoever comes next", async () => {
    const shadow = "create temporary table repo as select * from public.repo";
    await database.db.forTenant({ tenantId: OURS }).write((tx) => tx.execute(shadow));
    const names = await database.db.forTenant({ tenantId: THEIRS }).query("select name from repo");
    expect(names).toEqual([{ name: "taken" }]);
  });
});

describe("what row security binds", () => {
  let database: TestDatabase;
  let admin: Client;
  beforeAll(async () => {
    const postgres = ENGINES.find(({ engine }) => engine === "postgres");
    if (postgres === undefined) throw new Error("PostgreSQL is no engine");
    database = await postgres.open({ afterMigrate: installQueue });
    await withNeighbours(database);
    admin = new Client(database.adminUrl);
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.drop();
  });

  const count = async (table: string): Promise<number> => {
    const { rows } = await admin.query<{ count: number }>(`select count(*)::int as count from ${table}`);
    return rows[0]?.count ?? 0;
  };

  test("DB-02: whoever owns a table sees nothing of it without a tenant, and all of it where that is not forced", async () => {
    const owner = `owner_${randomUUID().slice(0, 8)}`;
    await admin.query("begin");
    try {
      await admin.query(`create role ${owner}; grant usage, create on schema public to ${owner}`);
      for (const table of ["tenant", "repo", "track", "tenant_counter"]) {
        await admin.query(`alter table public.${table} owner to ${owner}; set local role ${owner}`);
        expect({ table, count: await count(`public.${table}`) }).toEqual({ table, count: 0 });
        await admin.query(`reset role`);
        expect(await count(`public.${table}`)).toBeGreaterThan(0);
      }
      await admin.query(`alter table public.repo no force row level security; set local role ${owner}`);
      expect(await count("public.repo")).toBe(1);
    } finally {
      await admin.query("rollback");
    }
  });

  test("DB-03: a partition that is read directly shows the tenant's rows alone", async () => {
    const secured = (table: string): string => `
      alter table ${table} enable row level security; alter table ${table} force row level security;
      create policy tenant_isolation on ${table}
        using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));`;
    const asUs = `set local role aether_app; set local app.tenant_id = '${OURS}'`;
    await admin.query("begin");
    try {
      const { rows } = await admin.query(
        "select inhrelid::regclass from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace",
      );
      expect(rows).toEqual([]); // the schema has none: what follows is of one that is planted
      await admin.query(`
        create table planted (tenant_id uuid not null) partition by list (tenant_id);
        create table planted_part partition of planted default;
        insert into planted values ('${OURS}'), ('${THEIRS}');
        grant select on planted, planted_part to aether_app; ${secured("planted")}
        ${asUs}`);
      expect([await count("planted"), await count("planted_part")]).toEqual([1, 2]); // why each must be secured
      await admin.query(`reset role; ${secured("planted_part")} ${asUs}`);
      expect([await count("planted"), await count("planted_part")]).toEqual([1, 1]);
    } finally {
      await admin.query("rollback");
    }
  });
});
