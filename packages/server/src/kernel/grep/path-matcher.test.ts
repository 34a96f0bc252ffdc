import { expect, test } from "vitest";

import { pathPattern } from "#kernel/search";

import { pathMatcher } from "./path-matcher.ts";

test("PARSE-04: a filter of wildcards against a long path takes no time outside of the database either", () => {
  const started = process.cpuUsage();
  expect(pathMatcher(pathPattern(`${"*a".repeat(30)}b`))("a".repeat(4000))).toBe(false);
  expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
});

test.each([
  ["src/**/*.ts", "src/a/b.ts", true],
  ["src/*.ts", "src/a/b.ts", false],
  ["cart", "shop/cart.py", true],
  ["a+b(c)", "lib/a+b(c).js", true],
  ["?.go", "x.go", true],
])("%s and %s", (filter, path, fits) => {
  expect(pathMatcher(pathPattern(filter))(path)).toBe(fits);
});
