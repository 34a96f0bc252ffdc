import { describe, expect, test } from "vitest";

import { named, show, showType } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const parse = (...lines: string[]): Promise<FileFacts> =>
  parser.parse({ path: "a.py", text: lines.join("\n"), language: "python", deadlineMs: 60_000 });

const sites = (facts: FileFacts, kind?: string): string[] =>
  facts.sites.filter((site) => kind === undefined || site.kind === kind).map((site) => show(site.target));
const bindings = (facts: FileFacts): string[] =>
  facts.bindings.map(
    (each) =>
      `${each.member ? "this." : ""}${each.name}: ${showType(each.type)} = ${show(each.value)}${each.element ? " each" : ""}`,
  );
/** Name of the definition whose body a site lies in, through blocks and lambdas. */
const userOf = (facts: FileFacts, target: string): string => {
  let scope = facts.scopes[facts.sites.find((site) => show(site.target) === target)?.scope ?? -1];
  while (scope !== undefined && scope.definition < 0) scope = facts.scopes[scope.parent];
  return scope === undefined ? "" : (facts.definitions[scope.definition]?.name ?? "");
};

describe("definitions", () => {
  test("a function has its range, name place, body and signature", async () => {
    const facts = await parse("", "def add(a,", "        b):  # sum", "    return a + b", "");
    const add = named(facts, "add");
    expect(add).toMatchObject({ kind: "Function", parent: -1, startLine: 2, endLine: 4, nameLine: 2, nameColumn: 4 });
    expect(add.signature).toBe("def add(a, b)");
    expect(add.bodyStart).toBe(add.start + "def add(a,\n        b):  # sum\n    ".length);
    expect(facts.lineCount).toBe(4);
  });

  test("a decorated definition starts at its first decorator and keeps them all", async () => {
    const facts = await parse("@one", "@pkg.two(3)", "def f(): ...");
    expect(named(facts, "f")).toMatchObject({ startLine: 1, nameLine: 3, signature: "def f()" });
    expect(named(facts, "f").decorators.map(show)).toEqual(["one", "pkg.two()"]);
    expect(sites(facts, "decorator")).toEqual(["one", "pkg.two"]);
    expect(sites(facts, "call")).toEqual([]);
  });

  test("parameters keep types, defaults, stars and their order, separators left out", async () => {
    const facts = await parse("def f(a, /, b: int = 3, *args: str, c=None, **kw): ...");
    expect(named(facts, "f").parameters).toMatchObject([
      { name: "a", rest: false },
      { name: "b", rest: false, defaultValue: { kind: "literal", type: "number" } },
      { name: "args", rest: true },
      { name: "c", rest: false, defaultValue: { kind: "literal", type: "null" } },
      { name: "kw", rest: true },
    ]);
    expect(named(facts, "f").parameters.map(({ type }) => showType(type))).toEqual(["", "int", "str", "", ""]);
  });

  test("a function in a class is a method, one in a function is a function", async () => {
    const facts = await parse("class A:", "    def m(self):", "        def inner(): ...");
    expect(facts.definitions.map(({ kind, name, parent }) => [kind, name, parent])).toEqual([
      ["Class", "A", -1],
      ["Method", "m", 0],
      ["Function", "inner", 1],
    ]);
  });

  test("bases are kept without keyword arguments", async () => {
    const facts = await parse("class A(Base, pkg.Other, Generic[T], metaclass=Meta): ...");
    expect(named(facts, "A").bases.map(({ type }) => showType(type))).toEqual(["Base", "pkg.Other", "Generic<T>"]);
    expect(sites(facts, "reference")).toEqual(["T", "Meta"]);
  });

  test("modifiers come from keywords, decorators and the body", async () => {
    const facts = await parse(
      "class A:",
      "    def __init__(self): ...",
      "    @property",
      "    def p(self): ...",
      "    @staticmethod",
      "    async def s(): ...",
      "    @abc.abstractmethod",
      "    def g(self):",
      "        yield 1",
    );
    expect(named(facts, "__init__").modifiers).toEqual(["constructor"]);
    expect(named(facts, "p").modifiers).toEqual(["property", "getter"]);
    expect(named(facts, "s").modifiers).toEqual(["async", "static"]);
    expect([...named(facts, "g").modifiers].sort()).toEqual(["abstract", "generator"]);
  });

  test("underscores make names protected or private, dunders stay public", async () => {
    const facts = await parse(
      "_m = 1",
      "class A:",
      "    def _p(self): ...",
      "    def __q(self): ...",
      "    def __eq__(self, o): ...",
    );
    expect(facts.definitions.map(({ visibility }) => visibility)).toEqual([
      "private",
      "public",
      "protected",
      "private",
      "public",
    ]);
  });

  test("module assignments define constants and variables once, class assignments fields", async () => {
    const facts = await parse("LIMIT: int = 3", "name = load()", "name = other()", "class A:", "    kind: str = 'a'");
    expect(facts.definitions.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "Constant LIMIT",
      "Variable name",
      "Class A",
      "Field kind",
    ]);
    expect(show(named(facts, "name").value)).toBe("load()");
    expect(showType(named(facts, "LIMIT").type)).toBe("int");
    expect(bindings(facts)).toEqual(["name:  = other()"]);
  });

  test("assignments under a module-level condition are definitions, those in functions are not", async () => {
    const facts = await parse("if x:", "    a = 1", "try:", "    b = 2", "except E: ...", "def f():", "    c = 3");
    expect(facts.definitions.map(({ name }) => name)).toEqual(["a", "b", "f"]);
    expect(bindings(facts)).toEqual(["c:  = <number>"]);
  });

  test("a long value is left out of a signature", async () => {
    const facts = await parse(`TABLE = {${"'k': 1, ".repeat(40)}}`, "SHORT = 3");
    expect(named(facts, "TABLE").signature).toBe("TABLE");
    expect(named(facts, "SHORT").signature).toBe("SHORT = 3");
  });

  test("__all__ decides what is exported", async () => {
    const facts = await parse('__all__ = ["f", "_g"]', "def f(): ...", "def _g(): ...", "def h(): ...");
    expect(facts.definitions.filter(({ exported }) => exported).map(({ name }) => name)).toEqual(["f", "_g"]);
  });

  test("a lambda that is assigned is a function under that name", async () => {
    const facts = await parse("double = lambda x: twice(x)");
    expect(named(facts, "double")).toMatchObject({ kind: "Function", parameters: [{ name: "x", rest: false }] });
    expect(userOf(facts, "twice")).toBe("double");
  });

  test("a type alias holds its type", async () => {
    const facts = await parse("type Pair = tuple[A, B]");
    expect(named(facts, "Pair").kind).toBe("Type");
    expect(showType(named(facts, "Pair").type)).toBe("tuple<A, B>");
  });
});

