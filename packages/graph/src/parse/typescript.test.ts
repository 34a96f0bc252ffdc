import { describe, expect, test } from "vitest";

import { named, outline, show, showType } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const read =
  (language: string) =>
  (...lines: string[]): Promise<FileFacts> =>
    parser.parse({ path: "a", text: lines.join("\n"), language, deadlineMs: 60_000 });
const parse = read("typescript");
const parseTsx = read("tsx");
const parseJs = read("javascript");

const sites = (facts: FileFacts, kind?: string): string[] =>
  facts.sites.filter((site) => kind === undefined || site.kind === kind).map((site) => show(site.target));
const bindings = (facts: FileFacts): string[] =>
  facts.bindings.map(
    (each) =>
      `${each.member ? "this." : ""}${each.name}: ${showType(each.type)} = ${show(each.value)}${each.element ? " each" : ""}`,
  );
const imports = (facts: FileFacts): string[] =>
  facts.imports.map((each) => `${each.form} ${each.imported} as ${each.local} from ${each.module}`);
const exported = (facts: FileFacts): string[] => facts.definitions.filter((it) => it.exported).map(({ name }) => name);
/** Name of the definition whose body a site lies in, through blocks and callbacks. */
const userOf = (facts: FileFacts, target: string): string => {
  let scope = facts.scopes[facts.sites.find((site) => show(site.target) === target)?.scope ?? -1];
  while (scope !== undefined && scope.definition < 0) scope = facts.scopes[scope.parent];
  return scope === undefined ? "" : (facts.definitions[scope.definition]?.name ?? "");
};

describe("functions", () => {
  test("declarations, arrows and function expressions are functions under the name they get", async () => {
    const facts = await parse(
      "function a() {}",
      "const b = () => 1, c = function inner() {};",
      "let d; d = async () => {};",
    );
    expect(outline(facts)).toEqual(["Function .a", "Function .b", "Function .c", "Variable .d", "Function .d"]);
    expect(named(facts, "b")).toMatchObject({ signature: "const b = ()", startLine: 2 });
    expect(facts.definitions[4]?.modifiers).toEqual(["async"]);
  });

  test("parameters keep types, defaults and rest; patterns are numbered and bind their names", async () => {
    const facts = await parse(
      "function f(this: X, a: A, b?: B, { c, d: [e], ...g }: P = {}, ...rest: R[]): Promise<T> {}",
    );
    expect(
      named(facts, "f").parameters.map(({ name, type, rest }) => `${rest ? "..." : ""}${name}: ${showType(type)}`),
    ).toEqual(["a: A", "b: B", "#3: P", "...rest: Array<R>"]);
    expect(showType(named(facts, "f").returns)).toBe("Promise<T>");
    expect(bindings(facts)).toEqual(["c:  = #3.c", "e:  = #3.d[0]", "g:  = #3[0:]"]);
  });

  test("overloads and declarations without a body are definitions", async () => {
    const facts = await parse("function f(a: string): void;", "function f(a: any) {}", "declare function g(): G;");
    expect(outline(facts)).toEqual(["Function .f", "Function .f", "Function .g"]);
    expect(facts.definitions[0]?.bodyStart).toBe(facts.definitions[0]?.end);
  });

  test("functions that are keys of an object are methods of what holds the object", async () => {
    const facts = await parse("const api = { get() { a(); }, post: () => b(), 'x-y': function () {}, value: 1 };");
    expect(outline(facts)).toEqual(["Constant .api", "Method api.get", "Method api.post", "Method api.x-y"]);
    expect([userOf(facts, "a"), userOf(facts, "b")]).toEqual(["get", "post"]);
  });

  test("what an anonymous callback does belongs to the nearest name around it", async () => {
    const facts = await parse(
      "function f(xs) { xs.map(x => one(x)); }",
      "const store = create(set => two(set));",
      "three(() => four());",
    );
    expect(["one", "two", "four"].map((target) => userOf(facts, target))).toEqual(["f", "store", ""]);
    expect(bindings(facts)).toEqual(["x:  = ", "set:  = "]);
  });

  test("a generator and an async function say so", async () => {
    const facts = await parse("async function* f() {}", "const g = function* () {};");
    expect(named(facts, "f").modifiers).toEqual(["async", "generator"]);
    expect(named(facts, "g").modifiers).toEqual(["generator"]);
  });
});

