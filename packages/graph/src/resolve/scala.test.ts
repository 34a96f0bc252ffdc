import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);

const lines = (...text: string[]): string => `${text.join("\n")}\n`;
const BOX = lines(
  "package a",
  "class Box {",
  "  def close(): Unit = {}",
  "  def self: Box = this",
  "}",
  "class Other {",
  "  def close(): Unit = {}",
  "}",
);

describe("packages and imports", () => {
  test("the own package needs no import; selectors, renaming, wildcards and objects import names", async () => {
    const { edges } = await drawn({
      "a/Main.scala": lines(
        "package a",
        "import b.{One, Two => Second}",
        "import c._",
        "import b.Tools.help",
        "object Main {",
        "  def main(): Unit = {",
        "    new One()",
        "    new Second()",
        "    new Three()",
        "    help(1)",
        "    new Near()",
        "  }",
        "}",
      ),
      "a/Near.scala": lines("package a", "class Near"),
      "b/B.scala": lines("package b", "class One", "class Two", "object Tools {", "  def help(x: Int): Unit = {}", "}"),
      "c/C.scala": lines("package c", "class Three"),
    });
    expect(edges.filter((edge) => !edge.startsWith("REFERENCES"))).toEqual([
      "CALLS a/Main.scala:Main.main b/B.scala:Tools.help",
      "IMPORTS a/Main.scala b/B.scala",
      "INSTANTIATES a/Main.scala:Main.main a/Near.scala:Near",
      "INSTANTIATES a/Main.scala:Main.main b/B.scala:One",
      "INSTANTIATES a/Main.scala:Main.main b/B.scala:Two",
      "INSTANTIATES a/Main.scala:Main.main c/C.scala:Three",
    ]);
  });

  test("an import may begin with a part of the own package", async () => {
    const { made } = await drawn({
      "a/Main.scala": lines("package com.acme", "import core.One", "object Main {", "  val x = new One()", "}"),
      "a/Core.scala": lines("package com.acme.core", "class One"),
    });
    expect(made).toEqual(["a/Main.scala:Main com.acme.core".replace("com.acme.core", "a/Core.scala:One")]);
  });

  test("a name of another package is unknown without an import, and one from outside is never one of ours", async () => {
    const { calls, unresolved } = await drawn({
      "a/Main.scala": lines(
        "package a",
        "import org.lib.Log",
        "object Main {",
        "  def f(): Unit = {",
        "    far(1)",
        "    Log.info(2)",
        "    println(3)",
        "  }",
        "}",
      ),
      "b/B.scala": lines(
        "package b",
        "object Log {",
        "  def info(x: Int): Unit = {}",
        "}",
        "def far(x: Int): Unit = {}",
      ),
    });
    expect(calls).toEqual(["a/Main.scala:Main.f org.lib.Log.info", "a/Main.scala:Main.f scala.println"]);
    expect(unresolved).toEqual(["a/Main.scala:Main.f far unknown-name"]);
  });
});

