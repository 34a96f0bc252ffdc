import { describe, expect, test } from "vitest";

import { draw, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import { withDispatch } from "./dispatch.ts";

const parser = useParser();

/** `caller callee tier`, methods by their types. */
async function callsOf(sources: Sources): Promise<readonly string[]> {
  const drawn = draw(withDispatch(await graphOf(parser, sources)));
  return drawn.calls.map((call) => `${call.replaceAll(/[\w./]+:/g, "")} ${drawn.tierOf(`CALLS ${call}`)}`);
}

describe("calls that overriders may answer", () => {
  test("a call of an own method reaches it and those that replace it further down, at whatever distance", async () => {
    const source =
      "class Base:\n    def run(self):\n        self.op()\n    def op(self): ...\nclass Mid(Base): ...\n" +
      "class Leaf(Mid):\n    def op(self): ...\nclass Other:\n    def op(self): ...\n";
    expect(await callsOf({ "a.py": source })).toEqual(["Base.run Base.op exact", "Base.run Leaf.op dispatch"]);
  });

  test("a call on an interface reaches what implements it", async () => {
    const source =
      "interface Store { void save(); }\nclass Disk implements Store { public void save() {} }\n" +
      "class Other { public void save() {} }\nclass Use { void f(Store s) { s.save(); } }\n";
    expect(await callsOf({ "A.java": source })).toEqual(["Use.f Disk.save dispatch", "Use.f Store.save exact"]);
  });

  test("only types below the receiver answer, not their cousins", async () => {
    const source =
      "class Base:\n    def op(self): ...\nclass Left(Base): ...\nclass Lower(Left):\n    def op(self): ...\n" +
      "class Right(Base):\n    def op(self): ...\ndef f(x: Left):\n    x.op()\n";
    expect(await callsOf({ "a.py": source })).toEqual(["f Base.op exact", "f Lower.op dispatch"]);
  });

  test("who says whose method is meant reaches that one alone", async () => {
    const source =
      "class Base:\n    def op(self): ...\nclass Sub(Base):\n    def op(self):\n        super().op()\n" +
      "class Low(Sub):\n    def op(self): ...\ndef f(x):\n    Base.op(x)\n";
    expect(await callsOf({ "a.py": source })).toEqual(["Sub.op Base.op exact", "f Base.op exact"]);
  });

  test("an object that was just made is of that type, one that a function gives may be of one below", async () => {
    const source =
      "class Base { op() {} }\nclass Sub extends Base { op() {} }\n" +
      "abstract class Shape { abstract area(): number }\nclass Box extends Shape { area() { return 1 } }\n" +
      "function make(): Shape { return new Box() }\n" +
      "function f() { const b = new Base(); b.op(); const s = make(); s.area() }\n";
    expect(await callsOf({ "a.ts": source })).toEqual([
      "f Base.op exact",
      "f Box.area dispatch",
      "f Shape.area exact",
      "f make exact",
    ]);
  });

  test("a method that the type lacks may come from a type below it or from a mixin beside it", async () => {
    const source =
      "class A:\n    def t(self):\n        self.i()\nclass B:\n    def i(self): ...\nclass E(A, B): ...\n" +
      "class D:\n    def i(self): ...\n";
    expect(await callsOf({ "a.py": source })).toEqual(["A.t B.i dispatch"]);
  });

  test("nine possible methods prove none", async () => {
    const subclasses = (count: number): string =>
      Array.from({ length: count }, (_, at) => `class S${at}(Base):\n    def op(self): ...\n`).join("");
    const base = "class Base:\n    def run(self):\n        self.op()\n    def op(self): ...\n";
    expect(await callsOf({ "a.py": base + subclasses(8) })).toHaveLength(9);
    expect(await callsOf({ "a.py": base + subclasses(9) })).toEqual(["Base.run Base.op exact"]);
  });

  test("what a test puts in the place of others is run by tests alone", async () => {
    const main = "class Base:\n    def op(self): ...\ndef f(b: Base):\n    b.op()\n";
    const test = "from a import Base\nclass Fake(Base):\n    def op(self): ...\ndef g(b: Base):\n    b.op()\n";
    expect(await callsOf({ "a.py": main, "tests/test_a.py": test })).toEqual([
      "f Base.op exact",
      "g Base.op exact",
      "g Fake.op dispatch",
    ]);
  });

  test("Rust: a bound reaches the blocks of its trait, not those that are compiled for other machines", async () => {
    const source =
      "pub trait Shape { fn area(&self) -> i32; }\npub struct A; pub struct B;\n" +
      "impl Shape for A { fn area(&self) -> i32 { 1 } }\n" +
      '#[cfg(all(target_arch = "aarch64"))]\nmod arm { use super::*; impl Shape for B { fn area(&self) -> i32 { 2 } } }\n' +
      "fn f<S: Shape>(s: S) { s.area(); }\nfn g(s: &dyn Shape) { s.area(); }\n";
    expect(await callsOf({ "src/lib.rs": source })).toEqual([
      "f A.area dispatch",
      "f Shape.area exact",
      "g A.area dispatch",
      "g Shape.area exact",
    ]);
  });

  test("C++: a virtual method is replaced by one with the same parameters, not by another overload", async () => {
    const source =
      "class Base { public: virtual void op(int a); virtual ~Base(); };\n" +
      "class Sub : public Base { public: void op(int a) override {} void op(const char* a, int b) {} };\n" +
      "void f(Base& b) { b.op(1); }\n";
    const graph = withDispatch(await graphOf(parser, { "a.cc": source }));
    const { edges = [], nodes = [] } = graph.files[0] ?? {};
    const reached = edges.filter(({ kind, tier }) => kind === "CALLS" && tier === "dispatch").map(({ to }) => to);
    expect(nodes.filter(({ id }) => reached.includes(id)).map(({ signature }) => signature)).toEqual([
      "void op(int a) override",
    ]);
  });
});
