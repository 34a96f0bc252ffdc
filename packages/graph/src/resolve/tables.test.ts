/** Tables of functions, and the keys that lead into them. */
import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { drawn, calls } = drawingOf(useParser());

describe("keys that constants name", () => {
  const KEYS = 'export const KEY = "open";\nexport const MADE = "op" + "en";\nexport let moved = "open";\n';
  const BOX = 'import { KEY, MADE, moved } from "./keys";\nclass Box { open() {} shut() {} }\n';
  const use = (line: string) => calls({ "keys.ts": KEYS, "a.ts": `${BOX}${line}\n` });

  test("JavaScript and TypeScript: a constant of the file or of another is read", async () => {
    expect(await use("function main(box: Box) { box[KEY](); }")).toEqual(["a.ts:main a.ts:Box.open"]);
    const own = 'const OWN = "shut" as const;\nfunction main(box: Box) { box[OWN](); }';
    expect(await use(own)).toEqual(["a.ts:main a.ts:Box.shut"]);
  });

  test("JavaScript and TypeScript: what is computed, may change or is a parameter names no member", async () => {
    expect(await use("function main(box: Box) { box[MADE](); box[moved](); }")).toEqual([]);
    expect(await use("function main(box: Box, KEY: string) { box[KEY](); }")).toEqual([]);
  });

  test("JavaScript and TypeScript: in a table it leads to what lies there alone", async () => {
    const table = "function f() {}\nfunction g() {}\nconst table = { open: f, shut: g };\n";
    expect(await use(`${table}function main() { table[KEY](); }`)).toEqual(["a.ts:main a.ts:f"]);
  });
});

describe("tables whose type says no more than that they hold functions", () => {
  test("TypeScript: what they are made with is called", async () => {
    const lines = [
      "function f() {}",
      "function g() {}",
      "type Kind = 'a' | 'b';",
      "const table: Record<Kind, () => void> = { a: f, b: g };",
      "function one() { table.b(); }",
      "function any(kind: Kind) { table[kind](); }",
    ];
    expect(await calls({ "a.ts": lines.join("\n") })).toEqual([
      "a.ts:any a.ts:f",
      "a.ts:any a.ts:g",
      "a.ts:one a.ts:g",
    ]);
  });

  test("Python: what they are made with is called", async () => {
    const lines = [
      "from typing import Callable",
      "def f(): ...",
      "def g(): ...",
      "TABLE: dict[str, Callable] = {'f': f, 'g': g}",
      "def one(): TABLE['g']()",
      "def any(k): TABLE[k]()",
    ];
    const found = await calls({ "a.py": lines.join("\n") });
    expect(found).toEqual(["a.py:any a.py:f", "a.py:any a.py:g", "a.py:one a.py:g"]);
  });

  test("C and C++: arrays of pointers to functions are called through, with and without a name for the type", async () => {
    const source = [
      "static void f(void) {}",
      "static void g(void) {}",
      "typedef void (*op)(void);",
      "static op named[] = { [0] = f, [1] = g };",
      "static void (*plain[])(void) = { f, g };",
      "void first(int i) { named[i](); }",
      "void second(int i) { (*plain[i])(); }",
      "void third(void (*h)(void)) { op own[] = { h }; own[0](); }",
    ].join("\n");
    const { calls: found, unresolved, tierOf } = await drawn({ "a.c": source });
    expect(found).toEqual(["a.c:first a.c:f", "a.c:first a.c:g", "a.c:second a.c:f", "a.c:second a.c:g"]);
    expect(tierOf("CALLS a.c:first a.c:f")).toBe("inferred");
    expect(unresolved).toEqual(["a.c:third  dynamic"]);
  });

  test("numbers and structs in arrays are no functions", async () => {
    const source = [
      "struct box { void (*run)(void); };",
      "static void f(void) {}",
      "static struct box boxes[] = { { f }, { .run = f } };",
      "static int sizes[] = { 1, 2 };",
      "int main(void) { boxes[0].run(); return sizes[1]; }",
    ].join("\n");
    expect(await calls({ "a.c": source })).toEqual(["a.c:main a.c:box.run"]);
  });
});

describe("`this` in a table of a class", () => {
  test("is the object in an arrow function, and the table in a method of it", async () => {
    const source = [
      "class Box {",
      "  table = { shut: () => this.shut(), open() { this.other(); }, other() {} };",
      "  shut() {}",
      "  other() {}",
      "}",
    ].join("\n");
    expect(await calls({ "a.ts": source })).toEqual([
      "a.ts:Box.table.open a.ts:Box.table.other",
      "a.ts:Box.table.shut a.ts:Box.shut",
    ]);
  });
});
