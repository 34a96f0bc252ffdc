import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { createIdempotency, type Idempotency } from "../../packages/server/src/kernel/idempotency/index.ts";
import { type AnyOperation, operation } from "../../packages/server/src/kernel/operation/index.ts";
import { type Context, createContext, NO_TENANT } from "../../packages/server/src/kernel/tenancy/index.ts";
import { manualClock } from "../../packages/server/src/kernel/time/index.ts";
import { createOwnerAccess } from "../../packages/server/src/surfaces/http/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant, type TestTenant } from "../support/tenants.ts";
import { serveSmallOperations, TOKEN } from "./http-server.ts";

describe.each(ENGINES)("WEB-12: Idempotency-Key on $engine", (engine) => {
  let database: TestDatabase;
  let idempotency: Idempotency;
  const warned: unknown[] = [];
  beforeAll(async () => {
    database = await engine.open();
    idempotency = createIdempotency({
      db: database.db,
      key: Buffer.alloc(32),
      log: { warn: (it: unknown) => void warned.push(it) },
    });
  });
  afterAll(() => database.drop());

  /** Adds a repository; what it is told to do besides happens after the write. */
  function addOperation(after: (name: string) => Promise<void> = async () => {}): AnyOperation {
    return operation({
      name: "add_row",
      kind: "command",
      summary: "Adds a row.",
      permission: "code:write",
      input: z.strictObject({ name: z.string() }),
      output: z.strictObject({ name: z.string(), secret: z.string() }),
      errors: [],
      http: { method: "POST", path: "/rows", status: 201 },
      async run(context, { name }) {
        await database.db.forTenant(context).write((tx) => insertRow(tx, name));
        await after(name);
        return { name, secret: "s3cret" };
      },
    });
  }

  function insertRow(tx: { tenantId: string; execute(sql: string, params: unknown[]): Promise<number> }, name: string) {
    return tx.execute(
      "insert into repo (tenant_id, repo_id, name, key, root) values ($1, gen_random_uuid(), $2, $2, gen_random_uuid())",
      [tx.tenantId, name],
    );
  }

  async function rowsOf({ tenant }: TestTenant): Promise<string[]> {
    const rows = await tenant.query<{ name: string }>("select name from repo order by name, repo_id");
    return rows.map(({ name }) => name);
  }

  /** A server for a tenant; names of rows are unique, so that a second effect would be an error or a row more. */
  async function serve(of: TestTenant, operations: readonly AnyOperation[] = [addOperation()]) {
    const access = createOwnerAccess({
      token: TOKEN,
      tenantId: of.tenantId,
      permissions: ["code:read", "code:write"],
      clock: manualClock(),
    });
    const server = await serveSmallOperations({ operations, access, idempotency });
    const send = (path: string, body: object, key: string) =>
      server.post(path, body, { headers: { "idempotency-key": key } });
    return { ...server, send };
  }

  async function contextOf(of: TestTenant): Promise<Context> {
    return createContext({
      tenantId: of.tenantId,
      actor: { kind: "owner" },
      permissions: [],
      requestId: "t",
      signal: new AbortController().signal,
    });
  }

  /** As if the process had stopped: the call stays as it is, and time goes by. */
  function age({ tenant, tenantId }: TestTenant, seconds: number) {
    return tenant.write((tx) =>
      tx.execute(
        `update idempotent_call set created_at = created_at - $2 * interval '1 s', claimed_at = claimed_at - $2 * interval '1 s'
          where tenant_id = $1`,
        [tenantId, seconds],
      ),
    );
  }

  test("a repeated call has no second effect and gets the first answer, with the same status", async () => {
    const of = await newTenant(database.db);
    const { send } = await serve(of);
    const first = await send("/api/v1/rows", { name: "a" }, "k1");
    const again = await send("/api/v1/rows", { name: "a" }, "k1");
    expect([first.status, again.status, again.json().data]).toEqual([201, 201, first.json().data]);
    expect([first.headers["idempotency-replayed"], again.headers["idempotency-replayed"]]).toEqual([undefined, "true"]);
    expect(await rowsOf(of)).toEqual(["a"]);
  });

  test("the same key with another body is answered 422 and has no effect", async () => {
    const of = await newTenant(database.db);
    const { send } = await serve(of);
    await send("/api/v1/rows", { name: "a" }, "k1");
    const other = await send("/api/v1/rows", { name: "b" }, "k1");
    expect([other.status, other.json().error.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    expect(await rowsOf(of)).toEqual(["a"]);
  });

  test("a key is one tenant's, one operation's and one actor's", async () => {
    const [ours, theirs] = [await newTenant(database.db), await newTenant(database.db)];
    const second = { ...addOperation(), name: "add_other", http: { method: "POST", path: "/others" } } as const;
    const mine = await serve(ours, [addOperation(), second]);
    const foreign = await serve(theirs);
    await mine.send("/api/v1/rows", { name: "a" }, "same");
    expect((await foreign.send("/api/v1/rows", { name: "b" }, "same")).status).toBe(201);
    expect((await mine.send("/api/v1/others", { name: "c" }, "same")).headers["idempotency-replayed"]).toBeUndefined();
    expect([await rowsOf(ours), await rowsOf(theirs)]).toEqual([["a", "c"], ["b"]]);
    const call = { operation: "add_row", key: "same", input: { name: "d" }, keepsAnswer: true };
    const person = { ...(await contextOf(ours)), actor: { kind: "key", keyId: "another" } } as const;
    expect(await idempotency.once({ ...call, context: person }, async () => "fresh")).toEqual({
      answer: "fresh",
      isReplay: false,
    });
  });

  test.each(["", "x".repeat(256), "a b", "ä", "a,\tb"])("%j is no key, and nothing happens", async (key) => {
    const of = await newTenant(database.db);
    const { send } = await serve(of);
    expect((await send("/api/v1/rows", { name: "a" }, Buffer.from(key).toString("latin1"))).status).toBe(400);
    expect(await rowsOf(of)).toEqual([]);
    expect((await send("/api/v1/rows", { name: "a" }, "x".repeat(255))).status).toBe(201);
  });

  test("while the first call works, a second one is told to come back, and then gets its answer", async () => {
    const of = await newTenant(database.db);
    const [entered, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = addOperation(async () => {
      entered.resolve();
      await leave.promise;
    });
    const { send } = await serve(of, [slow]);
    const first = send("/api/v1/rows", { name: "a" }, "k1");
    await entered.promise;
    const second = await send("/api/v1/rows", { name: "a" }, "k1");
    // The effect has committed, the answer is not there yet: either way nothing is done twice.
    expect([second.status, second.headers["idempotency-replayed"]]).toEqual([409, undefined]);
    leave.resolve();
    expect((await first).status).toBe(201);
    expect((await send("/api/v1/rows", { name: "a" }, "k1")).status).toBe(201);
    expect(await rowsOf(of)).toEqual(["a"]);
  });

  test("twenty at once have one effect; the others are told to wait or get the answer", async () => {
    const of = await newTenant(database.db);
    const { send } = await serve(of);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send("/api/v1/rows", { name: "a" }, "k1")));
    const statuses = answers.map(({ status }) => status);
    expect(new Set([201, 409, ...statuses])).toEqual(new Set([201, 409]));
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
    const waiting = answers.filter(({ text }) => text.includes("IN_PROGRESS"));
    expect(new Set(["1", ...waiting.map(({ headers }) => headers["retry-after"])])).toEqual(new Set(["1"]));
    expect(await rowsOf(of)).toEqual(["a"]);
  });

  test("a call that failed without an effect may be tried again under its key", async () => {
    const of = await newTenant(database.db);
    let isDown = true;
    const flaky = operation({
      ...addOperation(),
      async run(context, { name }) {
        await database.db.forTenant(context).write(async (tx) => {
          await insertRow(tx, name);
          if (isDown) throw new Fault("UPSTREAM_FAILED", "not now");
        });
        return { name, secret: "" };
      },
      input: z.strictObject({ name: z.string() }),
    });
    const { send } = await serve(of, [flaky]);
    expect((await send("/api/v1/rows", { name: "a" }, "k1")).status).toBe(503);
    isDown = false;
    expect((await send("/api/v1/rows", { name: "a" }, "k1")).status).toBe(201);
    expect(await rowsOf(of)).toEqual(["a"]);
  });

  test("a process that dies between the effect and its answer leaves one effect: the next call is told that it was carried out", async () => {
    const of = await newTenant(database.db);
    const context = await contextOf(of);
    const done = Promise.withResolvers<void>();
    const call = { context, operation: "add_row", key: "k1", input: {}, keepsAnswer: true };
    const dies = async (): Promise<never> => {
      await database.db.forTenant(of).write((tx) => insertRow(tx, "a"));
      done.resolve();
      return new Promise(() => undefined); // it never gets further
    };
    void idempotency.once(call, dies);
    await done.promise;
    await age(of, 3600);
    const again = idempotency.once(call, () => database.db.forTenant(of).write((tx) => insertRow(tx, "b")));
    await expect(again).rejects.toMatchObject({ code: "CONFLICT", details: { carriedOut: true } });
    expect(await rowsOf(of)).toEqual(["a"]);
  });

  test("a process that dies before the effect is given up after two minutes, and writes nothing if it lives on", async () => {
    const of = await newTenant(database.db);
    const context = await contextOf(of);
    const [entered, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const call = { context, operation: "add_row", key: "k1", input: {}, keepsAnswer: true };
    const hangs = idempotency.once(call, async () => {
      entered.resolve();
      await leave.promise;
      return database.db.forTenant(of).write((tx) => insertRow(tx, "late"));
    });
    await entered.promise;
    const add = () => database.db.forTenant(of).write((tx) => insertRow(tx, "next"));
    await age(of, 100);
    await expect(idempotency.once(call, add)).rejects.toMatchObject({ code: "IN_PROGRESS" });
    await age(of, 100);
    expect(await idempotency.once(call, add)).toEqual({ answer: 1, isReplay: false });
    leave.resolve();
    await expect(hangs).rejects.toMatchObject({ code: "IN_PROGRESS" });
    expect(await rowsOf(of)).toEqual(["next"]);
  });

  test("a key is free again after 24 hours, and what was kept is swept away", async () => {
    const of = await newTenant(database.db);
    const { send } = await serve(of);
    for (const n of [1, 2, 3]) await send("/api/v1/rows", { name: `old-${n}` }, `k${n}`);
    await age(of, 24 * 3600 + 1);
    expect((await send("/api/v1/rows", { name: "new" }, "k1")).headers["idempotency-replayed"]).toBeUndefined();
    const kept = await of.tenant.query("select key from idempotent_call order by key limit 10");
    expect(kept).toEqual([{ key: "k1" }]);
  });

  test("an answer with a secret is not kept: the second call hears that the first was carried out", async () => {
    const of = await newTenant(database.db);
    const { send } = await serve(of, [{ ...addOperation(), answersSecret: true }]);
    expect((await send("/api/v1/rows", { name: "a" }, "k1")).json().data.secret).toBe("s3cret");
    const again = await send("/api/v1/rows", { name: "a" }, "k1");
    expect([again.status, again.text.includes("s3cret")]).toEqual([409, false]);
    const [row] = await of.tenant.query<{ all: string }>(
      "select c::text as all from idempotent_call c order by key limit 1",
    );
    expect(row?.all).not.toContain("s3cret");
  });

  test("an operator's command outside of tenants is marked in its own transaction", async () => {
    const operator = createContext({
      tenantId: NO_TENANT,
      actor: { kind: "operator", keyId: "k" },
      permissions: [],
      requestId: "t",
      signal: new AbortController().signal,
    });
    const slug = `made-${Date.now()}`;
    const make = async () => {
      await database.db
        .forAuth()
        .write((tx) => tx.execute("insert into tenant (tenant_id, slug) values (gen_random_uuid(), $1)", [slug]));
      return new Promise<never>(() => undefined);
    };
    const call = { context: operator, operation: "create_tenant", key: slug, input: {}, keepsAnswer: true };
    void idempotency.once(call, make);
    const state = async () =>
      (
        await database.db
          .forTenant(operator)
          .query<{ state: string }>("select state from idempotent_call where key = $1 order by key limit 1", [slug])
      )[0]?.state;
    await expect.poll(state).toBe("done");
    expect(
      await database.db.forAuth().query("select slug from tenant where slug = $1 order by slug limit 1", [slug]),
    ).toHaveLength(1);
  });

  test("a tenant takes its kept calls with it", async () => {
    const of = await newTenant(database.db);
    await idempotency.once(
      { context: await contextOf(of), operation: "o", key: "k", input: {}, keepsAnswer: true },
      async () => "x",
    );
    await database.db.forAuth().write((tx) => tx.execute("delete from tenant where tenant_id = $1", [of.tenantId]));
    expect(await of.tenant.query("select key from idempotent_call order by key limit 1")).toEqual([]);
  });
});
