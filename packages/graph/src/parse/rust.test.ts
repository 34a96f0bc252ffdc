import { describe, expect, test } from "vitest";

import { named, show, showType } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const parse = (...lines: string[]): Promise<FileFacts> =>
  parser.parse({ path: "a.rs", text: lines.join("\n"), language: "rust", deadlineMs: 60_000 });
/** The same inside of `fn f()`. */
const body = (...lines: string[]): Promise<FileFacts> => parse("fn f() {", ...lines, "}");

const sites = (facts: FileFacts): string[] => facts.sites.map((site) => `${site.kind} ${show(site.target)}`);
const bindings = (facts: FileFacts): string[] =>
  facts.bindings.map(({ name, type, value }) => `${name}: ${showType(type)} = ${show(value)}`);
const imports = (facts: FileFacts): string[] =>
  facts.imports.map(({ form, module, imported, local }) => [form, module, imported, local].join("|"));

describe("definitions", () => {
  test("a function has its range without attributes, its parameters without the receiver, and the doc above its attributes", async () => {
    const facts = await parse(
      "/// Adds.",
      '#[must_use = "x"]',
      "pub(crate) fn add<T: Clone>(mut a: u32, (b, c): (u8, T), _: u8) -> Option<T> {",
      "}",
    );
    expect(named(facts, "add")).toMatchObject({
      kind: "Function",
      startLine: 3,
      endLine: 4,
      visibility: "package",
      exported: false,
      doc: "Adds.",
      signature: "pub(crate) fn add<T: Clone>(mut a: u32, (b, c): (u8, T), _: u8) -> Option<T>",
    });
    expect(named(facts, "add").parameters.map(({ name, type }) => `${name}: ${showType(type)}`)).toEqual([
      "a: u32",
      "#1: tuple<u8, T>",
      "_: u8",
    ]);
    expect(bindings(facts)).toEqual(["b:  = #1.0", "c:  = #1.1"]);
  });

  test("structs, unions, enums, traits, constants, aliases and macros have their kinds; fields without names are numbered", async () => {
    const facts = await parse(
      "pub struct A { pub x: u8 }",
      "struct B(u8, A);",
      "union U { a: u8 }",
      "enum E { One, Two(u8), Three { y: u8 } }",
      "trait T: Base { type Item; const N: u8; fn go(&self); fn make() -> Self { loop {} } }",
      "type Al = A;",
      "static S: u8 = 1;",
      "macro_rules! m { () => {}; }",
    );
    expect(
      facts.definitions.map(({ kind, name, parent }) => `${kind} ${facts.definitions[parent]?.name ?? ""}.${name}`),
    ).toEqual([
      "Struct .A",
      "Field A.x",
      "Struct .B",
      "Field B.0",
      "Field B.1",
      "Struct .U",
      "Field U.a",
      "Enum .E",
      "Constant E.One",
      "Constant E.Two",
      "Field Two.0",
      "Constant E.Three",
      "Field Three.y",
      "Trait .T",
      "Type T.Item",
      "Constant T.N",
      "Method T.go",
      "Method T.make",
      "Type .Al",
      "Constant .S",
      "Macro .m",
    ]);
    expect(named(facts, "go").modifiers).toEqual(["abstract"]);
    expect(named(facts, "make").modifiers).toEqual(["static"]);
    expect(named(facts, "m").signature).toBe("macro_rules! m");
  });

  test("an impl block is an extension of the type it names, with the trait as its base and bounds from `where`", async () => {
    const facts = await parse("impl<'a, T: A> a::Tr<u8> for Foo<'a, T> where T: B { fn go(&self) {} }");
    const [block, go] = facts.definitions;
    expect(block).toMatchObject({ name: "", modifiers: ["extension"] });
    expect(showType(block?.receiver?.type)).toBe("Foo<T>");
    expect(block?.bases.map(({ kind, type }) => `${kind} ${showType(type)}`)).toEqual(["implements a::.Tr<u8>"]);
    expect(block?.typeParameters?.map(({ name, bound }) => `${name}: ${showType(bound)}`)).toEqual(["T: A | B"]);
    expect(go).toMatchObject({ kind: "Method", name: "go", parent: 0, visibility: "public" });
  });
});

