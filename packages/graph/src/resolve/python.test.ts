import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);

describe("names", () => {
  test("a call reaches the function of the same file", async () => {
    expect(await calls({ "a.py": "def helper(): ...\ndef main():\n    helper()\n" })).toEqual([
      "a.py:main a.py:helper",
    ]);
  });

  test("a parameter that shadows an import binds to nothing", async () => {
    const source = "from b import send\ndef main(send):\n    send()\n";
    const { calls, unresolved } = await drawn({ "a.py": source, "b.py": "def send(): ...\n" });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["a.py:main send dynamic"]);
  });

  test("a local variable that shadows a function of the file hides it", async () => {
    expect(await calls({ "a.py": "def run(): ...\ndef main(x):\n    run = x.y\n    run()\n" })).toEqual([]);
  });

  test("of a definition and an import of one name the later counts, unless it is made in a branch only", async () => {
    const other = { "b.py": "def send(): ...\n" };
    const own = "def send(): ...\n";
    const main = "def main():\n    send()\n";
    const branch = `try:\n    from b import send\nexcept ImportError: ...\n`;
    expect(await calls({ "a.py": `${own}from b import send\n${main}`, ...other })).toEqual(["a.py:main b.py:send"]);
    expect(await calls({ "a.py": `from b import send\n${own}${main}`, ...other })).toEqual(["a.py:main a.py:send"]);
    expect(await calls({ "a.py": `${own}${branch}${main}`, ...other })).toEqual([
      "a.py:main a.py:send",
      "a.py:main b.py:send",
    ]);
    const user = "from a import send\nsend()\n";
    expect(await calls({ "a.py": `${own}from b import send\n`, ...other, "c.py": user })).toEqual(["c.py b.py:send"]);
  });

  test("names that are assigned side by side take the value at their place", async () => {
    const source =
      "def f(): ...\ndef g(): ...\ndef h(): ...\na, (b, *_, c) = f, (g, f, h)\ndef one(): a()\ndef two(): b()\ndef three(): c()\n" +
      "def swap(x, y):\n    x, y = y, x\n    x()\ndef spread(z):\n    p, q = *z, f\n    p()\n";
    expect(await calls({ "a.py": source })).toEqual(["a.py:one a.py:f", "a.py:three a.py:h", "a.py:two a.py:g"]);
  });

  test("a method is no plain name for the other methods of its class", async () => {
    const source = "class A:\n    def open(self): ...\n    def use(self):\n        open()\n";
    expect(await calls({ "a.py": source })).toEqual(["a.py:A.use builtins.open"]);
  });

  test("a builtin is never a same-named function of another file", async () => {
    const edges = await calls({
      "a.py": "def main():\n    print(len([]))\n",
      "b.py": "def print(): ...\ndef len(): ...\n",
    });
    expect(edges).toEqual(["a.py:main builtins.len", "a.py:main builtins.print"]);
  });

  test("an unknown name stays unresolved although another file defines it", async () => {
    const { calls, unresolved } = await drawn({ "a.py": "def main():\n    helper()\n", "b.py": "def helper(): ...\n" });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["a.py:main helper unknown-name"]);
  });

  test("a nested function is found from inside and not from outside", async () => {
    const source = "def outer():\n    def inner(): ...\n    inner()\ndef other():\n    inner()\n";
    expect(await calls({ "a.py": source })).toEqual(["a.py:outer a.py:outer.inner"]);
  });

  test("an alias of a function calls the function, as an inference from its only assignment", async () => {
    const { calls } = await drawn({ "a.py": "def real(): ...\nalias = real\ndef main():\n    alias()\n" });
    expect(calls).toEqual(["a.py:main a.py:real"]);
  });

  test("calls of a module's own code come from the file", async () => {
    expect(await calls({ "a.py": "def f(): ...\nf()\n" })).toEqual(["a.py a.py:f"]);
  });
});

