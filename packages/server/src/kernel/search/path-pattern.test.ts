import { describe, expect, test } from "vitest";

import { pathPattern } from "./path-pattern.ts";

// JavaScript reads these patterns as PostgreSQL does; the store's tests run them there.
const matches = (filter: string, path: string): boolean => new RegExp(pathPattern(filter), "u").test(path);

test.each<[string, string, boolean]>([
  ["src/*.ts", "src/a.ts", true],
  ["src/*.ts", "src/b/a.ts", false],
  ["src/**/*.ts", "src/a.ts", true],
  ["src/**/*.ts", "src/b/c/a.ts", true],
  ["**/a.ts", "a.ts", true],
  ["src/**", "src/b/c.py", true],
  ["src/?.ts", "src/ab.ts", false],
  ["./src/*.ts", "src/a.ts", true],
  ["cart", "src/cart/total.ts", true],
  ["a.b", "aXb", false],
  ["a+(b)", "x/a+(b).ts", true],
  ["größe*", "größe.ts", true],
])("%s and %s: %s", (filter, path, expected) => {
  expect(matches(filter, path)).toBe(expected);
});

describe("PARSE-04: a filter that is too much", () => {
  test.each(["*a".repeat(40), "a".repeat(1001)])("is refused", (filter) => {
    expect(() => pathPattern(filter)).toThrow(expect.objectContaining({ code: "VALIDATION_ERROR" }));
  });
});
