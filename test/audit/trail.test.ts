import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import {
  type AuditEntry,
  eraseTrail,
  fileCheckpoints,
  recordsAfter,
  recordsBefore,
  type Trail,
} from "../../packages/server/src/kernel/audit/index.ts";
import { memoryCheckpoints, testTrail } from "../support/audit-trail.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";

function entry(tenantId: string, more: Partial<AuditEntry> = {}): AuditEntry {
  const context = {
    tenantId,
    actor: { kind: "key", keyId: "k1" } as const,
    requestId: "req-1",
    origin: { address: "203.0.113.9", userAgent: "curl/8" },
  };
  return { context, action: "delete_repository", target: "/repositories/shop", outcome: "OK", ...more };
}

async function write(trail: Trail, tenantId: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await trail.record(entry(tenantId, { target: `/repositories/${n}` }));
}

const verdictOf = (trail: Trail, tenantId: string) => trail.verify({ tenantId, limit: 10_000 });

describe.each(ENGINES)("the audit trail on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  test("AUDIT-02: a long trail is verified with a thousand records in memory, however many are asked for", async () => {
    const { tenantId, tenant } = await newTenant(database.db);
    const writing = testTrail(database.db);
    await Promise.all(Array.from({ length: 2500 }, () => writing.record(entry(tenantId))));
    const read: number[] = [];
    const query: typeof tenant.query = async (sql, params) => {
      const rows = await tenant.query<never>(sql, params);
      read.push(rows.length);
      return rows;
    };
    const watched = { ...database.db, forTenant: () => ({ ...tenant, query }) };
    const verdict = await testTrail(watched).verify({ tenantId, limit: 50_000 });
    expect(verdict).toMatchObject({ checked: 2500, firstBad: undefined, more: false });
    expect(Math.max(...read)).toBe(1000);
  });

  test("a record says who did what, from where, and how it ended", async () => {
    const { tenantId, tenant } = await newTenant(database.db);
    await testTrail(database.db).record(entry(tenantId));
    expect(await recordsAfter(tenant, 0, 10)).toEqual([
      {
        number: "1",
        at: "2026-01-02T00:00:00Z",
        actor_kind: "key",
        actor_id: "k1",
        action: "delete_repository",
        target: "/repositories/shop",
        outcome: "OK",
        address: "203.0.113.9",
        user_agent: "curl/8",
        request_id: "req-1",
        previous: new Uint8Array(32),
        hash: expect.any(Uint8Array),
      },
    ]);
  });

  test("records of many writers, in two processes, are one chain without gaps", async () => {
    const { tenantId, tenant } = await newTenant(database.db);
    const [one, other] = [testTrail(database.db), testTrail(database.db)];
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? one : other).record(entry(tenantId, { target: String(n) }))),
    );
    const records = await recordsAfter(tenant, 0, 100);
    expect(new Set(records.map(({ target }) => target)).size).toBe(60);
    expect(await verdictOf(testTrail(database.db), tenantId)).toMatchObject({
      checked: 60,
      firstBad: undefined,
      head: { number: 60 },
      more: false,
    });
  });

  test("a trail is verified in parts, each going on where the one before ended", async () => {
    const { tenantId } = await newTenant(database.db);
    const trail = testTrail(database.db);
    await write(trail, tenantId, 7);
    const first = await trail.verify({ tenantId, limit: 3 });
    expect(first).toMatchObject({ checked: 3, head: { number: 3 }, more: true });
    const rest = await trail.verify({ tenantId, after: 3, limit: 10 });
    expect(rest).toMatchObject({ checked: 4, head: { number: 7 }, more: false, firstBad: undefined });
  });

  test("what callers choose is kept short, printable, and without tokens", async () => {
    const { tenantId, tenant } = await newTenant(database.db);
    const trail = testTrail(database.db);
    const hostile = `ghp_planted0123456789abcdefghijklmnopqr \u0000\u001b[2J\ud800${"x".repeat(5000)}`;
    const origin = { address: hostile, userAgent: hostile };
    const context = { ...entry(tenantId).context, requestId: hostile, origin };
    await trail.record({ context, action: hostile, target: hostile, outcome: hostile });
    const [record] = await recordsAfter(tenant, 0, 10);
    expect(JSON.stringify(record)).not.toContain("planted");
    expect(
      Math.max(
        ...Object.values(record ?? {})
          .map(String)
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(300);
    expect(await verdictOf(trail, tenantId)).toMatchObject({ firstBad: undefined, checked: 1 });
  });

  test("AUDIT-02: the application's role can neither change nor remove a record, nor put one into another trail", async () => {
    const { tenantId, tenant } = await newTenant(database.db);
    const other = await newTenant(database.db);
    await write(testTrail(database.db), tenantId, 2);
    const denied = { cause: undefined, code: "42501" };
    for (const sql of ["update audit set outcome = 'X'", "delete from audit", "truncate public.audit"]) {
      await expect(tenant.write((tx) => tx.execute(sql))).rejects.toMatchObject({ code: denied.code });
    }
    const move = tenant.write((tx) =>
      tx.execute(
        "insert into audit select ($1::uuid), number, at, actor_kind, actor_id, action, target, outcome, address, user_agent, request_id, previous, hash from audit",
        [other.tenantId],
      ),
    );
    await expect(move).rejects.toMatchObject({ code: "42501" });
    await expect(
      database.db.forAuth().write((tx) => eraseTrail(tx, tenantId, 10)),
      "a tenant that is not being deleted keeps its trail",
    ).resolves.toBe(0);
  });

  test("the trail of a tenant that is being deleted can be erased, in batches, and no other", async () => {
    const [gone, kept] = [await newTenant(database.db), await newTenant(database.db)];
    const trail = testTrail(database.db);
    await write(trail, gone.tenantId, 5);
    await write(trail, kept.tenantId, 2);
    const auth = database.db.forAuth();
    await auth.write((tx) => tx.execute("update tenant set state = 'deleting' where tenant_id = $1", [gone.tenantId]));
    expect(await auth.write((tx) => eraseTrail(tx, gone.tenantId, 3))).toBe(3);
    expect(await auth.write((tx) => eraseTrail(tx, gone.tenantId, 3))).toBe(2);
    expect(await auth.write((tx) => eraseTrail(tx, kept.tenantId, 3))).toBe(0);
    await trail.forget(gone.tenantId);
    expect(await recordsAfter(gone.tenant, 0, 10)).toEqual([]);
    expect(await recordsAfter(kept.tenant, 0, 10)).toHaveLength(2);
  });

  test("records are found by actor, action, outcome and time, the newest first", async () => {
    const { tenantId, tenant } = await newTenant(database.db);
    const trail = testTrail(database.db);
    await trail.record(entry(tenantId));
    await trail.record(entry(tenantId, { action: "search", outcome: "FORBIDDEN" }));
    await trail.record(entry(tenantId, { context: { ...entry(tenantId).context, actor: { kind: "owner" } } }));
    const found = async (filter: object): Promise<string[]> =>
      (await recordsBefore(tenant, { ...filter, before: undefined, limit: 10 })).map(({ number }) => number);
    expect(await found({})).toEqual(["3", "2", "1"]);
    expect(await found({ actor: "k1" })).toEqual(["2", "1"]);
    expect(await found({ action: "search" })).toEqual(["2"]);
    expect(await found({ outcome: "FORBIDDEN" })).toEqual(["2"]);
    expect(await found({ since: "2026-01-02T00:00:00Z" })).toHaveLength(3);
    expect(await found({ until: "2026-01-02T00:00:00Z" })).toEqual([]);
  });

  test("a record that cannot be written is told to whoever did it, and logged", async () => {
    const other = await engine.open();
    const { tenantId } = await newTenant(other.db);
    const events: string[] = [];
    const trail = testTrail(other.db, { onLog: (_fields, event) => void events.push(event) });
    await other.drop();
    await expect(trail.record(entry(tenantId))).rejects.toThrow(/clos|end/i);
    expect(events).toContain("audit.failed");
  });
});

