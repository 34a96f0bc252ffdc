import { describe, expect, test } from "vitest";

import { draw, type Drawn, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const MODULE = "module example.com/shop\n\ngo 1.22\n";
const drawn = async (sources: Sources): Promise<Drawn> => draw(await graphOf(parser, { "go.mod": MODULE, ...sources }));
const calls = async (sources: Sources): Promise<readonly string[]> => (await drawn(sources)).calls;

test("functions of other files of the package are reached, those of other packages are not", async () => {
  const edges = await calls({
    "cart/a.go": "package cart\nfunc Main() { helper(); other() }\n",
    "cart/b.go": "package cart\nfunc helper() {}\n",
    "stock/c.go": "package stock\nfunc other() {}\n",
  });
  expect(edges).toEqual(["cart/a.go:Main cart/b.go:helper"]);
});

test("imports of the module lead to the folder, whatever the package in it is called", async () => {
  const { edges } = await drawn({
    "main.go": `package main\nimport (\n"example.com/shop/v2cart"\nold "example.com/shop/stock"\n)\nfunc main() { cart.Add(); old.Take() }\n`,
    "v2cart/add.go": "package cart\nfunc Add() {}\n",
    "v2cart/cart.go": "package cart\n",
    "stock/take.go": "package stock\nfunc Take() {}\n",
  });
  expect(edges).toEqual([
    "CALLS main.go:main stock/take.go:Take",
    "CALLS main.go:main v2cart/add.go:Add",
    "IMPORTS main.go stock/take.go",
    "IMPORTS main.go v2cart/cart.go",
  ]);
});

test("packages outside are external under their path, with the name their path implies", async () => {
  const { edges } = await drawn({
    "main.go": `package main\nimport (\n"fmt"\n"github.com/acme/log/v3"\n"gopkg.in/yaml.v2"\n)\nfunc main() { fmt.Println(); log.Info(); yaml.Load() }\nfunc Println() {}\nfunc Info() {}\n`,
  });
  expect(edges).toEqual([
    "CALLS main.go:main fmt.Println",
    "CALLS main.go:main github.com/acme/log/v3.Info",
    "CALLS main.go:main gopkg.in/yaml.v2.Load",
    "IMPORTS main.go fmt",
    "IMPORTS main.go github.com/acme/log/v3",
    "IMPORTS main.go gopkg.in/yaml.v2",
  ]);
});

test("an import of the module that has no folder stays unresolved with that reason", async () => {
  const source = `package main\nimport gone "example.com/shop/gone"\nfunc main() { gone.Do() }\n`;
  const { calls, unresolved } = await drawn({ "main.go": source });
  expect(calls).toEqual([]);
  expect(unresolved).toEqual(["main.go:main Do unknown-receiver"]);
});

test("a program is never what an import means", async () => {
  const { edges } = await drawn({
    "main.go": `package main\nimport "example.com/shop/gen"\nfunc main() { gen.Run() }\n`,
    "a_stub/go.mod": "module example.com/shop/gen\n",
    "a_stub/main.go": "package main\nfunc Run() {}\n",
    "gen/go.mod": "module example.com/shop/gen\n",
    "gen/gen.go": "package gen\nfunc Run() {}\n",
  });
  expect(edges).toEqual(["CALLS main.go:main gen/gen.go:Run", "IMPORTS main.go gen/gen.go"]);
});

test("dot imports bring the exported names of a package of the module", async () => {
  const edges = await calls({
    "main.go": `package main\nimport . "example.com/shop/cart"\nfunc main() { Add() }\n`,
    "cart/cart.go": "package cart\nfunc Add() {}\n",
  });
  expect(edges).toEqual(["main.go:main cart/cart.go:Add"]);
});

test("a method belongs to its receiver's type, also from another file", async () => {
  const graph = await graphOf(parser, {
    "cart/cart.go": "package cart\ntype Cart struct{}\n",
    "cart/add.go": "package cart\nfunc (c *Cart) Add() { c.check() }\nfunc (c Cart) check() {}\n",
  });
  expect(draw(graph).calls).toEqual(["cart/add.go:Cart.Add cart/add.go:Cart.check"]);
  const type = graph.files.flatMap((file) => file.nodes).find(({ name }) => name === "Cart");
  const method = graph.files.flatMap((file) => file.nodes).find(({ name }) => name === "Add");
  expect(method?.parentId).toBe(type?.id);
  const contains = graph.files
    .flatMap((file) => file.edges)
    .filter(({ kind, to }) => kind === "CONTAINS" && to === method?.id);
  expect(contains.map(({ from }) => from)).toEqual([type?.id]);
});

test("fields, literals, pointers and declared returns lead to methods", async () => {
  const source = `package main
type DB struct{}
func (d *DB) Query() Row { return Row{} }
type Row struct{}
func (r Row) Scan() {}
type App struct { db *DB }
func NewApp() *App { return &App{db: &DB{}} }
func main() { app := NewApp(); app.db.Query().Scan(); r := Row{}; r.Scan() }
`;
  expect(await calls({ "main.go": source })).toEqual([
    "main.go:main main.go:DB.Query",
    "main.go:main main.go:NewApp",
    "main.go:main main.go:Row.Scan",
  ]);
});

test("embedded types give their methods, through packages too", async () => {
  const { edges } = await drawn({
    "base/base.go": "package base\ntype Base struct{}\nfunc (b *Base) Save() {}\n",
    "main.go": `package main\nimport "example.com/shop/base"\ntype User struct { *base.Base }\nfunc main() { u := User{}; u.Save(); u.Base.Save() }\n`,
  });
  expect(edges).toContain("CALLS main.go:main base/base.go:Base.Save");
  expect(edges).toContain("INHERITS main.go:User base/base.go:Base");
});

test("a call on an interface reaches its declaration", async () => {
  const source =
    "package main\ntype Store interface { Get() }\ntype Disk struct{}\nfunc (d Disk) Get() {}\nfunc main(s Store) { s.Get() }\n";
  expect(await calls({ "main.go": source })).toEqual(["main.go:main main.go:Store.Get"]);
});

test("elements of slices, maps and named containers are known", async () => {
  const source = `package main
type Item struct{}
func (i *Item) Use() {}
type Items []*Item
func main(all Items, by map[string]Item) { for _, one := range all { one.Use() }; all[0].Use(); by["a"].Use() }
`;
  expect(await calls({ "main.go": source })).toEqual(["main.go:main main.go:Item.Use"]);
});

test("a variable named like the package that makes it means the package on its right side", async () => {
  const edges = await calls({
    "main.go": `package main\nimport "example.com/shop/cart"\nfunc main(cart2 *cart.Cart) { cart := cart.New(); cart.Add() }\n`,
    "cart/cart.go": "package cart\ntype Cart struct{}\nfunc New() *Cart { return nil }\nfunc (c *Cart) Add() {}\n",
  });
  expect(edges).toContain("main.go:main cart/cart.go:Cart.Add");
});

test("a parameter that shadows an import or a function binds to nothing", async () => {
  const source = `package main\nimport "fmt"\nfunc run() {}\nfunc main(fmt T, run func()) { fmt.Println(); run() }\n`;
  expect(await calls({ "main.go": source })).toEqual([]);
});

test("builtins are never functions of the repository, conversions and literals are uses of the type", async () => {
  const { edges } = await drawn({
    "a/a.go": 'package a\ntype ID string\ntype Box struct{}\nfunc main() { x := len(ID("a")); _ = Box{}; _ = x }\n',
    "b/b.go": "package b\nfunc len() {}\n",
  });
  expect(edges).toEqual([
    "CALLS a/a.go:main builtin.len",
    "REFERENCES a/a.go:main a/a.go:Box",
    "REFERENCES a/a.go:main a/a.go:ID",
  ]);
});

test("outside tests of a package are a package of their own", async () => {
  const edges = await calls({
    "cart/cart.go": "package cart\nfunc Add() { reset() }\n",
    "cart/cart_test.go": `package cart_test\nimport "example.com/shop/cart"\nfunc reset() {}\nfunc TestAdd() { cart.Add(); reset() }\n`,
  });
  expect(edges).toEqual([
    "cart/cart_test.go:TestAdd cart/cart.go:Add",
    "cart/cart_test.go:TestAdd cart/cart_test.go:reset",
  ]);
});

test("types that name or embed each other end", async () => {
  const source =
    "package main\ntype A B\ntype B A\ntype C struct { D }\ntype D struct { C }\nfunc main(a A, c C) { a.X(); c.Y(); a[0].Z() }\n";
  expect(await calls({ "main.go": source })).toEqual([]);
});

describe("without a go.mod", () => {
  const bare = async (sources: Sources): Promise<Drawn> => draw(await graphOf(parser, sources));
  const importing = (...paths: readonly string[]): string =>
    `package main\nimport (\n${paths.map((path) => `"${path}"`).join("\n")}\n)\n`;
  const CART = "package cart\ntype Cart struct{}\nfunc (c *Cart) Add() {}\nfunc New() *Cart { return nil }\n";
  const STOCK = "package stock\nfunc Take() {}\n";

  test("imports that agree on a module lead to its folders, as an inference", async () => {
    const main = `${importing("example.com/shop/cart", "example.com/shop/internal/stock", "fmt")}func main() { cart.New().Add(); stock.Take(); fmt.Println() }\n`;
    const { edges, tierOf } = await bare({
      "main.go": main,
      "cart/cart.go": CART,
      "internal/stock/stock.go": STOCK,
    });
    expect(edges.filter((edge) => !edge.startsWith("REFERENCES"))).toEqual([
      "CALLS main.go:main cart/cart.go:Cart.Add",
      "CALLS main.go:main cart/cart.go:New",
      "CALLS main.go:main fmt.Println",
      "CALLS main.go:main internal/stock/stock.go:Take",
      "IMPORTS main.go cart/cart.go",
      "IMPORTS main.go fmt",
      "IMPORTS main.go internal/stock/stock.go",
    ]);
    const guessed = edges.filter((edge) => / main\.go/.test(edge) && !edge.includes("fmt"));
    expect(guessed.map(tierOf)).toEqual(guessed.map(() => "inferred"));
    expect(tierOf("CALLS main.go:main fmt.Println")).toBe("exact");
  });

  test("names of a dot import through a guess are an inference", async () => {
    const main = `package main\nimport (\n. "example.com/shop/stock"\n"example.com/shop/cart"\n)\nfunc main() { Take(); cart.New() }\n`;
    const { tierOf } = await bare({ "main.go": main, "cart/cart.go": CART, "stock/stock.go": STOCK });
    expect(tierOf("CALLS main.go:main stock/stock.go:Take")).toBe("inferred");
  });

  test("a module below the root is found by its own files only", async () => {
    const main = `${importing("example.com/shop/cart", "example.com/shop/stock")}func main() { stock.Take() }\n`;
    const folders = { "back/cart/cart.go": CART, "back/stock/stock.go": STOCK };
    expect((await bare({ "back/main.go": main, ...folders })).calls).toEqual([
      "back/main.go:main back/stock/stock.go:Take",
    ]);
    expect((await bare({ "tool/main.go": main, ...folders })).calls).toEqual([
      "tool/main.go:main example.com/shop/stock.Take",
    ]);
  });

  test.each([
    ["the standard library", ["net/http", "net/url"], ["http", "url"]],
    ["all repositories of an owner", ["github.com/acme/http", "github.com/acme/url"], ["http", "url"]],
    ["what one import alone says", ["example.com/shop/http"], ["http"]],
    [
      "a module most of which lies elsewhere",
      ["a.dev/x/http", "a.dev/x/url", "a.dev/x/b", "a.dev/x/c"],
      ["http", "url"],
    ],
    [
      "either of two modules that fit as well",
      ["a.dev/x/http", "a.dev/x/url", "b.dev/http", "b.dev/url"],
      ["http", "url"],
    ],
  ])("%s is not taken for folders of the same names", async (_what, imports, folders) => {
    const packages = folders.map((name) => [`${name}/${name}.go`, `package ${name}\nfunc Get() {}\n`] as const);
    const { edges } = await bare({ "main.go": importing(...imports), ...Object.fromEntries(packages) });
    expect(edges).toEqual(imports.map((path) => `IMPORTS main.go ${path}`).sort());
  });

  test("a go.mod beside it keeps its own paths", async () => {
    const { edges } = await bare({
      "go/go.mod": MODULE,
      "go/cart/cart.go": CART,
      "old/cart/cart.go": CART,
      "old/stock/stock.go": STOCK,
      "old/main.go": importing("example.com/shop/cart", "example.com/shop/stock"),
    });
    expect(edges.filter((edge) => edge.startsWith("IMPORTS"))).toEqual(["IMPORTS old/main.go go/cart/cart.go"]);
  });
});

describe("values", () => {
  const GO_MOD = { "go.mod": "module a.dev/m\n" };
  const trap = "type Trap struct{}\nfunc (t Trap) Open() {}\nfunc (t Trap) Run() {}\n";
  const inMain = (text: string): Record<string, string> => ({ ...GO_MOD, "main.go": `package main\n${trap}${text}` });

  test("of several results the first has its type, and no other name takes it", async () => {
    expect(
      await calls(
        inMain(
          "type Box struct{}\nfunc (b *Box) Open() {}\ntype Lock struct{}\nfunc (l Lock) Run() {}\n" +
            "func both() (*Box, Lock) { return nil, Lock{} }\nfunc main() { b, l := both(); b.Open(); l.Open() }\n",
        ),
      ),
    ).toEqual(["main.go:main main.go:Box.Open", "main.go:main main.go:both"]);
  });

  test("a type that is asserted or switched on is what the name holds there", async () => {
    expect(
      await calls(
        inMain(
          "type Box struct{}\nfunc (b *Box) Open() {}\n" +
            "func one(x any) { b := x.(*Box); b.Open(); if c, ok := x.(*Box); ok { c.Open() } }\n" +
            "func two(x any) { switch y := x.(type) { case *Box: y.Open() } }\nfunc three(x any) { x.Open() }\n",
        ),
      ),
    ).toEqual(["main.go:one main.go:Box.Open", "main.go:two main.go:Box.Open"]);
  });

  test("a function that is kept in a field, a map or a variable is reached by its name alone where that is proven", async () => {
    expect(
      await calls(
        inMain(
          'func open() {}\nfunc main(x map[string]func()) { run := open; run(); defer open(); go open(); x["open"]() }\n',
        ),
      ),
    ).toEqual(["main.go:main main.go:open"]);
  });

  test("a method value and a method expression name the method", async () => {
    const { edges } = await drawn(
      inMain("type Box struct{}\nfunc (b Box) Open() {}\nfunc main(b Box) { f := b.Open; f(); Box.Open(b) }\n"),
    );
    expect(edges).toContain("CALLS main.go:main main.go:Box.Open");
    expect(edges.some((edge) => edge.includes("Trap.Open"))).toBe(false);
  });

  test("generic functions and types give what their arguments say", async () => {
    expect(
      await calls(
        inMain(
          "type Box struct{}\nfunc (b Box) Open() {}\ntype List[T any] struct{ items []T }\nfunc (l List[T]) First() T { return l.items[0] }\n" +
            "func main(l List[Box]) { l.First().Open() }\n",
        ),
      ),
    ).toEqual(["main.go:main main.go:Box.Open", "main.go:main main.go:List.First"]);
  });

  test("what channels and ranges give has the type of their elements", async () => {
    expect(
      await calls(
        inMain(
          "type Box struct{}\nfunc (b Box) Open() {}\n" +
            "func main(c chan Box, all []Box) { b := <-c; b.Open(); for d := range c { d.Open() }; for _, e := range all { e.Open() }; for i := range all { i.Open() } }\n",
        ),
      ),
    ).toEqual(["main.go:main main.go:Box.Open"]);
  });

  test("variables and constants of a package are used across its files and from others by its name", async () => {
    const { edges } = await drawn({
      ...GO_MOD,
      "box/box.go": "package box\ntype Box struct{}\nfunc (b Box) Open() {}\nvar Default = Box{}\n",
      "main.go": 'package main\nimport "a.dev/m/box"\nfunc main() { box.Default.Open() }\n',
      "other.go": "package main\nvar Default int\n",
    });
    expect(edges).toContain("CALLS main.go:main box/box.go:Box.Open");
    expect(edges.some((edge) => edge.includes("other.go:Default"))).toBe(false);
  });

  test("init functions and functions of one name in several packages are kept apart", async () => {
    expect(
      await calls({
        ...GO_MOD,
        "a/a.go": "package a\nfunc init() { setup() }\nfunc setup() {}\n",
        "b/b.go": "package b\nfunc init() { setup() }\nfunc setup() {}\n",
      }),
    ).toEqual(["a/a.go:init a/a.go:setup", "b/b.go:init b/b.go:setup"]);
  });
});
