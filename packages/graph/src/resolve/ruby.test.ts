import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);

const lines = (...text: string[]): string => `${text.join("\n")}\n`;

describe("files", () => {
  test("require_relative, require below lib and the plain forms of a joined path import files; others are packages", async () => {
    const { edges } = await drawn({
      "lib/app.rb": lines(
        'require_relative "app/user"',
        'require "app/store"',
        'require "json"',
        'require File.expand_path("../extra", __FILE__)',
        'require File.join(__dir__, "app/more")',
      ),
      "lib/app/user.rb": "",
      "lib/app/store.rb": "",
      "lib/app/more.rb": "",
      "lib/extra.rb": "",
    });
    expect(edges.filter((edge) => edge.startsWith("IMPORTS"))).toEqual([
      "IMPORTS lib/app.rb json",
      "IMPORTS lib/app.rb lib/app/more.rb",
      "IMPORTS lib/app.rb lib/app/store.rb",
      "IMPORTS lib/app.rb lib/app/user.rb",
      "IMPORTS lib/app.rb lib/extra.rb",
    ]);
  });

  test("a function outside of all types is called where its file is required, through others too", async () => {
    const { calls, unresolved } = await drawn({
      "a.rb": lines('require_relative "b"', "def main", "  help", "  hidden", "end"),
      "b.rb": lines('require_relative "c"'),
      "c.rb": lines("def help; end"),
      "d.rb": lines("def hidden; end"),
    });
    expect(calls).toEqual(["a.rb:main c.rb:help"]);
    expect(unresolved).toEqual(["a.rb:main hidden unknown-name"]);
  });

  test("a constant that is defined once needs no require; one that two files define is not guessed", async () => {
    const { made, edges } = await drawn({
      "app/a.rb": lines("class A", "  def f", "    User.new", "    LIMIT", "    TWICE", "  end", "end"),
      "app/user.rb": lines("class User; end"),
      "b.rb": lines("LIMIT = 1", "TWICE = 1"),
      "c.rb": lines("TWICE = 2"),
    });
    expect(made).toEqual(["app/a.rb:A.f app/user.rb:User"]);
    expect(edges.filter((edge) => edge.startsWith("REFERENCES"))).toEqual(["REFERENCES app/a.rb:A.f b.rb:LIMIT"]);
  });
});

describe("constants", () => {
  test("the innermost scope that has a constant decides", async () => {
    const { made } = await drawn({
      "a.rb": lines(
        "module Shop",
        "  class Item; end",
        "  class Cart",
        "    def f",
        "      Item.new",
        "      ::Item.new",
        "      Other::Item.new",
        "    end",
        "  end",
        "end",
      ),
      "b.rb": lines("class Item; end", "module Other", "  class Item; end", "end"),
    });
    expect(made).toEqual(["a.rb:Shop.Cart.f a.rb:Shop.Item", "a.rb:Shop.Cart.f b.rb:Other.Item"]);
  });

  test("a type is one however many files open it, and however its name is written", async () => {
    const found = await calls({
      "a.rb": lines("module Shop", "  class Cart < Base", "    def one; two; three; end", "  end", "end"),
      "b.rb": lines("module Shop", "  class Cart", "    def two; end", "  end", "end"),
      "c.rb": lines("class Shop::Cart", "  def three; one; end", "end"),
      "d.rb": lines(
        "module Shop",
        "  class Base; end",
        "end",
        "class Use",
        "  def f; Shop::Cart.new.three; end",
        "end",
      ),
    });
    expect(found).toEqual([
      "a.rb:Shop.Cart.one b.rb:Shop.Cart.two",
      "a.rb:Shop.Cart.one c.rb:Shop.Cart.three",
      "c.rb:Shop.Cart.three a.rb:Shop.Cart.one",
      "d.rb:Use.f c.rb:Shop.Cart.three",
    ]);
  });

  test("a constant that nothing of the repository is called lies outside", async () => {
    const found = await calls({
      "a.rb": lines("def f", "  Net::HTTP.get(1)", "  JSON.parse(2)", "end"),
      "b.rb": lines("class Tool", "  def self.get(x); end", "  def self.parse(x); end", "end"),
    });
    expect(found).toEqual(["a.rb:f json.JSON.parse", "a.rb:f net.Net.HTTP.get"]);
  });
});

