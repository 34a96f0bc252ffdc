/** What JavaScript has of its own: modules of CommonJS in all their forms, prototypes, types that only comments say. */
import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();
const { drawn, calls } = drawingOf(parser);

/** The same name elsewhere, which is never meant. */
const TRAP = { "trap.js": "function run() {}\nfunction open() {}\nclass Trap { run() {} open() {} }\n" };

describe("modules", () => {
  test("what is assigned to exports property by property is reached through the required object", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.js": "exports.run = function () {};\nfunction inner() {}\nexports.open = inner;\n",
        "b.js": 'const a = require("./a");\nfunction main() { a.run(); a.open(); a.inner(); }\n',
      }),
    ).toEqual(["b.js:main a.js:inner", "b.js:main a.js:run"]);
  });

  test("an object that is exported gives its shorthand, renamed and written functions", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.js": "function run() {}\nfunction helper() {}\nmodule.exports = { run, open: helper, close() {} };\n",
        "b.js":
          'const { run, open: unlock, close } = require("./a");\nfunction main() { run(); unlock(); close(); open(); }\n',
      }),
    ).toEqual(["b.js:main a.js:close", "b.js:main a.js:helper", "b.js:main a.js:run"]);
  });

  test("a require that is called on the spot reaches what it gives", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.js": "module.exports.run = () => {};\n",
        "make.js": "module.exports = function make() {};\n",
        "b.js": 'function main() { require("./a").run(); require("./make")(); }\n',
      }),
    ).toEqual(["b.js:main a.js:run", "b.js:main make.js:make"]);
  });

  test("both names of the exports object mean the same one", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.js": "exports = module.exports = {};\nexports.run = run;\nfunction run() {}\n",
        "b.js": 'const a = require("./a");\nfunction main() { a.run(); }\n',
      }),
    ).toEqual(["b.js:main a.js:run"]);
  });

  test("a folder is required by its index, a package outside never by a file of its name", async () => {
    const { edges } = await drawn({
      "lib/index.js": "exports.run = () => {};\n",
      "fs.js": "exports.readFile = () => {};\n",
      "b.js":
        'const lib = require("./lib");\nconst fs = require("fs");\nfunction main() { lib.run(); fs.readFile(); }\n',
    });
    expect(edges).toEqual([
      "CALLS b.js:main fs.readFile",
      "CALLS b.js:main lib/index.js:run",
      "IMPORTS b.js fs",
      "IMPORTS b.js lib/index.js",
    ]);
  });

  test("a dynamic import gives the module that it names", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.mjs": "export function run() {}\nexport default function start() {}\n",
        "b.mjs": 'async function main() { const a = await import("./a.mjs"); a.run(); a.open(); }\n',
      }),
    ).toEqual(["b.mjs:main a.mjs:run"]);
  });

  test("a require inside of a function binds there alone", async () => {
    expect(
      await calls({
        "a.js": "exports.run = () => {};\n",
        "b.js": 'function inner() { const a = require("./a"); a.run(); }\nfunction outer() { a.run(); }\n',
      }),
    ).toEqual(["b.js:inner a.js:run"]);
  });

  test("modules that require each other reach each other", async () => {
    expect(
      await calls({
        "a.js": 'const b = require("./b");\nexports.one = () => b.two();\n',
        "b.js": 'const a = require("./a");\nexports.two = () => a.one();\n',
      }),
    ).toEqual(["a.js:one b.js:two", "b.js:two a.js:one"]);
  });
});

