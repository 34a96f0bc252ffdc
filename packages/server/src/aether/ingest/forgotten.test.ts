import { expect, test } from "vitest";

import { createFactsCache } from "./facts-cache.ts";
import { createResolvers } from "./resolvers.ts";

test("DB-22: of a tenant that is gone no facts stay in memory, and another's do", () => {
  const cache = createFactsCache(10_000);
  const packed = new Uint8Array(100);
  for (const tenantId of ["a", "b"]) cache.put(tenantId, { hash: "h", language: "go", packed });
  cache.forget("a");
  expect(cache.get("a", "h", "go")).toBeUndefined();
  expect(cache.get("b", "h", "go")).toEqual(packed);
  // What was forgotten weighs nothing any more.
  for (let n = 0; n < 20; n += 1) cache.put("b", { hash: `h${n}`, language: "go", packed });
  expect(cache.get("b", "h", "go")).toEqual(packed);
});

test("DB-22: a thread that resolved before a tenant was gone is not used again, whether it waits or works", async () => {
  const resolvers = createResolvers();
  const still = new AbortController().signal;
  const first = await resolvers.use(still, async (resolver) => resolver);
  expect(await resolvers.use(still, async (resolver) => resolver === first)).toBe(true);
  await resolvers.forget();
  expect(first.hasEnded()).toBe(true);
  const second = await resolvers.use(still, async (resolver) => {
    await resolvers.forget();
    return resolver;
  });
  expect(second).not.toBe(first);
  expect(second.hasEnded()).toBe(true);
  await resolvers.close();
});
