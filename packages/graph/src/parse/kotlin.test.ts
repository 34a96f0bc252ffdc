import { describe, expect, test } from "vitest";

import { named, outline, show, showType } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const parse = (...lines: string[]): Promise<FileFacts> =>
  parser.parse({ path: "A.kt", text: lines.join("\n"), language: "kotlin", deadlineMs: 60_000 });
const sites = (facts: FileFacts, ...kinds: string[]): string[] =>
  facts.sites.filter(({ kind }) => kinds.includes(kind)).map((site) => `${show(site.target)} ${site.argumentCount}`);

describe("definitions", () => {
  test("classes, interfaces, enums, objects, companions, aliases and their members", async () => {
    const facts = await parse(
      "package com.acme",
      "data class User(val id: String, var age: Int = 1, plain: Int)",
      "interface Named {",
      "  fun name(): String",
      "}",
      "enum class Color { RED, GREEN }",
      "object Store {",
      "  const val MAX = 1",
      "}",
      "class Box {",
      "  companion object Maker {",
      "    fun make() {}",
      "  }",
      "  inner class Lid",
      "}",
      "typealias Users = List<User>",
      "val top = 1",
      "fun `with space`() {}",
    );
    expect(facts.packageName).toBe("com.acme");
    expect(outline(facts)).toEqual([
      "Class .User",
      "Property User.id",
      "Property User.age",
      "Interface .Named",
      "Method Named.name",
      "Enum .Color",
      "Constant Color.RED",
      "Constant Color.GREEN",
      "Class .Store",
      "Constant Store.MAX",
      "Class .Box",
      "Class Box.Maker",
      "Method Maker.make",
      "Class Box.Lid",
      "Type .Users",
      "Property .top",
      "Function .with space",
    ]);
  });

  test("modifiers, visibility, parameters, results and documentation", async () => {
    const facts = await parse(
      "/** Says hello. */",
      "@Deprecated",
      "internal suspend fun <T : Any> List<T>.greet(x: T?, vararg names: String, n: Int = 1): Map<String, T> {",
      "  return load(x)",
      "}",
    );
    const greet = named(facts, "greet");
    expect(greet).toMatchObject({
      doc: "Says hello.",
      visibility: "package",
      exported: true,
      modifiers: ["async"],
      startLine: 2,
      endLine: 5,
    });
    expect(
      greet.parameters.map(({ name, type, rest, defaultValue }) => [
        name,
        showType(type),
        rest,
        defaultValue !== undefined,
      ]),
    ).toEqual([
      ["x", "T", false, false],
      ["names", "String", true, false],
      ["n", "Int", false, true],
    ]);
    expect(showType(greet.returns)).toBe("Map<String, T>");
    expect(greet.typeParameters?.map(({ name, bound }) => [name, showType(bound)])).toEqual([["T", "Any"]]);
    expect(greet.receiver?.name).toBe("this");
    expect(showType(greet.receiver?.type)).toBe("List<T>");
  });

  test("bases are extended where their constructor is called, and implemented elsewhere", async () => {
    const facts = await parse("class A(x: Int) : Base<T>(x), I, p.J by x", "interface K : I, J");
    const bases = (name: string) => named(facts, name).bases.map(({ kind, type }) => `${kind} ${showType(type)}`);
    expect(bases("A")).toEqual(["extends Base<T>", "implements I", "implements p.J"]);
    expect(bases("K")).toEqual(["extends I", "extends J"]);
  });

  test("a private member is not exported, nor is anything inside of it", async () => {
    const facts = await parse("private class A {", "  fun f() {}", "}", "class B {", "  protected val x = 1", "}");
    expect(facts.definitions.map(({ name, visibility, exported }) => [name, visibility, exported])).toEqual([
      ["A", "private", false],
      ["f", "public", false],
      ["B", "public", true],
      ["x", "protected", true],
    ]);
  });
});

describe("uses", () => {
  test("a lambda behind the parentheses is an argument of the same call", async () => {
    const facts = await parse("fun f() {", "  a(1) { b() }", "  c { d(2, 3) }", "  x.e<T>(1) { }", "}");
    expect(sites(facts, "call")).toEqual(["a 2", "b 0", "c 1", "d 2", "x.e 2"]);
  });

  test("safe calls, assertions, infix calls, casts and references", async () => {
    const facts = await parse(
      "fun f(x: Any) {",
      "  x?.y!!.z()",
      "  x join g",
      "  1 to 2",
      "  (x as A).b()",
      "  val r = ::f",
      "  A::class.java",
      "}",
    );
    expect(sites(facts, "call")).toEqual(["x.y.z 0", "x.join 1", "new A.b 0"]);
    expect(sites(facts, "reference")).toEqual(["g -1", "f -1", "A -1", "<class>.java -1"]);
  });

  test("imports by name, by alias and by wildcard", async () => {
    const facts = await parse("import a.b.C", "import a.b.f as g", "import a.b.*");
    expect(facts.imports.map(({ module, form, imported, local }) => [module, form, imported, local])).toEqual([
      ["a.b", "name", "C", "C"],
      ["a.b", "name", "f", "g"],
      ["a.b", "all", "", ""],
    ]);
    expect(facts.sites).toEqual([]);
  });

  test("named arguments, labels and names that are declared are no uses", async () => {
    const facts = await parse("fun f(a: Int) {", "  g(name = a)", "  val b = a", "  return@f", "}");
    expect(sites(facts, "reference", "type")).toEqual(["Int -1"]);
  });
});
