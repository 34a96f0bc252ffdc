import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);

const lines = (...text: string[]): string => `${text.join("\n")}\n`;

describe("packages and imports", () => {
  test("functions, properties and types of the same package need no import", async () => {
    const { edges } = await drawn({
      "a/Main.kt": lines("package a", "fun main() {", "  help()", "  Box()", "  println(limit)", "}"),
      "a/Near.kt": lines("package a", "fun help() {}", "class Box", "val limit = 3"),
    });
    expect(edges).toEqual([
      "CALLS a/Main.kt:main a/Near.kt:help",
      "CALLS a/Main.kt:main kotlin.println",
      "INSTANTIATES a/Main.kt:main a/Near.kt:Box",
      "REFERENCES a/Main.kt:main a/Near.kt:limit",
    ]);
  });

  test("imports lead to functions and types by name, under another name, and by a wildcard", async () => {
    const { edges } = await drawn({
      "a/Main.kt": lines(
        "package a",
        "import b.one",
        "import b.Two as Second",
        "import c.*",
        "fun main() {",
        "  one()",
        "  Second()",
        "  three()",
        "}",
      ),
      "b/B.kt": lines("package b", "fun one() {}", "class Two"),
      "c/C.kt": lines("package c", "fun three() {}"),
    });
    expect(edges).toEqual([
      "CALLS a/Main.kt:main b/B.kt:one",
      "CALLS a/Main.kt:main c/C.kt:three",
      "IMPORTS a/Main.kt b/B.kt",
      "INSTANTIATES a/Main.kt:main b/B.kt:Two",
    ]);
  });

  test("a name of another package is unknown without an import, whoever has it", async () => {
    const { calls, unresolved } = await drawn({
      "a/Main.kt": lines("package a", "fun main() {", "  far()", "}"),
      "b/B.kt": lines("package b", "fun far() {}"),
    });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["a/Main.kt:main far unknown-name"]);
  });

  test("an imported name of an outside package is never one of the repository", async () => {
    const found = await calls({
      "a/Main.kt": lines(
        "package a",
        "import org.slf4j.LoggerFactory",
        "fun main() {",
        "  LoggerFactory.getLogger()",
        "}",
      ),
      "b/B.kt": lines("package b", "object LoggerFactory {", "  fun getLogger() {}", "}"),
    });
    expect(found).toEqual(["a/Main.kt:main org.slf4j.LoggerFactory.getLogger"]);
  });

  test("a function of the repository hides one of the standard library", async () => {
    const found = await calls({ "A.kt": lines("fun println(x: Any) {}", "fun main() {", "  println(1)", "}") });
    expect(found).toEqual(["A.kt:main A.kt:println"]);
  });
});

