import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { drawn, calls } = drawingOf(useParser());

const PYTHON = "def f(): ...\ndef g(): ...\nclass User:\n    def get(self): ...\nclass Post:\n    def get(self): ...\n";

describe("what Python's callers pass", () => {
  const python = async (text: string) => calls({ "a.py": PYTHON + text });

  test("a function that is passed is called where the parameter is, by position, name or way of two", async () => {
    expect(await python("def run(cb): cb()\nrun(f)\n")).toEqual(["a.py a.py:run", "a.py:run a.py:f"]);
    expect(await python("def run(x, cb=None): cb()\nrun(1, cb=f)\n")).toEqual(["a.py a.py:run", "a.py:run a.py:f"]);
    expect(await python("def outer(cb): inner(cb)\ndef inner(cb): cb()\nouter(f)\n")).toEqual([
      "a.py a.py:outer",
      "a.py:inner a.py:f",
      "a.py:outer a.py:inner",
    ]);
  });

  test("a call through a parameter is inferred, and reaches what other files pass", async () => {
    const { tierOf } = await drawn({
      "a.py": "def run(cb): cb()\n",
      "b.py": "from a import run\ndef f(): ...\nrun(f)\n",
    });
    expect(tierOf("CALLS a.py:run b.py:f")).toBe("inferred");
  });

  test("a function inside of another calls what that one was given", async () => {
    expect(await python("def outer(cb):\n    def inner(): cb()\n    inner()\nouter(f)\n")).toContain(
      "a.py:outer.inner a.py:f",
    );
  });

  test("an object that is passed has the members of its type", async () => {
    expect(await python("def use(u): u.get()\nuse(User())\n")).toContain("a.py:use a.py:User.get");
  });

  test("what a constructor or method is given is not mistaken for its receiver", async () => {
    const source =
      "class Box:\n    def __init__(self, cb):\n        self.cb = cb\n    def open(self): self.cb()\n    def take(self, x): x.get()\n" +
      "Box(f).take(User())\nBox.take(Box(g), Post())\n";
    const found = await python(source);
    expect(found.filter((one) => one.startsWith("a.py:Box"))).toEqual([
      "a.py:Box.open a.py:f",
      "a.py:Box.open a.py:g",
      "a.py:Box.take a.py:Post.get",
      "a.py:Box.take a.py:User.get",
    ]);
  });

  test("a decorator is given what it stands before", async () => {
    expect(await python("def dec(fn):\n    def inner(): fn()\n    return inner\n@dec\ndef h(): ...\n")).toContain(
      "a.py:dec.inner a.py:h",
    );
  });

  test("a parameter with a declared type holds nothing but that", async () => {
    expect(await python("def use(u: User): u.get()\nuse(Post())\n")).not.toContain("a.py:use a.py:Post.get");
  });

  test("what comes back as it was passed is not what another call passed", async () => {
    const source = "def same(x): return x\ndef one(): same(User()).get()\ndef two(): same(Post()).get()\n";
    expect((await python(source)).filter((one) => one.endsWith(".get"))).toEqual([
      "a.py:one a.py:User.get",
      "a.py:two a.py:Post.get",
    ]);
  });

  test("nine functions that may be meant prove none of them", async () => {
    const names = Array.from({ length: 9 }, (_, at) => `f${at}`);
    const source = `${names.map((name) => `def ${name}(): ...\n`).join("")}def run(cb): cb()\n${names.map((name) => `run(${name})\n`).join("")}`;
    expect((await calls({ "a.py": source })).filter((one) => one.startsWith("a.py:run"))).toEqual([]);
  });

  test("functions of tests are not called by what they test, objects of the program are", async () => {
    const found = await calls({
      "a.py": "class User:\n    def get(self): ...\ndef run(cb, u):\n    cb()\n    u.get()\n",
      "test_a.py": "from a import run, User\ndef fake(): ...\ndef test_it(): run(fake, User())\n",
    });
    expect(found).toContain("a.py:run a.py:User.get");
    expect(found).not.toContain("a.py:run test_a.py:fake");
  });

  test("what is passed to itself for ever ends", async () => {
    expect(await python("def loop(cb):\n    loop(cb)\n    cb()\nloop(f)\n")).toContain("a.py:loop a.py:f");
  });
});

describe("what JavaScript's callers pass", () => {
  const script = async (text: string) => calls({ "a.js": `function f() {}\nclass User { get() {} }\n${text}` });

  test("functions and objects, to functions, constructors and through call", async () => {
    expect(await script("function run(cb) { cb(); }\nrun(f);\n")).toContain("a.js:run a.js:f");
    expect(await script("const run = (u) => u.get();\nrun(new User());\n")).toContain("a.js:run a.js:User.get");
    expect(await script("class Box { constructor(cb) { cb(); } }\nnew Box(f);\n")).toContain(
      "a.js:Box.constructor a.js:f",
    );
    expect(await script("function run(cb) { cb(); }\nrun.call(null, f);\n")).toContain("a.js:run a.js:f");
  });

  test("a function given to the outside, of which nothing is known, is called by nobody", async () => {
    expect(
      (await script("import lib from 'lib';\nlib.keep(f); console.log(f);\n")).filter((one) => one.endsWith(":f")),
    ).toEqual([]);
  });

  test("comments among arguments shift nothing", async () => {
    expect(await script("function run(x, cb) { cb(); }\nrun(/* first */ 1, // second\n f);\n")).toContain(
      "a.js:run a.js:f",
    );
  });

  test("functions after a rest parameter are elements of it", async () => {
    expect(await script("function run(...all) { for (const one of all) one(); }\nrun(1, f);\n")).toContain(
      "a.js:run a.js:f",
    );
  });
});
