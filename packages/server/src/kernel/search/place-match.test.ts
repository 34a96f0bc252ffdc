import { expect, test } from "vitest";

import { PlaceMatcher } from "./place-match.ts";

const at = (path: string, name: string, qualifiedName = name) => ({ path, name, qualifiedName });
const asked = (...words: string[]) => new PlaceMatcher(new Set(words));

test("a name that begins with a word asked for is told from one that has it further on", () => {
  expect(asked("load").match(at("a.ts", "loadAll")).first_word).toBe(1);
  expect(asked("load").match(at("a.ts", "preLoad")).first_word).toBe(0);
});

test("shares of the file's and the folders' words are told apart, and the extension is no word", () => {
  const found = asked("http", "client").match(at("src/http/cache_client.ts", "get"));
  expect(found.folder_share).toBeCloseTo(1 / 2);
  expect(found.stem_share).toBeCloseTo(1 / 3);
  expect(asked("ts").match(at("a.ts", "x")).stem_share).toBe(0);
});

test("a file at the root has no folder to be asked for", () => {
  expect(asked("a").match(at("a.go", "x"))).toMatchObject({ folder_share: 0, depth: 1, stem_share: 1 });
});

test("what makes an instance is known in every language", () => {
  const matcher = asked("cart");
  for (const name of ["constructor", "__init__", "__construct", "New"]) {
    expect(matcher.match(at("a", name)).constructs).toBe(1);
  }
  expect(matcher.match(at("Cart.java", "Cart", "shop.Cart.Cart")).constructs).toBe(1);
  expect(matcher.match(at("Cart.java", "Cart", "shop.Cart")).constructs).toBe(0);
});
