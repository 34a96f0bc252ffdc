import { describe, expect, test } from "vitest";

import { named, outline, show, showType } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const parse = (...lines: string[]): Promise<FileFacts> =>
  parser.parse({ path: "a.go", text: ["package a", ...lines].join("\n"), language: "go", deadlineMs: 60_000 });
/** The same inside of `func f()`. */
const body = (...lines: string[]): Promise<FileFacts> => parse("func f() {", ...lines, "}");

const sites = (facts: FileFacts): string[] => facts.sites.map((site) => `${site.kind} ${show(site.target)}`);
const bindings = (facts: FileFacts): string[] =>
  facts.bindings.map(({ name, type, value, element }) =>
    `${name}: ${showType(type)} = ${show(value)}${element ? " each" : ""}`.trim(),
  );

describe("definitions", () => {
  test("a function has its package, range, parameters and first result", async () => {
    const facts = await parse("", "func Add(a, b int, rest ...string) (int, error) {", "  return 0, nil", "}");
    expect(facts.packageName).toBe("a");
    expect(named(facts, "Add")).toMatchObject({
      kind: "Function",
      startLine: 3,
      endLine: 5,
      nameLine: 3,
      nameColumn: 5,
      signature: "func Add(a, b int, rest ...string) (int, error)",
    });
    expect(named(facts, "Add").parameters.map(({ name, type, rest }) => [name, showType(type), rest])).toEqual([
      ["a", "int", false],
      ["b", "int", false],
      ["rest", "string", true],
    ]);
    expect(showType(named(facts, "Add").returns)).toBe("int");
  });

  test("capital letters make names public and exported, others belong to the package", async () => {
    const facts = await parse("func Open() {}", "func shut() {}", "type Äther struct { Name string; age int }");
    expect(facts.definitions.map(({ name, visibility, exported }) => [name, visibility, exported])).toEqual([
      ["Open", "public", true],
      ["shut", "package", false],
      ["Äther", "public", true],
      ["Name", "public", true],
      ["age", "package", false],
    ]);
  });

  test("a method keeps the type and name of its receiver and stands at file level", async () => {
    const facts = await parse(
      "func (s *Server) Run(n int) {",
      "  s.stop()",
      "}",
      "func (Server) Name() string { return x }",
    );
    expect(outline(facts)).toEqual(["Method .Run", "Method .Name"]);
    expect(named(facts, "Run").receiver).toEqual({
      name: "s",
      type: { of: { kind: "name", name: "Server" }, arguments: [], or: [] },
    });
    expect(named(facts, "Name").receiver?.name).toBe("");
    expect(sites(facts)).toEqual(["call s.stop", "reference x"]);
  });

  test("a struct holds its fields, each name of a list with a range of its own", async () => {
    const facts = await parse("type Point struct {", '  X, y int `json:"x"`', "  Next *Point", "}");
    expect(outline(facts)).toEqual(["Struct .Point", "Field Point.X", "Field Point.y", "Field Point.Next"]);
    expect(named(facts, "Point")).toMatchObject({ signature: "type Point struct", startLine: 2, endLine: 5 });
    expect(named(facts, "Next").signature).toBe("Next *Point");
    expect(["X", "y", "Next"].map((name) => showType(named(facts, name).type))).toEqual(["int", "int", "Point"]);
  });

  test("what a struct embeds is a base, by value, pointer, package or instance", async () => {
    const facts = await parse("type A struct { Base; *Other; pkg.Third; G[int]; Named Base }");
    expect(named(facts, "A").bases.map(({ kind, type, line }) => [kind, showType(type), line])).toEqual([
      ["embeds", "Base", 2],
      ["embeds", "Other", 2],
      ["embeds", "pkg.Third", 2],
      ["embeds", "G<int>", 2],
    ]);
    expect(outline(facts)).toEqual(["Struct .A", "Field A.Named"]);
    expect(sites(facts)).toEqual(["type Base"]);
  });

  test("an interface holds abstract methods and embeds others, unions are no bases", async () => {
    const facts = await parse(
      "type R interface {",
      "  Read(p []byte) (n int, err error)",
      "  io.Closer",
      "  ~int | string",
      "}",
    );
    expect(outline(facts)).toEqual(["Interface .R", "Method R.Read"]);
    expect(named(facts, "Read")).toMatchObject({ modifiers: ["abstract"], exported: true });
    expect(named(facts, "R").bases.map(({ type }) => showType(type))).toEqual(["io.Closer"]);
    expect(facts.bindings).toEqual([]);
  });

  test("named types and aliases keep what they stand for", async () => {
    const facts = await parse("type Names map[string]*User", "type ID = int", "type Done func(error) bool");
    expect(outline(facts)).toEqual(["Type .Names", "Type .ID", "Type .Done"]);
    expect(showType(named(facts, "Names").type)).toBe("map<string, User>");
    expect(sites(facts)).toEqual(["type User"]);
  });

  test("constant and variable blocks define each name, with values by position", async () => {
    const facts = await parse(
      "const (",
      "  A = iota",
      "  B",
      ")",
      "const C, D = 1, load()",
      "var x, y Shape",
      "var _ I = z",
    );
    expect(outline(facts)).toEqual([
      "Constant .A",
      "Constant .B",
      "Constant .C",
      "Constant .D",
      "Variable .x",
      "Variable .y",
    ]);
    expect(["A", "C", "D"].map((name) => show(named(facts, name).value))).toEqual(["<number>", "<number>", "load()"]);
    expect(showType(named(facts, "y").type)).toBe("Shape");
    expect(sites(facts)).toContain("type I");
  });

  test("a single declaration starts at its keyword, one of a block at its name", async () => {
    const facts = await parse("var", "  one = 1", "var (", "  two = 2", ")", "type (", "  Three struct{}", ")");
    expect(["one", "two", "Three"].map((name) => named(facts, name).startLine)).toEqual([2, 5, 8]);
    expect(named(facts, "two").signature).toBe("two = 2");
  });

  test("doc comments are those directly above, also above a block's entries", async () => {
    const facts = await parse(
      "// Far.",
      "",
      "// Near",
      "// it.",
      "type T struct {",
      "  // F is.",
      "  F int // not this",
      "  G int",
      "}",
      "/* Block. */",
      "func f() {}",
    );
    expect(["T", "F", "G", "f"].map((name) => named(facts, name).doc)).toEqual(["Near\nit.", "F is.", "", "Block."]);
  });

  test("type parameters are kept with their bounds and are no uses", async () => {
    const facts = await parse(
      "func Map[K comparable, V, W Shape](m map[K]V) W { var w W; return w }",
      "type Box[T any] struct { v T }",
    );
    expect(named(facts, "Map").typeParameters?.map(({ name, bound }) => [name, showType(bound)])).toEqual([
      ["K", "comparable"],
      ["V", "Shape"],
      ["W", "Shape"],
    ]);
    expect(named(facts, "Box").typeParameters?.map(({ name }) => name)).toEqual(["T"]);
    expect(sites(facts)).toEqual(["type Shape"]);
  });

  test("a generic receiver names the parameters of its type", async () => {
    const facts = await parse("func (b *Box[T]) Put(v T) T { return v }");
    expect(showType(named(facts, "Put").receiver?.type)).toBe("Box<T>");
    expect(sites(facts)).toEqual([]);
  });

  test("types and functions inside of a function belong to it", async () => {
    const facts = await body(
      "type local struct { n int }",
      "g := func(a int) local { return h(a) }",
      "const inner = 1",
    );
    expect(outline(facts)).toEqual(["Function .f", "Struct f.local", "Field local.n", "Function f.g"]);
    expect(named(facts, "g")).toMatchObject({ exported: false, parameters: [{ name: "a" }] });
    expect(bindings(facts)).toEqual(["inner:  = <number>"]);
  });
});

