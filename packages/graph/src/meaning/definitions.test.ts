import { describe, expect, test } from "vitest";

import { definedBy } from "../../../../test/support/asked-definitions.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const lines = definedBy(useParser());

describe("names of a file", () => {
  test("a local is defined where it is declared, a parameter where it stands", async () => {
    expect(await lines({ "a.ts": "function f(\n  a: number,\n) {\n  const b = 1;\n  return «a» + b;\n}" })).toEqual([
      "2 parameter",
    ]);
    expect(await lines({ "a.ts": "function f(\n  a: number,\n) {\n  const b = 1;\n  return a + «b»;\n}" })).toEqual([
      "4 variable",
    ]);
  });
  test("of scopes on one line the one around the column is meant", async () => {
    expect(await lines({ "a.js": "const x = 1;\n[(x) => 1,\n  «x»];" })).toEqual(["1 definition"]);
    expect(await lines({ "a.js": "const x = 1; const f = (\nx) => «x»;" })).toEqual(["2 parameter"]);
  });
  test("every assignment before a use is one of its definitions, later ones are none", async () => {
    const source = "let x = 1;\nx = 2;\nuse(x);\nx = 3;";
    expect(await lines({ "a.js": source.replace("(x)", "(«x»)") })).toEqual(["1 definition", "2 variable"]);
  });
  test("in a loop a later assignment has been made before, and one of another function may have been", async () => {
    const loop = "let x = 1;\nfor (let i = 0;\n  i < 9;\n  i++) {\n  use(«x»);\n  x = 2;\n}\nx = 3;";
    expect(await lines({ "a.js": loop })).toEqual(["1 definition", "6 variable"]);
    const tail = 'let x = 9;\ndo {\n  use("}", «x»); // }\n} while (x--);';
    expect(await lines({ "a.js": tail })).toEqual(["1 definition", "4 variable"]);
    expect(
      await lines({ "a.c": "void f() {\n  int x = 1;\n  while (y) {\n    use(«x»);\n    x = 2;\n  }\n}" }),
    ).toEqual(["2 variable", "5 variable"]);
    expect(await lines({ "a.py": "x = 1\nfor i in r:\n    use(«x»)\n    x = 2\nx = 3\n" })).toEqual([
      "1 definition",
      "4 variable",
    ]);
    expect(await lines({ "a.js": "let x = 1;\nfunction f() { use(«x»); }\nx = 2;" })).toEqual([
      "1 definition",
      "3 variable",
    ]);
  });
  test("a change in place is a definition of the name too", async () => {
    expect(await lines({ "a.js": "let n = 0;\nn += 1;\nn++;\nuse(«n»);" })).toEqual([
      "1 definition",
      "2 variable",
      "3 variable",
    ]);
  });
  test("a label is defined where it stands", async () => {
    expect(await lines({ "a.js": "outer: for (;;) {\n  for (;;) break «outer»;\n}" })).toEqual(["1 definition"]);
    expect(await lines({ "a.c": "void f() {\n  goto «done»;\ndone:\n  return;\n}" })).toEqual(["3 definition"]);
  });
  test("an expression is known by its own name inside of it alone", async () => {
    expect(await lines({ "a.js": "let A =\n  class B {\n    m() { «B»; }\n  };" })).toEqual(["2 variable"]);
    expect(await lines({ "a.js": "let A =\n  class B {};\n«B»;" })).toEqual([]);
  });
  test("a name without a binding has no lines, nor has what is no name", async () => {
    expect(await lines({ "a.js": "«nothing»;" })).toEqual([]);
    expect(await lines({ "a.js": "1 «+» 2;" })).toEqual([]);
  });
});

