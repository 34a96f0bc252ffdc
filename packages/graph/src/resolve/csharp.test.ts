import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);
const kinds = (edges: readonly string[], ...wanted: string[]): readonly string[] =>
  edges.filter((edge) => wanted.includes(edge.split(" ")[0] ?? ""));

describe("namespaces and usings", () => {
  test("types of the own namespace and of those around it need no using, others do", async () => {
    const { made } = await drawn({
      "A.cs": "namespace Shop.Web;\nclass A { void M() { new Near(); new Around(); new Far(); } }\n",
      "Near.cs": "namespace Shop.Web { class Near {} }\n",
      "Around.cs": "namespace Shop { class Around {} }\n",
      "Far.cs": "namespace Other { class Far {} }\n",
    });
    expect(made).toEqual(["A.cs:Shop.Web.A.M Around.cs:Shop.Around", "A.cs:Shop.Web.A.M Near.cs:Shop.Web.Near"]);
  });

  test("a using, one for static members, another name and one for all files bring names in", async () => {
    const found = await calls({
      "A.cs":
        "using B;\nusing static C.Tools;\nusing Alias = D.Thing;\nclass A { void M() { One.Go(); Help(); Alias.Run(); Everywhere.Act(); } }\n",
      "G.cs": "global using E;\n",
      "B.cs": "namespace B; static class One { public static void Go() {} }\n",
      "C.cs": "namespace C; static class Tools { public static void Help() {} }\n",
      "D.cs": "namespace D; class Thing { public static void Run() {} }\n",
      "E.cs": "namespace E; class Everywhere { public static void Act() {} }\n",
    });
    expect(found).toEqual([
      "A.cs:A.M B.cs:B.One.Go",
      "A.cs:A.M C.cs:C.Tools.Help",
      "A.cs:A.M D.cs:D.Thing.Run",
      "A.cs:A.M E.cs:E.Everywhere.Act",
    ]);
  });

  test("of two types of one name the one in scope is meant", async () => {
    const found = await calls({
      "A.cs": "using Two;\nnamespace App { class A { void M(Log log) { log.Write(); } } }\n",
      "One.cs": "namespace One { class Log { public void Write() {} } }\n",
      "Two.cs": "namespace Two { class Log { public void Write() {} } }\n",
    });
    expect(found).toEqual(["A.cs:App.A.M Two.cs:Two.Log.Write"]);
  });

  test("names that are written out in full lead through namespaces, also from the global one", async () => {
    const found = await calls({
      "A.cs": "class A { void M() { Shop.Web.Page.Open(); global::Shop.Web.Page.Close(); } }\n",
      "P.cs": "namespace Shop.Web; class Page { public static void Open() {} public static void Close() {} }\n",
    });
    expect(found).toEqual(["A.cs:A.M P.cs:Shop.Web.Page.Close", "A.cs:A.M P.cs:Shop.Web.Page.Open"]);
  });

  test("types of the library stay outside, whatever the repository calls its own methods", async () => {
    const found = await calls({
      "A.cs":
        "using System.Collections.Generic;\nclass A { void M(List<string> all, string s) { all.Add(s); s.Trim(); System.Console.WriteLine(s); } }\n" +
        "class Other { public void Add(string s) {} public void Trim() {} public void WriteLine(string s) {} }\n",
    });
    expect(found).toEqual([
      "A.cs:A.M System.Collections.Generic.List.Add",
      "A.cs:A.M System.Console.WriteLine",
      "A.cs:A.M System.String.Trim",
    ]);
  });
});

describe("types in several parts", () => {
  test("members and bases of all parts are one", async () => {
    const { calls: found } = await drawn({
      "A.cs": "namespace N; partial class Box : Base { void Use() { Fill(); Save(); item.Act(); } }\n",
      "B.cs": "namespace N; partial class Box { Item item; void Fill() { Use(); } }\n",
      "C.cs": "namespace N; class Base { protected void Save() {} }\nclass Item { public void Act() {} }\n",
    });
    expect(found).toEqual([
      "A.cs:N.Box.Use B.cs:N.Box.Fill",
      "A.cs:N.Box.Use C.cs:N.Base.Save",
      "A.cs:N.Box.Use C.cs:N.Item.Act",
      "B.cs:N.Box.Fill A.cs:N.Box.Use",
    ]);
  });

  test("parts in other projects are other types", async () => {
    const found = await calls({
      "one/One.csproj": "<Project/>",
      "two/Two.csproj": "<Project/>",
      "one/A.cs": "namespace N; partial class Box {}\nclass App { void M(Box box) { box.Fill(); } }\n",
      "two/B.cs": "namespace N; partial class Box { public void Fill() {} }\n",
    });
    expect(found).toEqual([]);
  });

  test("a promised method is called where it is written out", async () => {
    const found = await calls({
      "A.cs": "partial class Box { partial void OnFill(int x); void Fill() { OnFill(1); } }\n",
      "B.cs": "partial class Box { partial void OnFill(int x) { } }\n",
    });
    expect(found).toEqual(["A.cs:Box.Fill B.cs:Box.OnFill"]);
  });
});

