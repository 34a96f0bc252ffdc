/** JavaScript: members that library calls install, and what such calls and `f.call(o)` make of `this`. */
import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();
const { calls } = drawingOf({ parse: (file) => parser.parse(file) });

const FUNCTIONS = ["function f() {}", "function g() {}", "class A { run() {} }"];

/** Calls of the project in one file, after functions `f` and `g` and a class `A`. */
async function script(...lines: readonly string[]): Promise<string> {
  const found = await calls({ "m.js": [...FUNCTIONS, ...lines].join("\n") });
  return found.flatMap((edge) => (edge.includes("globalThis") ? [] : [edge.replaceAll("m.js:", "")])).join(", ");
}

describe("members that are defined by their descriptors", () => {
  test("a value is what is called by the name, and by no other", async () => {
    const defined = [
      "const o = {};",
      "Object.defineProperty(o, 'k', { value: f });",
      "Reflect.defineProperty(o, `j`, { value: g });",
    ];
    expect(await script(...defined, "function main() { o.k(); }")).toBe("main f");
    expect(await script(...defined, "function main() { o['j'](); }")).toBe("main g");
    expect(await script(...defined, "function main() { o.other(); }")).toBe("");
  });

  test("several are defined at once, in a local object as well", async () => {
    const defined = "const o = {}; Object.defineProperties(o, { k: { value: f, writable: true }, 'j': { value: g } });";
    expect(await script(`function main() { ${defined} o.k(); }`)).toBe("main f");
    expect(await script(`function main() { ${defined} o.j(); o.value(); }`)).toBe("main g");
  });

  test("a key or a descriptor that is computed says nothing", async () => {
    const defined = ["Object.defineProperty(o, key, { value: f });", "Object.defineProperty(o, 'k', described());"];
    expect(await script("const o = {};", ...defined, "function main() { o.k(); o.key(); }")).toBe("");
  });

  test("what defines no members of objects is no such call", async () => {
    const other = "const own = { defineProperty(o, k, d) { d.value(); } };";
    expect(
      await script(other, "const o = {};", "own.defineProperty(o, 'k', { value: f });", "function main() { o.k(); }"),
    ).toBe("m.js own.defineProperty, own.defineProperty f");
  });

  test("reading what has a getter gives what the getter gives", async () => {
    const defined = [
      "const o = {};",
      "function made() { return new A(); }",
      "Object.defineProperty(o, 'k', { get: made });",
    ];
    expect(await script(...defined, "function main() { o.k.run(); }")).toBe("main A.run");
    expect(await script(...defined, "function main() { o.k(); }")).toBe("");
  });

  test("a class knows what its prototype is given", async () => {
    const defined = [
      "Object.defineProperty(A.prototype, 'k', { value: f });",
      "Object.assign(A.prototype, { j: g });",
      "class B extends A {}",
    ];
    expect(await script(...defined, "function main() { new A().k(); }")).toBe("main f");
    expect(await script(...defined, "function main(b = new B()) { b.j(); b.other(); }")).toBe("main g");
    expect(await script(...defined, "function main() { A.k(); }")).toBe("");
  });

  test("an object that is handed back by the call has them too", async () => {
    expect(await script("const o = Object.defineProperty({}, 'k', { value: f });", "function main() { o.j(); }")).toBe(
      "",
    );
    expect(await script("const o = Object.freeze({ k: f });", "function main() { o.k(); }")).toBe("main f");
  });
});

describe("prototypes that are given by calls", () => {
  test("what is created from an object or a prototype has its members", async () => {
    expect(await script("const o = Object.create({ f });", "function main() { o.f(); o.g(); }")).toBe("main f");
    expect(await script("const o = Object.create(A.prototype);", "function main() { o.run(); }")).toBe("main A.run");
    expect(await script("const o = Object.create(null);", "function main() { o.run(); }")).toBe("");
  });

  test("what is created has the members that are described with it", async () => {
    expect(await script("const o = Object.create({ f }, { k: { value: g } });", "function main() { o.k(); }")).toBe(
      "main g",
    );
    expect(
      await script("const o = Object.create(null, { k: { value: g } });", "function main() { o.k(); o.f(); }"),
    ).toBe("main g");
  });

  test("own members come before those of a prototype that is set later", async () => {
    const set = ["const o = { f };", "Object.setPrototypeOf(o, { f: g, g });"];
    expect(await script(...set, "function main() { o.f(); }")).toBe("main f");
    expect(await script(...set, "function main() { o.g(); }")).toBe("main g");
    expect(
      await script("const o = {};", "Object.setPrototypeOf(o, A.prototype);", "function main() { o.run(); }"),
    ).toBe("main A.run");
  });
});

