import { describe, expect, test } from "vitest";

import { drawingOf, graphOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);

describe("names", () => {
  test("functions of the file are reached before and after their definition, from inside of callbacks too", async () => {
    const source = "run(() => late());\nfunction late() {}\nconst arrow = () => late();\nfunction run(f) {}\n";
    expect(await calls({ "a.js": source })).toEqual(["a.js a.js:late", "a.js a.js:run", "a.js:arrow a.js:late"]);
  });

  test("a parameter that shadows an import binds to nothing", async () => {
    const source = `import { send } from "./b";\nexport function main(send: () => void) { send(); }\n`;
    expect(await calls({ "a.ts": source, "b.ts": "export function send() {}\n" })).toEqual([]);
  });

  test("a name inside of a block does not leak out of it", async () => {
    const source = "function go() {}\nfunction main(x) {\n  { const go = x.y; go(); }\n  go();\n}\n";
    const { calls, unresolved } = await drawn({ "a.js": source });
    expect(calls).toEqual(["a.js:main a.js:go"]);
    expect(unresolved).toEqual(["a.js:main go dynamic"]);
  });

  test("a method is no plain name inside of its class", async () => {
    const source = "class A { open() {} use() { open(); } }\n";
    expect(await calls({ "a.ts": source })).toEqual([]);
  });

  test("globals are never same-named definitions of other files", async () => {
    const source = "export function main() { console.log(String(1)); fetch(''); }\n";
    const other = "export function fetch() {}\nexport function String() {}\nexport const console = { log() {} };\n";
    expect(await calls({ "a.ts": source, "b.ts": other })).toEqual([
      "a.ts:main globalThis.String",
      "a.ts:main globalThis.console.log",
      "a.ts:main globalThis.fetch",
    ]);
  });
});