describe("receivers", () => {
  test("fields, properties, parameters, locals, returned and awaited values lead to methods", async () => {
    const found = await calls({
      "A.cs": `class Row { public Row Next() { return this; } }
class Db { public Row Query() => null; public Task<Row> Load() => null; public Row First { get; set; } }
class Service {
  private readonly Db db = new();
  Db Other { get; }
  async void Run(Db given) {
    this.db.Query().Next(); Other.First.Next(); given?.Query();
    var row = (await db.Load()); row.Next();
  }
}
`,
    });
    expect(found).toEqual([
      "A.cs:Service.Run A.cs:Db.Load",
      "A.cs:Service.Run A.cs:Db.Query",
      "A.cs:Service.Run A.cs:Row.Next",
    ]);
  });

  test("patterns, casts, out variables, usings and loops give variables their types", async () => {
    const found = await calls({
      "A.cs": `using System.Collections.Generic;
class Cat { public void Purr() {} }
class Dog { public void Bark() {} }
class Kit { public bool Find(out Cat cat) { cat = null; return true; } public void Dispose() {} }
class A {
  void One(object o) { if (o is Cat c && true) c.Purr(); }
  void Two(object o) { switch (o) { case Dog d: d.Bark(); break; } }
  void Three(object o) { var d = o as Dog; d.Bark(); ((Cat)o).Purr(); }
  void Four(Kit kit) { kit.Find(out var cat); cat.Purr(); }
  void Five(List<Dog> dogs, Cat[] cats) { foreach (var d in dogs) d.Bark(); foreach (var c in cats) c.Purr(); cats[0].Purr(); }
  void Six(Dictionary<string, Dog> map) { foreach (var pair in map) pair.Value.Bark(); if (map.TryGetValue("a", out var d)) d.Bark(); }
}
`,
    });
    expect(found.filter((edge) => !edge.includes("System"))).toEqual([
      "A.cs:A.Five A.cs:Cat.Purr",
      "A.cs:A.Five A.cs:Dog.Bark",
      "A.cs:A.Four A.cs:Cat.Purr",
      "A.cs:A.Four A.cs:Kit.Find",
      "A.cs:A.One A.cs:Cat.Purr",
      "A.cs:A.Six A.cs:Dog.Bark",
      "A.cs:A.Three A.cs:Cat.Purr",
      "A.cs:A.Three A.cs:Dog.Bark",
      "A.cs:A.Two A.cs:Dog.Bark",
    ]);
  });

  test("calls in accessors, expression bodies and indexers belong to the property", async () => {
    const found = await calls({
      "A.cs": `class Part { public int Size() => 1; }
class A {
  Part part;
  int Total => part.Size();
  Part Kept { get { return Make(); } set { value.Size(); } }
  int this[int i] => part.Size();
  Part Make() => new Part();
}
`,
    });
    expect(found).toEqual([
      "A.cs:A.Kept A.cs:A.Make",
      "A.cs:A.Kept A.cs:Part.Size",
      "A.cs:A.Total A.cs:Part.Size",
      "A.cs:A.this[] A.cs:Part.Size",
    ]);
  });

  test("a local function and a variable hide a method of that name, an unknown receiver draws nothing", async () => {
    const { calls: found, unresolved } = await drawn({
      "A.cs": `class A {
  void Save() {}
  void One() { void Save() {} Save(); }
  void Two(System.Action Save) { Save(); }
  void Three(dynamic what) { what.Save(); }
}
`,
    });
    expect(found).toEqual(["A.cs:A.One A.cs:A.One.Save"]);
    expect(unresolved).toEqual(["A.cs:A.Two Save dynamic", "A.cs:A.Three Save unknown-receiver"]);
  });

  test("a property that is named like a type is a value, and a type where types are written", async () => {
    const found = await calls({
      "A.cs": `class Color { public static Color Red() => null; public void Mix() {} }
class Brush { public void Mix() {} public static Brush Red() => null; }
class A { Brush Color { get; } void M() { Color.Mix(); Color c = null; c.Mix(); } }
`,
    });
    expect(found).toEqual(["A.cs:A.M A.cs:Brush.Mix", "A.cs:A.M A.cs:Color.Mix"]);
  });
});

