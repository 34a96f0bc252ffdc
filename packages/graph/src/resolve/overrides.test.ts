import { expect, test } from "vitest";

import { draw, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const ofKind = async (kind: string, sources: Sources): Promise<readonly string[]> =>
  draw(await graphOf(parser, sources))
    .edges.filter((edge) => edge.startsWith(kind))
    .map((edge) => edge.slice(kind.length + 1));

test("the nearest method of each line of bases is overridden, constructors and private methods override nothing", async () => {
  const source =
    "class A:\n    def __init__(self): ...\n    def f(self): ...\nclass B(A):\n    def f(self): ...\nclass C(A):\n    def f(self): ...\n" +
    "class D(B, C):\n    def __init__(self): ...\n    def f(self): ...\n    def g(self): ...\n";
  expect(await ofKind("OVERRIDES", { "a.py": source })).toEqual([
    "a.py:B.f a.py:A.f",
    "a.py:C.f a.py:A.f",
    "a.py:D.f a.py:B.f",
    "a.py:D.f a.py:C.f",
  ]);
});

test("a method stands in for that of its base class and for all declarations of an interface's at once", async () => {
  const source =
    "interface Reads { read(): void; }\ninterface Runs extends Reads { run(a: string): void; run(a: number): void; }\n" +
    "abstract class Base { abstract run(a: unknown): void; abstract read(): void }\n" +
    "class Runner extends Base implements Runs { run(a: unknown) {} read() {} }\n";
  const graph = await graphOf(parser, { "a.ts": source });
  const nodes = new Map(graph.files.flatMap((file) => file.nodes.map((node) => [node.id, node])));
  const overrides = graph.files.flatMap((file) => file.edges.filter(({ kind }) => kind === "OVERRIDES"));
  const replaced = overrides.map(({ to }) => `${nodes.get(to)?.qualifiedName} ${nodes.get(to)?.signature}`);
  expect(replaced.toSorted()).toEqual([
    "Base.read abstract read(): void",
    "Base.run abstract run(a: unknown): void",
    "Reads.read read(): void",
    "Runs.run run(a: number): void",
    "Runs.run run(a: string): void",
  ]);
});

test("of overloads the one with the same parameter types is overridden, a type parameter may be any type", async () => {
  const source =
    "interface Base<T> { void f(int a); void f(String a); void g(T a); static void h() {} }\n" +
    "class Impl implements Base<Long> { public void f(String b) {} public void g(Long a) {} static void h() {} void f() {} }\n";
  const graph = await graphOf(parser, { "a.java": source });
  const nodes = new Map(graph.files.flatMap((file) => file.nodes.map((node) => [node.id, node.signature])));
  const overrides = graph.files.flatMap((file) => file.edges.filter(({ kind }) => kind === "OVERRIDES"));
  expect(overrides.map(({ to }) => nodes.get(to))).toEqual(["void f(String a)", "void g(T a)"]);
});

test("making an instance is an edge to the type, and a call of its constructor where one is written", async () => {
  const source =
    "class Plain {}\nclass Full { constructor() {} }\nclass Below extends Full { constructor() { super(); } }\n" +
    "function main() { new Plain(); new Full(); }\n";
  expect(await ofKind("INSTANTIATES", { "a.js": source })).toEqual(["a.js:main a.js:Full", "a.js:main a.js:Plain"]);
  expect(await ofKind("CALLS", { "a.js": source })).toEqual([
    "a.js:Below.constructor a.js:Full.constructor",
    "a.js:main a.js:Full.constructor",
  ]);
});