describe("modules", () => {
  test("relative imports find extensions, index files and what a .js specifier was compiled from", async () => {
    const { edges } = await drawn({
      "src/main.ts": `import a from "./a.js";\nimport { b } from "./b";\nimport * as c from "../lib";\na(); b(); c.c();\n`,
      "src/a.ts": "export default function () {}\n",
      "src/b/index.tsx": "export const b = () => {};\n",
      "lib/index.js": "export function c() {}\n",
    });
    expect(edges).toEqual([
      "CALLS src/main.ts lib/index.js:c",
      "CALLS src/main.ts src/a.ts:default",
      "CALLS src/main.ts src/b/index.tsx:b",
      "IMPORTS src/main.ts lib/index.js",
      "IMPORTS src/main.ts src/a.ts",
      "IMPORTS src/main.ts src/b/index.tsx",
    ]);
  });

  test("barrels, renamed re-exports and star re-exports lead to the definition", async () => {
    const { calls, made } = await drawn({
      "main.ts": `import { One, two, ns } from "./barrel";\nnew One(); two(); ns.three();\n`,
      "barrel.ts": `export { default as One } from "./one";\nexport * from "./two";\nexport * as ns from "./three";\n`,
      "one.ts": "class First {}\nexport default First;\n",
      "two.ts": "function inner() {}\nexport { inner as two };\n",
      "three.ts": "export function three() {}\n",
    });
    expect(made).toEqual(["main.ts one.ts:First"]);
    expect(calls).toEqual(["main.ts three.ts:three", "main.ts two.ts:inner"]);
  });

  test("star re-exports that go round in circles end", async () => {
    const edges = await calls({
      "a.ts": `export * from "./b";\nimport { gone } from "./b";\ngone();\n`,
      "b.ts": `export * from "./a";\n`,
    });
    expect(edges).toEqual([]);
  });

  test("what a file does not export is not reached by import", async () => {
    expect(
      await calls({ "a.ts": `import { hidden } from "./b";\nhidden();\n`, "b.ts": "function hidden() {}\n" }),
    ).toEqual([]);
  });

  test("paths and baseUrl of the nearest tsconfig are followed, comments, commas and extends included", async () => {
    const edges = await calls({
      "app/tsconfig.json": `{ // own\n "extends": "../base.json", }`,
      "base.json": "{}",
      "tsconfig.json": `{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }`,
      "app/src/a.ts": `import { x } from "@lib/x";\nx();\n`,
      "src/b.ts": `import { x } from "@lib/x";\nx();\n`,
      "lib/x.ts": "export function x() {}\n",
    });
    expect(edges).toEqual(["app/src/a.ts @lib/x.x", "src/b.ts lib/x.ts:x"]);
  });

  test("packages of the same repository are found by name, exports and where their source lies", async () => {
    const edges = await calls({
      "packages/core/package.json": `{ "name": "@acme/core", "exports": { ".": "./dist/index.js", "./deep/*": "./dist/deep/*.js" } }`,
      "packages/core/src/index.ts": "export function core() {}\n",
      "packages/core/src/deep/x.ts": "export function deep() {}\n",
      "packages/app/main.ts": `import { core } from "@acme/core";\nimport { deep } from "@acme/core/deep/x";\ncore(); deep();\n`,
    });
    expect(edges).toEqual([
      "packages/app/main.ts packages/core/src/deep/x.ts:deep",
      "packages/app/main.ts packages/core/src/index.ts:core",
    ]);
  });

  test("a package outside becomes an external, whatever the repository calls its own functions", async () => {
    const { edges } = await drawn({
      "a.ts": `import express, { Router } from "express";\nimport { readFile } from "node:fs/promises";\nconst app = express();\napp.get("/");\nRouter();\nreadFile("");\n`,
      "b.ts": "export function get() {}\nexport function readFile() {}\n",
    });
    expect(edges).toEqual([
      "CALLS a.ts express",
      "CALLS a.ts express.Router",
      "CALLS a.ts fs/promises.readFile",
      "IMPORTS a.ts express",
      "IMPORTS a.ts fs/promises",
    ]);
  });

  test("an import and a require of one package each get the file that is meant for them", async () => {
    const { edges } = await drawn({
      "sdk/package.json": `{ "name": "@me/sdk", "exports": { ".": { "require": "./c.cjs", "import": "./m.mjs" } } }`,
      "sdk/c.cjs": "module.exports = { go() {} };\n",
      "sdk/m.mjs": "export function go() {}\n",
      "a.js": `import { go } from "@me/sdk";\ngo();\n`,
      "b.js": `const { go } = require("@me/sdk");\n`,
    });
    expect(edges.filter((edge) => edge.startsWith("IMPORTS"))).toEqual([
      "IMPORTS a.js sdk/m.mjs",
      "IMPORTS b.js sdk/c.cjs",
    ]);
  });

  test("namespaces of one name share what they export, and hide what is around them", async () => {
    const source =
      "function help() {}\nfunction hide() {}\nnamespace N { export function help() {}\n function hide() {} }\n" +
      "namespace N { export function use() { help(); hide(); } }\n";
    expect(await calls({ "a.ts": source })).toEqual(["a.ts:N.use a.ts:N.help", "a.ts:N.use a.ts:hide"]);
  });

  test("CommonJS in its forms: whole functions, properties, destructuring", async () => {
    const edges = await calls({
      "main.js": `const make = require("./make");\nconst { one } = require("./many");\nconst many = require("./many");\nmake(); one(); many.two();\n`,
      "make.js": "module.exports = make;\nfunction make() {}\n",
      "many.js": "exports.one = function () {};\nmodule.exports.two = two;\nfunction two() {}\n",
    });
    expect(edges).toEqual(["main.js make.js:make", "main.js many.js:one", "main.js many.js:two"]);
  });

  test("a specifier that names no file stays unresolved with that reason", async () => {
    const { unresolved } = await drawn({ "a.ts": `import { f } from "./gone";\nf();\n` });
    expect(unresolved).toEqual(["a.ts f unknown-module"]);
  });
});

