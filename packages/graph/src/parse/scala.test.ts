import { describe, expect, test } from "vitest";

import { named, outline, show, showType } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const parse = (...lines: string[]): Promise<FileFacts> =>
  parser.parse({ path: "A.scala", text: lines.join("\n"), language: "scala", deadlineMs: 60_000 });
const sites = (facts: FileFacts, ...kinds: string[]): string[] =>
  facts.sites.filter(({ kind }) => kinds.includes(kind)).map((site) => show(site.target));

describe("definitions", () => {
  test("classes, traits, objects, enums, values, functions and types", async () => {
    const facts = await parse(
      "package com.acme",
      "package shop",
      "case class User(id: String, age: Int)",
      "class Box(plain: Int, val kept: Int) {",
      "  val made = 1",
      "  def this(a: Int) = this(a, a)",
      "  def f(x: Int)(y: Int): Int = x",
      "  type Id = String",
      "}",
      "object Box {",
      "  val Max = 1",
      "}",
      "trait Named {",
      "  def name: String",
      "}",
      "enum Color {",
      "  case Red, Green",
      "}",
    );
    expect(facts.packageName).toBe("com.acme.shop");
    expect(outline(facts)).toEqual([
      "Class .User",
      "Property User.id",
      "Property User.age",
      "Class .Box",
      "Property Box.kept",
      "Property Box.made",
      "Method Box.constructor",
      "Method Box.f",
      "Type Box.Id",
      "Class .Box",
      "Property Box.Max",
      "Trait .Named",
      "Method Named.name",
      "Enum .Color",
      "Constant Color.Red",
      "Constant Color.Green",
    ]);
  });

  test("modifiers, visibility, parameters, bases and documentation", async () => {
    const facts = await parse(
      "/** Keeps things. */",
      "private[shop] abstract class A[T](x: Int) extends Base[T](x) with p.I {",
      "  protected override def f(a: Int, b: String*): Map[String, T] = {",
      "    g(a)",
      "  }",
      "}",
    );
    expect(named(facts, "A")).toMatchObject({ doc: "Keeps things.", visibility: "private", modifiers: ["abstract"] });
    expect(named(facts, "A").bases.map(({ kind, type }) => `${kind} ${showType(type)}`)).toEqual([
      "extends Base<T>",
      "implements p.I",
    ]);
    expect(named(facts, "f")).toMatchObject({ visibility: "protected", modifiers: ["override"] });
    expect(named(facts, "f").parameters.map(({ name, type, rest }) => [name, showType(type), rest])).toEqual([
      ["a", "Int", false],
      ["b", "String", true],
    ]);
    expect(showType(named(facts, "f").returns)).toBe("Map<String, T>");
  });
});

describe("uses", () => {
  test("calls with further argument lists, blocks, infix and constructions", async () => {
    const facts = await parse(
      "object A {",
      "  def f(u: U) = {",
      "    u.g(1)(2)",
      "    h { 3 }",
      "    u join 4",
      "    new B(5)",
      "    u.x.y",
      "  }",
      "}",
    );
    expect(sites(facts, "call", "new")).toEqual(["u.g", "h", "u.join", "B"]);
    expect(sites(facts, "reference")).toEqual(["u.x", "u.x.y"]);
  });

  test("imports with selectors, renaming, hiding and wildcards", async () => {
    const facts = await parse(
      "import a.b.{C, D => E, F => _, g}, h.i",
      "import j.k._",
      "import l.m.{given, *}",
      "import n.O as P",
    );
    expect(facts.imports.map(({ module, form, imported, local }) => `${module} ${form} ${imported} ${local}`)).toEqual([
      "a.b name C C",
      "a.b name D E",
      "a.b name g g",
      "h name i i",
      "j.k all  ",
      "l.m all  ",
      "l.m all  ",
      "n name O P",
    ]);
    expect(facts.sites).toEqual([]);
  });

  test("patterns bind what begins in lower case", async () => {
    const facts = await parse(
      "object A {",
      "  def f(x: X) = x match {",
      "    case P(a, B) => a",
      "    case c: C => c",
      "    case (d, e) => d",
      "  }",
      "}",
    );
    expect(facts.bindings.map(({ name, type }) => `${name} ${showType(type)}`)).toEqual(["a ", "c C", "d ", "e "]);
  });
});
