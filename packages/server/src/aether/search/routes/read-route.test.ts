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
  ["where is retryLimit set", "assignments", "retryLimit"],
  ["where is the value of RETRY_LIMIT assigned?", "assignments", "RETRY_LIMIT"],
  ["who sets retry_limit", "assignments", "retry_limit"],
  ["what initializes the variable config.timeout", "assignments", "config.timeout"],
  ["where do we set retryLimit?", "assignments", "retryLimit"],
  ["where does retryLimit get set", "assignments", "retryLimit"],
  ["what are the callers of openSession?", "callers", "openSession"],
  ["who are the callers of openSession", "callers", "openSession"],
  ["where do we call openSession", "callers", "openSession"],
  ["where does the code call openSession?", "callers", "openSession"],
  ["show me all calls to openSession", "callers", "openSession"],
  ["who is calling openSession", "callers", "openSession"],
  ["who calls Cart.checkout(String customer)?", "callers", "Cart.checkout"],
  ["what are the usages of RetryPolicy", "uses", "RetryPolicy"],
  ["where do we use RetryPolicy", "uses", "RetryPolicy"],
  ["where is RetryPolicy referenced", "uses", "RetryPolicy"],
  ["which functions are called by checkout", "callees", "checkout"],
  ["what happens if I removed openSession?", "impact", "openSession"],
  ["who implements Store", "implementers", "Store"],
  ["which classes extend `BaseStore`?", "implementers", "BaseStore"],
  ["list the implementations of Store", "implementers", "Store"],
  ["what are the subclasses of Shape", "implementers", "Shape"],
  ["what overrides Shape.area", "implementers", "Shape.area"],
  ["what imports src/config.ts", "importers", "src/config.ts"],
  ["which files import the module shop.price?", "importers", "shop.price"],
  ["who imports @scope/pkg", "importers", "@scope/pkg"],
  ["where is react-dom/client imported", "importers", "react-dom/client"],
  ["How does Scheduler.tick work?", "explanation", "Scheduler.tick"],
] as const)("%s", (question, to, name) => {
  expect(readNamedRoute(question)).toEqual({ to, name });
});

test("a question may say the file or folder that it is about", () => {
  expect(readNamedRoute("who calls checkout in cart.py?")).toEqual({
    to: "callers",
    name: "checkout",
    file: "cart.py",
  });
  expect(readNamedRoute("where is limit set in `src/app/`")).toEqual({
    to: "assignments",
    name: "limit",
    file: "src/app/",
  });
  expect(readNamedRoute("who calls checkout in Python")).toBeUndefined();
});

test("questions that say more than one name are for words", () => {
  for (const question of [
    "where is the retry limit of uploads set",
    "where do we call for help",
    "where do we keep what a user has set",
    "what are the callers",
    "what are the rules of search",
    "who implements it",
    "which class implements the store of sessions",
    "what imports are slow",
    "how are imports resolved",
    "how is a set assigned to a user",
    "what sets this apart",
    "set the retry limit",
    "the callers of a method are found by walking edges",
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
  expect(readPlace("C:\\code\\Cart.cs:line 12")).toEqual({ path: "C:/code/Cart.cs", line: 12 });
  expect(readPlace("src/app.ts")).toEqual({ path: "src/app.ts", line: undefined });
  expect(readPlace("https://github.com/o/r/blob/main/src/config.ts#L12-L20")).toEqual({
    path: "src/config.ts",
    line: 12,
  });
  expect(readPlace("https://gitlab.com/g/o/r/-/blob/v1.2/src/config.ts?ref_type=tags#L3")).toEqual({
    path: "src/config.ts",
    line: 3,
  });
  expect(readPlace("https://github.com/o/r/blob/main/Makefile")).toEqual({ path: "Makefile", line: undefined });
  expect(readPlace("see src/config.ts:12 for details")).toEqual({ path: "src/config.ts", line: 12 });
  expect(readPlace("config.ts:12:3: error: no such name")).toEqual({ path: "config.ts", line: 12 });
  expect(readPlace("src/config.ts(7,10): error TS2322: no")).toEqual({ path: "src/config.ts", line: 7 });
  expect(readPlace("Makefile:2")).toEqual({ path: "Makefile", line: 2 });
  expect(readPlace("docker/Dockerfile:12")).toEqual({ path: "docker/Dockerfile", line: 12 });
  expect(readPlace("src/config.ts, line 12")).toEqual({ path: "src/config.ts", line: 12 });
  expect(readPlace("line 12 of config.ts")).toEqual({ path: "config.ts", line: 12 });
  for (const words of [
    "app.ts",
    "Session.close",
    "a/b",
    "1.5:2",
    "std::vector:2",
    "http://a.b/c",
    "see app.ts for more",
  ])
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
