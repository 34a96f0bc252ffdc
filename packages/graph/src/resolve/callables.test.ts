import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { drawn, calls } = drawingOf(useParser());

/** Calls out of one definition of a.py, the callee's file left out. */
const callsFrom = async (owner: string, text: string): Promise<readonly string[]> => {
  const found = await calls({ "a.py": text });
  const from = owner === "" ? "a.py " : `a.py:${owner} `;
  return found.filter((one) => one.startsWith(from)).map((one) => one.slice(from.length).replace("a.py:", ""));
};

describe("decorated names", () => {
  test("a wrapper that does without the function takes its place", async () => {
    const source = "def dec(fn):\n    def inner(): ...\n    return inner\n@dec\ndef f(): ...\ndef use(): f()\n";
    expect(await callsFrom("use", source)).toEqual(["dec.inner"]);
  });

  test("a wrapper that calls the function is reached besides it, and one that says it wraps stands for it", async () => {
    const plain = "def dec(fn):\n    def inner(): fn()\n    return inner\n@dec\ndef f(): ...\ndef use(): f()\n";
    expect(await callsFrom("use", plain)).toEqual(["dec.inner", "f"]);
    expect(await callsFrom("dec.inner", plain)).toEqual(["f"]);
    const wraps = plain.replace("    def inner", "    @functools.wraps(fn)\n    def inner");
    expect(await callsFrom("use", `import functools\n${wraps}`)).toEqual(["f"]);
  });

  test("of several decorators the outer one is given what the inner one made", async () => {
    const dec = (name: string) => `def ${name}(fn):\n    def inner(): fn()\n    return inner\n`;
    const source = `${dec("one")}${dec("two")}@one\n@two\ndef f(): ...\ndef use(): f()\n`;
    expect(await callsFrom("use", source)).toEqual(["f", "one.inner"]);
    expect(await callsFrom("one.inner", source)).toEqual(["two.inner"]);
    expect(await callsFrom("two.inner", source)).toEqual(["f"]);
  });

  test("a factory's decorator and an object that is called are followed", async () => {
    const factory =
      "def make(n):\n    def dec(fn):\n        def inner(): ...\n        return inner\n    return dec\n" +
      "@make(3)\ndef f(): ...\ndef use(): f()\n";
    expect(await callsFrom("use", factory)).toEqual(["make.dec.inner"]);
    const object =
      "class Dec:\n    def __call__(self, fn):\n        def inner(): ...\n        return inner\n" +
      "dec = Dec()\n@dec\ndef f(): ...\ndef use(): f()\n";
    expect(await callsFrom("use", object)).toEqual(["Dec.__call__.inner"]);
  });

  test("a class as a decorator makes an object that is called instead", async () => {
    const source =
      "class Memo:\n    def __init__(self, fn): self.fn = fn\n    def __call__(self): self.fn()\n" +
      "@Memo\ndef f(): ...\ndef use(): f()\n";
    expect(await callsFrom("use", source)).toEqual(["Memo.__call__"]);
    expect(await callsFrom("Memo.__call__", source)).toEqual(["f"]);
  });

  test("what a decorator gives back, or nobody knows, is the function itself", async () => {
    expect(await callsFrom("use", "def dec(fn): return fn\n@dec\ndef f(): ...\ndef use(): f()\n")).toEqual(["f"]);
    expect(await callsFrom("use", "from lib import dec\n@dec\ndef f(): ...\ndef use(): f()\n")).toEqual(["f"]);
    const typed = "def dec(fn: F) -> F:\n    def inner(): ...\n    return inner\n@dec\ndef f(): ...\ndef use(): f()\n";
    expect(await callsFrom("use", typed)).toEqual(["f"]);
  });

  test("a decorated method keeps what it is called on", async () => {
    const source =
      "def dec(fn): return fn\nclass A:\n    @dec\n    def me(self): return self\n    def go(self): ...\n" +
      "def use(): A().me().go()\n";
    expect(await callsFrom("use", source)).toEqual(["A.go", "A.me"]);
  });

  test("a function that calls itself calls what it became, and a decorator that decorates itself ends", async () => {
    const source = "def dec(fn):\n    def inner(): fn()\n    return inner\n@dec\ndef f(): f()\n";
    expect(await callsFrom("f", source)).toEqual(["dec.inner", "f"]);
    expect(await callsFrom("", "@f\ndef f(fn): return f\nf()\n")).toEqual(["f"]);
  });
});

