import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

import { listJobs } from "../../packages/server/src/aether/jobs/operations.ts";
import { listRepositories } from "../../packages/server/src/aether/repositories/repositories.ts";
import { createJobs, installQueue, type Jobs } from "../../packages/server/src/kernel/jobs/index.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import {
  createContext,
  type Identity,
  NO_TENANT,
  permissionsOf,
  permissionsOfOperator,
} from "../../packages/server/src/kernel/tenancy/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";
import { testAccounts } from "../support/test-accounts.ts";

const page = z.object({ next_cursor: z.string().nullable() }).loose();

describe.each(ENGINES)("TIME-08: lists that are walked while others write, on $engine", (engine) => {
  let database: TestDatabase;
  let jobs: Jobs;
  beforeAll(async () => {
    database = await engine.open({ afterMigrate: installQueue });
    const log = { info() {}, warn() {}, error() {}, debug() {} };
    jobs = await createJobs({ db: database.db, log, clock: systemClock, kinds: [] });
  });
  afterAll(async () => {
    await jobs.stop({ graceMs: 0 });
    await database.drop();
  });

  /** What all pages hold; `between` runs after each of them. */
  async function walk(operation: AnyOperation, identity: Identity, between: (pageNumber: number) => Promise<void>) {
    const context = createContext({ ...identity, requestId: "t", signal: new AbortController().signal });
    const seen: unknown[] = [];
    let cursor: string | undefined;
    for (let number = 0; number < 50; number++) {
      const answer = page.parse(
        await operation.call(context, { limit: 1 + (number % 3), ...(cursor !== undefined && { cursor }) }),
      );
      seen.push(...Object.values(answer).flatMap((value) => (Array.isArray(value) ? value : [])));
      if (answer.next_cursor === null) return seen;
      cursor = answer.next_cursor;
      await between(number);
    }
    throw new Error("the walk does not end");
  }

  async function member(): Promise<
    Identity & { readonly write: (sql: string, params: unknown[]) => Promise<unknown> }
  > {
    const { tenantId, tenant } = await newTenant(database.db);
    const actor = { kind: "person", personId: randomUUID(), sessionId: randomUUID(), role: "owner" } as const;
    return {
      tenantId,
      actor,
      permissions: permissionsOf("owner"),
      write: (sql, params) => tenant.write((tx) => tx.execute(sql, params)),
    };
  }

  test("repositories that stay are seen once each, whatever is added and deleted meanwhile", async () => {
    const who = await member();
    const add = (name: string) =>
      who.write("insert into repo (tenant_id, repo_id, name, key, root) values ($1, $2, $3, $3, $3)", [
        who.tenantId,
        randomUUID(),
        name,
      ]);
    for (let n = 10; n < 20; n++) await add(`stays-${n}`);
    for (let n = 10; n < 20; n++) await add(`goes-${n}`);
    const seen = await walk(listRepositories(database.db), who, async (number) => {
      await who.write("delete from repo where name = $1", [`goes-${10 + number}`]);
      await add(`a-new-${number}`);
      await add(`stays-1${number}-and-new`);
    });
    const names = seen.map((row) => String(Object(row).name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => /^stays-1\d$/.test(name))).toEqual(
      Array.from({ length: 10 }, (_, n) => `stays-${10 + n}`),
    );
  });

  test("jobs that stay are seen once each, also those of one moment", async () => {
    const who = await member();
    const ids = Array.from({ length: 9 }, () => randomUUID());
    const add = (id: string, at: string) =>
      who.write(
        `insert into job (tenant_id, job_id, class, kind, state, subject, input, ticket, turn, created_at)
         values ($1, $2, 'bulk', 'k', 'succeeded', '', '{}', $3, 0, $4)`,
        [who.tenantId, id, randomUUID(), at],
      );
    for (const [at, id] of ids.entries()) await add(id, `2026-01-02T00:00:00.00000${Math.floor(at / 4)}Z`);
    const seen = await walk(listJobs(jobs), who, () => add(randomUUID(), "2026-01-03T00:00:00Z").then(() => undefined));
    expect(seen.map((row) => String(Object(row).job_id)).sort()).toEqual([...ids].sort());
  });

  test("tenants are seen once each by the operator", async () => {
    const operator: Identity = {
      tenantId: NO_TENANT,
      actor: { kind: "operator", keyId: "k" },
      permissions: permissionsOfOperator(),
    };
    const { operations } = testAccounts({ db: database.db });
    const list = operations.find(({ name }) => name === "list_tenants");
    if (list === undefined) throw new Error("no list_tenants");
    for (let n = 0; n < 6; n++) await newTenant(database.db);
    const seen = (await walk(list, operator, () => newTenant(database.db).then(() => undefined))).map((row) =>
      String(Object(row).slug),
    );
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(6);
  });

  test("a position of another form is refused and reaches no statement", async () => {
    const who = await member();
    const context = createContext({ ...who, requestId: "t", signal: new AbortController().signal });
    for (const operation of [listJobs(jobs), listRepositories(database.db)]) {
      await expect(operation.call(context, { cursor: "x' or 1" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    }
  });
});
