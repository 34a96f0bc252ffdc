import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();
const { drawn, calls } = drawingOf(parser);

const lines = (...text: string[]): string => `${text.join("\n")}\n`;

describe("extensions of outside types", () => {
  test("Kotlin: the repository's own extension is called, not a member that the outside type is believed to have", async () => {
    const found = await calls({
      "a.kt": lines(
        "package a",
        "fun String.ext() {}",
        "fun <T> List<T>.second(): T = this[1]",
        "fun main(l: List<String>) {",
        '  "x".ext()',
        "  l.second()",
        "  l.third()",
        "}",
      ),
    });
    expect(found).toEqual(["a.kt:main a.kt:List.second", "a.kt:main a.kt:String.ext", "a.kt:main kotlin.List.third"]);
  });

  test("Kotlin: what may be an extension of a type above the receiver's is left open", async () => {
    const { calls: found, unresolved } = await drawn({
      "a.kt": lines(
        "package a",
        "fun <T> Iterable<T>.second() {}",
        "fun main(l: List<String>, s: String) {",
        "  l.second()",
        "  s.second()",
        "}",
      ),
    });
    expect(found).toEqual(["a.kt:main kotlin.String.second"]);
    expect(unresolved).toEqual(["a.kt:main second unknown-member"]);
  });

  test("Scala: methods of an implicit class and extensions of an imported object are called on what they extend", async () => {
    const found = await calls({
      "a/Ops.scala": lines(
        "package a",
        "object Ops {",
        "  implicit class Rich(val s: String) extends AnyVal { def ext(): Int = 1 }",
        "  extension (s: String) def other(): Int = 2",
        "}",
      ),
      "b/Main.scala": lines("package b", "import a.Ops._", 'object Main { def main() = { "x".ext(); "y".other() } }'),
      "b/Blind.scala": lines("package b", 'object Blind { def main() = { "x".ext() } }'),
    });
    expect(found).toEqual([
      "b/Blind.scala:Blind.main scala.String.ext",
      "b/Main.scala:Main.main a/Ops.scala:Ops.Rich.ext",
      "b/Main.scala:Main.main a/Ops.scala:Ops.other",
    ]);
  });
});

describe("outside types that are opened again", () => {
  test("Ruby: a method of a reopened class, or of Object, is called on values of the language's own types", async () => {
    const found = await calls({
      "ext.rb": lines("class String", "  def ext; end", "end", "class Object", "  def any; end", "end"),
      "a.rb": lines("class Mine", "end", "def main", '  "x".ext', '  "x".any', "  Mine.new.any", '  "x".upcase', "end"),
    });
    expect(found).toEqual([
      "a.rb:main ext.rb:Object.any",
      "a.rb:main ext.rb:String.ext",
      "a.rb:main ruby.String.upcase",
    ]);
  });

  test("Lua: functions added to tables of the library are called through them, and those of strings on strings", async () => {
    const { calls: found, unresolved } = await drawn({
      "ext.lua": lines(
        "function string.trim(s) return s end",
        "function string:chop() return self end",
        "string.pad = function(s, n) return s end",
        "function table.each(t, f) end",
      ),
      "own.lua": lines(
        "local string = {}",
        "function string.mine(s) end",
        "function string.trim(s) end",
        "return string",
      ),
      "a.lua": lines(
        "local function main(p)",
        '  local s = "abc"',
        "  s:trim();",
        '  ("x"):chop();',
        '  (p .. "x"):pad(3)',
        "  table.each({}, main)",
        "  s:upper():trim()",
        "  string.mine(s)",
        "  p:trim()",
        "end",
      ),
      "b.lua": lines("local function main(s) string.trim(s); string.each(s) end"),
    });
    expect(found).toEqual([
      "a.lua:main ext.lua:string.chop",
      "a.lua:main ext.lua:string.pad",
      "a.lua:main ext.lua:string.trim",
      "a.lua:main ext.lua:table.each",
      "a.lua:main lua.string.mine",
      "a.lua:main lua.string.upper",
      "b.lua:main ext.lua:string.trim",
      "b.lua:main lua.string.each",
    ]);
    expect(unresolved).toEqual(["a.lua:main trim unknown-receiver"]);
  });

  test("JavaScript and TypeScript: what a prototype is given and what is declared globally is called, own names are not", async () => {
    const found = await calls({
      "ext.js": lines("Array.prototype.third = function () { return 1; };"),
      "global.ts": lines("export {};", "declare global { interface String { ext(): void } }"),
      "a.ts": lines("export function main() {", '  [1].third(); "x".ext(); "x".trim(); "x".third();', "}"),
      "b.ts": lines("interface String { own(): void }", 'export function main() { "x".own(); }'),
    });
    expect(found).toEqual([
      "a.ts:main ext.js:Array.third",
      "a.ts:main global.ts:String.ext",
      "a.ts:main globalThis.String.third",
      "a.ts:main globalThis.String.trim",
      "b.ts:main globalThis.String.own",
    ]);
  });

  test("Rust: a trait of the repository gives an outside type what no block writes, and all types what it gives to all", async () => {
    const { calls: found, tierOf } = await drawn({
      "Cargo.toml": '[package]\nname = "m"\n[lib]\npath = "lib.rs"\n',
      "lib.rs": lines(
        "trait Ext { fn own(&self); fn given(&self) {} }",
        "impl Ext for String { fn own(&self) {} }",
        "trait All { fn all(&self) {} }",
        "impl<T> All for T {}",
        "fn main(s: String, n: Vec<u8>) { s.own(); s.given(); s.all(); n.given(); }",
      ),
    });
    expect(found).toEqual([
      "lib.rs:main lib.rs:All.all",
      "lib.rs:main lib.rs:Ext.given",
      "lib.rs:main lib.rs:own",
      "lib.rs:main std.Vec.given",
    ]);
    expect(tierOf("CALLS lib.rs:main lib.rs:Ext.given")).toBe("exact");
    expect(tierOf("CALLS lib.rs:main lib.rs:All.all")).toBe("inferred");
  });
});

describe("outside types that stand for others", () => {
  test("TypeScript: ReturnType, InstanceType, Awaited and members of a Record mean the repository's types", async () => {
    const found = await calls({
      "a.ts": lines(
        "class A { run() {} } class B { run() {} } class C { run() {} } class D { run() {} }",
        "function make() { return new A(); }",
        "function main(a: ReturnType<typeof make>, b: InstanceType<typeof B>, c: Awaited<Promise<C>>, d: Record<string, D>) {",
        "  a.run(); b.run(); c.run(); d.x.run(); d.hasOwnProperty('x');",
        "}",
      ),
    });
    expect(found).toEqual([
      "a.ts:main a.ts:A.run",
      "a.ts:main a.ts:B.run",
      "a.ts:main a.ts:C.run",
      "a.ts:main a.ts:D.run",
      "a.ts:main globalThis.Record.hasOwnProperty",
    ]);
  });

  test("a value whose type says that it is a function calls nothing by the name of that type", async () => {
    const found = await calls({
      "Cargo.toml": '[package]\nname = "m"\n[lib]\npath = "lib.rs"\n',
      "lib.rs": lines(
        "struct H { cb: Box<dyn Fn()> }",
        "impl H { fn run(&self) { (self.cb)(); } }",
        "fn take(f: fn()) { f(); }",
      ),
      "a.cs": lines("using System;", "class M { void Go(Func<int> fn) { fn(); } }"),
    });
    expect(found).toEqual([]);
  });
});