describe("modules", () => {
  test("absolute, relative and aliased imports reach their files", async () => {
    const { edges } = await drawn({
      "pkg/__init__.py": "",
      "pkg/a.py":
        "import pkg.b\nfrom . import c\nfrom .d import f as g\ndef main():\n    pkg.b.x()\n    c.y()\n    g()\n",
      "pkg/b.py": "def x(): ...\n",
      "pkg/c.py": "def y(): ...\n",
      "pkg/d.py": "def f(): ...\n",
    });
    expect(edges).toEqual([
      "CALLS pkg/a.py:main pkg/b.py:x",
      "CALLS pkg/a.py:main pkg/c.py:y",
      "CALLS pkg/a.py:main pkg/d.py:f",
      "IMPORTS pkg/a.py pkg/b.py",
      "IMPORTS pkg/a.py pkg/c.py",
      "IMPORTS pkg/a.py pkg/d.py",
    ]);
  });

  test("names are followed through the re-exports of packages", async () => {
    const edges = await calls({
      "src/lib/__init__.py": "from .core import *\n",
      "src/lib/core/__init__.py": "from .impl import work\n",
      "src/lib/core/impl.py": "def work(): ...\n",
      "tests/test_lib.py": "from lib import work\nimport lib\ndef test_it():\n    work()\n    lib.work()\n",
    });
    expect(edges).toEqual(["tests/test_lib.py:test_it src/lib/core/impl.py:work"]);
  });

  test("a star import does not bring private names", async () => {
    expect(await calls({ "a.py": "from b import *\n_f()\n", "b.py": "def _f(): ...\n" })).toEqual([]);
  });

  test("import cycles and re-export cycles end", async () => {
    const { edges } = await drawn({
      "a.py": "from b import thing\nfrom b import *\nthing()\n",
      "b.py": "from a import thing\nfrom a import *\n",
    });
    expect(edges).toEqual(["IMPORTS a.py b.py", "IMPORTS b.py a.py"]);
  });

  test("what is imported from outside becomes an external symbol and a package", async () => {
    const source = "import os.path\nfrom json import loads as parse\ndef main():\n    os.path.join()\n    parse()\n";
    const { edges } = await drawn({ "a.py": source, "b.py": "def join(): ...\ndef loads(): ...\n" });
    expect(edges).toEqual([
      "CALLS a.py:main json.loads",
      "CALLS a.py:main os.path.join",
      "IMPORTS a.py json",
      "IMPORTS a.py os",
    ]);
  });

  test("a script finds the module beside it, a package does not", async () => {
    const script = await calls({ "tools/run.py": "import util\nutil.go()\n", "tools/util.py": "def go(): ...\n" });
    expect(script).toEqual(["tools/run.py tools/util.py:go"]);
    const packaged = await calls({
      "pkg/__init__.py": "",
      "pkg/run.py": "import json\njson.dumps()\n",
      "pkg/json.py": "def dumps(): ...\n",
    });
    expect(packaged).toEqual(["pkg/run.py json.dumps"]);
  });

  test("an import of a file that is not there says so", async () => {
    const { unresolved } = await drawn({ "p/__init__.py": "", "p/a.py": "from .gone import f\nf()\n" });
    expect(unresolved).toEqual(["p/a.py f unknown-module"]);
  });
});