describe("types of values", () => {
  const box = lines(
    "package a",
    "class Box {",
    "  fun start(): Box = this",
    "  fun close() {}",
    "}",
    "class Other {",
    "  fun close() {}",
    "}",
  );

  test("parameters, results, constructors and properties say the type of a receiver", async () => {
    const found = await calls({
      "a/Box.kt": box,
      "a/Main.kt": lines(
        "package a",
        "class Shop(private val box: Box, extra: Box) {",
        "  val made = Box()",
        "  lateinit var late: Box",
        "  val kept = extra",
        "  fun byParameter(x: Box?) { x?.close() }",
        "  fun byProperty() { box.start().close() }",
        "  fun byValue() { made.close() }",
        "  fun byType() { this.late.close() }",
        "  fun byLazy() { slow.close() }",
        "  val slow by lazy { Box() }",
        "  fun byForce(x: Box?) { x!!.close() }",
        "}",
      ),
    });
    expect(found.filter((each) => each.includes("Box.close"))).toEqual([
      "a/Main.kt:Shop.byForce a/Box.kt:Box.close",
      "a/Main.kt:Shop.byLazy a/Box.kt:Box.close",
      "a/Main.kt:Shop.byParameter a/Box.kt:Box.close",
      "a/Main.kt:Shop.byProperty a/Box.kt:Box.close",
      "a/Main.kt:Shop.byType a/Box.kt:Box.close",
      "a/Main.kt:Shop.byValue a/Box.kt:Box.close",
    ]);
    expect(found.filter((each) => each.includes("Other"))).toEqual([]);
  });

  test("an unknown receiver draws nothing and stays unresolved", async () => {
    const { calls, unresolved } = await drawn({
      "a/Box.kt": box,
      "a/Main.kt": lines("package a", "fun main(x: Unknown) {", "  x.close()", "  load().close()", "}"),
    });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual([
      "a/Main.kt:main close unknown-receiver",
      "a/Main.kt:main load unknown-name",
      "a/Main.kt:main close unknown-receiver",
    ]);
  });

  test("a cast, a check by is, and a branch of when narrow a name", async () => {
    const found = await calls({
      "a/Box.kt": box,
      "a/Main.kt": lines(
        "package a",
        "fun cast(x: Any) { (x as Box).close() }",
        "fun check(x: Any) { if (x is Box) { x.close() } else { x.close() } }",
        "fun both(x: Any) { val y = x is Other && x.close() }",
        "fun branch(x: Any) {",
        "  when (x) {",
        "    is Box -> x.close()",
        "    is Other -> x.close()",
        "    else -> x.close()",
        "  }",
        "}",
        "fun not(x: Any) { if (x !is Box) { x.close() } }",
      ),
    });
    expect(found).toEqual([
      "a/Main.kt:both a/Box.kt:Other.close",
      "a/Main.kt:branch a/Box.kt:Box.close",
      "a/Main.kt:branch a/Box.kt:Other.close",
      "a/Main.kt:cast a/Box.kt:Box.close",
      "a/Main.kt:check a/Box.kt:Box.close",
    ]);
  });

  test("both sides of an elvis and of an if are possible", async () => {
    const found = await calls({
      "a/Box.kt": box,
      "a/Main.kt": lines(
        "package a",
        "fun elvis(x: Box?) { val y = x ?: Box()",
        "  y.close() }",
        "fun choice(a: Boolean) { val y = if (a) null else Other()",
        "  y.close() }",
      ),
    });
    expect(found).toEqual(["a/Main.kt:choice a/Box.kt:Other.close", "a/Main.kt:elvis a/Box.kt:Box.close"]);
  });

  test("elements of typed collections are known in loops and lambdas", async () => {
    const found = await calls({
      "a/Box.kt": box,
      "a/Main.kt": lines(
        "package a",
        "fun loop(all: List<Box>) { for (x in all) x.close() }",
        "fun each(all: List<Box>) { all.filter { it.ok }.forEach { b -> b.close() } }",
        "fun first(all: List<Box>) { all.first().close() }",
      ),
    });
    expect(found.filter((each) => each.includes("Box.close"))).toEqual([
      "a/Main.kt:each a/Box.kt:Box.close",
      "a/Main.kt:first a/Box.kt:Box.close",
      "a/Main.kt:loop a/Box.kt:Box.close",
    ]);
  });

  test("a local variable hides a property of the same name", async () => {
    const found = await calls({
      "a/Box.kt": box,
      "a/Main.kt": lines(
        "package a",
        "class Shop(val x: Box) {",
        "  fun f(x: Other) { x.close() }",
        "  fun g() { x.close() }",
        "}",
      ),
    });
    expect(found).toEqual(["a/Main.kt:Shop.f a/Box.kt:Other.close", "a/Main.kt:Shop.g a/Box.kt:Box.close"]);
  });

  test("a type alias stands for its type", async () => {
    const found = await calls({
      "a/Box.kt": box,
      "a/Main.kt": lines("package a", "typealias Crate = Box", "fun f(x: Crate) { x.close() }"),
    });
    expect(found).toEqual(["a/Main.kt:f a/Box.kt:Box.close"]);
  });
});

