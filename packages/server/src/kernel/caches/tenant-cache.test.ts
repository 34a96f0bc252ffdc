import { expect, test } from "vitest";

import { type ManualClock, manualClock } from "#kernel/time";

import { createTenantCache, type TenantCache } from "./index.ts";

const KEPT_MS = 1000;
const ENTRY = 10_000;
const ROOM = 3 * ENTRY + 3000;
const stays = new AbortController().signal;

interface House {
  readonly cache: TenantCache<string>;
  readonly clock: ManualClock;
  /** What was made, in order. */
  readonly made: string[];
  /** Asks for a value of some ten thousand bytes that bears the key's name. */
  readonly get: (tenantId: string, key: string) => Promise<string>;
}

function house(): House {
  const clock = manualClock();
  const bytesOf = (value: string): number => value.length;
  const cache = createTenantCache({ maxBytes: 2 * ROOM, tenantMaxBytes: ROOM, keptMs: KEPT_MS, bytesOf, clock });
  const made: string[] = [];
  return {
    cache,
    clock,
    made,
    get: async (tenantId, key) => {
      const value = await cache.get({ tenantId, key, signal: stays }, async () => {
        made.push(`${tenantId}${key}`);
        return { value: `${tenantId}${key}`.padEnd(ENTRY), isKept: true };
      });
      return value.trim();
    },
  };
}

test("a value is made once for all who ask for it at the same time, and for those after them", async () => {
  const { get, made } = house();
  expect(await Promise.all([get("a", "1"), get("a", "1"), get("a", "2")])).toEqual(["a1", "a1", "a2"]);
  expect(await get("a", "1")).toBe("a1");
  expect(made).toEqual(["a1", "a2"]);
});

test("tenants that ask for the same get what was made for themselves", async () => {
  const { get, made } = house();
  expect([await get("a", "1"), await get("b", "1")]).toEqual(["a1", "b1"]);
  expect(made).toEqual(["a1", "b1"]);
});

test("who hangs up takes the value from nobody else, and the last to do so ends the work", async () => {
  const { cache } = house();
  const [one, other] = [new AbortController(), new AbortController()];
  const heard: AbortSignal[] = [];
  const made = Promise.withResolvers<string>();
  const ask = (signal: AbortSignal): Promise<string> =>
    cache.get({ tenantId: "a", key: "1", signal }, async (asked) => {
      heard.push(asked);
      return { value: await made.promise, isKept: true };
    });
  const first = ask(one.signal);
  const second = ask(other.signal);
  one.abort(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  expect(heard.map(({ aborted }) => aborted)).toEqual([false]);
  other.abort(new Error("gone too"));
  await expect(second).rejects.toThrow("gone too");
  expect(heard.map(({ aborted }) => aborted)).toEqual([true]);
  const third = ask(stays);
  made.resolve("late");
  expect(await third).toBe("late");
  expect(heard).toHaveLength(2);
  await expect(ask(one.signal)).rejects.toThrow("gone");
});

test("an error is heard by all who wait and kept for nobody", async () => {
  const { cache, get } = house();
  const fails = (): Promise<string> =>
    cache.get({ tenantId: "a", key: "1", signal: stays }, () => Promise.reject(new Error("no room")));
  const both = await Promise.allSettled([fails(), fails()]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await get("a", "1")).toBe("a1");
});

test("what shall not be kept is given to those who wait and made anew for the next", async () => {
  const { cache } = house();
  let count = 0;
  const ask = (): Promise<string> =>
    cache.get({ tenantId: "a", key: "1", signal: stays }, async () => ({ value: `${(count += 1)}`, isKept: false }));
  expect(await Promise.all([ask(), ask()])).toEqual(["1", "1"]);
  expect(await ask()).toBe("2");
  expect(cache.bytes).toBe(0);
});

test("a tenant that fills its share loses its own oldest values, and nobody else does", async () => {
  const { cache, get, made } = house();
  await get("b", "1");
  for (const key of ["1", "2", "3"]) await get("a", key);
  await get("a", "1");
  for (const key of ["4", "5"]) await get("a", key);
  expect(cache.bytes).toBeLessThanOrEqual(2 * ROOM);
  made.length = 0;
  for (const key of ["1", "4", "5"]) await get("a", key);
  await get("b", "1");
  expect(made).toEqual([]);
  await get("a", "2");
  expect(made).toEqual(["a2"]);
});

test("where all tenants together want more than there is, values go of the one that was silent for longest", async () => {
  const { cache, get, made } = house();
  for (const tenant of ["a", "b", "c"]) for (const key of ["1", "2"]) await get(tenant, key);
  await get("a", "1");
  await get("d", "1");
  expect(cache.bytes).toBeLessThanOrEqual(2 * ROOM);
  made.length = 0;
  for (const asked of ["a1", "a2", "c1", "c2", "d1", "b2"]) await get(asked.slice(0, 1), asked.slice(1));
  expect(made).toEqual([]);
  await get("b", "1");
  expect(made).toEqual(["b1"]);
});

test("a value larger than a tenant's share is given and not kept", async () => {
  const { cache } = house();
  const large = "x".repeat(ROOM);
  expect(
    await cache.get({ tenantId: "a", key: "1", signal: stays }, async () => ({ value: large, isKept: true })),
  ).toBe(large);
  expect(cache.bytes).toBe(0);
});

test("a value is made anew when its time is over, and a tenant that is forgotten leaves nothing", async () => {
  const { cache, clock, get, made } = house();
  await get("a", "1");
  clock.advance(KEPT_MS - 1);
  await get("a", "1");
  expect(made).toEqual(["a1"]);
  clock.advance(1);
  await get("a", "1");
  expect(made).toEqual(["a1", "a1"]);
  cache.forget("a");
  cache.forget("nobody");
  expect(cache.bytes).toBe(0);
});
