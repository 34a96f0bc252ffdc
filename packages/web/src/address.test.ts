import { expect, test } from "vitest";

import { readView, writeView } from "./address.ts";

test("a view comes back from its address as it was", () => {
  const view = { query: "a & b=c #d", repo: "api", lang: "", kind: "Method", path: "src/**", node: "00ff" };
  expect(readView(writeView(view).slice(1))).toEqual(view);
});

test("an empty view has a bare address", () => {
  expect(writeView(readView(""))).toBe("/");
});