describe("classes", () => {
  test("methods, accessors, constructors and fields are members with their modifiers", async () => {
    const facts = await parse(
      "abstract class A<T> {",
      "  static readonly a: string = 'x';",
      "  #b?: Map<string, B[]>;",
      "  protected handle = async (e: E) => { run(); };",
      "  constructor() {}",
      "  get c(): C { return this.#b; }",
      "  abstract d(): void;",
      "  private override async *e<U>() {}",
      "  [Symbol.iterator]() {}",
      "}",
    );
    expect(
      facts.definitions.slice(1).map(({ kind, name, visibility, modifiers }) => [kind, name, visibility, ...modifiers]),
    ).toEqual([
      ["Field", "a", "public", "static"],
      ["Field", "#b", "private"],
      ["Method", "handle", "protected", "async"],
      ["Method", "constructor", "public", "constructor"],
      ["Method", "c", "public", "property", "getter"],
      ["Method", "d", "public", "abstract"],
      ["Method", "e", "private", "override", "async", "generator"],
      ["Method", "[Symbol.iterator]", "public"],
    ]);
    expect(showType(named(facts, "#b").type)).toBe("Map<string, Array<B>>");
    expect(named(facts, "A").modifiers).toEqual(["abstract"]);
    expect(userOf(facts, "run")).toBe("handle");
  });

  test("constructor parameters with a modifier are fields of the class and parameters", async () => {
    const facts = await parse("class A { constructor(private repo: Repo, readonly n = 1, plain: P) { repo.go(); } }");
    expect(outline(facts)).toEqual(["Class .A", "Method A.constructor", "Field A.repo", "Field A.n"]);
    expect(named(facts, "repo")).toMatchObject({ visibility: "private" });
    expect(named(facts, "constructor").parameters.map(({ name }) => name)).toEqual(["repo", "n", "plain"]);
  });

  test("extends, implements and type arguments are bases; what they name is no reference", async () => {
    const facts = await parse("class A extends ns.Base<T> implements I, J<K> {}", "interface L extends M, N<O> {}");
    expect(named(facts, "A").bases.map(({ kind, type }) => `${kind} ${showType(type)}`)).toEqual([
      "extends ns.Base<T>",
      "implements I",
      "implements J<K>",
    ]);
    expect(named(facts, "L").bases.map(({ type }) => showType(type))).toEqual(["M", "N<O>"]);
    expect(sites(facts)).toEqual(["T", "K", "O"]);
  });

  test("decorators of classes, members and parameters go where they stand", async () => {
    const facts = await parse(
      "@Entity({ a: () => 1 })",
      "export class A {",
      "  @Column() name: string;",
      "  @Get('/x') // route",
      "  @Guard",
      "  list(@Body() body: B) { function inner() {} }",
      "}",
    );
    expect(named(facts, "A")).toMatchObject({ startLine: 1, nameLine: 2, signature: "export class A" });
    expect(named(facts, "A").decorators.map(show)).toEqual(["Entity()"]);
    expect(named(facts, "name").decorators.map(show)).toEqual(["Column()"]);
    expect(named(facts, "list").decorators.map(show)).toEqual(["Get()", "Guard"]);
    expect(named(facts, "list")).toMatchObject({ startLine: 4, signature: "list(@Body() body: B)" });
    expect(named(facts, "inner").decorators).toEqual([]);
    expect(sites(facts, "decorator")).toEqual(["Entity", "Column", "Get", "Guard", "Body"]);
  });

  test("functions in a decorator's arguments are no members of what it decorates", async () => {
    const facts = await parse("@View({ expression: () => q() })", "class A { b = 1; c() { this.b = () => {}; } }");
    expect(outline(facts)).toEqual(["Class .A", "Method .expression", "Field A.b", "Method A.c"]);
  });

  test("class expressions get the name they are assigned to, or none", async () => {
    const facts = await parse(
      "const A = class Inner extends B {};",
      "function mix(C) { return class extends C { m() {} }; }",
    );
    expect(outline(facts)).toEqual(["Class .A", "Function .mix", "Class mix.", "Method .m"]);
    expect(facts.definitions[2]?.modifiers).toEqual(["anonymous"]);
  });

  test("assignments to this bind members, functions among them are methods", async () => {
    const facts = await parseJs("class A { constructor(r) { this.repo = r; this.n = new N(); this.go = () => {}; } }");
    expect(bindings(facts)).toEqual(["this.repo:  = r", "this.n:  = new N"]);
    expect(outline(facts)).toEqual(["Class .A", "Method A.constructor", "Method A.go"]);
  });

  test("members assigned outside of their type belong to it", async () => {
    const facts = await parseJs("function A() {}", "A.prototype.m = function () { x(); };", "A.make = () => new A();");
    expect(outline(facts)).toEqual(["Function .A", "Method A.m", "Method A.make"]);
    expect(named(facts, "make").modifiers).toEqual(["unbound", "static"]);
  });
});

