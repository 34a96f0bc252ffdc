import { describe, expect, test } from "vitest";

import { named, outline, show, showType } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const parse = (...lines: string[]): Promise<FileFacts> =>
  parser.parse({ path: "a.php", text: ["<?php", ...lines].join("\n"), language: "php", deadlineMs: 60_000 });

const sites = (facts: FileFacts, ...kinds: string[]): string[] =>
  facts.sites
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map((site) => `${site.kind} ${show(site.target)}`);
const bindings = (facts: FileFacts): string[] =>
  facts.bindings.map(({ name, type, value, element }) =>
    `${name}: ${showType(type)} = ${show(value)}${element ? " each" : ""}`.trim(),
  );

describe("definitions", () => {
  test("a class has its range from its attributes on, its signature without them, and its doc", async () => {
    const facts = await parse(
      "namespace App\\Shop;",
      "",
      "/**",
      " * Sells things.",
      " */",
      "#[Service('x'), Other]",
      "final class Shop",
      "    extends Base {",
      "}",
    );
    expect(facts.packageName).toBe("App\\Shop");
    expect(named(facts, "Shop")).toMatchObject({
      kind: "Class",
      startLine: 7,
      endLine: 10,
      nameLine: 8,
      signature: "final class Shop extends Base",
      doc: "Sells things.",
      visibility: "public",
      exported: true,
    });
    expect(sites(facts, "decorator")).toEqual(["decorator Service", "decorator Other"]);
  });

  test("members are fields with their dollar, constants, cases and methods of what contains them", async () => {
    const facts = await parse(
      "class A { const ONE = 1, TWO = 2; public $a = 1, $b; function m() {} }",
      "interface I { function m(); }",
      "trait T { private static ?A $it = null; }",
      "enum E: string { case X = 'x'; function label() {} }",
      "function f() {}",
      "const MAX = 3;",
    );
    expect(outline(facts)).toEqual([
      "Class .A",
      "Constant A.ONE",
      "Constant A.TWO",
      "Field A.$a",
      "Field A.$b",
      "Method A.m",
      "Interface .I",
      "Method I.m",
      "Trait .T",
      "Field T.$it",
      "Enum .E",
      "Constant E.X",
      "Method E.label",
      "Function .f",
      "Constant .MAX",
    ]);
    expect(named(facts, "$it")).toMatchObject({ modifiers: ["static"], visibility: "private", exported: false });
  });

  test("modifiers and visibility are those before the name, not those in an attribute", async () => {
    const facts = await parse(
      "abstract class A {",
      "  #[Attr('static private')] protected function a() {}",
      "  abstract public static function b(): static;",
      "  final private const C = 1;",
      "  public function __construct() {}",
      "}",
    );
    expect(named(facts, "A").modifiers).toEqual(["abstract"]);
    expect(named(facts, "a")).toMatchObject({ modifiers: [], visibility: "protected", exported: false });
    expect(named(facts, "b")).toMatchObject({ modifiers: ["abstract", "static"], visibility: "public" });
    expect(named(facts, "C").visibility).toBe("private");
    expect(named(facts, "__construct").modifiers).toEqual(["constructor"]);
  });

  test("a promoted parameter is a field of the class and a parameter of its constructor", async () => {
    const facts = await parse("class A { function __construct(private readonly B $b, protected ?C $c = null) {} }");
    expect(outline(facts)).toEqual(["Class .A", "Method A.__construct", "Field A.$b", "Field A.$c"]);
    expect(named(facts, "__construct").parameters.map(({ name, type }) => `${name}: ${showType(type)}`)).toEqual([
      "$b: B",
      "$c: C",
    ]);
    expect(named(facts, "$c")).toMatchObject({ visibility: "protected" });
  });

  test("several namespaces of a file are modules, the only one is its package", async () => {
    const facts = await parse("namespace A\\B;", "class X {}", "namespace C;", "class X {}");
    expect(facts.packageName).toBe("");
    expect(outline(facts)).toEqual(["Module .A\\B", "Class A\\B.X", "Module .C", "Class C.X"]);
    const braced = await parse("namespace A { class X {} }");
    expect(braced.packageName).toBe("A");
  });

  test("bases are what is extended and implemented, and traits before them", async () => {
    const facts = await parse("class A extends B implements I, \\J { use T, N\\U; }", "interface K extends I, J {}");
    expect(named(facts, "A").bases.map(({ kind, type }) => `${kind} ${showType(type)}`)).toEqual([
      "embeds T",
      "embeds N\\U",
      "extends B",
      "implements I",
      "implements \\J",
    ]);
    expect(named(facts, "K").bases.map(({ kind }) => kind)).toEqual(["extends", "extends"]);
  });
});

