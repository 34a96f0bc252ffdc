/** Values that live in containers: what is put in by a literal or later comes out by key, by place, or as one of all. */
import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();
const { calls, drawn } = drawingOf({ parse: (file) => parser.parse(file) });

/** Calls of what runs at file level, without the ends that are always the same. */
async function called(path: string, lines: readonly string[]): Promise<string> {
  const from = `${path} ${path}:`;
  const found = await calls({ [path]: lines.join("\n") });
  return found.flatMap((edge) => (edge.startsWith(from) ? [edge.slice(from.length)] : [])).join(" ");
}

const PYTHON = ["def f(): ...", "def g(): ...", "def h(): ...", "class A:", "    def run(self): ..."];
const SCRIPT = ["function f() {}", "function g() {}", "function h() {}", "class A { run() {} }"];
const python = (...lines: readonly string[]): Promise<string> => called("m.py", [...PYTHON, ...lines]);
const script = (...lines: readonly string[]): Promise<string> => called("m.js", [...SCRIPT, ...lines]);

describe("Python: containers", () => {
  test("an item of a list is the one at its place, counted from either end", async () => {
    expect(await python("xs = [f, 1, g]", "xs[0]()")).toBe("f");
    expect(await python("xs = [f, 1, g]", "xs[-1]()")).toBe("g");
    expect(await python("xs = [f, 1, g]", "xs[1]()")).toBe("");
    expect(await python("xs = [[f], g]", "xs[0][0]()")).toBe("f");
  });

  test("an index that is computed gives any of the items", async () => {
    expect(await python("def at(i):", "    (f, g)[i]()", "i = len('a')", "[f, g][i]()")).toBe("f g");
  });

  test("a slice keeps places where it begins at a number", async () => {
    expect(await python("xs = [f, g, h]", "xs[1:3][0]()")).toBe("g");
    expect(await python("xs = [f, g, h]", "xs[::2][0]()")).toBe("f g h");
  });

  test("loops go over the items of lists and sets, and over the keys of dictionaries", async () => {
    expect(await python("for x in [f, g]: x()")).toBe("f g");
    expect(await python("for x in {f, g}: x()")).toBe("f g");
    expect(await python("for x in {'a': f}: x()")).toBe("");
    expect(await python("for x in {'a': f}.values(): x()")).toBe("f");
    expect(await python("for k, x in {'a': f}.items():", "    k()", "    x()")).toBe("f");
  });

  test("names that are assigned side by side, starred ones too, take the items at their places", async () => {
    expect(await python("a, *b = f, g, h", "a()", "b[1]()")).toBe("f h");
    expect(await python("xs = [f, g, h]", "*a, b = xs", "b()")).toBe("h");
    expect(await python("xs = (f, (g, h))", "a, (b, c) = xs", "c()")).toBe("h");
  });

  test("what a dictionary has under a key is what is written there, and numbers are no strings", async () => {
    expect(await python("d = {'a': f, 1: g, '1': h}", "d['a']()")).toBe("f");
    expect(await python("d = {'a': f, 1: g, '1': h}", "d[1]()")).toBe("g");
    expect(await python("d = {'a': f}", "d['b']()")).toBe("");
    expect(await python("d = {'a': {'b': f}, 'c': g}", "d['a']['b']()")).toBe("f");
  });

  test("a table of functions runs any of them where the key is computed, at tier inferred", async () => {
    const source = [...PYTHON, "T = {'a': f, 'b': g}", "def main(k): T[k]()"].join("\n");
    const { calls: found, tierOf } = await drawn({ "m.py": source });
    expect(found).toEqual(["m.py:main m.py:f", "m.py:main m.py:g"]);
    expect(tierOf("CALLS m.py:main m.py:f")).toBe("inferred");
  });

  test("a table of more functions than can be meant proves none of them", async () => {
    const names = Array.from({ length: 9 }, (_, at) => `n${at}`);
    const source = [...names.map((name) => `def ${name}(): ...`), `T = [${names.join(", ")}]`, "def main(k): T[k]()"];
    expect(await calls({ "m.py": source.join("\n") })).toEqual([]);
    expect(await calls({ "m.py": [...source, "T[8]()"].join("\n") })).toEqual(["m.py m.py:n8"]);
  });

  test("what is stored later is there, and replaces what it is surely stored over", async () => {
    expect(await python("d = {}", "d['a'] = f", "d['a']()")).toBe("f");
    expect(await python("d = {'a': f}", "d['a'] = g", "d['a']()")).toBe("g");
    expect(await python("d = {'a': f}", "if d:", "    d['a'] = g", "d['a']()")).toBe("f g");
    expect(await python("d = {'a': {'b': f}}", "d['a']['b'] = g", "d['a']['b']()")).toBe("g");
    expect(await python("xs = [None]", "xs[0] = f", "xs[0]()")).toBe("f");
  });

  test("what is appended, added or merged in is one of the items", async () => {
    expect(await python("xs = []", "xs.append(f)", "for x in xs: x()")).toBe("f");
    expect(await python("xs = set()", "xs.add(f)", "for x in xs: x()")).toBe("f");
    expect(await python("xs = [f]", "xs.extend([g])", "xs[1]()")).toBe("g");
    expect(await python("d = {'a': f}", "d.update({'b': g}, c=h)", "d['b']()", "d['c']()")).toBe("g h");
  });

  test("what one list gets, another list of the same name does not have", async () => {
    const source = [
      "def one():",
      "    xs = []",
      "    xs.append(f)",
      "def two():",
      "    xs = []",
      "    for x in xs: x()",
    ];
    expect(await calls({ "m.py": [...PYTHON, ...source].join("\n") })).toEqual(["m.py:one builtins.list.append"]);
  });

  test("a list that a member holds is filled by one method and run by another", async () => {
    const source = [
      "class Bus:",
      "    def __init__(self): self.all = []",
      "    def on(self, fn): self.all.append(fn)",
      "    def emit(self):",
      "        for one in self.all: one()",
      "bus = Bus()",
      "bus.on(f)",
    ];
    expect(await calls({ "m.py": [...PYTHON, ...source].join("\n") })).toContain("m.py:Bus.emit m.py:f");
  });

  test("containers come out of functions, through imports and out of other containers", async () => {
    expect(await python("def made():", "    d = {'a': f}", "    return d", "made()['a']()")).toContain("f");
    expect(await python("xs = [f]", "d = {'a': g, **{'b': h}}", "ys = [*xs, g]", "ys[1]()", "d['b']()")).toBe("g h");
    const table = "from m import f, g\nTABLE = {'a': f, 'b': g}\n";
    const user = "from t import TABLE\ndef main(): TABLE['b']()\n";
    expect(await calls({ "m.py": PYTHON.join("\n"), "t.py": table, "u.py": user })).toEqual(["u.py:main m.py:g"]);
  });

  test("copies, iterators and numbered lists hold the same", async () => {
    expect(await python("next(iter([f]))()")).toBe("f");
    expect(await python("for i, x in enumerate([f]): x()")).toBe("f");
    expect(await python("for x in sorted(list((f, g))): x()")).toBe("f g");
  });

  test("comprehensions hold what they make in their own scope", async () => {
    expect(await python("xs = [A() for _ in range(3)]", "[x.run() for x in xs]")).toBe("A.run");
    expect(await python("d = {k: A() for k in 'ab'}", "d['a'].run()")).toBe("A.run");
  });

  test("a generator gives what it yields", async () => {
    expect(await python("def made():", "    yield f", "for x in made(): x()")).toContain("f");
    expect(await python("def made():", "    yield A()", "next(made()).run()")).toContain("A.run");
    expect(await python("def made():", "    yield 1", "    return f", "for x in made(): x()")).toBe("made");
  });

  test("an item after something that is not known has no known place", async () => {
    expect(await calls({ "m.py": [...PYTHON, "def main(z):", "    [*z, f][0]()"].join("\n") })).toEqual([]);
  });

  test("a list that holds itself ends", async () => {
    expect(await python("xs = [f]", "xs.append(xs)", "xs[1]()", "d = {}", "d['d'] = d['d']", "d['d']()")).toBe("");
  });

  test("arguments are spread into parameters by place and by name", async () => {
    const source = ["def run(x, y, z=None):", "    x()", "def last(x, y): y()", "run(*[f, g])", "last(g, *[h])"];
    expect(await calls({ "m.py": [...PYTHON, ...source].join("\n") })).toEqual(
      expect.arrayContaining(["m.py:run m.py:f", "m.py:last m.py:h"]),
    );
    const named = ["def run(x, y): y()", "d = {'y': f, 'x': g}", "run(**d)"];
    const found = await calls({ "m.py": [...PYTHON, ...named].join("\n") });
    expect(found.filter((edge) => edge.startsWith("m.py:run"))).toEqual(["m.py:run m.py:f"]);
  });

  test("a container that is passed keeps its keys", async () => {
    const source = ["def run(table): table['a']()", "run({'a': f, 'b': g})"];
    const found = await calls({ "m.py": [...PYTHON, ...source].join("\n") });
    expect(found.filter((edge) => edge.startsWith("m.py:run"))).toEqual(["m.py:run m.py:f"]);
  });
});

