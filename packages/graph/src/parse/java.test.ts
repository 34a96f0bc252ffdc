import { describe, expect, test } from "vitest";

import { named, outline, show, showType } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const parse = (...lines: string[]): Promise<FileFacts> =>
  parser.parse({ path: "A.java", text: lines.join("\n"), language: "java", deadlineMs: 60_000 });
/** The same inside of a method. */
const body = (...lines: string[]): Promise<FileFacts> => parse("class A { void f() {", ...lines, "} }");

const sites = (facts: FileFacts, ...kinds: string[]): string[] =>
  facts.sites
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map((site) => `${site.kind} ${show(site.target)}`);
const bindings = (facts: FileFacts): string[] =>
  facts.bindings.map(({ name, type, value, element }) =>
    `${name}: ${showType(type)} = ${show(value)}${element ? " each" : ""}`.trim(),
  );

describe("types", () => {
  test("a class has its package, range, signature and javadoc", async () => {
    const facts = await parse(
      "package com.acme . shop;",
      "",
      "/**",
      " * Sells things.",
      " *",
      " * @author nobody",
      " */",
      '@Service("x")',
      "public final class Shop",
      "    extends Base {",
      "}",
    );
    expect(facts.packageName).toBe("com.acme.shop");
    expect(named(facts, "Shop")).toMatchObject({
      kind: "Class",
      startLine: 8,
      endLine: 11,
      nameLine: 9,
      signature: "public final class Shop extends Base",
      doc: "Sells things.\n\n@author nobody",
      visibility: "public",
      exported: true,
    });
  });

  test("bases keep whether they are extended or implemented, with type arguments", async () => {
    const facts = await parse(
      "class A extends Base<T> implements I, p.J<U> {}",
      "interface B extends C, D {}",
      "enum E implements I { X }",
      "record R(int x) implements I {}",
    );
    const bases = (name: string) => named(facts, name).bases.map(({ kind, type }) => `${kind} ${showType(type)}`);
    expect(bases("A")).toEqual(["extends Base<T>", "implements I", "implements p.J<U>"]);
    expect(bases("B")).toEqual(["extends C", "extends D"]);
    expect([bases("E"), bases("R")]).toEqual([["implements I"], ["implements I"]]);
    expect(sites(facts)).toEqual(["type T", "type U"]);
  });

  test("type parameters are kept with their bounds and are no uses, in results neither", async () => {
    const facts = await parse("class Box<T extends Item & Other, U> { <R> R map(T t, U u) { R r; return r; } }");
    expect(named(facts, "Box").typeParameters?.map(({ name, bound }) => [name, showType(bound)])).toEqual([
      ["T", "Item"],
      ["U", ""],
    ]);
    expect(named(facts, "map").typeParameters?.map(({ name }) => name)).toEqual(["R"]);
    expect(sites(facts)).toEqual(["type Item", "type Other"]);
  });

  test("an enum holds constants that are instances of it, and members", async () => {
    const facts = await parse(
      "enum Color { RED(1) { int f() { return g(); } }, GREEN; final int v; Color(int v) { } Color() { } }",
    );
    expect(outline(facts)).toEqual([
      "Enum .Color",
      "Constant Color.RED",
      "Class RED.",
      "Method .f",
      "Constant Color.GREEN",
      "Field Color.v",
      "Method Color.Color",
      "Method Color.Color",
    ]);
    expect(show(named(facts, "GREEN").value)).toBe("new Color");
    expect(named(facts, "RED")).toMatchObject({ signature: "RED(1)", visibility: "public" });
    expect(sites(facts)).toEqual(["new Color", "call g"]);
  });

  test("a record has fields for its components, which are its constructor's parameters too", async () => {
    const facts = await parse("record Point(int x, List<String> ys) { Point { check(x); } static int zero; }");
    expect(outline(facts)).toEqual([
      "Class .Point",
      "Field Point.x",
      "Field Point.ys",
      "Method Point.Point",
      "Field Point.zero",
    ]);
    expect(named(facts, "Point").parameters.map(({ name, type }) => [name, showType(type)])).toEqual([
      ["x", "int"],
      ["ys", "List<String>"],
    ]);
    expect(named(facts, "x").visibility).toBe("private");
    expect(facts.definitions[3]?.modifiers).toEqual(["constructor"]);
  });

  test("members of an interface are public, without a body abstract", async () => {
    const facts = await parse(
      "public interface I { int K = 1; void a(); default void b() {} static void c() {} private void d() {} class In {} }",
    );
    expect(
      facts.definitions.map(({ kind, name, visibility, modifiers }) => [kind, name, visibility, ...modifiers]),
    ).toEqual([
      ["Interface", "I", "public"],
      ["Constant", "K", "public"],
      ["Method", "a", "public", "abstract"],
      ["Method", "b", "public", "default"],
      ["Method", "c", "public", "static"],
      ["Method", "d", "private"],
      ["Class", "In", "public"],
    ]);
  });

  test("an annotation type is an interface with its elements as methods", async () => {
    const facts = await parse('@interface Ann { String value() default "a"; int n(); }');
    expect(outline(facts)).toEqual(["Interface .Ann", "Method Ann.value", "Method Ann.n"]);
    expect(named(facts, "value").signature).toBe('String value() default "a"');
  });

  test("nested, local and anonymous classes belong to where they stand", async () => {
    const facts = await parse(
      "class A { static class In { class Deep {} }",
      "  void f() { class Local { void g() {} } run(new Task<X>(1) { @Override public void go() { h(); } }); } }",
    );
    expect(outline(facts)).toEqual([
      "Class .A",
      "Class A.In",
      "Class In.Deep",
      "Method A.f",
      "Class f.Local",
      "Method Local.g",
      "Class f.",
      "Method .go",
    ]);
    const anonymous = facts.definitions.find(({ name }) => name === "");
    expect(anonymous).toMatchObject({ modifiers: ["anonymous"], visibility: "private", exported: false });
    expect(anonymous?.bases.map(({ type }) => showType(type))).toEqual(["Task<X>"]);
    expect(named(facts, "go")).toMatchObject({ exported: false, modifiers: ["override"] });
    expect(sites(facts, "new", "call")).toEqual(["call run", "new Task", "call h"]);
  });

  test("what is nothing said of belongs to the package and is not exported", async () => {
    const facts = await parse(
      "class A { public void f() {} }",
      "public class B { protected int x; void g() {} public void h() {} }",
    );
    expect(facts.definitions.map(({ name, visibility, exported }) => [name, visibility, exported])).toEqual([
      ["A", "package", false],
      ["f", "public", false],
      ["B", "public", true],
      ["x", "protected", false],
      ["g", "package", false],
      ["h", "public", true],
    ]);
  });
});