describe("imports", () => {
  test("plain, renamed, dot and blank imports", async () => {
    const facts = await parse(
      'import "fmt"',
      "import (",
      '  al "a/b"',
      '  . "math"',
      '  _ "embed"',
      "  `raw/path`",
      ")",
    );
    expect(facts.imports.map(({ module, form, local, line }) => [module, form, local, line])).toEqual([
      ["fmt", "module", "", 2],
      ["a/b", "module", "al", 4],
      ["math", "all", "", 5],
      ["embed", "effect", "", 6],
      ["raw/path", "module", "", 7],
    ]);
    expect(facts.sites).toEqual([]);
  });
});

describe("bindings", () => {
  test("short declarations bind the first name to the call, and those that follow to what it gives besides", async () => {
    const facts = await body("x, err := load()", "a, b := one(), two()", "y := &Foo{}", "_, z := pair()");
    expect(bindings(facts)).toEqual([
      "x:  = load()",
      "err:  = load.#1",
      "a:  = one()",
      "b:  = two()",
      "y:  = new Foo",
      "z:  = pair.#1",
    ]);
  });

  test("local variables keep their written type", async () => {
    expect(bindings(await body("var s, t *pkg.Store", "var n = 3", "var m map[string][]User = nil"))).toEqual([
      "s: pkg.Store =",
      "t: pkg.Store =",
      "n:  = <number>",
      "m: map<string, slice<User>> = <null>",
    ]);
  });

  test("the second name of a range takes the elements, the first what comes first", async () => {
    expect(bindings(await body("for i, user := range users.all() { use(i, user) }", "for k := range m {}"))).toEqual([
      "i:  = users.all().<first>",
      "user:  = users.all() each",
      "k:  = m.<first>",
    ]);
  });

  test("a type assertion has the asserted type, and a use of it", async () => {
    const facts = await body("v, ok := x.(*Foo)", "x.(Bar).Run()", "w := <-ch");
    expect(bindings(facts)).toEqual(["v:  = new Foo", "ok:  =", "w:  = ch[]"]);
    expect(sites(facts)).toEqual([
      "reference x",
      "type Foo",
      "reference x",
      "type Bar",
      "call new Bar.Run",
      "reference ch",
    ]);
  });

  test("the name of a type switch has the type of each case", async () => {
    const facts = await body("switch v := x.(type) {", "case *Foo: v.A()", "case nil: v.B()", "default: v.C()", "}");
    expect(bindings(facts)).toEqual(["v:  =", "v: Foo =", "v:  ="]);
    const [outer, inner] = facts.bindings.map(({ scope }) => scope);
    expect(facts.scopes[inner ?? 0]?.parent).toBe(outer);
    expect(facts.sites.find(({ target }) => show(target) === "v.A")?.scope).toBe(inner);
  });

  test("names of if, for, switch and select live in their statement", async () => {
    const facts = await body(
      "if err := a(); err != nil {}",
      "for i := 0; i < n; i++ {}",
      "switch t := v.(type) { case Foo: t.Do() }",
      "select { case e := <-ch: e.Done() }",
      "err.after()",
    );
    expect(facts.bindings.map(({ name }) => name)).toEqual(["err", "i", "t", "t", "e"]);
    expect(new Set(facts.bindings.map(({ scope }) => scope)).size).toBe(5);
    expect(sites(facts)).toContain("call err.after");
  });

  test("named results and closure parameters are variables", async () => {
    const facts = await parse(
      "func f() (n int, err error) { n = 1; run(func(w Writer) error { w.Go(); return err }); return }",
    );
    expect(bindings(facts)).toEqual(["n: int =", "err: error =", "w: Writer ="]);
    expect(sites(facts)).toEqual(["call run", "type Writer", "call w.Go"]);
  });
});

