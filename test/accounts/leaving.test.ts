/** How people leave a tenant and the installation. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";
import { OPERATOR, PASSWORD, serveAccounts, type ServedAccounts } from "./served-accounts.ts";

describe.each(ENGINES)("leaving on $engine", (engine) => {
  let served: ServedAccounts;
  beforeAll(async () => {
    served = await serveAccounts(engine);
  });
  afterAll(() => served.close());

  const signIn = async (email: string, tenant?: string) => {
    const body = { email, password: PASSWORD, ...(tenant !== undefined && { tenant }) };
    const answer = await served.post("/api/v1/auth/login", body);
    const { access_token: access, refresh_token: refresh } = answer.json()["data"];
    return { access, refresh };
  };
  const remove = (path: string, token: string, fields: object = {}) => {
    const body = JSON.stringify(fields);
    const headers = { "content-type": "application/json", "content-length": String(body.length) };
    return served.http(path, { method: "DELETE", token, headers, body });
  };
  const statusOfMe = async (token: string): Promise<number> => {
    served.clock.advance(1001);
    return (await served.http("/api/v1/me", { token })).status;
  };
  /** Rows that lead to a person, past row security's tenants. */
  const leftOf = async (personId: string, tenantIds: readonly string[]): Promise<number> => {
    const auth = served.db.forAuth();
    const own = await auth.query(
      "select person_id from person where person_id = $1 union all select person_id from session where person_id = $1" +
        " union all select person_id from password_reset where person_id = $1" +
        " union all select person_id from membership where person_id = $1",
      [personId],
    );
    const of = await Promise.all(
      tenantIds.map((tenantId) =>
        served.db.forTenant({ tenantId }).query("select 1 from membership where person_id = $1", [personId]),
      ),
    );
    return own.length + of.flat().length;
  };

  test("a member leaves a tenant, and goes on in another one of theirs", async () => {
    const { email, tenantId } = await served.member("member");
    const other = (await newTenant(served.db)).tenantId;
    await served.member("viewer", { email, tenantId: other });
    const here = await signIn(email, tenantId);
    expect((await remove("/api/v1/me/membership", here.access)).status).toBe(200);
    expect(await statusOfMe(here.access)).toBe(401);
    const next = await served.post("/api/v1/auth/refresh", { refresh_token: here.refresh });
    expect(next.json()["data"].tenant_id).toBe(other);
    expect((await remove("/api/v1/me/membership", next.json()["data"].access_token)).status).toBe(200);
    expect((await served.post("/api/v1/auth/login", { email, password: PASSWORD })).status).toBe(403);
  });

  test("the last owner cannot leave, also not by two who leave at once", async () => {
    const { tenantId } = await newTenant(served.db);
    const people = [await served.member("owner", { tenantId }), await served.member("owner", { tenantId })];
    const signed = await Promise.all(people.map(({ email }) => signIn(email)));
    const left = await Promise.all(signed.map(({ access }) => remove("/api/v1/me/membership", access)));
    expect(left.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const stays = signed[left.findIndex(({ status }) => status === 409)];
    expect(await statusOfMe(stays?.access ?? "")).toBe(200);
  });

  test("who deletes their account is gone from every tenant at once; trails keep the id alone", async () => {
    const { email, personId, tenantId } = await served.member("admin");
    const other = (await newTenant(served.db)).tenantId;
    await served.member("viewer", { email, tenantId: other });
    await served.call(OPERATOR, "make_reset_link", { email });
    const here = await signIn(email, tenantId);
    const there = await signIn(email, other);
    expect((await remove("/api/v1/me", here.access, { password: "not the one" })).status).toBe(400);
    expect(await leftOf(personId, [tenantId, other])).toBeGreaterThan(0);
    expect((await remove("/api/v1/me", here.access, { password: PASSWORD })).status).toBe(200);
    expect(await leftOf(personId, [tenantId, other])).toBe(0);
    expect([await statusOfMe(here.access), await statusOfMe(there.access)]).toEqual([401, 401]);
    expect((await served.post("/api/v1/auth/refresh", { refresh_token: there.refresh })).status).toBe(401);
    expect((await served.post("/api/v1/auth/login", { email, password: PASSWORD })).status).toBe(401);
    const told = served.recorded.filter(({ target }) => target === `/members/${personId}`);
    expect(told).toMatchObject([{ context: { tenantId: other }, action: "delete_own_account", outcome: "OK" }]);
    expect(JSON.stringify(told)).not.toContain(email);
    for (const each of [tenantId, other]) {
      const sql = "select 1 from invitation where email = $1";
      expect(await served.db.forTenant({ tenantId: each }).query(sql, [email])).toEqual([]);
    }
    const again = await served.member("viewer", { email });
    expect(again.personId, "the address is free for somebody new").not.toBe(personId);
  });

  test("an account is not deleted where a tenant would be left without an owner, and then nothing is gone", async () => {
    const { email, personId, tenantId } = await served.member("owner");
    const other = (await newTenant(served.db)).tenantId;
    await served.member("viewer", { email, tenantId: other });
    const { access } = await signIn(email, other);
    const refused = await remove("/api/v1/me", access, { password: PASSWORD });
    expect([refused.status, refused.json()["error"].message]).toEqual([409, expect.stringContaining(`t-${tenantId}`)]);
    await expect(served.call(OPERATOR, "delete_person", { id: personId })).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await served.call(OPERATOR, "find_person", { email })).memberships).toHaveLength(2);
    await served.member("owner", { tenantId });
    expect((await remove("/api/v1/me", access, { password: PASSWORD })).status).toBe(200);
  });

  test("guesses at the password that deletes an account are limited", async () => {
    const { email } = await served.member("viewer");
    const { access } = await signIn(email);
    const statuses = new Set<number>();
    for (let i = 0; i < 12; i += 1) statuses.add((await remove("/api/v1/me", access, { password: `no ${i}` })).status);
    expect([...statuses]).toEqual([400, 429]);
  });

  test("the operator finds a person and deletes them; nobody else can, and a second time there is nobody", async () => {
    const { email, personId, tenantId } = await served.member("member");
    const found = await served.call(OPERATOR, "find_person", { email: ` ${email.toUpperCase()}` });
    expect(found).toMatchObject({ person_id: personId, memberships: [{ tenant_id: tenantId, role: "member" }] });
    const { access } = await signIn((await served.member("owner", { tenantId })).email);
    expect((await remove(`/api/v1/people/${personId}`, access)).status).toBe(403);
    await served.call(OPERATOR, "delete_person", { id: personId });
    expect(await leftOf(personId, [tenantId])).toBe(0);
    const told = served.recorded.filter(({ target }) => target === `/members/${personId}`);
    expect(told).toMatchObject([{ context: { tenantId, actor: { kind: "operator" } }, action: "delete_person" }]);
    for (const [name, input] of [
      ["delete_person", { id: personId }],
      ["find_person", { email }],
    ] as const) {
      await expect(served.call(OPERATOR, name, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});