describe("functions that the library runs", () => {
  const FUNCTIONS = "def f(x): ...\ndef g(x): ...\n";

  test("Python's map, filter and sorted call what they are given, by position or name", async () => {
    expect(await callsFrom("use", `${FUNCTIONS}def use(xs):\n    map(f, xs)\n    sorted(xs, key=g)\n`)).toEqual([
      "f",
      "g",
      "builtins.map",
      "builtins.sorted",
    ]);
  });

  test("a function of the repository under such a name says itself what it runs", async () => {
    expect(await callsFrom("use", `${FUNCTIONS}def sorted(a, key): ...\ndef use(): sorted([], key=f)\n`)).toEqual([
      "sorted",
    ]);
  });

  test("what is merely looked at is not called", async () => {
    expect(await callsFrom("use", `${FUNCTIONS}def use():\n    callable(f)\n    isinstance(g, f)\n`)).toEqual([
      "builtins.callable",
      "builtins.isinstance",
    ]);
  });

  test("JavaScript's arrays, promises and timers call what they are given", async () => {
    const source =
      "function f() {}\nfunction g() {}\nfunction h() {}\n" +
      "export function use(xs) { xs.map(f); fetch('/a').then(g); setTimeout(h, 10); }\n";
    const found = await calls({ "a.js": source });
    expect(found.filter((one) => one.includes(" a.js:"))).toEqual([
      "a.js:use a.js:f",
      "a.js:use a.js:g",
      "a.js:use a.js:h",
    ]);
  });

  test("a function is given the elements whose type is known", async () => {
    const source =
      "class User { get() {} }\nfunction show(u) { u.get(); }\n/** */\n" +
      "export function use(users: User[]) { users.forEach(show); }\n";
    expect(await calls({ "a.ts": source })).toContain("a.ts:show a.ts:User.get");
  });

  test("a call of what the library runs is inferred", async () => {
    const { tierOf } = await drawn({ "a.py": `${FUNCTIONS}def use(xs): map(f, xs)\n` });
    expect(tierOf("CALLS a.py:use a.py:f")).toBe("inferred");
  });
});

describe("what Python runs without naming it", () => {
  const BOX =
    "class Box:\n    def __iter__(self): return self\n    def __next__(self): ...\n    def __len__(self): ...\n" +
    "    def __contains__(self, k): ...\n    def __getitem__(self, k): ...\n    def __setitem__(self, k, v): ...\n" +
    "    def __delitem__(self, k): ...\n    def __add__(self, o): ...\n    def __enter__(self): ...\n    def __exit__(self): ...\n";
  const used = async (body: string): Promise<readonly string[]> => {
    const { edges } = await drawn({ "a.py": `${BOX}def use(b: Box, d: dict):\n    ${body}\n` });
    const from = "REFERENCES a.py:use a.py:Box.";
    return edges.filter((one) => one.startsWith(from)).map((one) => one.slice(from.length));
  };

  test("operators, loops, subscripts and with use the methods of an object", async () => {
    expect(await used("for x in b: ...")).toEqual(["__iter__", "__next__"]);
    expect(await used("return [x for x in b]")).toEqual(["__iter__", "__next__"]);
    expect(await used("return 1 in b and len(b)")).toEqual(["__contains__", "__len__"]);
    expect(await used("return b + b")).toEqual(["__add__"]);
    expect(await used("b += 1")).toEqual(["__add__"]);
    expect(await used("return b['k']")).toEqual(["__getitem__"]);
    expect(await used("b['k'] = 1")).toEqual(["__setitem__"]);
    expect(await used("del b['k']")).toEqual(["__delitem__"]);
    expect(await used("with b as c: ...")).toEqual(["__enter__", "__exit__"]);
  });

  test("objects of the language itself, and the class as such, use nothing of ours", async () => {
    expect(await used("for x in d: d['k'] = len(d) + d['k']")).toEqual([]);
    expect(await used("return Box['k']")).toEqual([]);
    expect((await drawn({ "a.py": "def use(a, b): return a + b[0]\n" })).unresolved).toEqual([]);
  });

  test("a class that is raised is made, an object that is raised is not", async () => {
    const source =
      "class E(Exception):\n    def __init__(self): ...\n    def __call__(self): ...\ndef use():\n    raise E\n";
    const { made } = await drawn({ "a.py": source });
    expect(made).toContain("a.py:use a.py:E");
    const again = await drawn({ "a.py": `${source}def other(e: E):\n    raise e\n` });
    expect(again.edges.filter((one) => one.includes("a.py:other") && !one.startsWith("REFERENCES"))).toEqual([]);
  });

  test("reading a property calls its function", async () => {
    const source = "class A:\n    @property\n    def state(self): ...\ndef use(a: A): return a.state\n";
    expect(await callsFrom("use", source)).toEqual(["A.state"]);
  });
});

