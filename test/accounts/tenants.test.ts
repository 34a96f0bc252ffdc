import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import {
  createContext,
  type Identity,
  NO_TENANT,
  permissionsOf,
  permissionsOfOperator,
} from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";
import { testAccounts } from "../support/test-accounts.ts";

const OPERATOR: Identity = {
  tenantId: NO_TENANT,
  actor: { kind: "operator", keyId: "k" },
  permissions: permissionsOfOperator(),
};

describe.each(ENGINES)("tenants as operations on $engine", (engine) => {
  let database: TestDatabase;
  let operations: readonly AnyOperation[];
  beforeAll(async () => {
    database = await engine.open();
    ({ operations } = testAccounts({ db: database.db }));
  });
  afterAll(() => database.drop());

  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads the fields it asks about, whatever operation it calls
  const call = (identity: Identity, name: string, input: object): Promise<any> => {
    const found = operations.find((operation) => operation.name === name);
    if (found === undefined) throw new Error(`no operation ${name}`);
    const signal = new AbortController().signal;
    return found.call(createContext({ ...identity, requestId: "test", signal }), input);
  };
  const owner = async (): Promise<Identity> => {
    const { tenantId } = await newTenant(database.db);
    const actor = { kind: "person", personId: randomUUID(), sessionId: randomUUID(), role: "owner" } as const;
    return { tenantId, actor, permissions: permissionsOf("owner") };
  };

  test("a new tenant has the quotas of the source documents, save those that are given", async () => {
    const made = await call(OPERATOR, "create_tenant", { slug: "acme", quotas: { repos: 3, qps: null } });
    expect(made).toMatchObject({
      slug: "acme",
      name: "acme",
      state: "active",
      quotas: { vectors: 500_000, qps: null, storage_gb: 100, repos: 3 },
    });
    expect(await call(OPERATOR, "get_tenant", { id: "acme" })).toEqual(made);
    expect(await call(OPERATOR, "get_tenant", { id: made.tenant_id })).toEqual(made);
  });

  test("a slug is given once", async () => {
    await call(OPERATOR, "create_tenant", { slug: "twice" });
    await expect(call(OPERATOR, "create_tenant", { slug: "twice" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("what is changed of a tenant leaves the rest as it was", async () => {
    const { tenant_id: id } = await call(OPERATOR, "create_tenant", { slug: "changing", quotas: { repos: 4 } });
    await call(OPERATOR, "update_tenant", { id, quotas: { vectors: null } });
    const suspended = await call(OPERATOR, "update_tenant", { id, state: "suspended" });
    expect(suspended).toMatchObject({ state: "suspended", quotas: { vectors: null, repos: 4, qps: 50 } });
  });

  test("pages hold every tenant once, in order", async () => {
    for (const slug of ["page-a", "page-b", "page-c"]) await call(OPERATOR, "create_tenant", { slug });
    const slugs: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await call(OPERATOR, "list_tenants", { limit: 2, ...(cursor === "" ? {} : { cursor }) });
      slugs.push(...page.tenants.map(({ slug }: { slug: string }) => slug));
      cursor = page.next_cursor;
    }
    expect(slugs).toEqual([...slugs].toSorted());
    expect(slugs).toEqual(expect.arrayContaining(["page-a", "page-b", "page-c"]));
    expect(new Set(slugs).size).toBe(slugs.length);
  });

  test("an owner sees and names the own tenant; another one is as if it were not there", async () => {
    const ours = await owner();
    const theirs = await owner();
    const renamed = await call(ours, "rename_tenant", { name: "Ours & Co" });
    expect(await call(ours, "get_tenant", { id: ours.tenantId })).toEqual(renamed);
    const refusals = await Promise.all(
      [theirs.tenantId, randomUUID()].map((id) => call(ours, "get_tenant", { id }).catch((error: Error) => error)),
    );
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: "NOT_FOUND" });
    expect(await call(theirs, "get_tenant", { id: theirs.tenantId })).toMatchObject({ name: "" });
  });

  test.each([-1, 2 ** 31, Number.MAX_SAFE_INTEGER])(
    "a version that no tenant can have, %d, is another one",
    async (version) => {
      const renaming = call(await owner(), "rename_tenant", { name: "Ours", expected_version: version });
      await expect(renaming).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
    },
  );
});