describe("documentation", () => {
  test("docstrings lose their quotes and indentation", async () => {
    const facts = await parse(
      "class A:",
      '    r"""One.',
      "",
      "        Two.",
      '    """',
      "    def f(self):",
      "        'short'",
    );
    expect(named(facts, "A").doc).toBe("One.\n\nTwo.");
    expect(named(facts, "f").doc).toBe("short");
  });

  test("comments directly above count where there is no docstring, others do not", async () => {
    const facts = await parse("# far", "", "# near", "# by", "def f(): ...", "x = 1  # trailing", "def g(): ...");
    expect(named(facts, "f").doc).toBe("near\nby");
    expect(named(facts, "g").doc).toBe("");
    expect(facts.comments).toHaveLength(8);
  });
});

describe("types", () => {
  test("unions, generics, quotes and None are read alike", async () => {
    const facts = await parse(
      "def f(a: A | None, b: Optional[B], c: 'pkg.C[D]', d: Union[E, 'F', None], e: dict[str, list[G]]) -> 'H | I': ...",
    );
    expect(named(facts, "f").parameters.map(({ type }) => showType(type))).toEqual([
      "A",
      "B",
      "pkg.C<D>",
      "E | F",
      "dict<str, list<G>>",
    ]);
    expect(showType(named(facts, "f").returns)).toBe("H | I");
  });

  test("names in annotations are type uses, calls in them stay calls", async () => {
    const facts = await parse("def f(a: Annotated[int, Field(1)], b: 'Q') -> R: ...");
    expect(sites(facts, "type")).toEqual(["Annotated", "int", "Q", "R"]);
    expect(sites(facts, "call")).toEqual(["Field"]);
  });
});