describe("members", () => {
  test("a method has parameters, result, modifiers and annotations", async () => {
    const facts = await parse(
      "class A {",
      '  @Override @Gets(path = "private")',
      "  protected static synchronized List<String> find(final int n, @NotNull String... names) throws IOException {",
      "    return null;",
      "  }",
      "}",
    );
    const find = named(facts, "find");
    expect(find).toMatchObject({ kind: "Method", startLine: 2, endLine: 5, nameLine: 3, visibility: "protected" });
    expect(find.modifiers).toEqual(["static", "override"]);
    expect(find.decorators.map(show)).toEqual(["Override", "Gets"]);
    expect(find.signature).toBe(
      "protected static synchronized List<String> find(final int n, @NotNull String... names) throws IOException",
    );
    expect(find.parameters.map(({ name, type, rest }) => [name, showType(type), rest])).toEqual([
      ["n", "int", false],
      ["names", "String", true],
    ]);
    expect(showType(find.returns)).toBe("List<String>");
    expect(sites(facts, "decorator")).toEqual(["decorator Override", "decorator Gets", "decorator NotNull"]);
  });

  test("an annotation of a parameter is none of the next method", async () => {
    const facts = await parse("class A { void f(@NotNull String s) {} void g() {} }");
    expect(named(facts, "g").decorators).toEqual([]);
    expect(named(facts, "f").decorators).toEqual([]);
  });

  test("constructors are methods that say so, and call each other", async () => {
    const facts = await parse("class A extends B { A(int n) { super(n); } A() { this(1); } }");
    expect(facts.definitions.slice(1).map(({ name, modifiers }) => [name, ...modifiers])).toEqual([
      ["A", "constructor"],
      ["A", "constructor"],
    ]);
    expect(sites(facts)).toEqual(["call super", "call this"]);
  });

  test("each name of a field declaration is a field, static and final a constant", async () => {
    const facts = await parse(
      "class A { private static final int MAX = 3, MIN = one(); protected Foo[] foos; final int x = 1; }",
    );
    expect(facts.definitions.map(({ kind, name, visibility }) => [kind, name, visibility])).toEqual([
      ["Class", "A", "package"],
      ["Constant", "MAX", "private"],
      ["Constant", "MIN", "private"],
      ["Field", "foos", "protected"],
      ["Field", "x", "package"],
    ]);
    expect(showType(named(facts, "foos").type)).toBe("Array<Foo>");
    expect([show(named(facts, "MAX").value), show(named(facts, "MIN").value)]).toEqual(["<number>", "one()"]);
    expect([named(facts, "MAX").signature, named(facts, "MIN").signature]).toEqual([
      "private static final int MAX = 3",
      "MIN = one()",
    ]);
  });

  test("initializer blocks are part of the class", async () => {
    const facts = await parse("class A { static { load(); } { int x = setup(); } }");
    expect(sites(facts)).toEqual(["call load", "call setup"]);
    expect(bindings(facts)).toEqual(["x: int = setup()"]);
  });
});