describe("receivers", () => {
  test("a logger's method is not a function of the same name", async () => {
    const source = "import logging\nlogger = logging.getLogger()\ndef info(): ...\ndef main():\n    logger.info()\n";
    const { calls, unresolved } = await drawn({ "a.py": source });
    expect(calls).toEqual(["a.py logging.getLogger"]);
    expect(unresolved).toEqual(["a.py:main info unknown-receiver"]);
  });

  test("a dict's pop is not the pop of a class that has one", async () => {
    const source = "class Headers:\n    def pop(self): ...\ndef main():\n    d = {}\n    d.pop()\n";
    expect(await calls({ "a.py": source })).toEqual(["a.py:main builtins.dict.pop"]);
  });

  test("constructors, self, inherited methods and super are followed", async () => {
    const edges = await calls({
      "base.py": "class Base:\n    def __init__(self): ...\n    def save(self): ...\n",
      "a.py":
        "from base import Base\nclass User(Base):\n    def __init__(self):\n        super().__init__()\n" +
        "    def store(self):\n        self.save()\ndef main():\n    user = User()\n    user.store()\n    user.save()\n",
    });
    expect(edges).toEqual([
      "a.py:User.__init__ base.py:Base.__init__",
      "a.py:User.store base.py:Base.save",
      "a.py:main a.py:User.__init__",
      "a.py:main a.py:User.store",
      "a.py:main base.py:Base.save",
    ]);
  });

  test("the first base from the left decides, what is shared comes last", async () => {
    const source =
      "class A:\n    def f(self): ...\n    def g(self): ...\nclass B(A):\n    def f(self): ...\n" +
      "class C(A):\n    def f(self): ...\n    def g(self): ...\nclass D(B, C): ...\ndef main():\n    D().f()\n    D().g()\n";
    expect(await calls({ "a.py": source })).toEqual(["a.py:main a.py:B.f", "a.py:main a.py:C.g"]);
  });

  test("members of self are known by what the constructor assigns or the parameter declares", async () => {
    const source =
      "class Db:\n    def query(self): ...\nclass Cache:\n    def get(self): ...\nclass Service:\n" +
      "    def __init__(self, cache: Cache):\n        self.db = Db()\n        self.cache = cache\n" +
      "    def run(self):\n        self.db.query()\n        self.cache.get()\n        self.other.get()\n";
    const { calls, unresolved } = await drawn({ "a.py": source });
    expect(calls).toEqual(["a.py:Service.run a.py:Cache.get", "a.py:Service.run a.py:Db.query"]);
    expect(unresolved).toEqual(["a.py:Service.run get unknown-receiver"]);
  });

  test("declared returns carry through chains, optionals and elements of lists", async () => {
    const source =
      "from typing import Optional\nclass Item:\n    def next(self) -> 'Item': ...\n    def name(self): ...\n" +
      "def find() -> Optional[Item]: ...\ndef many() -> list[Item]: ...\n" +
      "def main():\n    find().next().next().name()\n    for item in many():\n        item.name()\n    many()[0].next()\n";
    expect(await calls({ "a.py": source })).toEqual([
      "a.py:main a.py:Item.name",
      "a.py:main a.py:Item.next",
      "a.py:main a.py:find",
      "a.py:main a.py:many",
    ]);
  });

  test("class methods, static methods, properties and callable instances", async () => {
    const source =
      "class Shape:\n    @classmethod\n    def make(cls): return cls()\n    @staticmethod\n    def area(): ...\n" +
      "    @property\n    def parent(self) -> 'Shape': ...\n    def __call__(self): ...\n    def draw(self): ...\n" +
      "def main(shape: Shape):\n    Shape.make()\n    Shape.area()\n    shape.parent.draw()\n    shape()\n";
    expect(await calls({ "a.py": source })).toEqual([
      "a.py:Shape builtins.classmethod",
      "a.py:Shape builtins.property",
      "a.py:Shape builtins.staticmethod",
      "a.py:main a.py:Shape.__call__",
      "a.py:main a.py:Shape.area",
      "a.py:main a.py:Shape.draw",
      "a.py:main a.py:Shape.make",
      "a.py:main a.py:Shape.parent",
    ]);
  });

  test("a variable with several assignments reaches all of them, as an inference", async () => {
    const source =
      "class A:\n    def go(self): ...\nclass B:\n    def go(self): ...\n" +
      "def main(flag):\n    x = A()\n    if flag:\n        x = B()\n    x.go()\n    A().go()\n";
    const { tierOf } = await drawn({ "a.py": source });
    expect(tierOf("CALLS a.py:main a.py:B.go")).toBe("inferred");
    expect(tierOf("CALLS a.py:main a.py:A.go")).toBe("exact");
  });

  test("a method that no base of the repository has belongs to the outside base", async () => {
    const source = "from lib import Session\nclass Mine(Session):\n    def go(self):\n        self.get()\n";
    const { edges } = await drawn({ "a.py": source, "b.py": "class Other:\n    def get(self): ...\n" });
    expect(edges).toEqual(["CALLS a.py:Mine.go lib.Session.get", "IMPORTS a.py lib", "INHERITS a.py:Mine lib.Session"]);
  });

  test("a receiver without any type stays unresolved", async () => {
    const { calls, unresolved } = await drawn({
      "a.py": "class A:\n    def run(self): ...\ndef main(thing):\n    thing.run()\n",
    });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["a.py:main run unknown-receiver"]);
  });
});

describe("uses that are no calls", () => {
  test("types and functions that are passed are references, locals are not", async () => {
    const source = "class A: ...\ndef f(): ...\ndef main(x: A):\n    y = f\n    return [x, y]\n";
    expect((await drawn({ "a.py": source })).edges).toEqual([
      "REFERENCES a.py:main a.py:A",
      "REFERENCES a.py:main a.py:f",
    ]);
  });

  test("a decorator is called by the code around what it decorates", async () => {
    expect(await calls({ "a.py": "def deco(f): ...\n@deco\ndef main(): ...\n" })).toEqual(["a.py a.py:deco"]);
  });
});

describe("cycles", () => {
  test("classes that inherit from each other end", async () => {
    const { edges } = await drawn({ "a.py": "class A(B):\n    def f(self):\n        self.g()\nclass B(A): ...\n" });
    expect(edges).toEqual(["INHERITS a.py:A a.py:B", "INHERITS a.py:B a.py:A"]);
  });

  test("variables that need each other give the same answer from either side", async () => {
    const rest =
      "class A:\n    def next(self) -> 'B': ...\nclass B:\n    def next(self) -> 'A': ...\n    def only(self): ...\n";
    const forward = `${rest}def main():\n    x = A()\n    y = x.next()\n    x = y.next()\n    x.next()\n    y.only()\n`;
    const backward = `${rest}def main():\n    y.only()\n    x.next()\n    x = y.next()\n    y = x.next()\n    x = A()\n`;
    expect(await calls({ "a.py": forward })).toEqual(await calls({ "a.py": backward }));
    expect(await calls({ "a.py": forward })).toContain("a.py:main a.py:B.only");
  });
});