describe("methods", () => {
  test("a call without a receiver is one of the own type, of what it extends or of what it includes", async () => {
    const { calls, edges } = await drawn({
      "a.rb": lines(
        "module Greet",
        "  def hello; name; end",
        "end",
        "class Base",
        "  def inherited; end",
        "end",
        "class User < Base",
        "  include Greet",
        "  def name; end",
        "  def f",
        "    hello",
        "    inherited()",
        "    self.name",
        "  end",
        "end",
        "def inherited; end",
      ),
    });
    expect(calls).toEqual([
      "a.rb:User.f a.rb:Base.inherited",
      "a.rb:User.f a.rb:Greet.hello",
      "a.rb:User.f a.rb:User.name",
    ]);
    expect(edges.filter((edge) => edge.startsWith("INHERITS"))).toEqual([
      "INHERITS a.rb:User a.rb:Base",
      "INHERITS a.rb:User a.rb:Greet",
    ]);
  });

  test("methods of the type around are none of a nested one", async () => {
    const { calls, unresolved } = await drawn({
      "a.rb": lines("class Outer", "  def helper; end", "  class Inner", "    def f; helper; end", "  end", "end"),
    });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["a.rb:Outer.Inner.f helper dynamic"]);
  });

  test("methods of a type are apart from those of its instances", async () => {
    const { calls } = await drawn({
      "a.rb": lines(
        "class User",
        "  def self.find; new; end",
        "  def find; end",
        "  class << self",
        "    def make; find; end",
        "  end",
        "end",
        "def f",
        "  User.find",
        "  User.make",
        "  User.new.find",
        "  User.new.make",
        "end",
      ),
    });
    expect(calls).toEqual(
      [
        "a.rb:User.make a.rb:User.find",
        "a.rb:f a.rb:User.find",
        "a.rb:f a.rb:User.find",
        "a.rb:f a.rb:User.make",
      ].filter((each, at, all) => all.indexOf(each) === at),
    );
  });

  test("a module lends its methods to the type that extends it, itself included", async () => {
    const found = await calls({
      "a.rb": lines(
        "module Finders",
        "  def all; end",
        "end",
        "module Tool",
        "  extend self",
        "  def run; end",
        "end",
        "class User",
        "  extend Finders",
        "end",
        "def f",
        "  User.all",
        "  Tool.run",
        "  User.new.all",
        "end",
      ),
    });
    expect(found).toEqual(["a.rb:f a.rb:Finders.all", "a.rb:f a.rb:Tool.run"]);
  });

  test("new runs initialize, and super the method above", async () => {
    const { calls, made } = await drawn({
      "a.rb": lines(
        "class Base",
        "  def initialize(x); end",
        "  def go(x); end",
        "end",
        "class Child < Base",
        "  def initialize(x)",
        "    super(x)",
        "  end",
        "  def go(x)",
        "    super",
        "  end",
        "end",
        "def f",
        "  Child.new(1)",
        "end",
      ),
    });
    expect(calls).toEqual([
      "a.rb:Child.go a.rb:Base.go",
      "a.rb:Child.initialize a.rb:Base.initialize",
      "a.rb:f a.rb:Child.initialize",
    ]);
    expect(made).toEqual(["a.rb:f a.rb:Child"]);
  });

  test("locals and instance variables know what was assigned to them, results what they return", async () => {
    const found = await calls({
      "a.rb": lines(
        "class Repo",
        "  def save(x); end",
        "end",
        "class Other",
        "  def save(x); end",
        "end",
        "class Shop",
        "  attr_reader :repo",
        "  def initialize",
        "    @repo = Repo.new",
        "  end",
        "  def one; @repo.save(1); end",
        "  def two; repo.save(2); end",
        "  def three",
        "    r = make",
        "    r.save(3)",
        "  end",
        "  def make; Repo.new; end",
        "end",
      ),
    });
    expect(found).toEqual([
      "a.rb:Shop.one a.rb:Repo.save",
      "a.rb:Shop.three a.rb:Repo.save",
      "a.rb:Shop.three a.rb:Shop.make",
      "a.rb:Shop.two a.rb:Repo.save",
      "a.rb:Shop.two a.rb:Shop.repo",
    ]);
  });

  test("a local variable hides a method of its name", async () => {
    const { calls, unresolved } = await drawn({
      "a.rb": lines("class A", "  def name; end", "  def f(name)", "    name", "    name.strip", "  end", "end"),
    });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["a.rb:A.f strip unknown-receiver"]);
  });

  test("an unknown receiver draws nothing, whoever has the method", async () => {
    const { calls, unresolved } = await drawn({
      "a.rb": lines("class A", "  def save; end", "end", "def f(x)", "  x.save", "  x.each { |y| y.save }", "end"),
    });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual([
      "a.rb:f save unknown-receiver",
      "a.rb:f each unknown-receiver",
      "a.rb:f save unknown-receiver",
    ]);
  });

  test("methods of Kernel and of literals are external, unless the own type has one", async () => {
    const found = await calls({
      "a.rb": lines(
        "class A",
        "  def print(x); end",
        "  def f",
        "    puts 1",
        "    print 2",
        '    "s".strip',
        "  end",
        "  def strip; end",
        "end",
      ),
    });
    expect(found).toEqual(["a.rb:A.f a.rb:A.print", "a.rb:A.f ruby.String.strip", "a.rb:A.f ruby.puts"]);
  });

  test("an assignment to a member calls its writer, or the accessor", async () => {
    const found = await calls({
      "a.rb": lines(
        "class A",
        "  attr_accessor :name",
        "  def age=(x); end",
        "  def f",
        "    self.age = 1",
        "    self.name = 2",
        "  end",
        "end",
      ),
    });
    expect(found).toEqual(["a.rb:A.f a.rb:A.age=", "a.rb:A.f a.rb:A.name"]);
  });

  test("types that are made by Struct and Class have their members", async () => {
    const found = await calls({
      "a.rb": lines(
        "Point = Struct.new(:x, :y) do",
        "  def far; x; end",
        "end",
        "class Base; def go; end; end",
        "Fast = Class.new(Base)",
        "def f",
        "  Point.new(1, 2).far",
        "  Fast.new.go",
        "end",
      ),
    });
    expect(found.filter((each) => !each.includes("ruby."))).toEqual([
      "a.rb:Point.far a.rb:Point.x",
      "a.rb:f a.rb:Base.go",
      "a.rb:f a.rb:Point.far",
    ]);
  });

  test("overriding is drawn, for the methods of mixins too", async () => {
    const { edges } = await drawn({
      "a.rb": lines(
        "module M",
        "  def go; end",
        "end",
        "class A",
        "  include M",
        "  def go; end",
        "end",
        "class B < A",
        "  def go; end",
        "end",
      ),
    });
    expect(edges.filter((edge) => edge.startsWith("OVERRIDES"))).toEqual([
      "OVERRIDES a.rb:A.go a.rb:M.go",
      "OVERRIDES a.rb:B.go a.rb:A.go",
    ]);
  });

  test("what a type of an outside base lacks is looked for there", async () => {
    const found = await calls({
      "a.rb": lines(
        "class User < ActiveRecord::Base",
        "  def f; User.find(1); save; end",
        "end",
        "class Other; def save; end; end",
      ),
    });
    expect(found).toEqual([
      "a.rb:User.f active_record.ActiveRecord.Base.find",
      "a.rb:User.f active_record.ActiveRecord.Base.save",
    ]);
  });
});
