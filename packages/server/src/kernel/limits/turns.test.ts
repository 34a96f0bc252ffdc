import { expect, test } from "vitest";

import { createTurns } from "./turns.ts";

const still = new AbortController().signal;

/** Calls that go on until they are told to end. */
function calls(options: Parameters<typeof createTurns>[0]) {
  const turns = createTurns(options);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const call = (name: string, signal: AbortSignal = still): Promise<void> =>
    turns.run({ tenantId: name.slice(0, 1), signal }, () => {
      begun.push(name);
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.set(name, resolve);
      return promise;
    });
  /** Until all that can begin has begun. */
  const settled = () => new Promise((resolve) => void setImmediate(resolve));
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await settled();
  };
  return { begun, call, end, settled };
}

test("PARSE-07: a tenant that asks in a loop holds its few places, and another's call begins at once", async () => {
  const { begun, call, end, settled } = calls({ places: 4, perTenant: 2 });
  const all = Array.from({ length: 20 }, (_, n) => call(`a${n}`));
  await settled();
  expect(begun).toEqual(["a0", "a1"]);
  const other = call("b0");
  await settled();
  expect(begun).toEqual(["a0", "a1", "b0"]);
  await end("b0");
  await other;
  for (let n = 0; n < all.length; n += 1) await end(`a${n}`);
  await Promise.all(all);
  expect(begun.filter((name) => name.startsWith("a"))).toEqual(Array.from({ length: 20 }, (_, n) => `a${n}`));
});

test("PARSE-07: where all places are taken, the next goes to the tenant with the fewest calls under way", async () => {
  const { begun, call, end, settled } = calls({ places: 2, perTenant: 2 });
  const all = ["a0", "a1", "a2", "a3", "b0", "c0", "b1"].map((name) => call(name));
  await settled();
  expect(begun).toEqual(["a0", "a1"]);
  for (const name of ["a0", "b0", "c0", "a1", "a2", "b1", "a3"]) await end(name);
  await Promise.all(all);
  expect(begun.slice(2, 4)).toEqual(["b0", "c0"]);
});

test("who has gone while it waited is not begun, and what failed gives its place back", async () => {
  const { begun, call, end, settled } = calls({ places: 1, perTenant: 1 });
  const first = call("a0");
  const gone = new AbortController();
  const second = call("a1", gone.signal);
  const third = call("a2");
  gone.abort();
  await expect(second).rejects.toMatchObject({ code: "CANCELLED" });
  await end("a0");
  await end("a2");
  await Promise.all([first, third]);
  expect(begun).toEqual(["a0", "a2"]);
  await settled();
  const turns = createTurns({ places: 1, perTenant: 1 });
  const asker = { tenantId: "a", signal: still };
  await expect(turns.run(asker, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await turns.run(asker, async () => "done")).toBe("done");
});

test("more than may wait are refused, with when to come again", async () => {
  const { call, end } = calls({ places: 1, perTenant: 1, waitingMax: 1 });
  const kept = [call("a0"), call("a1")];
  await expect(call("a2")).rejects.toMatchObject({ code: "RATE_LIMITED", details: { retryAfterSeconds: 1 } });
  await end("a0");
  await end("a1");
  await Promise.all(kept);
});
