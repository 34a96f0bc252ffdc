import { describe, expect, onTestFinished, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { OPERATOR, serveAccounts } from "./served-accounts.ts";

describe.each(ENGINES)("the first start on $engine", (engine) => {
  const fresh = async () => {
    const served = await serveAccounts(engine);
    onTestFinished(() => served.close());
    const init = (input: object) => served.call(OPERATOR, "init_installation", input);
    return { served, init };
  };

  test("there is an operator's key, a tenant and an owner who signs in, and all secrets are shown that once", async () => {
    const { served, init } = await fresh();
    const made = await init({ email: "Boss@Example.org", slug: "acme", name: "Acme" });
    const asOperator = await served.http("/api/v1/tenants", { token: made.operator_key });
    expect(asOperator.json()["data"].tenants).toEqual([
      expect.objectContaining({ tenant_id: made.tenant_id, slug: "acme", name: "Acme" }),
    ]);
    const login = await served.post("/api/v1/auth/login", { email: "boss@example.org", password: made.password });
    const { access_token: token } = login.json()["data"];
    expect((await served.http("/api/v1/me", { token })).json()["data"]).toMatchObject({ role: "owner" });
    const inTenant = await served.http("/api/v1/keys", { token: made.operator_key });
    expect(inTenant.status).toBe(403);
  });

  test("it is done once, also by two at the same time", async () => {
    const { served, init } = await fresh();
    const ended = await Promise.allSettled([
      init({ email: "a@x.example", slug: "one" }),
      init({ email: "b@x.example", slug: "two" }),
    ]);
    expect(ended.filter((it) => it.status === "fulfilled")).toHaveLength(1);
    await expect(init({ email: "c@x.example", slug: "three" })).rejects.toMatchObject({ code: "CONFLICT" });
    const { keys } = await served.call(OPERATOR, "list_operator_keys", {});
    expect(keys).toHaveLength(1);
  });

  test("what was stopped before the key was made can be run again, and a tenant of others is not taken", async () => {
    const { served, init } = await fresh();
    const first = await init({ email: "a@x.example", slug: "acme" });
    await served.db.forAuth().write((tx) => tx.execute("delete from operator_key"));
    const again = await init({ email: "a@x.example", slug: "acme" });
    expect(again.tenant_id).toBe(first.tenant_id);
    const login = (password: string) => served.post("/api/v1/auth/login", { email: "a@x.example", password });
    expect([(await login(first.password)).status, (await login(again.password)).status]).toEqual([401, 200]);
    await served.db.forAuth().write((tx) => tx.execute("delete from operator_key"));
    await expect(init({ email: "thief@x.example", slug: "acme" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("operators' keys come in pages, the newest first", async () => {
    const { served, init } = await fresh();
    const { operator_key: token } = await init({ email: "a@x.example" });
    for (const name of ["second", "third"]) await served.post("/api/v1/operator-keys", { name }, token);
    const page = async (query: string) =>
      (await served.http(`/api/v1/operator-keys?limit=2${query}`, { token })).json()["data"];
    const first = await page("");
    const last = await page(`&cursor=${first.next_cursor}`);
    expect(first.keys.map((it: { name: string }) => it.name)).toEqual(["third", "second"]);
    expect([last.keys.length, last.next_cursor]).toEqual([1, null]);
  });

  test("AUTH-01: an operator's key has the form of keys, and is refused at once when it is revoked", async () => {
    const { served, init } = await fresh();
    const { operator_key: first } = await init({ email: "a@x.example" });
    expect(first).toMatch(/^aeth_op_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}$/);
    const made = await served.post("/api/v1/operator-keys", { name: "second" }, first);
    const { key, key_id: id } = made.json()["data"];
    const status = async (token: string): Promise<number> => (await served.http("/api/v1/tenants", { token })).status;
    expect(await status(key)).toBe(200);
    expect((await served.post("/api/v1/operator-keys", { name: "second" }, first)).status).toBe(409);
    await served.http(`/api/v1/operator-keys/${id}`, { token: first, method: "DELETE" });
    await expect.poll(() => status(key)).toBe(401);
    expect(await status(first)).toBe(200);
  });
});