describe("receivers", () => {
  test("a logger's method is not a function of the same name", async () => {
    const source = `import { logger } from "log";\nfunction info() {}\nexport function main(x) { logger.info(); x.info(); }\n`;
    const { calls, unresolved } = await drawn({ "a.js": source });
    expect(calls).toEqual(["a.js:main log.logger.info"]);
    expect(unresolved).toEqual(["a.js:main info unknown-receiver"]);
  });

  test("constructions, declared parameters, fields and returns lead to methods", async () => {
    const source = `
class Db { query(): Row { return new Row(); } }
class Row { get(): string { return ""; } }
class Service {
  private db = new Db();
  constructor(private readonly other: Db) {}
  run() { this.db.query().get(); this.other.query(); }
}
function main(service: Service) { service.run(); new Service(new Db()).run(); }
`;
    expect(await calls({ "a.ts": source })).toEqual([
      "a.ts:Service.run a.ts:Db.query",
      "a.ts:Service.run a.ts:Row.get",
      "a.ts:main a.ts:Service.constructor",
      "a.ts:main a.ts:Service.run",
    ]);
  });

  test("inherited methods, super and static members across files", async () => {
    const edges = await calls({
      "base.ts": "export class Base { constructor() {} save() {} static make() {} }\n",
      "a.ts": `import { Base } from "./base";\nclass User extends Base {\n  constructor() { super(); }\n  store() { this.save(); super.save(); User.make(); }\n}\n`,
    });
    expect(edges).toEqual([
      "a.ts:User.constructor base.ts:Base.constructor",
      "a.ts:User.store base.ts:Base.make",
      "a.ts:User.store base.ts:Base.save",
    ]);
  });

  test("members of containers give their elements", async () => {
    const source = `class Item { use() {} }\nfunction main(all: Item[], by: Map<string, Item>) {\n  all.filter(Boolean).find(Boolean).use();\n  by.get("a").use();\n  all.map(String).use();\n}\n`;
    const { calls } = await drawn({ "a.ts": source });
    expect(calls.filter((edge) => edge.includes("a.ts:Item"))).toEqual(["a.ts:main a.ts:Item.use"]);
  });

  test("promises are awaited and arrays are iterated to their elements", async () => {
    const source = `
class Item { use() {} }
async function load(): Promise<Item> { return new Item(); }
async function all(): Promise<Item[]> { return []; }
async function main() { (await load()).use(); const list = await all(); for (const one of list) one.use(); list[0].use(); }
`;
    expect(await calls({ "a.ts": source })).toEqual([
      "a.ts:main a.ts:Item.use",
      "a.ts:main a.ts:all",
      "a.ts:main a.ts:load",
    ]);
  });

  test("a call on an interface reaches its declaration, implementing is an edge of its own", async () => {
    const source = `interface Store { get(): void }\nclass Disk implements Store { get() {} }\nfunction main(s: Store) { s.get(); }\n`;
    expect((await drawn({ "a.ts": source })).edges).toEqual([
      "CALLS a.ts:main a.ts:Store.get",
      "IMPLEMENTS a.ts:Disk a.ts:Store",
      "OVERRIDES a.ts:Disk.get a.ts:Store.get",
      "REFERENCES a.ts:main a.ts:Store",
    ]);
  });

  test("objects of functions, prototypes and indirect calls", async () => {
    const source = `
const api = { get() { return this.put(); }, put() {} };
function View() {}
View.prototype.render = function () { this.draw(); };
View.prototype.draw = function () {};
function helper() {}
function main() { api.get(); new View().render(); helper.call(null); }
`;
    expect(await calls({ "a.js": source })).toEqual([
      "a.js:View.render a.js:View.draw",
      "a.js:api.get a.js:api.put",
      "a.js:main a.js:View",
      "a.js:main a.js:View.render",
      "a.js:main a.js:api.get",
      "a.js:main a.js:helper",
    ]);
  });

  test("this of a plain function inside of a method is not the class", async () => {
    const source = `class A { id() {}\n make() { function inner() { this.id(); }\n const arrow = () => this.id(); } }\n`;
    expect(await calls({ "a.ts": source })).toEqual(["a.ts:A.make.arrow a.ts:A.id"]);
  });

  test("a type alias stands for its type, a union for each of its members", async () => {
    const source = `class A { go() {} }\nclass B { go() {} }\ntype Either = A | B;\ntype One = A;\nfunction main(x: Either, y: One) { x.go(); y.go(); }\n`;
    const { calls, tierOf } = await drawn({ "a.ts": source });
    expect(calls).toEqual(["a.ts:main a.ts:A.go", "a.ts:main a.ts:B.go"]);
    expect(tierOf("CALLS a.ts:main a.ts:B.go")).toBe("inferred");
  });

  test("components in markup are used by the component that shows them", async () => {
    const source = `import { Button } from "./button";\nexport function Page() { return <div><Button /></div>; }\n`;
    const { edges } = await drawn({ "page.tsx": source, "button.tsx": "export const Button = () => null;\n" });
    expect(edges).toContain("REFERENCES page.tsx:Page button.tsx:Button");
  });

  test("overloads are called at their implementation", async () => {
    const source =
      "function f(a: string): void;\nfunction f(a: number): void;\nfunction f(a: unknown): void {}\nf(1);\n";
    const graph = await graphOf(parser, { "a.ts": source });
    const implementation = graph.files[0]?.nodes.find((node) => node.startLine === 3);
    const targets = graph.files[0]?.edges.filter(({ kind }) => kind === "CALLS").map(({ to }) => to);
    expect(targets).toEqual([implementation?.id]);
  });
});