describe("objects and prototypes", () => {
  test("a function that is assigned to several members at once goes by the last name and is found by each", async () => {
    const { calls: found, made } = await drawn({
      ...TRAP,
      "a.js":
        "class Box { constructor() { this.shut = this.close = () => {}; } }\n" +
        "Box.prototype.open =\nBox.prototype.unlock = function unlock() {};\n" +
        "function main(box = new Box()) { box.open(); box.unlock(); box.shut(); box.close(); }\n" +
        "exports.run = exports.start = function () {};\n",
      "b.js": 'const a = require("./a");\nfunction other() { a.run(); }\nfunction same() { a.start(); }\n',
    });
    expect(made).toEqual(["a.js:main a.js:Box"]);
    expect(found).toEqual([
      "a.js:main a.js:Box.close",
      "a.js:main a.js:Box.constructor",
      "a.js:main a.js:Box.unlock",
      "b.js:other a.js:start",
      "b.js:same a.js:start",
    ]);
  });

  test("a function that is constructed has the methods of its prototype", async () => {
    const { calls: found, made } = await drawn({
      ...TRAP,
      "a.js":
        "function Box() { this.inner = new Lock(); }\nBox.prototype.open = function () { this.inner.turn(); this.close(); };\n" +
        "Box.prototype.close = function () {};\nfunction Lock() {}\nLock.prototype.turn = function () {};\n" +
        "function main() { const box = new Box(); box.open(); }\n",
    });
    expect(found).toEqual([
      "a.js:Box a.js:Lock",
      "a.js:Box.open a.js:Box.close",
      "a.js:Box.open a.js:Lock.turn",
      "a.js:main a.js:Box",
      "a.js:main a.js:Box.open",
    ]);
    expect(made).toEqual([]);
  });

  test("this that is kept under another name is the same object", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.js":
          "class Box { open() { const self = this; later(function () { self.close(); this.close(); }); } close() {} }\n",
      }),
    ).toEqual(["a.js:Box.open a.js:Box.close"]);
  });

  test("a class that extends what is required inherits from there", async () => {
    const { edges } = await drawn({
      ...TRAP,
      "base.js": "class Base { run() {} }\nmodule.exports = Base;\n",
      "a.js": 'const Base = require("./base");\nclass Box extends Base { open() { this.run(); super.run(); } }\n',
    });
    expect(edges).toEqual([
      "CALLS a.js:Box.open base.js:Base.run",
      "IMPORTS a.js base.js",
      "INHERITS a.js:Box base.js:Base",
      "REFERENCES base.js base.js:Base",
    ]);
  });

  test("a computed member may be any that the object has; an unknown receiver draws nothing", async () => {
    const { calls: found, unresolved } = await drawn({
      ...TRAP,
      "a.js": "const all = { run() {} };\nfunction main(name, x) { all[name](); x[name](); x.run(); x.y.open(); }\n",
    });
    expect(found).toEqual(["a.js:main a.js:all.run"]);
    expect(unresolved).toEqual([
      "a.js:main  dynamic",
      "a.js:main run unknown-receiver",
      "a.js:main open unknown-receiver",
    ]);
  });

  test("an object of functions is called by its members, whoever else has members of these names", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.js":
          "const api = { run() {}, stop: () => {}, go: function () { this.run(); } };\nfunction main() { api.run(); api.stop(); api.open(); }\n",
      }),
    ).toEqual(["a.js:api.go a.js:api.run", "a.js:main a.js:api.run", "a.js:main a.js:api.stop"]);
  });
});

