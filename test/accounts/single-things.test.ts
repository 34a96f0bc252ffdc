/** One thing of each list by itself, and what of it can be changed. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import type { Identity } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES } from "../support/databases.ts";
import { OPERATOR, PASSWORD, serveAccounts, type ServedAccounts } from "./served-accounts.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe.each(ENGINES)("single things on $engine", (engine) => {
  let served: ServedAccounts;
  let owner: Identity;
  beforeAll(async () => {
    served = await serveAccounts(engine);
    owner = await served.person("owner");
  });
  afterAll(() => served.close());

  const missing = { code: "NOT_FOUND" };

  test("a member is read as the list has it, and only by the tenant it belongs to", async () => {
    const { tenantId, personId } = await served.member("member", { tenantId: owner.tenantId });
    const { members } = await served.call(owner, "list_members", {});
    const found = await served.call(owner, "get_member", { id: personId });
    expect(members).toContainEqual(found);
    expect([found.role, tenantId]).toEqual(["member", owner.tenantId]);
    await expect(served.call(await served.person("owner"), "get_member", { id: personId })).rejects.toMatchObject(
      missing,
    );
  });

  test("a credential is read without its secret, under an ETag", async () => {
    const given = { name: "one", kind: "git_token", host: "github.com", secret: "ghp_0123456789abcdef" };
    const kept = await served.call(owner, "put_credential", given);
    expect(await served.call(owner, "get_credential", { name: "one" })).toEqual(kept);
    await expect(served.call(owner, "get_credential", { name: "two" })).rejects.toMatchObject(missing);
  });

  test("a session is read by its person alone, while it is open; and one is called as one likes", async () => {
    const { email } = await served.member("viewer");
    const signIn = async () => {
      const answer = await served.post("/api/v1/auth/login", { email, password: PASSWORD });
      return answer.json()["data"];
    };
    const [one, other] = [await signIn(), await signIn()];
    const place = `/api/v1/sessions/${one.session_id}`;
    const read = await served.http(place, { token: other.access_token });
    expect([read.status, read.json()["data"].is_current]).toEqual([200, false]);
    expect(read.headers["etag"]).toMatch(/^W\/"/);
    const etag = String(read.headers["etag"]);
    const again = await served.http(place, { token: other.access_token, headers: { "if-none-match": etag } });
    expect(again.status).toBe(304);
    const ended = await served.http(place, { token: other.access_token, method: "DELETE" });
    expect(ended.status).toBe(200);
    expect((await served.http(place, { token: other.access_token })).status).toBe(404);
    const body = JSON.stringify({ name: "  Ann Lee " });
    const headers = { "content-type": "application/json" };
    const renamed = await served.http("/api/v1/me", { token: other.access_token, method: "PATCH", body, headers });
    expect([renamed.status, renamed.json()["data"].name]).toEqual([200, "Ann Lee"]);
  });

  test("a key that is good changes its name and how long it is good; one that is not, or has a successor, does not", async () => {
    const make = () => served.call(owner, "create_key", { name: "ci", permissions: ["code:read"], expires_in_days: 1 });
    const { key_id: id } = await make();
    const longer = await served.call(owner, "update_key", { id, name: "ci 2", expires_in_days: 30 });
    expect([longer.name, Date.parse(longer.expires_at) - served.clock.now()]).toEqual(["ci 2", 30 * DAY_MS]);
    expect(await served.call(owner, "update_key", { id, name: "ci 3" })).toEqual({ ...longer, name: "ci 3" });
    expect((await served.call(owner, "update_key", { id, expires_in_days: null })).expires_at).toBeNull();
    const weak: Identity = { ...owner, permissions: ["keys:write"] };
    await expect(served.call(weak, "update_key", { id, expires_in_days: 9 })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await served.call(owner, "rotate_key", { id });
    const conflict = { code: "CONFLICT" };
    await expect(served.call(owner, "update_key", { id, expires_in_days: null })).rejects.toMatchObject(conflict);
    const { key_id: gone } = await make();
    await served.call(owner, "revoke_key", { id: gone });
    await expect(served.call(owner, "update_key", { id: gone, name: "x" })).rejects.toMatchObject(conflict);
  });

  test("an operator's key is rotated once, under its name; the old one is good for the overlap", async () => {
    const own = await serveAccounts(engine); // with a clock that others do not look at
    onTestFinished(() => own.close());
    const made = await own.call(OPERATOR, "create_operator_key", { name: "ann", expires_in_days: 400 });
    const isGood = async (token: string) => (await own.http("/api/v1/tenants", { token })).status === 200;
    const rotate = (id: string, overlap_hours: number) =>
      own.call(OPERATOR, "rotate_operator_key", { id, overlap_hours });
    const next = await rotate(made.key_id, 2);
    expect(next).toMatchObject({ name: "ann", replaces: made.key_id, expires_at: made.expires_at, state: "active" });
    expect([await isGood(made.key), await isGood(next.key)]).toEqual([true, true]);
    const old = await own.call(OPERATOR, "get_operator_key", { id: made.key_id });
    expect(Math.abs(Date.parse(old.expires_at) - Date.now() - 2 * HOUR_MS)).toBeLessThan(HOUR_MS);
    await expect(rotate(made.key_id, 2)).rejects.toMatchObject({ code: "CONFLICT" });
    const last = await rotate(next.key_id, 0);
    own.clock.advance(HOUR_MS);
    await expect.poll(() => isGood(next.key), { timeout: 30_000 }).toBe(false);
    expect([await isGood(made.key), await isGood(last.key)]).toEqual([true, true]);
    own.clock.advance(HOUR_MS * 2);
    expect([await isGood(made.key), await isGood(last.key)]).toEqual([false, true]);
    const taken = own.call(OPERATOR, "create_operator_key", { name: "ann" });
    await expect(taken).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(own.call(OPERATOR, "get_operator_key", { id: "000000000000" })).rejects.toMatchObject(missing);
  });

  test("of two rotations of one operator's key at the same time one succeeds", async () => {
    const { key_id: id } = await served.call(OPERATOR, "create_operator_key", { name: "twice" });
    const both = [1, 2].map(() => served.call(OPERATOR, "rotate_operator_key", { id }));
    const ends = (await Promise.allSettled(both)).map(({ status }) => status);
    expect(ends.toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});