describe("generic types and functions", () => {
  test("type arguments reach through members, subtypes and loops", async () => {
    const found = await calls({
      "A.cs": `class Item { public void Use() {} }
class Box<T> { public T Get() => default; }
class ItemBox : Box<Item> {}
class A { void M(Box<Item> a, ItemBox b) { a.Get().Use(); b.Get().Use(); var c = new Box<Item>(); c.Get().Use(); } }
`,
    });
    expect(found).toEqual(["A.cs:A.M A.cs:Box.Get", "A.cs:A.M A.cs:Item.Use"]);
  });

  test("types with other numbers of type parameters are other types", async () => {
    const found = await calls({
      "A.cs": "class Box { public void One() {} }\nclass Box<T> { public void Two() {} }\n",
      "B.cs": "class B { void M(Box<int> b) { new Box<int>().Two(); new Box().One(); b.One(); } }\n",
    });
    expect(found).toEqual(["B.cs:B.M A.cs:Box.One", "B.cs:B.M A.cs:Box.Two"]);
  });

  test("written type arguments and limits say what a generic function gives", async () => {
    const found = await calls({
      "A.cs": `interface IPet { void Feed(); }
class Cat : IPet { public void Feed() {} public void Purr() {} }
class Home {
  public T Get<T>() where T : IPet => default;
  void One() { Get<Cat>().Purr(); }
  void Two<T>(T pet) where T : class, IPet { pet.Feed(); }
}
`,
    });
    expect(found).toEqual([
      "A.cs:Home.One A.cs:Cat.Purr",
      "A.cs:Home.One A.cs:Home.Get",
      "A.cs:Home.Two A.cs:IPet.Feed",
    ]);
  });
});

describe("constructions", () => {
  test("constructors are chosen by their arguments and call each other and those of the base", async () => {
    const { calls: found, made } = await drawn({
      "A.cs": `class Base { protected Base(int x) {} }
class Box : Base {
  public Box() : this(1) {}
  public Box(int x) : base(x) {}
  static Box() {}
}
class A { void M() { new Box(2); } }
`,
    });
    expect(made).toEqual(["A.cs:A.M A.cs:Box"]);
    expect(found).toEqual(["A.cs:A.M A.cs:Box.Box", "A.cs:Box.Box A.cs:Base.Base", "A.cs:Box.Box A.cs:Box.Box"]);
  });

  test("a new without a type makes what is declared, returned or assigned", async () => {
    const { made } = await drawn({
      "A.cs": `class Box {}
class Other {}
class A {
  Box field = new();
  Other other;
  Box Make() { return new(); }
  Box Short() => new();
  void Set() { other = new(); }
  void Local() { Box b = new(); }
  void Pass() { Take(new()); }
  void Take(Box b) {}
}
`,
    });
    expect(made).toEqual([
      "A.cs:A A.cs:Box",
      "A.cs:A.Local A.cs:Box",
      "A.cs:A.Make A.cs:Box",
      "A.cs:A.Set A.cs:Other",
      "A.cs:A.Short A.cs:Box",
    ]);
  });

  test("initialisers name members of what is made, records have properties and made-up constructors", async () => {
    const { edges, calls: found } = await drawn({
      "A.cs": `class Item { public void Use() {} }
record Pair(Item Left, Item Right);
class Options { public int Size { get; set; } }
class A { int Size; void M(Pair pair) { var o = new Options { Size = 1 }; pair.Left.Use(); } }
class Primary(Item item) { void Run() { item.Use(); } }
`,
    });
    expect(kinds(edges, "REFERENCES")).toContain("REFERENCES A.cs:A.M A.cs:Options.Size");
    expect(kinds(edges, "REFERENCES")).not.toContain("REFERENCES A.cs:A.M A.cs:A.Size");
    expect(found).toEqual(["A.cs:A.M A.cs:Item.Use", "A.cs:Primary.Run A.cs:Item.Use"]);
  });
});

