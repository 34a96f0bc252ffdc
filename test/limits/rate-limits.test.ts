import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createRateLimits, type RateLimits } from "../../packages/server/src/kernel/limits/index.ts";
import { NO_TENANT, permissionsOf } from "../../packages/server/src/kernel/tenancy/index.ts";
import { manualClock, type ManualClock } from "../../packages/server/src/kernel/time/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The most that was let through in any window of that length. */
function mostIn(windowMs: number, times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));
}

/** Those of so many calls that were let through. */
async function callsOf(limits: RateLimits | undefined, payer: Parameters<RateLimits["take"]>[0], count: number) {
  const answers = [];
  for (let n = 0; n < count; n += 1) answers.push(await limits?.take(payer, 1));
  return answers.filter((answer) => answer?.allowed === true);
}

describe.each(ENGINES)("rate limits on $engine", (engine) => {
  let database: TestDatabase;
  let clock: ManualClock;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    clock = manualClock(Date.UTC(2026, 0, 1));
  });
  const processes = (count: number, limit?: number): RateLimits[] =>
    Array.from({ length: engine.engine === "pglite" ? 1 : count }, () =>
      createRateLimits({ db: database.db, clock, log, ...(limit !== undefined && { limit }) }),
    );
  const limited = async (qps: number | null) => {
    const { tenantId } = await newTenant(database.db);
    await database.db
      .forAuth()
      .write((tx) => tx.execute("update tenant set quota_qps = $2 where tenant_id = $1", [tenantId, qps]));
    return (keyId: string) => ({
      identity: { tenantId, actor: { kind: "key", keyId } as const, permissions: permissionsOf("viewer") },
    });
  };

  test("TIME-03 an address gets a tenth more than its limit at most in any minute, over three processes and at the edge of minutes", async () => {
    const all = processes(3, 100);
    const passed: number[] = [];
    for (let burst = 0; burst < 5; burst += 1) {
      clock.advance([59_900, 200, 29_900, 30_000, 60_000][burst] ?? 0);
      for (let n = 0; n < 100; n += 1) {
        const answer = await all[n % all.length]?.take({ address: "192.0.2.1" }, 1);
        if (answer?.allowed === true) passed.push(clock.now());
      }
    }
    expect(mostIn(60_000, passed)).toBeGreaterThanOrEqual(100);
    expect(mostIn(60_000, passed)).toBeLessThanOrEqual(110);
    expect(passed.length).toBeGreaterThanOrEqual(200);
  });

  test("TIME-03 new addresses of one /64 do not give more, and another network has its own limit", async () => {
    const [limits] = processes(1);
    const answers = [];
    for (let n = 0; n < 80; n += 1) {
      answers.push(await limits?.take({ address: `2001:db8:1:2:${n.toString(16)}::${n}` }, 1));
    }
    expect(answers.filter((answer) => answer?.allowed).length).toBeLessThanOrEqual(66);
    expect(await limits?.take({ address: "2001:db8:1:3::1" }, 1)).toMatchObject({ allowed: true, limit: 60 });
  });

  test("TIME-03 a refusal says when there is more, and then there is", async () => {
    const [limits] = processes(1, 10);
    for (let n = 0; n < 12; n += 1) {
      await limits?.take({ address: "192.0.2.9" }, 1);
      clock.advance(1000);
    }
    const refused = await limits?.take({ address: "192.0.2.9" }, 1);
    expect(refused).toMatchObject({ allowed: false, limit: 10, remaining: 0, windowSeconds: 60 });
    clock.advance(1000 * (refused?.resetSeconds ?? 0) + 1);
    expect(await limits?.take({ address: "192.0.2.9" }, 1)).toMatchObject({ allowed: true });
  });

  test("TIME-03 a tenant has one limit whatever the number of its keys", async () => {
    const payer = await limited(50);
    const [limits] = processes(1);
    const answers = await Promise.all(Array.from({ length: 80 }, async (_, n) => limits?.take(payer(`key-${n}`), 1)));
    expect(answers.filter((answer) => answer?.allowed)).toHaveLength(50);
    expect(answers.at(-1)).toMatchObject({ allowed: false, limit: 50, remaining: 0 });
    clock.advance(1000);
    expect(await limits?.take(payer("key-1"), 1)).toMatchObject({ allowed: true, remaining: 49 });
  });

  test("TIME-03 three processes let a tenant call a tenth more than its limit at most in any minute", async () => {
    const payer = await limited(20);
    const all = processes(3);
    const passed: number[] = [];
    for (let tenth = 0; tenth < 900; tenth += 1) {
      clock.advance(100);
      for (const limits of all) {
        passed.push(...(await callsOf(limits, payer("k"), 3)).map(() => clock.now()));
        await limits.exchange();
      }
    }
    expect(mostIn(60_000, passed)).toBeLessThanOrEqual(20 * 60 * 1.1);
    expect(mostIn(60_000, passed)).toBeGreaterThanOrEqual(20 * 60 * 0.9);
  });

  test("a process that all of a tenant's calls reach gives it the whole limit", async () => {
    const payer = await limited(30);
    const all = processes(3);
    for (const limits of all) await limits.take(payer("k"), 1);
    let passed = 0;
    for (let second = 0; second < 10; second += 1) {
      clock.advance(1000);
      for (const limits of all) await limits.exchange();
      passed += (await callsOf(all[0], payer("k"), 40)).length;
    }
    expect(passed).toBeGreaterThanOrEqual(290);
  });

  test("a changed quota holds within seconds; a tenant without one and an operator are not limited", async () => {
    const payer = await limited(null);
    const [limits] = processes(1);
    expect(await limits?.take(payer("k"), 1)).toBeUndefined();
    const { tenantId } = payer("k").identity;
    await database.db
      .forAuth()
      .write((tx) => tx.execute("update tenant set quota_qps = 0 where tenant_id = $1", [tenantId]));
    clock.advance(1000);
    await limits?.exchange();
    expect(await limits?.take(payer("k"), 1)).toMatchObject({ allowed: false, limit: 0 });
    const operator = { tenantId: NO_TENANT, actor: { kind: "operator", keyId: "o" } as const, permissions: [] };
    expect(await limits?.take({ identity: operator }, 1)).toBeUndefined();
  });
});