describe("types of values", () => {
  test("parameters, values, results and constructor parameters say the type of a receiver", async () => {
    const found = await calls({
      "a/Box.scala": BOX,
      "a/Main.scala": lines(
        "package a",
        "class Shop(box: Box, val kept: Box)(extra: Box) {",
        "  val made = new Box()",
        "  def one(x: Box): Unit = { x.close() }",
        "  def two(): Unit = { box.close() }",
        "  def three(): Unit = { kept.self.close() }",
        "  def four(): Unit = { made.close() }",
        "  def five(): Unit = { extra.close() }",
        "  def six(x: Int)(y: Box): Unit = { y.close() }",
        "}",
      ),
    });
    expect(found).toEqual([
      "a/Main.scala:Shop.five a/Box.scala:Box.close",
      "a/Main.scala:Shop.four a/Box.scala:Box.close",
      "a/Main.scala:Shop.one a/Box.scala:Box.close",
      "a/Main.scala:Shop.six a/Box.scala:Box.close",
      "a/Main.scala:Shop.three a/Box.scala:Box.close",
      "a/Main.scala:Shop.three a/Box.scala:Box.self",
      "a/Main.scala:Shop.two a/Box.scala:Box.close",
    ]);
  });

  test("an unknown receiver draws nothing and stays unresolved", async () => {
    const { calls, unresolved } = await drawn({
      "a/Box.scala": BOX,
      "a/Main.scala": lines("package a", "object Main {", "  def f(x: Unknown): Unit = {", "    x.close()", "  }", "}"),
    });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["a/Main.scala:Main.f close unknown-receiver"]);
  });

  test("patterns with types bind them, in cases and in catch", async () => {
    const found = await calls({
      "a/Box.scala": BOX,
      "a/Main.scala": lines(
        "package a",
        "object Main {",
        "  def f(x: Any): Unit = x match {",
        "    case b: Box => b.close()",
        "    case o @ Other() => o.close()",
        "    case y => y.close()",
        "  }",
        "}",
      ),
    });
    expect(found).toEqual(["a/Main.scala:Main.f a/Box.scala:Box.close", "a/Main.scala:Main.f a/Box.scala:Other.close"]);
  });

  test("elements of typed collections are known in for and in functions that take them", async () => {
    const found = await calls({
      "a/Box.scala": BOX,
      "a/Main.scala": lines(
        "package a",
        "object Main {",
        "  def one(all: List[Box]): Unit = { for (x <- all) x.close() }",
        "  def two(all: Option[Box]): Unit = { all.foreach(x => x.close()) }",
        "  def three(all: Seq[Box]): Unit = { all.head.close() }",
        "}",
      ),
    });
    expect(found.filter((each) => each.includes("Box.close"))).toEqual([
      "a/Main.scala:Main.one a/Box.scala:Box.close",
      "a/Main.scala:Main.two a/Box.scala:Box.close",
    ]);
  });

  test("a local value hides a member of its name, a cast and an ascription say the type", async () => {
    const found = await calls({
      "a/Box.scala": BOX,
      "a/Main.scala": lines(
        "package a",
        "class Shop(x: Box) {",
        "  def f(): Unit = {",
        "    val x = new Other()",
        "    x.close()",
        "  }",
        "  def g(y: Any): Unit = { y.asInstanceOf[Box].close() }",
        "  def h(y: Any): Unit = { (y: Other).close() }",
        "}",
      ),
    });
    expect(found).toEqual([
      "a/Main.scala:Shop.f a/Box.scala:Other.close",
      "a/Main.scala:Shop.g a/Box.scala:Box.close",
      "a/Main.scala:Shop.h a/Box.scala:Other.close",
    ]);
  });
});