describe("overloads", () => {
  test("are chosen by the number and the known types of arguments, optional ones and lists included", async () => {
    const { edges } = await drawn({
      "A.cs": `class Cat {}
class Box {
  public void Put(int x) {}
  public void Put(string s) {}
  public void Put(Cat cat, int times = 1) {}
  public void Put(string format, params object[] rest) {}
  void M(Cat cat) { Put(1); Put("a"); Put(cat); Put("a", 1, 2); }
}
`,
    });
    expect(kinds(edges, "CALLS")).toEqual(["CALLS A.cs:Box.M A.cs:Box.Put"]);
  });

  test("the one with the fitting type is called, and not its neighbours", async () => {
    const { calls: found } = await drawn({
      "A.cs": `class Text { public void Add() {} }
class Number { public void Add() {} }
class Make { public Text From(string s) => null; public Number From(int i) => null; }
class A { void M(Make make) { make.From("a").Add(); } void N(Make make, int i) { var n = make.From(i); n.Add(); } }
`,
    });
    expect(found).toContain("A.cs:A.M A.cs:Make.From");
    expect(found.filter((edge) => edge.endsWith(".Add"))).toEqual([
      "A.cs:A.M A.cs:Text.Add",
      "A.cs:A.N A.cs:Number.Add",
    ]);
  });
});

describe("extensions", () => {
  test("extend types of the repository and of the library where their namespace is in scope", async () => {
    const found = await calls({
      "A.cs": `using Tools;
namespace App { class A { void M(Cat cat, string text, System.Collections.Generic.List<Cat> all) { cat.Pet(); text.Shout(); all.Each(); cat.Hidden(); } } class Cat {} }
`,
      "T.cs": `using System.Collections.Generic;
namespace Tools { static class E {
  public static void Pet(this App.Cat cat) {}
  public static void Shout(this string text) {}
  public static void Each<T>(this IEnumerable<T> all) {}
} }
namespace Elsewhere { static class F { public static void Hidden(this App.Cat cat) {} } }
`,
    });
    expect(found).toEqual([
      "A.cs:App.A.M T.cs:Tools.E.Each",
      "A.cs:App.A.M T.cs:Tools.E.Pet",
      "A.cs:App.A.M T.cs:Tools.E.Shout",
    ]);
  });

  test("own methods come first, unless they do not take the arguments; a type itself is not extended", async () => {
    const found = await calls({
      "A.cs": `class Cat { public void Pet() {} }
static class E {
  public static void Pet(this Cat cat) {}
  public static void Pet(this Cat cat, int times) {}
  public static void Call(this Cat cat) {}
}
class A { void One(Cat cat) { cat.Pet(); } void Two(Cat cat) { cat.Pet(2); } void Three() { Cat.Call(); } }
`,
    });
    expect(found).toEqual(["A.cs:A.One A.cs:Cat.Pet", "A.cs:A.Two A.cs:E.Pet"]);
  });

  test("what an extension gives follows from what it extends", async () => {
    const found = await calls({
      "A.cs": `class Builder { public void Build() {} }
class Item { public void Use() {} }
static class E {
  public static T With<T>(this T builder, int x) where T : Builder => builder;
  public static T Pick<T>(this System.Collections.Generic.IEnumerable<T> all) => default;
}
class A { void M(Item[] items) { new Builder().With(1).With(2).Build(); items.Pick().Use(); } }
`,
    });
    expect(found).toEqual([
      "A.cs:A.M A.cs:Builder.Build",
      "A.cs:A.M A.cs:E.Pick",
      "A.cs:A.M A.cs:E.With",
      "A.cs:A.M A.cs:Item.Use",
    ]);
  });
});

