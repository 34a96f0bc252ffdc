import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import type { Identity } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES } from "../support/databases.ts";
import { OPERATOR, serveAccounts, type ServedAccounts } from "./served-accounts.ts";

const HOUR_MS = 3_600_000;

describe.each(ENGINES)("keys on $engine", (engine) => {
  let served: ServedAccounts;
  let admin: Identity;
  beforeAll(async () => {
    served = await serveAccounts(engine);
    admin = await served.person("admin");
  });
  afterAll(() => served.close());

  const make = (input: object = {}, as = admin, at = served) =>
    at.call(as, "create_key", { name: "ci", permissions: ["keys:read", "tenant:read"], ...input });
  const status = async (token: string, headers = {}, at = served): Promise<number> =>
    (await at.http("/api/v1/keys", { token, headers })).status;
  /** With a clock that others do not look at. */
  const alone = async () => {
    const own = await serveAccounts(engine);
    onTestFinished(() => own.close());
    return { own, boss: await own.person("owner"), ok: (token: string) => status(token, {}, own) };
  };

  test("AUTH-01: a new key has its form, is shown once, and what shows it later is its ends", async () => {
    const made = await make({ environment: "test" });
    expect(made.key).toMatch(/^aeth_test_[0-9A-Za-z]{34}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}$/);
    expect(made.key).toContain(made.key_id);
    const listed = await served.call(admin, "list_keys", {});
    const [newest] = listed.keys;
    expect(JSON.stringify(listed)).not.toContain(made.key.split("_")[3]);
    expect(newest).toMatchObject({ key_id: made.key_id, state: "active", last_used_at: null });
    expect(newest.shown_as).toBe(`aeth_test_${made.key_id.slice(0, 4)}…${made.key.slice(-4)}`);
    expect(await served.call(admin, "get_key", { id: made.key_id })).toEqual(newest);
  });

  test("AUTH-01: the pattern that the README gives to scanners finds every key, whole, and nothing in ordinary text", async () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const pattern = /A scanner finds them by `([^`]+)`/.exec(readme)?.[1] ?? "";
    const { operator_key: operator } = await served.call(OPERATOR, "init_installation", { email: "a@scan.example" });
    const keys = [(await make()).key, (await make({ environment: "test" })).key, operator];
    const found = `x=${keys.join("; y=")}\n${readme}`.match(new RegExp(pattern, "g"));
    expect(found).toEqual(keys);
  });

  test("a key acts for its tenant with its permissions and no others", async () => {
    const { key } = await make();
    expect(await status(key)).toBe(200);
    const refused = await served.http("/api/v1/tenant", {
      token: key,
      method: "PATCH",
      body: JSON.stringify({ name: "x" }),
      headers: { "content-type": "application/json" },
    });
    expect([refused.status, refused.json()["error"].code]).toEqual([403, "FORBIDDEN"]);
  });

  test("nobody makes a key that may do what its maker may not, nor what keys may not", async () => {
    const someone: Identity = { ...admin, permissions: ["keys:write"] };
    await expect(make({ permissions: ["code:read"] }, someone)).rejects.toMatchObject({ code: "FORBIDDEN" });
    for (const name of ["keys:write", "tenant:write", "platform:read", "public", "nonsense", "__proto__"]) {
      await expect(make({ permissions: [name] })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    }
  });

  test("AUTH-02: neither the key nor its secret is in the database", async () => {
    const made = await make();
    const secret: string = made.key.split("_")[3];
    const rows = await served.db
      .forTenant(admin)
      .query<{ line: string; secret_hash: string }>(
        "select k::text as line, secret_hash from api_key k order by key_id",
      );
    expect(rows.length).toBeGreaterThan(0);
    const digest = createHash("sha256").update(secret).digest("hex");
    for (const { line, secret_hash } of rows) {
      expect(line).not.toContain(secret);
      expect(line).not.toContain(digest);
      expect(secret_hash).toMatch(/^\$2[aby]\$12\$/);
    }
    expect(await status(made.key)).toBe(200);
    expect(JSON.stringify(served.logged)).not.toContain(secret);
  });

  test("a revoked key is refused at once by a process that has just found it right", async () => {
    const made = await make();
    expect(await status(made.key)).toBe(200);
    const revoked = await served.http(`/api/v1/keys/${made.key_id}`, { token: made.key, method: "DELETE" });
    expect(revoked.status).toBe(403);
    expect((await served.call(admin, "revoke_key", { id: made.key_id })).state).toBe("revoked");
    await expect.poll(() => status(made.key)).toBe(401);
    await served.call(admin, "revoke_key", { id: made.key_id });
  });

  test("a key is refused from the moment it expires, warm or not", async () => {
    const { own, boss, ok } = await alone();
    const made = await make({ expires_in_days: 1 }, boss, own);
    expect(await ok(made.key)).toBe(200);
    own.clock.advance(24 * HOUR_MS + 1);
    expect([await ok(made.key), await ok(made.key)]).toEqual([401, 401]);
  });

  test("a rotated key stays good for the overlap, then its successor alone is", async () => {
    const { own, boss, ok } = await alone();
    const old = await make({}, boss, own);
    expect(await ok(old.key)).toBe(200);
    const fresh = await own.call(boss, "rotate_key", { id: old.key_id, overlap_hours: 2 });
    expect(fresh).toMatchObject({ replaces: old.key_id, name: old.name, permissions: old.permissions });
    expect([await ok(old.key), await ok(fresh.key)]).toEqual([200, 200]);
    const { expires_at } = await own.call(boss, "get_key", { id: old.key_id });
    expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(2 * HOUR_MS);
    own.clock.advance(2 * HOUR_MS + 60_000);
    expect([await ok(old.key), await ok(fresh.key)]).toEqual([401, 200]);
    await expect(own.call(boss, "rotate_key", { id: old.key_id })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("of two rotations at the same time one makes a key", async () => {
    const old = await make();
    const rotate = () => served.call(admin, "rotate_key", { id: old.key_id });
    const ended = await Promise.allSettled([rotate(), rotate()]);
    expect(ended.map((it) => it.status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("last use is written, and at most once a minute", async () => {
    const { own, boss, ok } = await alone();
    const made = await make({}, boss, own);
    const lastUse = async () => (await own.call(boss, "get_key", { id: made.key_id })).last_used_at;
    await ok(made.key);
    const first = await lastUse();
    expect(first).not.toBeNull();
    own.clock.advance(61_000); // the key is checked anew, by a database whose clock has hardly moved
    await ok(made.key);
    expect(await lastUse()).toBe(first);
  });

  test("a suspended tenant's keys are refused at once with a code of their own, and work again afterwards", async () => {
    const made = await served.call(OPERATOR, "create_tenant", { slug: `suspended-${engine.engine}` });
    const boss = await served.person("owner", made.tenant_id);
    const { key } = await make({}, boss);
    expect(await status(key)).toBe(200);
    await served.call(OPERATOR, "update_tenant", { id: made.tenant_id, state: "suspended" });
    const code = async () => (await served.http("/api/v1/keys", { token: key })).json()["error"]?.code;
    await expect.poll(code).toBe("TENANT_SUSPENDED");
    expect(await status(key)).toBe(403);
    await served.call(OPERATOR, "update_tenant", { id: made.tenant_id, state: "active" });
    await expect.poll(() => status(key)).toBe(200);
  });

  test("API-01: X-Tenant-ID counts only where it names the credential's own tenant", async () => {
    const { key } = await make();
    const other = await served.person("owner");
    expect(await status(key, { "x-tenant-id": admin.tenantId })).toBe(200);
    const answers = await Promise.all(
      [other.tenantId, crypto.randomUUID(), "", "local", `${admin.tenantId}, ${other.tenantId}`].map((id) =>
        served.http("/api/v1/keys", { token: key, headers: { "x-tenant-id": id } }),
      ),
    );
    for (const answer of answers) expect(answer.status).toBe(403);
    const bodies = new Set(answers.map((answer) => JSON.stringify(answer.json()["error"])));
    expect(bodies.size).toBe(1);
    expect((await served.http("/api/v1/keys", { headers: { "x-tenant-id": admin.tenantId } })).status).toBe(401);
  });

  test("API-18: another tenant's key and one that is not there answer alike, whatever is asked of them", async () => {
    const theirs = await make({}, await served.person("admin"));
    const missing = theirs.key_id.slice(0, -1) + (theirs.key_id.endsWith("x") ? "y" : "x");
    for (const name of ["get_key", "rotate_key", "revoke_key"]) {
      const [one, two] = await Promise.all(
        [theirs.key_id, missing].map((id) => served.call(admin, name, { id }).catch((error: Error) => error.message)),
      );
      expect(String(one).replace(theirs.key_id, "")).toBe(String(two).replace(missing, ""));
      expect(one).toContain("no key");
    }
    expect(await status(theirs.key)).toBe(200);
  });

  test("pages hold every key once, newest first", async () => {
    const boss = await served.person("owner");
    const made = await Promise.all(["a", "b", "c"].map((name) => make({ name }, boss)));
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await served.call(boss, "list_keys", { limit: 2, ...(cursor === "" ? {} : { cursor }) });
      seen.push(...page.keys.map((it: { key_id: string }) => it.key_id));
      cursor = page.next_cursor;
    }
    expect(seen).toHaveLength(3);
    expect(new Set(seen)).toEqual(new Set(made.map((it) => it.key_id)));
  });

  test("AUTH-02: no dump of the whole database holds a secret", async () => {
    if (served.adminUrl === undefined) return; // the embedded engine's rows were read above
    const secret: string = (await make()).key.split("_")[3];
    const client = new Client(served.adminUrl);
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')",
    );
    for (const { name } of rows) {
      const found = await client.query(`select from ${name} t where t::text like $1 limit 1`, [`%${secret}%`]);
      expect([name, found.rowCount]).toEqual([name, 0]);
    }
    await client.end();
  });
});
