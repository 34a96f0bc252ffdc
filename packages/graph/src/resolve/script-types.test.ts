import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { drawn, calls } = drawingOf(useParser());

describe("type parameters", () => {
  const user = "export class User { save() {} }\n";
  test("are filled by the arguments of a type, or by what they are otherwise", async () => {
    const source = `import { User } from "./u";
interface Box<T, U = T> { first: T; second: U }
class Team { meet() {} }
function f(a: Box<User>, b: Box<User, Team>) { a.first.save(); a.second.save(); b.second.meet(); }
`;
    expect(await calls({ "a.ts": source, "u.ts": user })).toEqual(["a.ts:f a.ts:Team.meet", "a.ts:f u.ts:User.save"]);
  });
  test("are filled by the arguments of a call or construction", async () => {
    const source = `import { User } from "./u";
class Store<T> { get(): T { return null!; } }
function make<T>(): T { return null!; }
function f() { new Store<User>().get().save(); }
function g() { make<User>().save(); }
`;
    expect(await calls({ "a.ts": source, "u.ts": user })).toEqual([
      "a.ts:f a.ts:Store.get",
      "a.ts:f u.ts:User.save",
      "a.ts:g a.ts:make",
      "a.ts:g u.ts:User.save",
    ]);
  });
  test("hide a class of their name", async () => {
    const source = `class T { go() {} }\nclass Box<T> { f(x: T) { x.go(); } }\n`;
    expect(await calls({ "a.ts": source })).toEqual([]);
  });
});

test("what a place is declared to give when called is the value of the call", async () => {
  const source = `class User { save() {} }
type Find = (name: string) => User;
interface Finder { (name: string): User }
interface Api { find: (id: number) => User }
function f(find: Find, other: Finder, api: Api, plain: () => User) {
  find("a").save();
  other("b").save();
  api.find(1).save();
  plain().save();
}
`;
  const { unresolved, calls: found } = await drawn({ "a.ts": source });
  expect([found, unresolved.filter((one) => one.includes("save"))]).toEqual([
    ["a.ts:f a.ts:Api.find", "a.ts:f a.ts:User.save"],
    [],
  ]);
});

test("typeof in a type stands for the value itself", async () => {
  const source = `import { run, Box } from "./b";
let late: typeof run;
function f(make: typeof Box, all: (typeof run)[]) { late(); new make().open(); all[0](); }
`;
  const other = "export function run() {}\nexport class Box { open() {} }\n";
  const { edges } = await drawn({ "a.ts": source, "b.ts": other });
  expect(edges).toEqual([
    "CALLS a.ts:f b.ts:Box.open",
    "CALLS a.ts:f b.ts:run",
    "IMPORTS a.ts b.ts",
    "INSTANTIATES a.ts:f b.ts:Box",
    "REFERENCES a.ts b.ts:run",
    "REFERENCES a.ts:f b.ts:Box",
    "REFERENCES a.ts:f b.ts:run",
  ]);
});

describe("places of a file", () => {
  test("names of a destructured declaration hold their part of the value", async () => {
    const source = `class User { save() {} }\nconst all = { user: new User() };\nclass Kept { own = new User(); }
const { own } = new Kept();\nfunction f() { own.save(); }\n`;
    expect(await calls({ "a.js": source })).toContain("a.js:f a.js:User.save");
  });
  test("a member that is assigned through the name of its class is one of the class", async () => {
    const source = `class Store {
  static get() { if (!Store.instance) Store.instance = new Store(); return Store.instance; }
  load() {}
}
function f() { Store.get().load(); }
`;
    expect(await calls({ "a.js": source })).toContain("a.js:f a.js:Store.load");
  });
  test("such a member is one of the class that the name means there", async () => {
    const source = `class A { static make() { return A.one; } go() {} }
function f(A) { A.one = 1; }
A.one = new A();
A.make().go();
`;
    expect(await calls({ "a.js": source })).toContain("a.js a.js:A.go");
  });
  test("this in an arrow function of an object is the one around the object, in a method it is the object's", async () => {
    const source = `class S {
  constructor() { run({ cancel: () => { this.abort(); }, pull() { this.abort(); } }); }
  abort() {}
}
`;
    expect(await calls({ "a.js": source })).toEqual(["a.js:S.constructor.cancel a.js:S.abort"]);
  });
  test("a class or function expression knows itself by its own name", async () => {
    const source = `const Outer = class Inner { static make() { return new Inner(); } go() {} };
function f() { Outer.make().go(); }
exports.run = function again(n) { again(n - 1); };
`;
    expect(await calls({ "a.js": source })).toEqual([
      "a.js:f a.js:Outer.go",
      "a.js:f a.js:Outer.make",
      "a.js:run a.js:run",
    ]);
  });
});

describe("modules", () => {
  test("what is exported under another name only is not offered under its own", async () => {
    const sources = {
      "a.ts": `import { real } from "./b";\nimport * as b from "./b";\nfunction f() { real(); b.shown(); }\n`,
      "b.ts": "function real() {}\nexport { real as shown };\n",
    };
    expect(await calls(sources)).toEqual(["a.ts:f b.ts:real"]);
  });
  test("a default import of names alone is the object of them", async () => {
    const sources = {
      "a.js": `import lib from "./b.js";\nfunction f() { lib.go(); }\n`,
      "b.js": "exports.go = function () {};\n",
    };
    expect(await calls(sources)).toEqual(["a.js:f b.js:go"]);
  });
  test("a module that nobody names is one wherever it is asked for", async () => {
    const source = `const load = () => import("./b.js");
async function f() { const { go } = await load(); go(); }
async function g() { (await import("./b.js")).go(); }
function h() { require("./c.js")(1); require("far").start(); }
`;
    const sources = {
      "a.js": source,
      "b.js": "export function go() {}\n",
      "c.js": "module.exports = function run() {};\n",
    };
    expect(await calls(sources)).toEqual([
      "a.js:f a.js:load",
      "a.js:f b.js:go",
      "a.js:g b.js:go",
      "a.js:h c.js:run",
      "a.js:h far.start",
    ]);
  });
  test("each name of a dotted namespace is one in the other", async () => {
    const source =
      "namespace a.b.c { export function go() {} }\nexport namespace d.e { export class E { go() {} } }\nfunction f() { a.b.c.go(); }\n";
    const other = `import { d } from "./a";\nnew d.e.E().go();\n`;
    expect(await calls({ "a.ts": source, "b.ts": other })).toEqual(["a.ts:f a.ts:a.b.c.go", "b.ts a.ts:d.e.E.go"]);
  });
  test("TypeScript that is no module declares names for all files, once", async () => {
    const user = `export class A { m(u: Shape) { u.area(); } }\n`;
    const shape = "interface Shape { area(): number }\n";
    expect(await calls({ "a.ts": user, "types.d.ts": shape })).toEqual(["a.ts:A.m types.d.ts:Shape.area"]);
    expect(await calls({ "a.ts": user, "types.d.ts": `${shape}export {};\nimport "x";\n` })).toEqual([]);
    expect(await calls({ "a.ts": user, "types.d.ts": shape, "more.d.ts": shape })).toEqual([]);
  });
});