describe("types and other declarations", () => {
  test("interfaces, type aliases and enums hold their members", async () => {
    const facts = await parse(
      "interface I { a: A; m(x: X): R; }",
      "type T = { b: B; n(): void };",
      "enum E { One, Two = 2, 'three' }",
      "declare const enum F { X }",
      "function f(o: { c: C }) {}",
    );
    expect(outline(facts)).toEqual([
      "Interface .I",
      "Field I.a",
      "Method I.m",
      "Type .T",
      "Field T.b",
      "Method T.n",
      "Enum .E",
      "Field E.One",
      "Field E.Two",
      "Field E.three",
      "Enum .F",
      "Field F.X",
      "Function .f",
    ]);
  });

  test("unions, intersections, arrays and generics are read, unknown forms are absent", async () => {
    const facts = await parse(
      "type T = A | (B & ns.C) | readonly D[] | Map<string, E> | null | 'x' | keyof F | (() => G);",
    );
    expect(showType(named(facts, "T").type)).toBe("A | B | ns.C | Array<D> | Map<string, E> | () =>");
    expect(sites(facts, "type")).toEqual(["A", "B", "ns.C", "D", "Map", "E", "F", "G"]);
  });

  test("type parameters are bound where they are declared, with their constraint", async () => {
    const facts = await parse("class A<T extends Base> { m<U>(t: T, u: U, v: V) {} }", "type P<X> = X | Y;");
    expect(bindings(facts)).toEqual(["T: Base = ", "U:  = ", "X:  = "]);
    expect(sites(facts, "type")).toEqual(["Base", "V", "Y"]);
  });

  test("namespaces hold their members, ambient modules too", async () => {
    const facts = await parse(
      "export namespace N.M { export const k = 1; function f() {} }",
      "declare module 'm' { export function g(): void; }",
    );
    expect(outline(facts)).toEqual([
      "Module .N",
      "Module N.M",
      "Constant M.k",
      "Function M.f",
      "Module .m",
      "Function m.g",
    ]);
    expect(exported(facts)).toEqual(["N", "M", "k"]);
  });

  test("constants and variables are definitions at file level only", async () => {
    const facts = await parse(
      "const a: A = make();",
      "let b = 1, c;",
      "{ const d = 1; }",
      "function f() { const e = 2; }",
    );
    expect(outline(facts)).toEqual(["Constant .a", "Variable .b", "Variable .c", "Function .f"]);
    expect(bindings(facts)).toEqual(["d:  = <number>", "e:  = <number>"]);
    expect(showType(named(facts, "a").type)).toBe("A");
  });

  test("JSDoc directly above is the documentation, also above export and decorators", async () => {
    const facts = await parse(
      "/**",
      " * Adds.",
      " * @returns sum",
      " */",
      "export const add = () => 1;",
      "/** Kept. */",
      "@D",
      "class A {",
      "  // one",
      "  // two",
      "  m() {}",
      "}",
    );
    expect(named(facts, "add").doc).toBe("Adds.\n@returns sum");
    expect(named(facts, "A").doc).toBe("Kept.");
    expect(named(facts, "m").doc).toBe("one\ntwo");
  });
});