describe("`super` in a method of an object", () => {
  const p = "const p = { f, run() {} };";
  const q = "const q = { go() { super.run(); } };";

  test("is the prototype that the object is given later", async () => {
    const later = ["Object.setPrototypeOf(q, p);", "q.__proto__ = p;"];
    for (const given of later) expect(await script(p, q, given)).toBe("q.go p.run");
    expect(await script(`function main() { ${p} ${q} Object.setPrototypeOf(q, p); }`)).toBe("main.go main.run");
  });

  test("is the prototype that the object is written with, of which it has the members", async () => {
    const written = "const q = { __proto__: p, f() {}, go() { super.run(); } };";
    expect(await script(p, written, "function main() { q.run(); q.f(); }")).toBe("main p.run, main q.f, q.go p.run");
  });

  test("is nothing that is spread into it, and nothing of another object", async () => {
    expect(await script(p, "const q = { ...p, go() { super.run(); } };")).toBe("");
    expect(await script(p, q, "const other = { go() {} };", "Object.setPrototypeOf(other, p);")).toBe("");
  });

  test("types of functions inherit by `util.inherits` and `__proto__` of their prototypes", async () => {
    const types = "function B() {} function C() {} function D() {}";
    const given = "util.inherits(B, A); C.prototype.__proto__ = A.prototype; other.inherits(D, A);";
    const main = "function main(b = new B(), c = new C(), d = new D()) { ";
    expect(await script(types, given, `${main} b.run(); }`)).toBe("main A.run, main B, main C, main D");
    expect(await script(types, given, `${main} c.run(); }`)).toBe("main A.run, main B, main C, main D");
    expect(await script(types, given, `${main} d.run(); }`)).toBe("main B, main C, main D");
  });
});

describe("what `this` is", () => {
  test("an accessor has the object that it was installed in", async () => {
    const source = [
      "const o = { f };",
      "function getter() { this.f(); this.g(); }",
      "Object.defineProperty(o, 'k', { get: getter });",
    ];
    expect(await script(...source)).toBe("getter f");
  });

  test("a function that is called on another one calls that", async () => {
    expect(await script("function run(x) { return this(x); }", "function main() { run.call(f, 1); }")).toBe(
      "main run, run f",
    );
    expect(
      await script("function run() { return () => this.run(); }", "function main() { run.apply(new A()); }"),
    ).toContain("run A.run");
  });

  test("a method and an arrow function keep their own", async () => {
    expect(await script("class B { run() {} go() { this.run(); } }", "new B().go.call(new A());")).not.toContain(
      "A.run",
    );
    expect(await script("const go = () => this.run();", "go.call(new A());")).not.toContain("A.run");
    expect(
      await script("function B() { this.x = 1; this.run(); }", "B.prototype.run = function () {};", "B.call(new A());"),
    ).not.toContain("A.run");
  });
});

describe("prototypes that lead nowhere", () => {
  test("circles end, and still give what lies on them", async () => {
    const circle = [
      "function B() {}",
      "function C() {}",
      "B.prototype = Object.create(C.prototype);",
      "C.prototype = Object.create(B.prototype);",
    ];
    const given = "Object.assign(C.prototype, { k: f }, C.prototype, new B());";
    expect(await script(...circle, given, "function main() { new B().k(); new B().j(); }")).toBe(
      "m.js B, main B, main f",
    );
    const objects = [
      "const o = {};",
      "const p = Object.create(o);",
      "Object.setPrototypeOf(o, p);",
      "Object.assign(p, o, { k: f });",
    ];
    expect(await script(...objects, "function main() { o.k(); p.j(); }")).toBe("main f");
  });

  test("many that are given to each other take no longer than they are many", async () => {
    const count = 300;
    const each = (write: (at: number) => string): string =>
      Array.from({ length: count }, (_, at) => write(at)).join("\n");
    const chain = each((at) => `function T${at}() {}\nT${at}.prototype = Object.create(T${at + 1}.prototype);`);
    const mesh = each(
      (at) => `Object.assign(T1.prototype, new T${at}()); Object.setPrototypeOf(T${at}, T${(at * 7) % count});`,
    );
    expect(
      await script(
        chain,
        mesh,
        `Object.assign(T3.prototype, { k: f });`,
        "function main() { new T2().k(); new T0().j(); }",
      ),
    ).toMatch(/, main T0, main T2, main f$/);
  });

  test("a function that is called on itself is what it calls", async () => {
    expect(await script("function run() { this(); this.call(this); }", "run.call(run);")).toBe("m.js run, run run");
  });
});