describe("imports", () => {
  test("types, packages and static members", async () => {
    const facts = await parse(
      "import java.util.List;",
      "import static org.x.Y.z;",
      "import static org.x.W.*;",
      "import com . q /* all */ . * ;",
      "import a.Outer.Inner;",
    );
    expect(
      facts.imports.map(({ module, form, local, isStatic, line }) => [module, form, local, isStatic, line]),
    ).toEqual([
      ["java.util", "name", "List", false, 1],
      ["org.x.Y", "name", "z", true, 2],
      ["org.x.W", "all", "", true, 3],
      ["com.q", "all", "", false, 4],
      ["a.Outer", "name", "Inner", false, 5],
    ]);
    expect(facts.sites).toEqual([]);
  });
});

describe("bindings", () => {
  test("local variables keep type and value; var has the value alone", async () => {
    expect(
      bindings(await body("var x = load(); int i = 0, j; List<Foo> xs = new ArrayList<>(); String[] s = {}; p.Q q;")),
    ).toEqual([
      "x:  = load()",
      "i: int = <number>",
      "j: int =",
      "xs: List<Foo> = new ArrayList",
      "s: Array<String> = <list>",
      "q: p.Q =",
    ]);
  });

  test("loops, resources and exceptions bind names in their statement", async () => {
    const facts = await body(
      "for (Item it : items()) { it.go(); }",
      "for (int k = 0; k < n; k++) {}",
      "try (Res r = open()) {} catch (E1 | p.E2 e) { e.print(); }",
    );
    expect(bindings(facts)).toEqual([
      "it: Item = items() each",
      "k: int = <number>",
      "r: Res = open()",
      "e: E1 | p.E2 =",
    ]);
    expect(new Set(facts.bindings.map(({ scope }) => scope)).size).toBe(4);
  });

  test("patterns of instanceof, switch and records bind names", async () => {
    const facts = await body(
      "if (o instanceof Foo f && f.ok()) {}",
      "switch (o) { case Bar b -> b.go(); case Point(int px, var py) -> use(px); default -> {} }",
    );
    expect(bindings(facts)).toEqual(["f: Foo =", "b: Bar =", "px: int =", "py:  ="]);
    expect(sites(facts, "call")).toEqual(["call f.ok", "call b.go", "call use"]);
  });

  test("parameters of lambdas are variables of the lambda, and a variable that holds one keeps its type", async () => {
    const facts = await body("Runnable r = () -> go(); f(a -> a.b()); f((c, d) -> c); f((int e) -> 1); r.run();");
    expect(bindings(facts)).toEqual(["r: Runnable =", "a:  =", "c:  =", "d:  =", "e: int ="]);
    expect(outline(facts)).toEqual(["Class .A", "Method A.f"]);
  });

  test("a cast is an instance of its type, and a use of it", async () => {
    const facts = await body("Object x = (Foo) o; ((Bar) o).run();");
    expect(bindings(facts)).toEqual(["x: Object = new Foo"]);
    expect(sites(facts)).toEqual([
      "type Object",
      "type Foo",
      "reference o",
      "type Bar",
      "reference o",
      "call new Bar.run",
    ]);
  });
});