describe("bindings and scopes", () => {
  test("every form of declaration binds in its block", async () => {
    const facts = await parse(
      "function f() {",
      "  const { a, b: { c }, d = 1 } = g(), [e, ...h] = i;",
      "  for (const [k, v] of entries()) {}",
      "  for (const key in o) {}",
      "  try {} catch (err) {}",
      "  const t = x as T;",
      "}",
    );
    expect(bindings(facts)).toEqual([
      "a:  = g().a",
      "c:  = g().b.c",
      "d:  = g().d",
      "e:  = i[0]",
      "h:  = i[1:]",
      "k:  = entries()[][0]",
      "v:  = entries()[][1]",
      "key:  = ",
      "err:  = ",
      "t: T = x",
    ]);
  });

  test("var is bound in the function, let in the block, an assignment where the name is", async () => {
    const facts = await parse("function f() {", "  let a;", "  if (x) { var b = 1; let c = 2; a = 3; d = 4; }", "}");
    const scopeOf = (name: string) => facts.bindings.filter((each) => each.name === name).map(({ scope }) => scope);
    expect(scopeOf("a")).toEqual([1, 1]);
    expect(scopeOf("b")).toEqual([1]);
    expect(scopeOf("c")).toEqual([2]);
    expect(scopeOf("d")).toEqual([0]);
  });
});

describe("modules", () => {
  test("all forms of import are read", async () => {
    const facts = await parse(
      'import def, { a as b, type C } from "./m";',
      'import * as ns from "ns";',
      'import type { T } from "t";',
      'import "eff";',
      'import x = require("y");',
    );
    expect(imports(facts)).toEqual([
      "name default as def from ./m",
      "name a as b from ./m",
      "name C as C from ./m",
      "namespace  as ns from ns",
      "name T as T from t",
      "effect  as  from eff",
      "namespace  as x from y",
    ]);
    expect(facts.imports.map(({ typeOnly }) => typeOnly)).toEqual([false, false, true, false, true, false, false]);
    expect(facts.sites).toEqual([]);
  });

  test("require and dynamic import bind names like imports do", async () => {
    const facts = await parseJs(
      'const a = require("a");',
      'const { b, c: d } = require("b");',
      'const e = require("e").f;',
      'async function g() { const { h } = await import("h"); await import(`i`); }',
      'require("j")(); require(k);',
    );
    expect(imports(facts)).toEqual([
      "namespace  as a from a",
      "name b as b from b",
      "name c as d from b",
      "name f as e from e",
      "name h as h from h",
      "namespace  as require i from i",
      "namespace  as require j from j",
    ]);
    expect(facts.imports[4]?.scope).toBe(1);
    expect(outline(facts)).toEqual(["Function .g"]);
  });

  test("re-exports are imports that others see", async () => {
    const facts = await parse(
      'export { p as r, default } from "./z";',
      'export * from "./all";',
      'export * as star from "./s";',
    );
    expect(imports(facts)).toEqual([
      "name p as r from ./z",
      "name default as default from ./z",
      "all  as  from ./all",
      "namespace  as star from ./s",
    ]);
    expect(facts.imports.every(({ reexport }) => reexport)).toBe(true);
    expect(facts.exports).toEqual([]);
  });

  test("exports name what they make visible", async () => {
    const facts = await parse(
      "const a = 1; class B {}",
      "export { a as x, B };",
      "export function f() {}",
      "export default B;",
    );
    expect(facts.exports.map(({ name, value }) => `${name} = ${show(value)}`).sort()).toEqual([
      "B = B",
      "default = B",
      "x = a",
    ]);
    expect(exported(facts)).toEqual(["a", "B", "f"]);
  });

  test("a default export without a name is a definition all the same", async () => {
    const facts = await parse("export default class extends Base { m() {} }");
    expect(outline(facts)).toEqual(["Class .", "Method .m"]);
    expect(facts.definitions[0]).toMatchObject({ exported: true, modifiers: ["default", "anonymous"], startLine: 1 });
    expect(facts.exports).toEqual([{ name: "default", line: 1, value: { kind: "definition", index: 0 } }]);
  });

  test("a named default export is the default and goes by its name", async () => {
    const facts = await parse("export default async function load() {}");
    expect(named(facts, "load").modifiers).toEqual(["default", "async"]);
    expect(facts.exports).toEqual([{ name: "default", line: 1, value: { kind: "definition", index: 0 } }]);
  });

  test("CommonJS exports are exports", async () => {
    const facts = await parseJs(
      "exports.a = function () {};",
      "module.exports.b = b;",
      "module.exports = { c, d: e.f, g() {} };",
    );
    expect(facts.exports.map(({ name, value }) => `${name} = ${show(value)}`).sort()).toEqual([
      "= = <map>",
      "a = #0",
      "b = b",
      "c = c",
      "d = e.f",
      "g = #1",
    ]);
    expect(named(facts, "a")).toMatchObject({ kind: "Function", exported: true });
    const whole = await parseJs("module.exports = class Pool {};", "require.resolve('x');");
    expect(named(whole, "Pool")).toMatchObject({ exported: true, modifiers: ["unbound", "default"] });
    expect(sites(whole, "call")).toEqual(["require.resolve"]);
  });
});

