import { describe, expect, test } from "vitest";

import { named, outline, show, showType } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const parse = (...lines: string[]): Promise<FileFacts> =>
  parser.parse({ path: "a.rb", text: lines.join("\n"), language: "ruby", deadlineMs: 60_000 });
const sites = (facts: FileFacts): string[] => facts.sites.map((site) => `${site.kind} ${show(site.target)}`);

describe("definitions", () => {
  test("modules, classes, methods, accessors and constants, however they are made", async () => {
    const facts = await parse(
      "module Shop",
      "  LIMIT = 3",
      "  # Sells.",
      "  class Cart < Base::Model",
      "    include A, B",
      "    attr_accessor :name, :age",
      "    def initialize(name, age = 1, *rest, key: nil, &block); end",
      "    def self.make; end",
      "    class << self",
      "      def build; end",
      "    end",
      "    def ok?; end",
      "    def name=(x); end",
      "  end",
      "end",
      "class Shop::Other; end",
      "def top; end",
    );
    expect(outline(facts)).toEqual([
      "Module .Shop",
      "Constant Shop.LIMIT",
      "Class Shop.Cart",
      "Property Cart.name",
      "Property Cart.age",
      "Method Cart.initialize",
      "Method Cart.make",
      "Method Cart.build",
      "Method Cart.ok?",
      "Method Cart.name=",
      "Class .Other",
      "Function .top",
    ]);
    expect(named(facts, "Cart").bases.map(({ kind, type }) => `${kind} ${showType(type)}`)).toEqual([
      "extends A",
      "extends B",
      "extends Base.Model",
    ]);
    expect(named(facts, "Cart").doc).toBe("Sells.");
    expect(named(facts, "initialize").parameters.map(({ name, rest }) => [name, rest])).toEqual([
      ["name", false],
      ["age", false],
      ["rest", true],
      ["key", false],
      ["block", false],
    ]);
    expect(["make", "build"].map((name) => named(facts, name).modifiers)).toEqual([["static"], ["static"]]);
    expect(showType(named(facts, "Other").receiver?.type)).toBe("Shop");
  });

  test("a visibility holds for what follows it, for what it names, and not in another body", async () => {
    const facts = await parse(
      "class A",
      "  def a; end",
      "  private",
      "  def b; end",
      "  protected def c; end",
      "  public",
      "  def d; end",
      "end",
      "class B",
      "  def e; end",
      "end",
    );
    expect(facts.definitions.map(({ name, visibility }) => `${name} ${visibility}`)).toEqual([
      "A public",
      "a public",
      "b private",
      "c protected",
      "d public",
      "B public",
      "e public",
    ]);
  });
});

describe("uses", () => {
  test("a word is a call unless the method binds it", async () => {
    const facts = await parse(
      "def f(a, b = 1)",
      "  c = a",
      "  c",
      "  d",
      "  e 1",
      "  [1].each { |g| g.h(i) }",
      "end",
      "c",
    );
    expect(sites(facts)).toEqual(["call d", "call e", "call <list>.each", "call g.h", "call i", "call c"]);
  });

  test("new, super, instance variables, writers and paths of constants", async () => {
    const facts = await parse(
      "class A",
      "  def f",
      "    @x = A::B.new(1)",
      "    @x.go!",
      "    super",
      "    self.y = 1",
      "    new",
      "    ::C::D.e",
      "  end",
      "end",
    );
    expect(sites(facts)).toEqual([
      "new A.B",
      "call this.@x.go!",
      "call super.f",
      "call this.y=",
      "new this",
      "call C.D.e",
    ]);
    expect(facts.bindings.map(({ name, member, value }) => [name, member, show(value)])).toEqual([
      ["@x", true, "new A.B"],
    ]);
  });

  test("what a method gives is its last expression and all that it returns", async () => {
    const facts = await parse("def f(x)", "  return A.new if x", "  B.new", "end");
    expect(named(facts, "f").returnValues?.map(show).sort()).toEqual(["new A", "new B"]);
  });
});