describe("members", () => {
  test("a case class is made by its name, and its parameters are members", async () => {
    const { made, edges } = await drawn({
      "A.scala": lines(
        "case class User(name: String)",
        "object Main {",
        "  def f(): Unit = {",
        '    val u = User("a")',
        "    u.name",
        "  }",
        "}",
      ),
    });
    expect(made).toEqual(["A.scala:Main.f A.scala:User"]);
    expect(edges).toContain("REFERENCES A.scala:Main.f A.scala:User.name");
  });

  test("a companion's apply is called in its stead, and other members through the name", async () => {
    const { calls, made } = await drawn({
      "A.scala": lines(
        "class User(val id: Int) {",
        "  def save(): Unit = {}",
        "}",
        "object User {",
        "  def apply(x: Int): User = new User(x)",
        "  def find(x: Int): User = User(x)",
        "}",
        "object Main {",
        "  def f(): Unit = {",
        "    User(1).save()",
        "    User.find(1).save()",
        "  }",
        "}",
      ),
    });
    expect(calls).toEqual([
      "A.scala:Main.f A.scala:User.apply",
      "A.scala:Main.f A.scala:User.find",
      "A.scala:Main.f A.scala:User.save",
      "A.scala:User.find A.scala:User.apply",
    ]);
    expect(made).toEqual(["A.scala:User.apply A.scala:User"]);
  });

  test("inherited members come from classes and traits; overriding is drawn", async () => {
    const { edges } = await drawn({
      "A.scala": lines(
        "trait Named {",
        "  def name(x: Int): String",
        "  def greet(x: Int): String = name(x)",
        "}",
        "class Base {",
        "  def help(x: Int): Unit = {}",
        "}",
        "class Child extends Base with Named {",
        "  override def name(x: Int): String = {",
        "    help(1)",
        "    greet(2)",
        "  }",
        "}",
      ),
    });
    expect(edges.filter((edge) => !edge.startsWith("REFERENCES"))).toEqual([
      "CALLS A.scala:Child.name A.scala:Base.help",
      "CALLS A.scala:Child.name A.scala:Named.greet",
      "CALLS A.scala:Named.greet A.scala:Named.name",
      "IMPLEMENTS A.scala:Child A.scala:Named",
      "INHERITS A.scala:Child A.scala:Base",
      "OVERRIDES A.scala:Child.name A.scala:Named.name",
    ]);
  });

  test("a function without parameters is called by naming it, and what it gives is known", async () => {
    const found = await calls({
      "A.scala": lines(
        "class Box {",
        "  def lid: Lid = new Lid()",
        "}",
        "class Lid {",
        "  def shut: Int = 1",
        "}",
        "class Use(b: Box) {",
        "  def f: Int = b.lid.shut",
        "}",
      ),
    });
    expect(found).toEqual(["A.scala:Use.f A.scala:Box.lid", "A.scala:Use.f A.scala:Lid.shut"]);
  });

  test("overloads are told apart by the number of arguments", async () => {
    const { calls, tierOf } = await drawn({
      "A.scala": lines("class P {", "  def f(a: Int): Unit = {}", "  def f(a: Int, b: Int): Unit = { f(a) }", "}"),
    });
    expect(calls).toEqual(["A.scala:P.f A.scala:P.f"]);
    expect(tierOf("CALLS A.scala:P.f A.scala:P.f")).toBe("exact");
  });

  test("a case of an enum is an instance of it", async () => {
    const found = await calls({
      "A.scala": lines(
        "enum Color(val rgb: Int) {",
        "  case Red extends Color(1)",
        "  case Green extends Color(2)",
        "  def hex(x: Int): Int = x",
        "}",
        "object Main {",
        "  def f(): Int = Color.Red.hex(1)",
        "}",
      ),
    });
    expect(found).toEqual(["A.scala:Main.f A.scala:Color.hex"]);
  });

  test("an infix call is a call of the left side's member", async () => {
    const found = await calls({
      "A.scala": lines(
        "class Box {",
        "  def join(x: Int): Box = this",
        "}",
        "object Main {",
        "  def f(b: Box): Unit = { b join 2 }",
        "}",
      ),
    });
    expect(found).toEqual(["A.scala:Main.f A.scala:Box.join"]);
  });

  test("an extension is called on its type, where it is visible", async () => {
    const source = lines(
      "package a",
      "class Box",
      "class Other",
      "extension (b: Box)",
      "  def shine(x: Int): Int = x",
      "object Main {",
      "  def f(b: Box, o: Other): Unit = {",
      "    b.shine(1)",
      "    o.shine(2)",
      "  }",
      "}",
    );
    const { calls, unresolved } = await drawn({ "A.scala": source });
    expect(calls).toEqual(["A.scala:Main.f A.scala:Box.shine"]);
    expect(unresolved).toEqual(["A.scala:Main.f shine unknown-member"]);
  });

  test("indented bodies of Scala 3 are read like those in braces", async () => {
    const found = await calls({
      "A.scala": lines(
        "object Main:",
        "  def help(x: Int): Int = x",
        "  def f(): Int =",
        "    val k = 1",
        "    help(k)",
      ),
    });
    expect(found).toEqual(["A.scala:Main.f A.scala:Main.help"]);
  });
});