describe("uses", () => {
  test("calls keep their receiver chain and their arguments", async () => {
    const facts = await body('a.b().c(1, "x", d); e(); this.f(new Foo()); super.g(); List.<String>of(); p.q.R.s();');
    const calls = facts.sites.filter(({ kind }) => kind === "call");
    expect(calls.map((site) => `${show(site.target)}(${(site.arguments ?? []).map(show).join(", ")})`)).toEqual([
      "a.b()",
      "a.b().c(<number>, <string>, d)",
      "e()",
      "this.f(new Foo)",
      "super.g()",
      "List.of()",
      "p.q.R.s()",
    ]);
    expect(calls.map(({ argumentCount }) => argumentCount)).toEqual([0, 3, 0, 1, 0, 0, 0]);
  });

  test("constructions name the type, generic, nested or of an array's elements", async () => {
    expect(sites(await body("new Foo(1); new Box<Bar>(); new p.Outer.Inner(); new Foo[3]; new int[] {x};"))).toEqual([
      "new Foo",
      "new Box",
      "type Bar",
      "new p.Outer.Inner",
      "type Foo",
      "reference x",
    ]);
  });

  test("method references are references, those to constructors references to the type", async () => {
    expect(sites(await body("g(String::valueOf, this::go, Foo::new, super::x, a.b()::c);"), "reference")).toEqual([
      "reference String.valueOf",
      "reference this.go",
      "reference Foo",
      "reference super.x",
      "reference a.b().c",
    ]);
  });

  test("fields that are read or written are references, local variables and labels none", async () => {
    expect(sites(await body("int i = 0; total = i; this.n = i; other.m++; out: while (ok) { break out; }"))).toEqual([
      "reference total",
      "reference this.n",
      "reference other.m",
      "reference ok",
    ]);
  });

  test("written types are uses, built-in ones and var none", async () => {
    expect(sites(await body("Map<String, ? extends Foo> m; var v = 1; int n; Foo.class.getName();"), "type")).toEqual([
      "type Map",
      "type String",
      "type Foo",
      "type Foo",
    ]);
  });
});

test("what follows a syntax error is still found", async () => {
  const facts = await parse("class A { void broken( { } void fine() { go(); } }");
  expect(facts.hasSyntaxErrors).toBe(true);
  expect(facts.definitions.map(({ name }) => name)).toContain("fine");
});

test.each(["", "class", "package a", "import ;", "}}}}", 'class A { String s = "', "@", "enum E { A"])(
  "%j gives facts",
  async (text) => {
    const facts = await parser.parse({ path: "A.java", text, language: "java", deadlineMs: 60_000 });
    expect(facts.scopes.length).toBeGreaterThan(0);
  },
);