test("checkpoints in a file are replaced as a whole", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "aether-checkpoints-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const store = fileCheckpoints(path.join(folder, "deep", "checkpoints"));
  expect(await store.load()).toEqual([]);
  await store.save(["a", "b"]);
  await store.save(["c"]);
  expect(await store.load()).toEqual(["c"]);
});

/** What somebody who owns the database might do, and the record that verify must name. */
const TAMPERINGS: readonly (readonly [what: string, sql: string, number: number])[] = [
  ["a changed outcome", "update audit set outcome = 'DENIED' where tenant_id = $1 and number = 3", 3],
  ["a changed actor", "update audit set actor_id = 'somebody else' where tenant_id = $1 and number = 4", 4],
  [
    "a time moved by a microsecond",
    "update audit set at = at + interval '1 microsecond' where tenant_id = $1 and number = 2",
    2,
  ],
  ["a removed record", "delete from audit where tenant_id = $1 and number = 4", 4],
  ["a removed beginning", "delete from audit where tenant_id = $1 and number <= 2", 1],
  ["a removed end", "delete from audit where tenant_id = $1 and number > 5", 6],
  ["an emptied trail", "delete from audit where tenant_id = $1", 1],
  [
    "two records that changed places",
    `update audit a set at = b.at, target = b.target, hash = b.hash
       from audit b
      where a.tenant_id = $1 and b.tenant_id = $1 and a.number in (3, 4) and b.number = 7 - a.number`,
    3,
  ],
  [
    "a record put in the middle, the others moved up",
    `with moved as (delete from audit where tenant_id = $1 and number >= 4 returning *),
          back as (insert into audit select tenant_id, number + 1, at, actor_kind, actor_id, action, target, outcome,
                          address, user_agent, request_id, previous, hash from moved)
     insert into audit select tenant_id, 4, at, actor_kind, actor_id, action, 'planted', outcome, address, user_agent,
            request_id, previous, hash from moved where number = 4`,
    4,
  ],
  [
    "a record put at the end",
    `insert into audit select tenant_id, 9, at, actor_kind, actor_id, action, target, outcome, address, user_agent,
            request_id, hash, hash from audit where tenant_id = $1 and number = 8`,
    9,
  ],
];