describe("what calls give back", () => {
  const PYTHON = "def f(): ...\nclass U:\n    def m(self): ...\n";

  test("a function that returns its parameter gives what it was given, by position or name", async () => {
    const source = `${PYTHON}def same(x, y=None): return y\n`;
    expect(await callsFrom("use", `${source}def use():\n    same(1, f)()\n    same(1, y=U()).m()\n`)).toEqual([
      "U.m",
      "f",
      "same",
    ]);
    expect(await callsFrom("use", `${source}def use(): same(f)()\n`)).toEqual(["same"]);
  });

  test("a method that returns its parameter counts from after the receiver", async () => {
    const source = `${PYTHON}class A:\n    def same(self, x): return x\ndef use(a: A): a.same(f)()\n`;
    expect(await callsFrom("use", source)).toEqual(["A.same", "f"]);
  });

  test("what a generic function gives is of the type of what it is given", async () => {
    const source =
      "class U { m() {} }\nfunction same<T>(x: T): T { return x; }\nexport function use() { same(new U()).m(); }\n";
    expect(await calls({ "a.ts": source })).toContain("a.ts:use a.ts:U.m");
  });

  test("a partial or bound function is the function", async () => {
    const partial = `from functools import partial\n${PYTHON}def use():\n    g = partial(f, 1)\n    g()\n`;
    expect(await callsFrom("use", partial)).toEqual(["f", "functools.partial"]);
    const bound =
      "function f() {}\nclass A { m() {} constructor() { this.n = this.m.bind(this); } go() { this.n(); } }\n" +
      "function use() { const g = f.bind(null, 1); g(); f.bind(1)(); }\n";
    const found = await calls({ "a.js": bound });
    expect(found).toContain("a.js:use a.js:f");
    expect(found).toContain("a.js:A.go a.js:A.m");
    expect(found).not.toContain("a.js:A.constructor a.js:A.m");
  });

  test("getattr with a written name gives the member, with a computed one nothing", async () => {
    const source = (name: string) => `${PYTHON}def use(u: U, n):\n    g = getattr(u, ${name}, None)\n    g()\n`;
    expect(await callsFrom("use", source('"m"'))).toEqual(["U.m", "builtins.getattr"]);
    expect(await callsFrom("use", source("n"))).toEqual(["builtins.getattr"]);
    expect(await callsFrom("use", `def getattr(a, b): ...\n${source("n")}`)).toEqual(["getattr"]);
  });

  test("a function that is returned over several hops is called where it arrives", async () => {
    const source = `${PYTHON}def a(): return f\ndef b(): return a()\ndef use(): b()()\n`;
    expect(await callsFrom("use", source)).toEqual(["b", "f"]);
  });
});

describe("callbacks in closures", () => {
  test("the function that was given a callback calls it, and so does the closure", async () => {
    const source = "def f(): ...\ndef outer(cb):\n    def inner(): cb()\n    return inner\nouter(f)\n";
    expect(await callsFrom("outer", source)).toEqual(["f"]);
    expect(await callsFrom("outer.inner", source)).toEqual(["f"]);
  });

  test("a decorator does not call what it is given", async () => {
    const source = "def dec(fn):\n    def inner(): fn()\n    return inner\n@dec\ndef f(): ...\n";
    expect(await callsFrom("dec", source)).toEqual([]);
  });
});

describe("members that a prototype is given", () => {
  const found = async (text: string): Promise<readonly string[]> => calls({ "a.js": text });

  test("functions of an object that replaces it are methods, names in it are members", async () => {
    const source =
      "function C() {}\nfunction shut() {}\nfunction ping() {}\n" +
      "C.prototype = { open() { this.wait(); }, wait: () => {}, close: shut, ping, size: 3 };\n" +
      "function use() { const c = new C(); c.open(); c.close(); c.ping(); }\n";
    expect(await found(source)).toEqual([
      "a.js:C.open a.js:C.wait",
      "a.js:use a.js:C",
      "a.js:use a.js:C.open",
      "a.js:use a.js:ping",
      "a.js:use a.js:shut",
    ]);
  });

  test("a function that is assigned to one of its members is called through that", async () => {
    const source = "const f = () => {};\nclass A {}\nA.prototype.t = f;\nfunction use() { new A().t(); }\n";
    expect(await found(source)).toContain("a.js:use a.js:f");
  });

  test("the prototype of something that is no definition of the file gives nothing", async () => {
    const source = "const o = {};\no.prototype = { x() {} };\nfunction use() { o.x(); }\n";
    expect((await found(source)).filter((one) => one.includes("use"))).toEqual([]);
  });
});