describe("types", () => {
  test("unions, nullables, static and self are written types", async () => {
    const facts = await parse(
      "class A { function f(?B $a, B|C|null $b, D&E $c, int ...$rest): static {} function g(): ?self {} }",
    );
    const method = named(facts, "f");
    expect(method.parameters.map(({ name, type, rest }) => `${name}${rest ? "..." : ""}: ${showType(type)}`)).toEqual([
      "$a: B",
      "$b: B | C | null",
      "$c: D | E",
      "$rest...: int",
    ]);
    expect(method.returns?.of.kind).toBe("this");
    expect(showType(named(facts, "g").returns)).toBe("self");
  });

  test("doc comments give types where the declaration says nothing, or only array", async () => {
    const facts = await parse(
      "/**",
      " * @param array<int, Foo|Bar> $a",
      " * @param Baz $b not used, since the declaration says it",
      " * @param \\Closure(int): Foo|null $c",
      " * @return Collection<int, Foo>|null",
      " */",
      "function f(array $a, Other $b, $c) {}",
    );
    const { parameters, returns } = named(facts, "f");
    expect(parameters.map(({ type }) => showType(type))).toEqual(["array[]<Foo | Bar>", "Other", "\\Closure"]);
    expect(showType(returns)).toBe("Collection<other, Foo>");
  });

  test("shapes, literals, conditional and unfinished types say nothing and break nothing", async () => {
    for (const type of [
      "array{a: Foo, b?: Bar}",
      "'a'|'b'",
      "($x is Foo ? A : B)",
      "array<int, ",
      "int<0, max>",
      "A::X_*",
    ]) {
      const facts = await parse("/**", ` * @return ${type}`, " */", "function f() {}");
      expect(showType(named(facts, "f").returns)).toBe("");
    }
  });
});

describe("uses", () => {
  test("calls of functions, methods and static methods are sites with their argument counts", async () => {
    const facts = await parse("f(1, 2); $x->m()->n(1)?->o(); A\\B::s(); (new C)->t(); $f(); $x->{$y}();");
    expect(facts.sites.map(({ kind, target, argumentCount }) => `${kind} ${show(target)} ${argumentCount}`)).toEqual([
      "call f 2",
      "call $x.m 0",
      "call $x.m().n 1",
      "call $x.m().n().o 0",
      "call A\\B.s 0",
      "new C 0",
      "call new C.t 0",
      "call $f 0",
      "call other 0",
    ]);
  });

  test("a call over several lines stands where its name stands, whatever comments lie between", async () => {
    const facts = await parse("$x", "  // first", "  ->m() /* then */", "  ->n();");
    expect(facts.sites.map(({ target, line }) => `${show(target)} ${line}`)).toEqual(["$x.m 4", "$x.m().n 5"]);
  });

  test("calls inside of strings are calls", async () => {
    expect(sites(await parse('echo "a {$this->b->c()} $d";', "echo <<<X", "{$e->f()}", "X;"), "call")).toEqual([
      "call this.$b.c",
      "call $e.f",
    ]);
  });

  test("variables are bound in their function by assignments, loops, catches and patterns", async () => {
    const facts = await parse(
      "function f() {",
      "  $a = new A(); $b = $c ?? new B(); $d ??= g();",
      "  foreach ($a->all() as $k => $v) {}",
      "  try {} catch (E|F $e) {}",
      "  [$h, $i] = $a; static $j = 1;",
      "  $n = match (true) { 1 => new A(), default => $m };",
      "}",
    );
    expect(bindings(facts)).toEqual([
      "$a:  = new A",
      "$b:  = $c",
      "$b:  = new B",
      "$d:  = g()",
      "$v:  = $a.all() each",
      "$e: E | F =",
      "$h:  = $a[0]",
      "$i:  = $a[1]",
      "$j:  = <number>",
      "$n:  = new A",
      "$n:  = $m",
    ]);
    expect(new Set(facts.bindings.map(({ scope }) => scope)).size).toBe(1);
  });

  test("members of this and self that are assigned are bound in the type", async () => {
    const facts = await parse("class A { function f() { $this->a = new B(); self::$b = new C(); $x->c = 1; } }");
    expect(facts.bindings.map(({ name, member }) => `${name} ${member}`)).toEqual(["$a true", "$b true"]);
  });

  test("imports are one for each name, with its line, and one for each included file", async () => {
    const facts = await parse(
      "use A\\B, C\\D as E;",
      "use F\\{",
      "  G, // first",
      "  H\\I as J,",
      "};",
      "use function K\\l;",
      "use M;",
      "require_once dirname(__DIR__, 2) . '/n.php';",
    );
    expect(
      facts.imports.map(({ module, imported, local, line, form }) => `${line} ${form} ${module} ${imported} ${local}`),
    ).toEqual([
      "2 name A B B",
      "2 name C D E",
      "4 name F G G",
      "5 name F\\H I J",
      "7 name K l l",
      "8 name  M M",
      "9 effect ./../../n.php  ",
    ]);
  });
});

describe("hostile text", { timeout: 60_000 }, () => {
  test("long chains, conditions and doc types take no more than linear time and memory", async () => {
    const started = performance.now();
    const chain = await parse(`$x${"->then($f)".repeat(20_000)};`);
    expect(chain.sites.filter(({ kind }) => kind === "call")).toHaveLength(20_000);
    const all = await parse(`$y = ${"$x instanceof A && ".repeat(5_000)}$x->m();`);
    expect(all.bindings.length).toBeLessThan(100_000);
    await parse(`/** @param ${"array<".repeat(5_000)} $x */`, "function f($x) {}");
    await parse("if ($x instanceof A) {".repeat(3_000));
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
