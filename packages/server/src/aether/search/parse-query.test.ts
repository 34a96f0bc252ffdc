import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseQuery } from "./parse-query.ts";

test("filters are taken out of the words and normalised", () => {
  const { words, filters } = parseQuery('open socket lang:py,TS kind:METHOD path:"src/a b/**" is:Test');
  expect(words).toBe("open socket");
  expect(filters).toMatchObject({
    lang: ["python", "typescript"],
    kind: ["Method"],
    path: ["src/a b/**"],
    is: ["test"],
  });
  expect(filters.not).toMatchObject({ lang: [], path: [] });
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

test("a minus before a filter or a phrase leaves out", () => {
  const { words, filters } = parseQuery('-path:test -lang:go,rs open -is:test socket -"do not" -repo:"a b"');
  expect(words).toBe("open socket");
  expect(filters).toMatchObject({ lang: [], path: [], is: [], phrase: [] });
  expect(filters.not).toMatchObject({
    path: ["test"],
    lang: ["go", "rust"],
    is: ["test"],
    phrase: ["do not"],
    repo: ["a b"],
  });
});

test("words with a minus are words: options are asked about too", () => {
  expect(parseQuery("what does --batch -v do").words).toBe("what does --batch -v do");
});

test("a short question's quotes are phrases, whose words are searched for too", () => {
  const { words, filters } = parseQuery('where "not   found"  "a b"');
  expect(words).toBe("where not found a b");
  expect(filters.phrase).toEqual(["not found", "a b"]);
  expect(parseQuery("x", { phrase: ["y z"], not: { phrase: ["q"] } })).toMatchObject({
    words: "x y z",
    filters: { phrase: ["y z"], not: { phrase: ["q"] } },
  });
});

test("quotes in code, in prose and in pasted messages are no phrases", () => {
  for (const query of [
    'print("hello world")',
    'handles the "query" strategy for repositories that load entities in one go',
    'Error:\ncannot read "x"',
  ]) {
    expect(parseQuery(query).filters.phrase).toEqual([]);
  }
});

test("authors and times are filters, hooks and properties are not taken for them", () => {
  const { words, filters } = parseQuery('author:"ada l" -author:bob before:2024-01-01 -after:2023 x');
  expect(words).toBe("x");
  expect(filters).toMatchObject({
    author: ["ada l"],
    before: ["2024-01-01"],
    not: { author: ["bob"], after: ["2023"] },
  });
  expect(parseQuery("before:save after:each author: x").words).toBe("before:save after:each author: x");
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

describe("an expression between slashes", () => {
  const patternOf = (query: string) => parseQuery(query, {}, true).pattern;

  test("is read as one, with or without regard to case, and filters beside it stay filters", () => {
    expect(patternOf("/total_\\w+/")).toEqual({ pattern: "total_\\w+", ignoreCase: false });
    expect(patternOf("  /a b\\/c/i ")).toEqual({ pattern: "a b\\/c", ignoreCase: true });
    const asked = parseQuery('lang:go /func "x" lang:c y/ -path:test', {}, true);
    expect(asked.pattern).toEqual({ pattern: 'func "x" lang:c y', ignoreCase: false });
    expect(asked.filters).toMatchObject({ lang: ["go"], phrase: [], not: { path: ["test"] } });
  });

  test("is words where it stands among words, in several lines, or is not asked for", () => {
    for (const query of ["find /tmp/ files", "a/b/c", "/", "//", "/a", "src/app.ts", "/a/\n/b/", "x /y/"]) {
      expect(patternOf(query)).toBeUndefined();
    }
    expect(parseQuery("/total/").pattern).toBeUndefined();
    expect(patternOf(`/${"a".repeat(100_000)}/`)).toBeUndefined();
  });
});