describe("AUDIT-02: whoever owns the database is found out", () => {
  let database: TestDatabase;
  let admin: Client;
  beforeAll(async () => {
    const postgres = ENGINES.find(({ engine }) => engine === "postgres");
    if (postgres === undefined) throw new Error("PostgreSQL is needed: on it the owner is somebody else");
    database = await postgres.open();
    admin = new Client(database.adminUrl);
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.drop();
  });

  test.each(TAMPERINGS)("%s", async (_what, sql, number) => {
    const { tenantId } = await newTenant(database.db);
    const checkpoints = memoryCheckpoints();
    const trail = testTrail(database.db, { checkpoints });
    await write(trail, tenantId, 8);
    await trail.close(); // as every minute
    expect(await verdictOf(trail, tenantId)).toMatchObject({ firstBad: undefined });
    await admin.query(sql, [tenantId]);
    expect(await verdictOf(testTrail(database.db, { checkpoints }), tenantId)).toMatchObject({ firstBad: { number } });
  });

  test("records exchanged between tenants", async () => {
    const [a, b] = [await newTenant(database.db), await newTenant(database.db)];
    const trail = testTrail(database.db);
    await write(trail, a.tenantId, 3);
    await write(trail, b.tenantId, 3);
    const spare = randomUUID();
    const move = (from: string, to: string) =>
      admin.query("update audit set tenant_id = $2 where tenant_id = $1 and number = 1", [from, to]);
    await move(a.tenantId, spare);
    await move(b.tenantId, a.tenantId);
    await move(spare, b.tenantId);
    for (const { tenantId } of [a, b]) {
      expect(await verdictOf(trail, tenantId)).toMatchObject({ firstBad: { number: 1 } });
    }
  });

  test("an end that was cut off and written anew after a restart, by a checkpoint that is not covered", async () => {
    const { tenantId } = await newTenant(database.db);
    const checkpoints = memoryCheckpoints();
    const before = testTrail(database.db, { checkpoints });
    await write(before, tenantId, 6);
    await before.close();
    await admin.query("delete from audit where tenant_id = $1 and number > 3", [tenantId]);
    const events: string[] = [];
    const after = testTrail(database.db, { checkpoints, onLog: (_fields, event) => void events.push(event) });
    await write(after, tenantId, 5);
    await after.close();
    expect(events).toContain("audit.tampered");
    expect(await verdictOf(testTrail(database.db, { checkpoints }), tenantId)).toMatchObject({
      firstBad: { number: 6 },
    });
  });

  test("a cut end without the file, by a checkpoint from the log; one that nobody signed says nothing", async () => {
    const { tenantId } = await newTenant(database.db);
    const logged: string[] = [];
    const trail = testTrail(database.db, {
      onLog: (fields) => void logged.push(String(Object(fields).checkpoint)),
    });
    await write(trail, tenantId, 4);
    await trail.close();
    await admin.query("delete from audit where tenant_id = $1 and number = 4", [tenantId]);
    const fresh = testTrail(database.db);
    const asked = { tenantId, limit: 100 };
    expect(await fresh.verify(asked)).toMatchObject({ firstBad: undefined });
    expect(await fresh.verify({ ...asked, checkpoints: logged })).toMatchObject({ firstBad: { number: 4 } });
    const forged = logged.map((text) => text.replace(".4.", ".9."));
    expect(await fresh.verify({ ...asked, checkpoints: [...forged, "", "a1.x"] })).toMatchObject({
      firstBad: undefined,
    });
  });
});