describe("functions as values", () => {
  test("parameters of lambdas have the types that the call hands over", async () => {
    const found = await calls({
      "A.cs": `using System;
using System.Collections.Generic;
using System.Linq;
delegate void Visit(Item item);
class Item { public bool Ok() => true; public void Use() {} }
class Options { public void Add() {} }
class Api {
  public void Configure(Action<Options> set) {}
  public void Walk(Visit visit) {}
  public void Each<T>(IEnumerable<T> all, Func<Item, int, bool> f) {}
}
class A {
  void One(Api api) { api.Configure(o => o.Add()); }
  void Two(Api api) { api.Walk(i => { i.Use(); }); }
  void Three(Api api) { api.Each(null, (i, n) => i.Ok()); }
  void Four(List<Item> items) { items.Where(i => i.Ok()).OrderBy(i => i.Ok()).First().Use(); }
  void Five() { Action<Item> f = i => i.Use(); f(null); }
}
`,
    });
    expect(found.filter((edge) => /Item|Options/.test(edge))).toEqual([
      "A.cs:A.Five A.cs:Item.Use",
      "A.cs:A.Four A.cs:Item.Ok",
      "A.cs:A.Four A.cs:Item.Use",
      "A.cs:A.One A.cs:Options.Add",
      "A.cs:A.Three A.cs:Item.Ok",
      "A.cs:A.Two A.cs:Item.Use",
    ]);
  });

  test("a method that is passed or subscribed is referred to", async () => {
    const { edges } = await drawn({
      "A.cs":
        "class A { event System.Action Done; void OnDone() {} void M() { Done += OnDone; Run(OnDone); } void Run(System.Action a) {} }\n",
    });
    expect(kinds(edges, "REFERENCES")).toContain("REFERENCES A.cs:A.M A.cs:A.OnDone");
  });
});

describe("inheritance", () => {
  test("bases are inherited or implemented by what they are", async () => {
    const { edges } = await drawn({
      "A.cs":
        "interface IShape {}\ninterface Drawn : IShape {}\nclass Base {}\nclass Box : Base, IShape {}\nclass Line : Drawn {}\nstruct Dot : IShape {}\n",
    });
    expect(kinds(edges, "INHERITS", "IMPLEMENTS")).toEqual([
      "IMPLEMENTS A.cs:Box A.cs:IShape",
      "IMPLEMENTS A.cs:Dot A.cs:IShape",
      "IMPLEMENTS A.cs:Line A.cs:Drawn",
      "INHERITS A.cs:Box A.cs:Base",
      "INHERITS A.cs:Drawn A.cs:IShape",
    ]);
  });

  test("overrides, implementations and explicit ones replace what they are declared for", async () => {
    const { edges, calls: found } = await drawn({
      "A.cs": `interface IShape { void Draw(); void Hide() { } }
abstract class Base { public abstract int Size(); public virtual int Size(int x) => x; }
class Box : Base, IShape {
  public override int Size() => base.Size(1);
  void IShape.Draw() {}
}
class A { void M(Box box, IShape shape) { box.Draw(); shape.Draw(); shape.Hide(); box.Size(); } }
`,
    });
    expect(kinds(edges, "OVERRIDES")).toEqual([
      "OVERRIDES A.cs:Box.Draw A.cs:IShape.Draw",
      "OVERRIDES A.cs:Box.Size A.cs:Base.Size",
    ]);
    expect(found).toContain("A.cs:A.M A.cs:IShape.Hide");
    expect(found).toContain("A.cs:A.M A.cs:Box.Size");
    expect(found).not.toContain("A.cs:A.M A.cs:Box.Draw");
    expect(found).toContain("A.cs:Box.Size A.cs:Base.Size");
  });
});

describe("files", () => {
  test("attributes mark what follows, with or without the end of their name", async () => {
    const { edges } = await drawn({
      "A.cs": "class FastAttribute : System.Attribute {}\n[Fast] class A { [FastAttribute] void M() {} }\n",
    });
    expect(kinds(edges, "REFERENCES")).toEqual([
      "REFERENCES A.cs A.cs:FastAttribute",
      "REFERENCES A.cs:A A.cs:FastAttribute",
    ]);
  });

  test("statements at the top of a file belong to it, both branches of a condition are seen", async () => {
    const found = await calls({
      "A.cs": "var tool = new Tool();\ntool.Run();\n#if DEBUG\ntool.Stop();\n#else\ntool.Go();\n#endif\n",
      "T.cs": "class Tool { public void Run() {} public void Stop() {} public void Go() {} }\n",
    });
    expect(found).toEqual(["A.cs T.cs:Tool.Go", "A.cs T.cs:Tool.Run", "A.cs T.cs:Tool.Stop"]);
  });
});
