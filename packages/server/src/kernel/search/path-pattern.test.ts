import { describe, expect, test } from "vitest";

import { pathPattern } from "./path-pattern.ts";

// JavaScript reads these patterns as PostgreSQL and RE2 do; the tests of the stores run them there.
const matches = (filter: string, path: string): boolean => new RegExp(pathPattern(filter)).test(path);

test.each<[string, string, boolean]>([
  ["src/*.ts", "src/a.ts", true],
  ["src/*.ts", "src/b/a.ts", false],
  ["src/*.ts", "lib/src/a.ts", false],
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

describe("without a slash a glob is of a file's name, in whatever folder, as ripgrep and gitignore read it", () => {
  test.each<[string, string, boolean]>([
    ["*.ts", "a.ts", true],
    ["*.ts", "src/deep/a.ts", true],
    ["*.ts", "src/a.tsx", false],
    ["test_*", "lib/test_cart.py", true],
    ["test_*", "lib/my_test_cart.py", false],
    ["test_*", "test_data/cart.py", false],
    ["?.go", "cmd/x.go", true],
    ["fix*/", "test/fixtures/a/b.json", true],
    ["fix*/", "src/fix.ts", false],
    ["*", "src/a.ts", true],
    ["**", "src/a.ts", true],
  ])("%s and %s: %s", (filter, path, expected) => {
    expect(matches(filter, path)).toBe(expected);
  });
});

describe("a slash before it means from the root", () => {
  test.each<[string, string, boolean]>([
    ["/*.ts", "a.ts", true],
    ["/*.ts", "src/a.ts", false],
    ["./*.ts", "src/a.ts", false],
    ["/src", "src/a.ts", true],
    ["/src", "lib/src/a.ts", false],
    ["./src/", "src/a.ts", true],
    ["./src/", "lib/src/a.ts", false],
    ["/", "src/a.ts", true],
    [".", "src/a.ts", true],
    ["./", "Makefile", true],
  ])("%s and %s: %s", (filter, path, expected) => {
    expect(matches(filter, path)).toBe(expected);
  });
});

describe("alternatives and classes", () => {
  test.each<[string, string, boolean]>([
    ["*.{ts,tsx}", "src/a.tsx", true],
    ["*.{ts,tsx}", "src/a.ts", true],
    ["*.{ts,tsx}", "src/a.t", false],
    ["{src,test}/**/*.ts", "test/a/b.ts", true],
    ["{src,test}/**/*.ts", "lib/test/b.ts", false],
    ["a{,b{c,d}}.ts", "a.ts", true],
    ["a{,b{c,d}}.ts", "abd.ts", true],
    ["a{,b{c,d}}.ts", "ab.ts", false],
    ["*{test,spec*}.js", "x/cart.spec.js", true],
    ["file[0-9].c", "src/file7.c", true],
    ["file[0-9].c", "src/filex.c", false],
    ["file[!0-9].c", "src/filex.c", true],
    ["file[^0-9].c", "src/file7.c", false],
    ["a[!x]b", "a/b", false],
    ["a[+-9]b", "a/b", false],
    ["a[+-9]b", "a5b", true],
    ["[]x].c", "].c", true],
    ["[ab-].c", "-.c", true],
    ["[z-a].c", "b.c", false],
    ["[[:alpha:]].c", "b.c", false],
  ])("%s and %s: %s", (filter, path, expected) => {
    expect(matches(filter, path)).toBe(expected);
  });
});

describe("what paths are written with themselves stands for itself", () => {
  test.each<[string, string, boolean]>([
    ["app/[slug]/page.tsx", "web/app/[slug]/page.tsx", true],
    ["app/[[...slug]]/*.tsx", "app/[[...slug]]/page.tsx", true],
    ["routes/{id}", "src/routes/{id}/a.ts", true],
    ["{id}.*", "routes/{id}.ts", true],
    ["a[b", "x/a[b.c", true],
    ["a{b,c", "x/a{b,c.ts", true],
    ["a}b*", "x/a}bc", true],
    [String.raw`\*.md`, "docs/*.md", true],
    [String.raw`\*.md`, "docs/a.md", false],
    [String.raw`\{a,b\}.*`, "docs/{a,b}.md", true],
    [String.raw`src\a`, String.raw`x/src\a.ts`, true],
    ["a,b*", "x/a,bc", true],
  ])("%s and %s: %s", (filter, path, expected) => {
    expect(matches(filter, path)).toBe(expected);
  });
});

describe("PARSE-04: a filter that is too much", () => {
  test.each(["*a".repeat(40), "a".repeat(1001), "{a,".repeat(40) + "}".repeat(40), "[ab]".repeat(40)])(
    "is refused",
    (filter) => {
      expect(() => pathPattern(filter)).toThrow(expect.objectContaining({ code: "VALIDATION_ERROR" }));
    },
  );
});

test("PARSE-04: brackets and braces that never end are read in no time", () => {
  const started = process.cpuUsage();
  for (const piece of ["[", "{", "[!", "{,", "[a-", "\\"]) matches(piece.repeat(1000 / piece.length), "a/b.ts");
  expect(process.cpuUsage(started).user).toBeLessThan(500_000);
});