describe("call signatures", () => {
  test("one that begins with its type parameters does not end the file", async () => {
    const facts = await parse(
      "export interface Handler {",
      "  // the first",
      "  <A>(a: A): Box<A>",
      "",
      "  // the second",
      "  <",
      "    A,",
      "    B,",
      "  >(a: A, b: B): Box<A>",
      "}",
      "export class After {}",
    );
    expect(outline(facts)).toEqual(["Interface .Handler", "Class .After"]);
    expect(facts.hasSyntaxErrors).toBe(false);
  });

  test("a comparison that goes on in the next line is one still", async () => {
    const facts = await parse("const less = first() &&", "  <number>second();", "const more = 1;");
    expect(sites(facts, "call")).toEqual(["first", "second"]);
    expect(facts.hasSyntaxErrors).toBe(false);
  });
});

describe("uses", () => {
  test("calls, constructions, casts and chains keep the way to their target", async () => {
    const facts = await parse("new ns.A<T>(1).b()!.c?.(2); (d as E).f(); g!`x`; super_(this.h[0].i);");
    expect(facts.sites.map((site) => `${site.kind} ${show(site.target)} ${site.argumentCount}`)).toEqual([
      "new ns.A 1",
      "type T -1",
      "call new ns.A.b 0",
      "call new ns.A.b().c 1",
      "type E -1",
      "call d.f 0",
      "call g 1",
      "call super_ 1",
      "reference this.h -1",
      "reference this.h[0].i -1",
    ]);
  });

  test("an await before a chain with type arguments awaits the chain", async () => {
    const facts = await parse("async function f() { const x = await a.b<T>(c).d(); await e.g<T>(); (await h)(i); }");
    expect(bindings(facts)).toEqual(["x:  = await a.b().d()"]);
    expect(sites(facts, "call")).toEqual(["a.b", "a.b().d", "e.g", "await h"]);
  });

  test("components are references, elements of the page are not", async () => {
    const facts = await parseTsx("const a = <Foo.Bar x={y} {...z}><div>{w}</div><Baz<T> /></Foo.Bar>;");
    expect(sites(facts)).toEqual(["Foo.Bar", "y", "z", "w", "Baz", "T"]);
  });

  test("keys, labels and declared names are no uses, shorthand keys are", async () => {
    const facts = await parse("function f(p) { const l = 1; loop: for (;;) break loop; return { key: OTHER, l, G }; }");
    expect(sites(facts)).toEqual(["OTHER", "G"]);
  });

  test("JavaScript and JSX are read like TypeScript", async () => {
    const facts = await parseJs("class A extends B { static x = 1; #y; m(a, b = C, ...r) { return <D e={a} />; } }");
    expect(outline(facts)).toEqual(["Class .A", "Field A.x", "Field A.#y", "Method A.m"]);
    expect(named(facts, "A").bases.map(({ type }) => showType(type))).toEqual(["B"]);
    expect(sites(facts)).toEqual(["C", "D"]);
  });
});