describe("uses", () => {
  test("calls keep their receiver chain, conversions and generic calls are calls", async () => {
    const facts = await body(
      "a.b().c(1, 2)",
      "pkg.Make[int](3)",
      "Celsius(x)",
      "go s.run()",
      "defer mu.Unlock()",
      "(*p).fly()",
    );
    expect(
      facts.sites
        .filter(({ kind }) => kind === "call")
        .map(({ target, argumentCount }) => `${show(target)}/${argumentCount}`),
    ).toEqual(["a.b/0", "a.b().c/2", "pkg.Make[]/1", "Celsius/1", "s.run/0", "mu.Unlock/0", "p.fly/0"]);
  });

  test("composite literals are constructions, their keys no uses", async () => {
    const facts = await body(
      "_ = Foo{Name: n, Inner: pkg.Bar{}}",
      "_ = []Foo{{Name: m}}",
      "_ = map[string]Foo{k: v}",
      "_ = Box[int]{}",
    );
    expect(sites(facts)).toEqual([
      "new Foo",
      "reference n",
      "new pkg.Bar",
      "type Foo",
      "reference m",
      "type Foo",
      "reference v",
      "new Box",
    ]);
  });

  test("functions passed as values are references, builtin types are none", async () => {
    expect(sites(await body("http.HandleFunc(path, handle)", "var n int = len(xs)", "s.field = other"))).toEqual([
      "call http.HandleFunc",
      "reference path",
      "reference handle",
      "call len",
      "reference xs",
      "reference s.field",
      "reference other",
    ]);
  });

  test("a function that is called where it stands is no use of anything", async () => {
    expect(sites(await body("defer func() { done(x) }()"))).toEqual(["call done", "reference x"]);
  });

  test("labels and blank names are no uses", async () => {
    expect(sites(await body("loop: for { break loop }", "_ = 1", "for _, _ = range xs {}"))).toEqual(["reference xs"]);
  });
});

test("what follows a syntax error is still found", async () => {
  const facts = await parse("func broken( {", "}", "func Fine() { go() }", "type T struct {");
  expect(facts.hasSyntaxErrors).toBe(true);
  expect(facts.definitions.map(({ name }) => name)).toContain("Fine");
});

test.each(["", "package", "package a; func", "\uFEFFpackage a", "}}}}", "package a\nvar x = `"])(
  "%j gives facts",
  async (text) => {
    const facts = await parser.parse({ path: "a.go", text, language: "go", deadlineMs: 60_000 });
    expect(facts.scopes.length).toBeGreaterThan(0);
  },
);
