/** JavaScript and TypeScript: what objects have under symbols. */
import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { drawn, calls } = drawingOf(useParser());

const SYMBOLS = "exports.kBox = Symbol('box');\nconst kOwn = Symbol.for('own');\nmodule.exports.kOwn = kOwn;\n";
const BOX = "class Box { open() {} }\nclass Bag { open() {} }\nmodule.exports = { Box, Bag };\n";
const HEAD = 'const { kBox, kOwn } = require("./symbols");\nconst { Box, Bag } = require("./box");\n';

async function opened(...lines: readonly string[]): Promise<string> {
  const found = await calls({ "symbols.js": SYMBOLS, "box.js": BOX, "m.js": HEAD + lines.join("\n") });
  return found
    .filter((edge) => edge.startsWith("m.js:use box.js:"))
    .map((edge) => edge.replace("m.js:use box.js:", ""))
    .join(", ");
}

const USE = "function use(x) { x[kBox].open(); }";

describe("what lies under a symbol", () => {
  test("is known of any object, wherever it was put there", async () => {
    expect(await opened("const make = () => ({ [kBox]: new Box() });", USE)).toBe("Box.open");
    expect(await opened("function make(o) { o[kBox] = new Box(); }", USE)).toBe("Box.open");
    expect(await opened("class Server { [kBox] = new Box(); }", USE)).toBe("Box.open");
    expect(await opened("class Server { constructor() { this[kBox] = new Box(); } }", USE)).toBe("Box.open");
    expect(await opened("const o = { [kOwn]: new Box() };", "function use(x) { x.y.z[kOwn].open(); }")).toBe(
      "Box.open",
    );
  });

  test("is known in other files, under another name and at tier inferred", async () => {
    const { tierOf } = await drawn({
      "symbols.ts": "export const kBox = Symbol();\n",
      "make.ts":
        'import { kBox as key } from "./symbols";\nexport class Box { open() {} }\nexport class Server { [key] = new Box(); }\n',
      "use.ts": 'import * as symbols from "./symbols";\nexport function use(x: any) { x[symbols.kBox].open(); }\n',
    });
    expect(tierOf("CALLS use.ts:use make.ts:Box.open")).toBe("inferred");
  });

  test("is unknown where two are put there, or one that nobody knows", async () => {
    const make = "const make = () => ({ [kBox]: new Box() });";
    expect(await opened(make, "const other = { [kBox]: new Bag() };", USE)).toBe("");
    expect(await opened(make, "function other(o, x) { o[kBox] = x; }", USE)).toBe("");
  });

  test("has no members but its own: a function inside of its constructor is none", async () => {
    const make = "function Own() { function open() {} open(); }\nOwn.prototype.close = function () {};\n";
    const found = await calls({
      "m.js": `const kOwn = Symbol();\n${make}const o = { [kOwn]: new Own() };\nfunction use(x) { x[kOwn].open(); x[kOwn].close(); }`,
    });
    expect(found).toEqual([
      "m.js globalThis.Symbol",
      "m.js m.js:Own",
      "m.js:Own m.js:Own.open",
      "m.js:use m.js:Own.close",
    ]);
  });

  test("is unknown where a loop puts anything there", async () => {
    const make = "function make(list) { for (var box of list) { print(box); } return { [kBox]: box }; }";
    expect(await opened("const box = new Box();", make, USE)).toBe("");
    expect(await opened("let box = new Box();", make.replace("var ", ""), USE)).toBe("Box.open");
  });

  test("is nothing under another symbol, a symbol that a function makes, or what is no symbol", async () => {
    const make = "const make = () => ({ [kOwn]: new Box() });";
    expect(await opened(make, USE)).toBe("");
    expect(await opened("function use(x) { const key = Symbol(); x[key] = new Box(); x.y[key].open(); }")).toBe("");
    expect(await opened("const key = 'k'; const o = { [key]: new Box() };", "function use(x) { x[key].open(); }")).toBe(
      "",
    );
    expect(await opened(make, "function use(x, kOwn) { x[kOwn].open(); }")).toBe("");
    expect(
      await opened(
        "function Symbol() {}",
        "const kLate = Symbol();",
        "const o = { [kLate]: new Box() };",
        "function use(x) { x[kLate].open(); }",
      ),
    ).toBe("");
  });
});