describe("bindings and scopes", () => {
  test("every form of assignment binds in its function", async () => {
    const facts = await parse(
      "def f():",
      "    a = b = make()",
      "    c, (d, *e) = pair()",
      "    for i in items(): ...",
      "    with open(p) as h: ...",
      "    try: ...",
      "    except pkg.Err as err: ...",
      "    if (n := count()): ...",
      "    w: Foo = None",
    );
    expect(bindings(facts)).toEqual([
      "a:  = make()",
      "b:  = make()",
      "c:  = pair()[0]",
      "d:  = pair()[1][0]",
      "e:  = pair()[1][1:]",
      "i:  = items() each",
      "h:  = open()",
      "err: pkg.Err = ",
      "n:  = count()",
      "w: Foo = <null>",
    ]);
  });

  test("assignments to self bind members", async () => {
    const facts = await parse(
      "class A:",
      "    def __init__(self, repo: Repo):",
      "        self.repo: Repo = repo",
      "        self.n = N()",
    );
    expect(bindings(facts)).toEqual(["this.repo: Repo = repo", "this.n:  = N()"]);
  });

  test("comprehensions and lambdas have scopes of their own", async () => {
    const facts = await parse("def f(xs):", "    return [g(x) for x in xs] + [lambda y: h(y)]");
    expect(facts.scopes).toHaveLength(4);
    expect(bindings(facts)).toEqual(["x:  = xs each", "y:  = "]);
    expect(userOf(facts, "g")).toBe("f");
    expect(userOf(facts, "h")).toBe("f");
  });

  test("global and nonlocal assignments bind outside", async () => {
    const facts = await parse(
      "def f():",
      "    n = 1",
      "    def g():",
      "        global G",
      "        nonlocal n",
      "        G = 2",
      "        n = 3",
    );
    expect(facts.bindings.map(({ name, scope }) => [name, scope])).toEqual([
      ["n", 1],
      ["G", 0],
      ["n", 1],
    ]);
  });

  test("match patterns bind names and use classes", async () => {
    const facts = await parse(
      "def f(c):",
      "    match c:",
      "        case Point(x=0, y=yy) as pt: ...",
      "        case [a, *rest]: ...",
    );
    expect(facts.bindings.map(({ name }) => name)).toEqual(["yy", "pt", "a", "rest"]);
    expect(sites(facts)).toEqual(["Point"]);
  });
});

describe("imports", () => {
  test("all forms are read", async () => {
    const facts = await parse(
      "import a.b, c as d",
      "from ..pkg.mod import (x as y, z)",
      "from . import q",
      "from m import *",
      "from __future__ import annotations",
    );
    expect(facts.imports.map(({ module, form, imported, local }) => [module, form, imported, local])).toEqual([
      ["a.b", "module", "", "a"],
      ["c", "module", "", "d"],
      ["..pkg.mod", "name", "x", "y"],
      ["..pkg.mod", "name", "z", "z"],
      [".", "name", "q", "q"],
      ["m", "all", "", ""],
    ]);
  });

  test("an import inside a function belongs to its scope", async () => {
    const facts = await parse("import a", "if TYPE_CHECKING:", "    from t import T", "def f():", "    import b");
    expect(facts.imports.map(({ scope }) => facts.scopes[scope]?.definition)).toEqual([-1, -1, 0]);
  });
});

describe("uses", () => {
  test("a chain is one site for each call in it, at the name that is called", async () => {
    const facts = await parse("a.b(1).c(2, k=3)", "await d()");
    expect(facts.sites.map((site) => [show(site.target), site.kind, site.column, site.argumentCount])).toEqual([
      ["a.b", "call", 2, 1],
      ["a.b().c", "call", 7, 2],
      ["d", "call", 6, 0],
    ]);
  });

  test("names are references unless they are declared here or local", async () => {
    const facts = await parse("def f(p):", "    x = OTHER", "    return g(x, p, key=handler, *rest)");
    expect(sites(facts)).toEqual(["OTHER", "g", "handler", "rest"]);
  });

  test("self, cls and super are not names", async () => {
    const facts = await parse("class A(B):", "    def m(self):", "        super().m()", "        self.n(cls())");
    expect(sites(facts)).toEqual(["super.m", "this.n", "this"]);
  });

  test("calls at file level, in decorators and in defaults belong to what is around", async () => {
    const facts = await parse("top()", "@deco(make())", "def f(a=default()): inner()");
    expect(userOf(facts, "top")).toBe("");
    expect(userOf(facts, "make")).toBe("");
    expect(userOf(facts, "inner")).toBe("f");
  });

  test("a name below a comment that ends in a dot is a name", async () => {
    const facts = await parse("def f(a,", "      # See there.", "      b): ...", "# Done.", "go()");
    expect(named(facts, "f").parameters.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(sites(facts)).toEqual(["go"]);
  });

  test("names in f-strings are uses", async () => {
    const facts = await parse('print(f"{conf.name!r:>{width}} {call()}")');
    expect(sites(facts)).toEqual(["print", "conf.name", "width", "call"]);
  });
});

describe("choices", () => {
  test("each value of a choice is bound and returned, nested choices included", async () => {
    const facts = await parse("def f(x):", "    y = a() if x else (b or c())", "    return x and y or None");
    expect(bindings(facts)).toEqual(["y:  = a()", "y:  = b", "y:  = c()"]);
    expect(named(facts, "f").returnValues?.map(show)).toEqual(["y", "<null>"]);
  });
});