describe("values", () => {
  test("a local variable is the name of a function that is all it is given, of several it names none", async () => {
    const { edges } = await drawn({
      "a.js":
        "function f() {}\nfunction g() {}\n" +
        "function one() { let run; run = () => f(); run(); }\n" +
        "function two(x) { let run; if (x) run = () => f(); else run = () => g(); run(); }\n",
    });
    expect(edges).toEqual([
      "CALLS a.js:one a.js:one.run",
      "CALLS a.js:one.run a.js:f",
      "CALLS a.js:two a.js:f",
      "CALLS a.js:two a.js:g",
    ]);
  });

  test("a default value says what a parameter holds", async () => {
    expect(
      await calls({ ...TRAP, "a.js": "class Box { open() {} }\nfunction main(box = new Box()) { box.open(); }\n" }),
    ).toEqual(["a.js:main a.js:Box.open"]);
  });

  test("a function that is passed on is called where it arrives", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.js": "function each(callback) { callback(); }\nfunction run() {}\nfunction main() { each(run); }\n",
      }),
    ).toEqual(["a.js:each a.js:run", "a.js:main a.js:each"]);
  });

  test("a var is known in all of its function, a let in its block alone", async () => {
    expect(
      await calls({
        "a.js":
          "class Box { open() {} }\nfunction main(x) {\n  if (x) { var box = new Box(); let other = new Box(); }\n  box.open();\n  other.open();\n}\n",
      }),
    ).toEqual(["a.js:main a.js:Box.open"]);
  });

  test("a function inside of a function hides the one around it, and is not seen from there", async () => {
    expect(
      await calls({
        "a.js": "function run() {}\nfunction outer() { function run() {} run(); }\nfunction main() { run(); }\n",
      }),
    ).toEqual(["a.js:main a.js:run", "a.js:outer a.js:outer.run"]);
  });

  test("a function that is called where it is written runs as part of what is around it", async () => {
    expect(
      await calls({ ...TRAP, "a.js": "function run() {}\n(function () { run(); })();\n(() => run())();\n" }),
    ).toEqual(["a.js a.js:run"]);
  });

  test("static and instance methods of one name are told apart", async () => {
    const { calls: found } = await drawn({
      ...TRAP,
      "a.js":
        "class Box { static make() { return new Box(); } open() {} }\nfunction main() { Box.make().open(); Box.open(); }\n",
    });
    expect(found).toContain("a.js:main a.js:Box.open");
    expect(found).toContain("a.js:main a.js:Box.make");
    expect(found.some((edge) => edge.includes("trap.js"))).toBe(false);
  });

  test("a name of the runtime is never a definition of another file", async () => {
    expect(
      await calls({
        "other.js": "function setTimeout() {}\nfunction parseInt() {}\nclass Promise {}\n",
        "a.js": "function main() { setTimeout(() => {}, 1); parseInt('1'); console.log(1); }\n",
      }),
    ).toEqual(["a.js:main globalThis.console.log", "a.js:main globalThis.parseInt", "a.js:main globalThis.setTimeout"]);
  });

  test("an accessor is called where its name is read", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.js":
          "class Lock { turn() {} }\nclass Box { get lock() { return new Lock(); } }\nfunction main() { new Box().lock.turn(); }\n",
      }),
    ).toContain("a.js:main a.js:Lock.turn");
  });

  test("a generator and an async function give what comes out of them, not themselves", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.js":
          "class Box { open() {} }\nasync function load() { return new Box(); }\nasync function main() { (await load()).open(); const box = await load(); box.open(); }\n",
      }),
    ).toEqual(["a.js:main a.js:Box.open", "a.js:main a.js:load"]);
  });

  test("a class that a module is, required and made on the spot, has its methods", async () => {
    expect(
      await calls({
        ...TRAP,
        "box.js": "module.exports = class Box { open() {} };\n",
        "a.js": 'const box = new (require("./box"))();\nfunction main() { box.open(); }\n',
      }),
    ).toEqual(["a.js:main box.js:Box.open"]);
  });

  test("a required value keeps its file's names to itself", async () => {
    expect(
      await calls({
        ...TRAP,
        "a.js": "function run() {}\nexports.open = () => run();\n",
        "b.js": 'function run() {}\nfunction main() { require("./a").open(); require("./a").run(); run(); }\n',
      }),
    ).toEqual(["a.js:open a.js:run", "b.js:main a.js:open", "b.js:main b.js:run"]);
  });

  test("what a module requires for its effect alone binds nothing", async () => {
    const { edges } = await drawn({ ...TRAP, "a.js": 'require("./trap");\nfunction main() { run(); open(); }\n' });
    expect(edges).toEqual(["IMPORTS a.js trap.js"]);
  });
});
