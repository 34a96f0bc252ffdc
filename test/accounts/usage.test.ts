import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { listUsageOutput } from "../../packages/server/src/accounts/contract-usage.ts";
import { getUsage, listUsage } from "../../packages/server/src/accounts/usage/usage.ts";
import { createRateLimits } from "../../packages/server/src/kernel/limits/index.ts";
import {
  createContext,
  type Identity,
  NO_TENANT,
  permissionsOf,
  permissionsOfOperator,
} from "../../packages/server/src/kernel/tenancy/index.ts";
import { manualClock } from "../../packages/server/src/kernel/time/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe.each(ENGINES)("usage on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());
  const contextOf = (identity: Identity) =>
    createContext({ ...identity, requestId: "test", signal: new AbortController().signal });
  const viewer = (tenantId: string): Identity => {
    const actor = { kind: "person", personId: randomUUID(), sessionId: randomUUID(), role: "viewer" } as const;
    return { tenantId, actor, permissions: permissionsOf("viewer") };
  };
  const operator: Identity = {
    tenantId: NO_TENANT,
    actor: { kind: "operator", keyId: "k" },
    permissions: permissionsOfOperator(),
  };

  test("a tenant sees what it uses of each quota, now and by day; another's is not found", async () => {
    const { tenantId, tenant } = await newTenant(database.db);
    await tenant.write((tx) =>
      tx.execute("insert into blob (tenant_id, hash, bytes, content) values ($1, $2, 4, 'abcd')", [
        tenantId,
        randomUUID(),
      ]),
    );
    const answer = await getUsage(database.db).call(contextOf(viewer(tenantId)), {});
    expect(answer).toMatchObject({
      tenant_id: tenantId,
      resources: [
        { resource: "repos", used: 0, reserved: 0, quota: null },
        { resource: "storage_bytes", used: 4, reserved: 0, quota: null },
        { resource: "vectors", used: 0, reserved: 0, quota: null },
      ],
      days: [{ measure: "storage_bytes", added: 4, removed: 0, used: 4 }],
    });
    const other = await newTenant(database.db);
    const foreign = getUsage(database.db).call(contextOf(viewer(other.tenantId)), { id: tenantId });
    await expect(foreign).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await getUsage(database.db).call(contextOf(operator), { id: tenantId })).toEqual(answer);
  });

  test("the operator sees all tenants, a page at a time", async () => {
    const made = [await newTenant(database.db), await newTenant(database.db), await newTenant(database.db)];
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await listUsage(database.db).call(contextOf(operator), {
        limit: 2,
        ...(cursor !== undefined && { cursor }),
      });
      const { tenants, next_cursor } = listUsageOutput.parse(page);
      seen.push(...tenants.map(({ tenant_id }) => tenant_id));
      cursor = next_cursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    for (const { tenantId } of made) expect(seen).toContain(tenantId);
  });

  test("calls are counted by day", async () => {
    const { tenantId } = await newTenant(database.db);
    const clock = manualClock(Date.UTC(2026, 0, 1));
    const limits = createRateLimits({ db: database.db, clock, log });
    for (let n = 0; n < 7; n += 1) await limits.take({ identity: viewer(tenantId) }, 1);
    clock.advance(61_000);
    await limits.exchange();
    expect(await getUsage(database.db).call(contextOf(viewer(tenantId)), {})).toMatchObject({
      days: [{ measure: "calls", added: 7, used: 7 }],
    });
  });
});