describe("Java", () => {
  test("of a method and the one that it replaces the nearer is meant", async () => {
    const source = "class A extends B {\n  void m() { «f»(); }\n  void f() {}\n}\nclass B {\n  void f() {}\n}";
    expect(await lines({ "A.java": source })).toEqual(["3 definition"]);
  });
  test("a label of a switch is a constant of the switched enum", async () => {
    const source = "enum L {\n  LOW\n}\nclass A {\n  void f(L l) {\n    switch (l) { case «LOW»: }\n  }\n}";
    expect(await lines({ "A.java": source })).toEqual(["2 definition"]);
  });
  test("a local is not there before its declaration: until then a field is meant, or nothing", async () => {
    const field = (use: string) => `class A {\n  int x;\n  void f() {\n    ${use}\n    int x = 1;\n  }\n}`;
    expect(await lines({ "A.java": field("g(«x»);") })).toEqual(["2 definition"]);
    expect(await lines({ "A.java": "class A {\n  void f() {\n    g(«z»);\n    int z = 1;\n  }\n}" })).toEqual([]);
  });
});

describe("Python", () => {
  const match = (use: string) =>
    `def f(c):\n    match c:\n        case ["a", x]:\n            ${use}\n        case ["b", x]:\n            use(x)\n`;
  test("an arm of a match sees its own pattern and not those of others", async () => {
    expect(await lines({ "a.py": match("use(«x»)") })).toEqual(["3 variable"]);
    expect(await lines({ "a.py": match("pass").replace("use(x)", "use(«x»)") })).toEqual(["5 variable"]);
  });
  test("after both branches either assignment may have been made, and what both hide is hidden", async () => {
    const source = "def f(c):\n    x = 0\n    x = 1\n    if c:\n        x = 2\n    use(«x»)\n";
    expect(await lines({ "a.py": source })).toEqual(["3 variable", "5 variable"]);
  });
  test("a dotted import defines each of its names", async () => {
    const sources = { "p/__init__.py": "", "p/q.py": "A = 1\n", "a.py": "import p.q\np.«q».A\n" };
    expect(await lines(sources)).toEqual(["1 import", "p/q.py:1 definition"]);
    expect(await lines({ "a.py": "import far.off\nfar.«off».go()\n" })).toEqual(["1 import"]);
  });
  test("an imported submodule is defined by the import and by its file", async () => {
    const sources = { "p/__init__.py": "", "p/q.py": "\nA = 1\n", "a.py": "from p import q\n«q».A\n" };
    expect(await lines(sources)).toEqual(["1 import", "p/q.py:2 definition"]);
  });
});

describe("JavaScript and TypeScript modules", () => {
  test("an import is followed through every export that passes it on", async () => {
    const a = "\nlet n = 1;\nexport { n as m };\n";
    const b = 'export { m as default } from "./a.js";\n';
    expect(await lines({ "a.js": a, "b.js": b, "c.js": 'import k from "./b.js";\n«k»;' })).toEqual([
      "a.js:2 definition",
      "a.js:3 export",
      "b.js:1 export",
      "1 import",
    ]);
  });
  test("CommonJS passes names on by assignment", async () => {
    const sources = {
      "a.js": "\nmodule.exports = function () {};\n",
      "b.js": 'let a = require("./a.js");\nexports.c = a;\n',
      "c.js": 'const { c } = require("./b.js");\n«c»();',
    };
    expect(await lines(sources)).toEqual(["a.js:2 definition", "b.js:1 import", "b.js:2 export", "1 import"]);
  });
  test("in the import itself a name means what it is imported from", async () => {
    const sources = { "a.ts": "let a = 1;\nexport { a };", "b.ts": 'import { «a» as b } from "./a";' };
    expect(await lines(sources)).toEqual(["a.ts:1 definition", "a.ts:2 export"]);
  });
  test("modules that pass each other on end somewhere", async () => {
    const sources = {
      "a.js": 'export { x } from "./b.js";',
      "b.js": 'export { x } from "./a.js";',
      "c.js": 'import { x } from "./a.js";\n«x»;',
    };
    expect(await lines(sources)).toEqual(["a.js:1 export", "b.js:1 export", "1 import"]);
  });
  test("a type is no value and a value no type", async () => {
    expect(await lines({ "a.ts": "type T = number;\nlet x = «T»;" })).toEqual([]);
    expect(await lines({ "a.ts": "let x = 1;\nlet y: «x»;" })).toEqual([]);
  });
});