describe("scope functions", () => {
  const box = lines("package a", "class Box {", "  fun start() {}", "  fun close() {}", "}", "fun close() {}");

  test("apply, run and with give their lambda the receiver as this; also and let give it as it", async () => {
    const found = await calls({
      "a/Box.kt": box,
      "a/Main.kt": lines(
        "package a",
        "fun applied() { Box().apply { start() }.close() }",
        "fun ran(x: Box) { x.run { close() } }",
        "fun given(x: Box) { with(x) { close() } }",
        "fun too(x: Box) { x.also { it.start() }.close() }",
        "fun lent(x: Box?) { x?.let { b -> b.start() } }",
      ),
    });
    expect(found.filter((each) => !each.includes("kotlin."))).toEqual([
      "a/Main.kt:applied a/Box.kt:Box.close",
      "a/Main.kt:applied a/Box.kt:Box.start",
      "a/Main.kt:given a/Box.kt:Box.close",
      "a/Main.kt:lent a/Box.kt:Box.start",
      "a/Main.kt:ran a/Box.kt:Box.close",
      "a/Main.kt:too a/Box.kt:Box.close",
      "a/Main.kt:too a/Box.kt:Box.start",
    ]);
  });

  test("a member of the repository with the name of a scope function is called itself", async () => {
    const found = await calls({
      "a/Main.kt": lines(
        "package a",
        "class Job {",
        "  fun run(work: () -> Unit) {}",
        "  fun close() {}",
        "}",
        "fun close() {}",
        "fun main(x: Job) { x.run { close() } }",
      ),
    });
    expect(found).toEqual(["a/Main.kt:main a/Main.kt:Job.run", "a/Main.kt:main a/Main.kt:close"]);
  });
});

describe("members", () => {
  test("members of a companion and of an object are reached through the type", async () => {
    const found = await calls({
      "a/A.kt": lines(
        "package a",
        "class User private constructor() {",
        "  companion object {",
        "    fun create() = User()",
        "  }",
        "  fun copy() { create() }",
        "  fun save() {}",
        "}",
        "object Store {",
        "  fun put() {}",
        "}",
        "fun main() {",
        "  User.create().save()",
        "  Store.put()",
        "}",
      ),
    });
    expect(found).toEqual([
      "a/A.kt:User.copy a/A.kt:User.Companion.create",
      "a/A.kt:main a/A.kt:Store.put",
      "a/A.kt:main a/A.kt:User.Companion.create",
      "a/A.kt:main a/A.kt:User.save",
    ]);
  });

  test("inherited members are called by name, through super and through instances; overriding is drawn", async () => {
    const { edges } = await drawn({
      "A.kt": lines(
        "interface Named {",
        "  fun name(): String",
        "}",
        "open class Base(val id: Int) : Named {",
        '  override fun name() = "base"',
        "  fun help() {}",
        "}",
        "class Child : Base(1) {",
        "  override fun name(): String {",
        "    help()",
        "    return super.name()",
        "  }",
        "}",
        "fun main(x: Child, y: Named) {",
        "  x.help()",
        "  y.name()",
        "}",
      ),
    });
    expect(edges.filter((edge) => !edge.startsWith("REFERENCES"))).toEqual([
      "CALLS A.kt:Child.name A.kt:Base.help",
      "CALLS A.kt:Child.name A.kt:Base.name",
      "CALLS A.kt:main A.kt:Base.help",
      "CALLS A.kt:main A.kt:Named.name",
      "IMPLEMENTS A.kt:Base A.kt:Named",
      "INHERITS A.kt:Child A.kt:Base",
      "OVERRIDES A.kt:Base.name A.kt:Named.name",
      "OVERRIDES A.kt:Child.name A.kt:Base.name",
    ]);
  });

  test("overloads are told apart by the number of arguments, defaults counted", async () => {
    const { tierOf, calls } = await drawn({
      "A.kt": lines(
        "class P {",
        "  fun f(a: Int) { g(a, 1) }",
        "  fun f(a: Int, b: Int) { f(a) }",
        "  fun g(a: Int, b: Int = 2, c: Int = 3) {}",
        "  fun g(a: String) {}",
        "}",
      ),
    });
    expect(calls).toEqual(["A.kt:P.f A.kt:P.f", "A.kt:P.f A.kt:P.g"]);
    expect(tierOf("CALLS A.kt:P.f A.kt:P.g")).toBe("exact");
  });

  test("a secondary constructor is called where its arguments fit, the primary one makes the type", async () => {
    const { calls, made } = await drawn({
      "A.kt": lines(
        "class P(val a: Int, val b: Int) {",
        "  constructor(a: Int) : this(a, 0)",
        "}",
        "fun one() = P(1)",
        "fun two() = P(1, 2)",
      ),
    });
    expect(calls).toEqual(["A.kt:P.constructor A.kt:P", "A.kt:one A.kt:P.constructor"]);
    expect(made).toEqual(["A.kt:one A.kt:P", "A.kt:two A.kt:P"]);
  });

  test("an entry of an enum is an instance of it", async () => {
    const found = await calls({
      "A.kt": lines(
        "enum class Color(val rgb: Int) {",
        "  RED(1),",
        "  GREEN(2);",
        "  fun hex() = rgb",
        "}",
        "fun main() { Color.RED.hex() }",
      ),
    });
    expect(found).toEqual(["A.kt:main A.kt:Color.hex"]);
  });

  test("a property with a getter gives what the getter gives", async () => {
    const found = await calls({
      "A.kt": lines(
        "class Box {",
        "  fun close() {}",
        "}",
        "class Shop {",
        "  val box: Box",
        "    get() = Box()",
        "  val same get() = box",
        "}",
        "fun main(x: Shop) { x.same.close() }",
      ),
    });
    expect(found).toEqual(["A.kt:Shop.same A.kt:Shop.box", "A.kt:main A.kt:Box.close", "A.kt:main A.kt:Shop.same"]);
  });

  test("a variable that holds a function is called instead of a function further out", async () => {
    const { calls, unresolved } = await drawn({
      "A.kt": lines("fun go() {}", "fun main(go: () -> Unit) {", "  go()", "}"),
    });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["A.kt:main go dynamic"]);
  });

  test("nested and local functions are called by name inside only", async () => {
    const { calls, unresolved } = await drawn({
      "A.kt": lines("fun main() {", "  fun inner() {}", "  inner()", "}", "fun other() { inner() }"),
    });
    expect(calls).toEqual(["A.kt:main A.kt:main.inner"]);
    expect(unresolved).toEqual(["A.kt:other inner unknown-name"]);
  });

  test("an operator call of an instance runs its invoke", async () => {
    const found = await calls({
      "A.kt": lines("class Task {", "  operator fun invoke(x: Int) {}", "}", "fun main(t: Task) { t(1) }"),
    });
    expect(found).toEqual(["A.kt:main A.kt:Task.invoke"]);
  });

  test("an object expression is an instance of its base, and its members belong to it", async () => {
    const { edges } = await drawn({
      "A.kt": lines(
        "interface Job {",
        "  fun go()",
        "}",
        "fun help() {}",
        "fun main() {",
        "  val j = object : Job {",
        "    override fun go() { help() }",
        "  }",
        "  j.go()",
        "}",
      ),
    });
    expect(edges.filter((edge) => edge.startsWith("CALLS"))).toEqual([
      "CALLS A.kt:main A.kt:Job.go",
      "CALLS A.kt:main.<anonymous>.go A.kt:help",
    ]);
  });
});

