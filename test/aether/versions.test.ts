import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

import { getTenant, renameTenant, updateTenant } from "../../packages/server/src/accounts/tenants/tenants.ts";
import { getRepository } from "../../packages/server/src/aether/repositories/repositories.ts";
import { updateRepository } from "../../packages/server/src/aether/repositories/update-repository.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import { type Context, createContext, permissionsOf } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant, type TestTenant } from "../support/tenants.ts";

const NO_JOBS = { enqueue: () => Promise.reject(new Error("nothing is scheduled here")) };
const answered = z.object({ name: z.string(), version: z.int() });

describe.each(ENGINES)("TIME-07: versions of what people change, on $engine", (engine) => {
  let database: TestDatabase;
  let owner: TestTenant & { readonly context: Context };
  beforeAll(async () => {
    database = await engine.open();
    const made = await newTenant(database.db);
    const actor = { kind: "person", personId: randomUUID(), sessionId: randomUUID(), role: "owner" } as const;
    const signal = new AbortController().signal;
    const context = createContext({ ...made, actor, permissions: permissionsOf("owner"), requestId: "t", signal });
    owner = { ...made, context };
  });
  afterAll(() => database.drop());

  async function call(of: AnyOperation, input: object) {
    return answered.parse(await of.call(owner.context, input));
  }

  async function addRepo(name: string): Promise<string> {
    const id = randomUUID();
    await owner.tenant.write((tx) =>
      tx.execute("insert into repo (tenant_id, repo_id, name, key, root) values ($1, $2, $3, $3, $3)", [
        owner.tenantId,
        id,
        name,
      ]),
    );
    return id;
  }

  test("of many renames made to one version of a repository one happens", async () => {
    const id = await addRepo("contested");
    const update = updateRepository({ db: database.db, jobs: NO_JOBS });
    const { version } = await call(getRepository(database.db), { id });
    const names = ["one", "two", "three", "four"];
    const ended = await Promise.allSettled(names.map((name) => call(update, { id, name, expected_version: version })));
    const won = ended.flatMap((end) => (end.status === "fulfilled" ? end.value : []));
    const lost = ended.flatMap((end) => (end.status === "rejected" ? end.reason.code : []));
    expect(won).toEqual([{ name: expect.any(String), version: version + 1 }]);
    expect(lost).toEqual(["PRECONDITION_FAILED", "PRECONDITION_FAILED", "PRECONDITION_FAILED"]);
    expect(await call(getRepository(database.db), { id })).toEqual(won[0]);
  });

  test("a repository is renamed by its name or id, not to one that is taken in any case, and none that is missing", async () => {
    const id = await addRepo("first-name");
    await addRepo("Taken");
    const update = updateRepository({ db: database.db, jobs: NO_JOBS });
    expect(await call(update, { id: "FIRST-NAME", name: "second-name" })).toMatchObject({ name: "second-name" });
    expect(await call(update, { id, name: "Second-Name" })).toMatchObject({ name: "Second-Name" });
    await expect(call(update, { id, name: "taken" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(call(update, { id: randomUUID(), name: "x" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(call(update, { id, name: "../x y" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("a tenant's version goes up whoever changes it, and a change to an older one is refused", async () => {
    const { db } = database;
    const before = await call(getTenant(db), { id: owner.tenantId });
    await call(updateTenant(db), { id: owner.tenantId, quotas: { repos: 3 } });
    const rename = { name: "Mine", expected_version: before.version };
    await expect(call(renameTenant(db), rename)).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
    const stale = { id: owner.tenantId, state: "suspended", expected_version: before.version };
    await expect(call(updateTenant(db), stale)).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
    const after = await call(renameTenant(db), { name: "Mine", expected_version: before.version + 1 });
    expect(after).toEqual({ name: "Mine", version: before.version + 2 });
  });
});