describe("imports", () => {
  test("each name of a `use` tree is one; `pub` ones are for others too", async () => {
    const facts = await parse(
      "use a::{b::{self, c as d}, e::*, *};",
      "pub use crate::x::y;",
      "use foo as _;",
      "extern crate alloc as al;",
    );
    expect(imports(facts)).toEqual([
      "name|a|b|b",
      "name|a::b|c|d",
      "all|a::e||",
      "all|a||",
      "name|crate::x|y|y",
      "name||foo|",
      "name||alloc|al",
    ]);
    expect(facts.imports.map(({ exported }) => exported === true)).toEqual([
      false,
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
    expect(sites(facts)).toEqual([]);
  });

  test("a module in a file of its own is one, with the path that its attribute says, comments between or not", async () => {
    const facts = await parse(
      "mod a;",
      '#[cfg(test)]\n#[path = "x/y.rs"]\n// why\nmod b;',
      '// #[path = "z.rs"]\nmod c;',
    );
    expect(imports(facts)).toEqual(["module|||a", "module|x/y.rs||b", "module|||c"]);
  });
});

describe("bindings", () => {
  test("patterns take parts of what they match", async () => {
    const facts = await body(
      "let Some(a) = x() else { return };",
      "if let Point { x: px, y } = p() {}",
      "match e() { E::A(n, _) | E::B(_, n) => {} None => {} k @ 1..=2 => {} }",
      "for (i, v) in items() {}",
      "let [first, ..] = list();",
      "let (l, r) = (one(), two());",
    );
    expect(bindings(facts)).toEqual([
      "a:  = x().Some.0",
      "px:  = Point.x",
      "y:  = Point.y",
      "n:  = E::.A.0",
      "n:  = E::.B.1",
      "k:  = e()",
      "i:  = items().<each>().0",
      "v:  = items().<each>().1",
      "first:  = list()[]",
      "l:  = one()",
      "r:  = two()",
    ]);
  });

  test("a closure's parameters are parts of the function that takes it", async () => {
    const facts = await body("items.iter().fold(0, |acc, (a, _)| acc);", "let c = |x: u8| x;");
    expect(bindings(facts)).toContain("acc:  = items.iter().fold.|1.0");
    expect(bindings(facts)).toContain("a:  = items.iter().fold.|1.1.0");
    expect(facts.definitions.map(({ name }) => name)).toEqual(["f"]);
  });

  test("the value of a name is what its block or branches end with", async () => {
    expect(bindings(await body("let a = if c { one() } else { two() };", "let b = { x(); y() };"))).toEqual([
      "a:  = one()",
      "a:  = two()",
      "b:  = y()",
    ]);
  });
});

describe("uses", () => {
  test("paths, methods, constructions and `?` are chains", async () => {
    expect(sites(await body("a::b::c(1)?.d().e;", "Foo::<u8>::new();", "Foo { x: 1 };", "self.g.h();"))).toEqual([
      "call a::.b.c",
      "call a::.b.c().?().d",
      "reference a::.b.c().?().d().e",
      "type Foo",
      "call Foo.new",
      "new Foo",
      "call this.g.h",
    ]);
  });

  test("calls in the arguments of macros are read, items in them are not", async () => {
    expect(
      sites(await body('log!("{}", a.b(c(1), D(2)).e?.f::<u8>(), |x| y!(z()));', "cfg! { fn g() { h() } }")),
    ).toEqual(["call log!", "call a.b", "call c", "call a.b().e.?().f", "call y!", "call z", "call cfg!"]);
  });

  test("thousands of nested patterns, blocks and macros end, and stay linear", async () => {
    const deep = (open: string, close: string, inner = "x"): string => open.repeat(5_000) + inner + close.repeat(5_000);
    const facts = await body(
      `let ${deep("Some(", ")")} = y;`,
      `m!(${deep("a.b(", ")")});`,
      `let z = ${deep("{", "}")};`,
      `let w = ${deep("Some(", ")")};`,
      `match q { ${deep("A(|", ")", "b")} => {} }`,
    );
    expect(facts.language).toBe("rust");
  });
});