describe("JavaScript: containers", () => {
  test("items by place, loops and patterns, with places that are left out", async () => {
    expect(await script("const xs = [f, g];", "xs[1]();")).toBe("g");
    expect(await script("for (const x of [f, g]) x();")).toBe("f g");
    expect(await script("const [a, ...b] = [f, g, h];", "b[1]();")).toBe("h");
    expect(await script("const xs = [f, g, h];", "const [, b] = xs;", "b();")).toBe("f g h");
  });

  test("keys are members, by dot and by bracket, in objects of any depth", async () => {
    expect(await script("const o = { f, x: g, 'y': h };", "o.f();", "o['x']();")).toBe("f g");
    expect(await script("const o = { a: { b: f } };", "o.a.b();")).toBe("f");
    expect(await script("const { a: { b } } = { a: { b: f } };", "b();")).toBe("f");
    expect(await script("const o = { f };", "o.g();")).toBe("");
    expect(await script("({ a: f, b: g })[process.argv[2]]();")).toBe("f g");
  });

  test("a string in brackets names a method of an instance", async () => {
    expect(await script("new A()['run']();")).toBe("A.run");
  });

  test("an object of a function is known by its methods outside of it", async () => {
    const source = "function made() { return { run() {}, stop: () => {} }; }\nfunction main() { made().run(); }\n";
    expect(await calls({ "a.ts": source })).toEqual(["a.ts:main a.ts:made", "a.ts:main a.ts:made.run"]);
  });

  test("objects are spread, assigned and stored into; the last one under a key counts where it surely comes last", async () => {
    expect(await script("const o = { a: f }, p = { ...o, b: g };", "p.a();", "p.b();")).toBe("f g");
    expect(await script("const o = { a: f };", "Object.assign(o, { b: g });", "o.b();")).toBe("g");
    expect(await script("const o = {};", "o.a = f;", "o['b'] = g;", "o.a();", "o.b();")).toBe("f g");
    expect(await script("const o = { a: f, ...{ a: g } };", "o.a();")).toBe("g");
  });

  test("what is pushed, and what sets and maps hold, is run in loops and by members", async () => {
    expect(await script("const xs = [];", "xs.push(f, g);", "for (const x of xs) x();")).toBe("f g");
    expect(await script("const s = new Set([f]);", "s.add(g);", "for (const x of s) x();")).toBe("f g");
    expect(await script("const m = new Map([['a', f]]);", "m.set('b', g);", "m.get('a')();")).toBe("f g");
    expect(await script("const m = new Map();", "m.set('b', g);", "for (const [k, x] of m) x();")).toBe("g");
    expect(await script("Object.values({ a: f }).forEach((x) => x());")).toBe("f");
    expect(await script("for (const [k, x] of Object.entries({ a: f })) x();")).toBe("f");
  });

  test("members of the library are not looked for among what was put in", async () => {
    const source = ["const xs = [];", "function main(k) { xs.push(f); const m = new Map(); m.set(k, f); }"];
    expect(await calls({ "m.js": [...SCRIPT, ...source].join("\n") })).toEqual([
      "m.js:main globalThis.Array.push",
      "m.js:main globalThis.Map",
      "m.js:main globalThis.Map.set",
    ]);
  });

  test("arguments are spread into parameters by place", async () => {
    const source = ["function run(x, y) { y(); }", "const xs = [f, g];", "run(...xs);"];
    const found = await calls({ "m.js": [...SCRIPT, ...source].join("\n") });
    expect(found.filter((edge) => edge.startsWith("m.js:run"))).toEqual(["m.js:run m.js:g"]);
  });

  test("an empty literal that is spread is no argument", async () => {
    const source = ["function run(x, y) { x(); }", "run(...[], g, f);"];
    expect(await calls({ "m.js": [...SCRIPT, ...source].join("\n") })).toContain("m.js:run m.js:g");
    expect(await calls({ "m.py": "def g(): ...\ndef run(x, y): x()\nrun(*[], g, *())\n" })).toContain(
      "m.py:run m.py:g",
    );
  });

  test("generators give what they yield, also through others", async () => {
    expect(await script("function* made() { yield f; }", "for (const x of made()) x();")).toContain("f");
    expect(await script("function* made() { yield* [g]; }", "for (const x of made()) x();")).toContain("g");
  });

  test("a class keeps what is stored under its name", async () => {
    const source =
      "class S { static get() { S.one = S.one || new S(); return S.one; }\n load() {} }\nmodule.exports = S;\n";
    const user = 'const S = require("./s");\nfunction main() { S.get().load(); }\n';
    expect(await calls({ "s.js": source, "u.js": user })).toContain("u.js:main s.js:S.load");
  });

  test("containers that are spread into themselves or each other end, and keep what they hold", async () => {
    expect(await script("let xs = [f];", "xs = [...xs, g];", "for (const x of xs) x();")).toBe("f g");
    expect(await script("let xs = [];", "xs = [...new Set(xs), g];", "for (const x of xs) x();")).toBe("g");
    expect(await script("let o = {};", "o = { ...o, a: f };", "o.a();", "for (const x of Object.values(o)) x();")).toBe(
      "f",
    );
    const ring = ["let a = [f];", "let b = [...a];", "a = [...b, ...c];", "let c = [...new Set(a), ...b, g];"];
    expect(await script(...ring, "for (const x of c) x();")).toBe("f g");
  });

  test("an object is no function, and what it lacks is nowhere", async () => {
    const { edges } = await drawn({
      "a.js": "const o = { a: 1 };\nfunction main() { o(); o.b(); o.hasOwnProperty('a'); }\n",
    });
    expect(edges).toEqual(["CALLS a.js:main globalThis.Object.hasOwnProperty"]);
  });
});