describe("cycles", () => {
  test("classes and aliases that stand for each other end", async () => {
    const source = `type A = B;\ntype B = A;\nclass C extends D {}\nclass D extends C {}\nfunction main(a: A, c: C) { a.x(); c.y(); }\n`;
    expect(await calls({ "a.ts": source })).toEqual([]);
  });

  test("a file that exports itself as a whole ends", async () => {
    const source = `module.exports = require("./a");\nconst self = require("./a");\nself(); new self(); self.x();\n`;
    expect(await calls({ "a.js": source })).toEqual([]);
  });
});

describe("returned values", () => {
  test("functions without a declared type give what they return", async () => {
    const source = `
class Store { load() {} }
const make = () => new Store();
function get(flag) { if (flag) return null; return make(); }
class Builder { add() { return this; } done() {} }
function main() { get().load(); new Builder().add().add().done(); }
`;
    expect(await calls({ "a.js": source })).toEqual([
      "a.js:get a.js:make",
      "a.js:main a.js:Builder.add",
      "a.js:main a.js:Builder.done",
      "a.js:main a.js:Store.load",
      "a.js:main a.js:get",
    ]);
  });

  test("a choice between values may be any of them", async () => {
    const source = `
class Found { go() {} }
class Made { go() {} }
function find() { return new Found(); }
function main(flag, given) {
  const one = flag ? find() : new Made();
  const two = given ?? new Made();
  one.go();
  two.go();
}
const three = find() || new Made();
three.go();
`;
    const { calls, tierOf } = await drawn({ "a.js": source });
    expect(calls.filter((edge) => edge.endsWith(".go"))).toEqual([
      "a.js a.js:Found.go",
      "a.js a.js:Made.go",
      "a.js:main a.js:Found.go",
      "a.js:main a.js:Made.go",
    ]);
    expect(tierOf("CALLS a.js:main a.js:Found.go")).toBe("inferred");
  });

  test("a class that a file exports as a whole is constructed by those who require it", async () => {
    const { calls, made } = await drawn({
      "store.js": "class Store { load() {} }\nmodule.exports = Store;\n",
      "index.js": `module.exports = require("./store");\n`,
      "main.js": `const Store = require("./index");\nconst s = new Store();\ns.load();\n`,
    });
    expect(made).toEqual(["main.js store.js:Store"]);
    expect(calls).toEqual(["main.js store.js:Store.load"]);
  });
});

describe("a function expression that nothing names", () => {
  test("goes by its own name, which only it can see", async () => {
    const found = await calls({
      "a.js": [
        "function help() {}",
        "function outer() {",
        "  return function again(n) { help(); again(n - 1); };",
        "}",
        "again();",
      ].join("\n"),
    });
    expect(found).toEqual(["a.js:outer.again a.js:help", "a.js:outer.again a.js:outer.again"]);
  });
});