describe("extensions", () => {
  const text = lines(
    "package ext",
    "class Box {",
    "  fun own() {}",
    "}",
    "fun Box.shine(): Box {",
    "  own()",
    "  this.own()",
    "  return this",
    "}",
    'val Box.label: String get() = ""',
    "fun String.shine() {}",
    "fun Int.own() {}",
  );

  test("an extension is called on a receiver of its type, where it is imported", async () => {
    const found = await calls({
      "ext/Ext.kt": text,
      "a/Main.kt": lines(
        "package a",
        "import ext.Box",
        "import ext.shine",
        "fun main(x: Box) {",
        "  x.shine().own()",
        '  "s".shine()',
        "  1.shine()",
        "}",
      ),
    });
    expect(found).toEqual([
      "a/Main.kt:main ext/Ext.kt:Box.own",
      "a/Main.kt:main ext/Ext.kt:Box.shine",
      "a/Main.kt:main ext/Ext.kt:String.shine",
      "a/Main.kt:main kotlin.Int.shine",
      "ext/Ext.kt:Box.shine ext/Ext.kt:Box.own",
    ]);
  });

  test("an extension that is not imported is none of the receiver's members", async () => {
    const { calls, unresolved } = await drawn({
      "ext/Ext.kt": text,
      "a/Main.kt": lines("package a", "import ext.Box", "fun main(x: Box) {", "  x.shine()", "}"),
    });
    expect(calls.filter((each) => each.startsWith("a/"))).toEqual([]);
    expect(unresolved).toEqual(["a/Main.kt:main shine unknown-member"]);
  });

  test("a member wins over an extension of the same name", async () => {
    const found = await calls({
      "A.kt": lines("class Box {", "  fun f() {}", "}", "fun Box.f() {}", "fun main(x: Box) { x.f() }"),
    });
    expect(found).toEqual(["A.kt:main A.kt:Box.f"]);
  });
});
