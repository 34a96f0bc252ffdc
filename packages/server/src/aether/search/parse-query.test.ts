import * as fc from "fast-check";
import { expect, test } from "vitest";

import { parseQuery } from "./parse-query.ts";

test("filters are taken out of the words and normalised", () => {
  expect(parseQuery('open socket lang:py,TS kind:METHOD path:"src/a b/**"')).toEqual({
    words: "open socket",
    filters: { repo: [], lang: ["python", "typescript"], kind: ["Method"], path: ["src/a b/**"], symbol: [] },
  });
});

test("a language goes by its name or an extension of its files", () => {
  expect(parseQuery("lang:golang,mjs,Java,md").filters.lang).toEqual(["go", "javascript", "java", "markdown"]);
});

test("filters given apart are added to those in the words", () => {
  expect(parseQuery("repo:a x", { repo: ["b"] }).filters.repo).toEqual(["a", "b"]);
});

test("colons of code are words, not filters", () => {
  expect(parseQuery("std::vector http://x y:z notrepo:x").words).toBe("std::vector http://x y:z notrepo:x");
});

test("a filter without a value stays a word", () => {
  expect(parseQuery("repo: x").words).toBe("repo: x");
});

test("two filters side by side are both found", () => {
  expect(parseQuery("lang:go kind:function").filters).toMatchObject({ lang: ["go"], kind: ["Function"] });
});

test("no input throws or makes words longer than it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (query) => {
      expect(parseQuery(query).words.length).toBeLessThanOrEqual(query.length);
    }),
  );
});
