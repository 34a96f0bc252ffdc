import * as fc from "fast-check";
import { expect, test } from "vitest";

import { readNamedRoute, readPlace } from "./read-route.ts";

test.each([
  ["who calls openSession?", "callers", "openSession"],
  ["callers of Session.close", "callers", "Session.close"],
  ["What functions call the function `open_session()`", "callers", "open_session"],
  ["where is close called from", "callers", "close"],
  ["usages of RetryPolicy", "uses", "RetryPolicy"],
  ["who uses Store::read", "uses", "Store::read"],
  ["what does openSession call?", "callees", "openSession"],
  ["what breaks if I change openSession", "impact", "openSession"],
  ["impact of renaming Cart", "impact", "Cart"],
  ["what depends on total_price?", "impact", "total_price"],
  ["where is the class Cart defined?", "definition", "Cart"],
  ["where is retryLimit set", "definition", "retryLimit"],
  ["How does Scheduler.tick work?", "explanation", "Scheduler.tick"],
] as const)("%s", (question, to, name) => {
  expect(readNamedRoute(question)).toEqual({ to, name });
});

test("questions that say more than one name are for words", () => {
  for (const question of [
    "who calls the function that closes a session",
    "how does it work",
    "callers",
    "what calls for care here",
  ]) {
    expect(readNamedRoute(question)).toBeUndefined();
  }
});

test("places are read with and without lines; names with a dot are none", () => {
  expect(readPlace("src/app.ts:42")).toEqual({ path: "src/app.ts", line: 42 });
  expect(readPlace("./src/app.ts:42:7")).toEqual({ path: "./src/app.ts", line: 42 });
  expect(readPlace("app.py#L7")).toEqual({ path: "app.py", line: 7 });
  expect(readPlace("C:\\work\\Cart.cs:line 12")).toEqual({ path: "C:/work/Cart.cs", line: 12 });
  expect(readPlace("src/app.ts")).toEqual({ path: "src/app.ts", line: undefined });
  for (const words of ["app.ts", "Session.close", "a/b", "see src/app.ts:42", "1.5:2"])
    expect(readPlace(words)).toBeUndefined();
});

test("any text is read without an exception", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      expect(text).toContain(readNamedRoute(text)?.name ?? "");
      expect(readPlace(text)?.line ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});
