import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { calls } = drawingOf(useParser());

describe("what functions without a name are given", () => {
  const CONTEXT = "export class Context { end() {} }\nexport class Other { end() {} }\n";
  const typescript = async (text: string) =>
    (await calls({ "a.ts": CONTEXT + text })).filter((one) => one.endsWith(".end"));

  test("the type that the function they are passed to declares, written out or by a name", async () => {
    const use = "function main() { on((c) => c.end()); }\n";
    const end = ["a.ts:main a.ts:Context.end"];
    expect(await typescript(`function on(h: (c: Context) => void) {}\n${use}`)).toEqual(end);
    expect(await typescript(`type H = (c: Context) => void;\nfunction on(h: H | undefined) {}\n${use}`)).toEqual(end);
    expect(await typescript(`interface H { (c: Context): void }\nfunction on(h: H) {}\n${use}`)).toEqual(end);
    expect(
      await typescript(`function on(...all: ((c: Context) => void)[]) {}\nfunction main() { on((c) => c.end()); }\n`),
    ).toEqual([]);
  });

  test("the type at their own place among the arguments", async () => {
    const source = "function on(a: (c: Other) => void, b: (n: number, c: Context) => void) {}\n";
    expect(await typescript(`${source}function main() { on(f, (n, { }) => 1); on(f, (n, c) => c.end()); }\n`)).toEqual([
      "a.ts:main a.ts:Context.end",
    ]);
  });

  test("what a method, a constructor or a field of a type with call signatures declares", async () => {
    const source =
      "class App {\n  get!: Get;\n  constructor(h: (c: Context) => void) {}\n  on(h: (c: T) => void) {}\n}\n" +
      "interface Get {\n  (h: (c: Context) => void): void\n\n  // with a path\n  <P extends string>(path: P, h: (c: Other) => void): void\n}\n";
    expect(await typescript(`${source}function one() { new App((c) => c.end()); }\n`)).toEqual([
      "a.ts:one a.ts:Context.end",
    ]);
    expect(await typescript(`${source}function three(app: App) { app.get("/", (c) => c.end()); }\n`)).toEqual([
      "a.ts:three a.ts:Other.end",
    ]);
  });

  test("the type of the constant they are assigned to, or that the function around returns", async () => {
    const handler = "type Handler = (c: Context) => void;\n";
    expect(await typescript(`${handler}const main: Handler = (c) => c.end();\n`)).toEqual([
      "a.ts:main a.ts:Context.end",
    ]);
    expect(await typescript(`${handler}function main(): Handler { return (c) => c.end(); }\n`)).toEqual([
      "a.ts:main a.ts:Context.end",
    ]);
    expect(await typescript(`${handler}function make(): Handler { return function own(c) { c.end(); }; }\n`)).toEqual([
      "a.ts:make.own a.ts:Context.end",
    ]);
  });

  test("an element of the array whose members call them", async () => {
    expect(
      await typescript("function main(all: Context[]) { all.forEach((c) => c.end()); all.reduce((c) => c.end()); }\n"),
    ).toEqual(["a.ts:main a.ts:Context.end"]);
  });

  test("a written type comes first, and a function that is given to the unknown knows nothing", async () => {
    const source = "function on(h: (c: Context) => void) {}\n";
    expect(await typescript(`${source}function main() { on((c: Other) => c.end()); }\n`)).toEqual([
      "a.ts:main a.ts:Other.end",
    ]);
    expect(await typescript("function main(x) { x.on((c) => c.end()); }\n")).toEqual([]);
  });

  test("in Java what the one method of an interface takes", async () => {
    const source = {
      "a/Reader.java": "package a;\npublic interface Reader<T> { void read(T value); default void other(int x) {} }\n",
      "a/Box.java": "package a;\npublic class Box { void open() {} }\n",
      "a/Main.java":
        "package a;\nclass Main {\n  void on(Reader<Box> r) {}\n  void main() { on(box -> box.open()); }\n}\n",
    };
    expect(await calls(source)).toContain("a/Main.java:Main.main a/Box.java:Box.open");
  });
});
