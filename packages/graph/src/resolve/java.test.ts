import { describe, expect, test } from "vitest";

import { drawingOf, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);

describe("packages and imports", () => {
  test("types of the same package need no import, those of others do", async () => {
    const { made } = await drawn({
      "a/Main.java": "package a;\nclass Main { void m() { new Near(); new Far(); } }\n",
      "a/Near.java": "package a;\nclass Near {}\n",
      "b/Far.java": "package b;\npublic class Far {}\n",
    });
    expect(made).toEqual(["a/Main.java:Main.m a/Near.java:Near"]);
  });

  test("single, wildcard, static and nested imports lead to types and members", async () => {
    const { edges } = await drawn({
      "a/Main.java":
        "package a;\nimport b.One;\nimport c.*;\nimport b.Outer.Inner;\nimport static b.One.make;\nimport static c.Two.*;\n" +
        "class Main { void m() { new One(); new Two(); new Inner().go(); make(); twice(); } }\n",
      "b/One.java": "package b;\npublic class One { public static void make() {} }\n",
      "b/Outer.java": "package b;\npublic class Outer { public static class Inner { public void go() {} } }\n",
      "c/Two.java": "package c;\npublic class Two { public static void twice() {} }\n",
    });
    expect(edges.filter((edge) => !edge.startsWith("REFERENCES"))).toEqual([
      "CALLS a/Main.java:Main.m b/One.java:One.make",
      "CALLS a/Main.java:Main.m b/Outer.java:Outer.Inner.go",
      "CALLS a/Main.java:Main.m c/Two.java:Two.twice",
      "IMPORTS a/Main.java b/One.java",
      "IMPORTS a/Main.java b/Outer.java",
      "IMPORTS a/Main.java c/Two.java",
      "INSTANTIATES a/Main.java:Main.m b/One.java:One",
      "INSTANTIATES a/Main.java:Main.m b/Outer.java:Outer.Inner",
      "INSTANTIATES a/Main.java:Main.m c/Two.java:Two",
    ]);
  });

  test("outside types stay outside, whatever the repository calls its own methods", async () => {
    const { edges } = await drawn({
      "a/Main.java":
        "package a;\nimport java.util.List;\nclass Main { void m(List<String> all, String s) { all.add(s); s.trim(); System.out.println(s); } }\n" +
        "class Other { void add(String s) {} void trim() {} void println(String s) {} }\n",
    });
    expect(edges.filter((edge) => edge.startsWith("CALLS"))).toEqual([
      "CALLS a/Main.java:Main.m java.lang.String.trim",
      "CALLS a/Main.java:Main.m java.lang.System.out.println",
      "CALLS a/Main.java:Main.m java.util.List.add",
    ]);
    expect(edges).toContain("IMPORTS a/Main.java java.util");
  });

  test("a type that a package of the repository lacks stays unresolved", async () => {
    const { calls } = await drawn({
      "a/Main.java": "package a;\nimport b.Gone;\nclass Main { void m() { new Gone(); Gone.go(); } }\n",
      "b/Here.java": "package b;\nclass Here { static void go() {} }\n",
    });
    expect(calls).toEqual([]);
  });
});

describe("receivers", () => {
  test("this, fields, parameters, var and declared returns lead to methods", async () => {
    const source = `package a;
class Row { String get() { return ""; } }
class Db { Row query() { return new Row(); } }
class Service {
  private final Db db = new Db();
  void run(Db other) { this.db.query().get(); other.query(); var row = db.query(); row.get(); helper(); }
  private void helper() {}
}
`;
    expect(await calls({ "a/S.java": source })).toEqual([
      "a/S.java:Service.run a/S.java:Db.query",
      "a/S.java:Service.run a/S.java:Row.get",
      "a/S.java:Service.run a/S.java:Service.helper",
    ]);
  });

  test("inherited methods, super and constructors that call each other", async () => {
    const edges = await calls({
      "a/Base.java": "package a;\nclass Base { Base(int x) {} void save() {} }\n",
      "a/User.java":
        "package a;\nclass User extends Base {\n  User() { this(1); }\n  User(int x) { super(x); }\n  void store() { save(); super.save(); }\n}\n",
    });
    expect(edges).toHaveLength(3);
    expect(edges).toContain("a/User.java:User.User a/Base.java:Base.Base");
    expect(edges).toContain("a/User.java:User.User a/User.java:User.User");
    expect(edges).toContain("a/User.java:User.store a/Base.java:Base.save");
  });

  test("names of enclosing types are known inside of nested and anonymous ones", async () => {
    const source = `package a;
class Outer {
  void help() {}
  class Inner { void m() { help(); } }
  Runnable r = new Runnable() { public void run() { help(); } };
}
`;
    expect(await calls({ "a/O.java": source })).toEqual([
      "a/O.java:Outer java.lang.Runnable",
      "a/O.java:Outer.Inner.m a/O.java:Outer.help",
      "a/O.java:Outer.r.<anonymous>.run a/O.java:Outer.help",
    ]);
  });

  test("the this of a type around is an instance of that type", async () => {
    const source =
      "package a;\nclass Outer { void go() {}\n class Inner { void go() {} void run() { Outer.this.go(); } } }\n";
    expect(await calls({ "a/Outer.java": source })).toEqual(["a/Outer.java:Outer.Inner.run a/Outer.java:Outer.go"]);
  });

  test("type arguments reach through generic types and their subtypes", async () => {
    const source = `package a;
class Item { void use() {} }
class Box<T> { T get() { return null; } }
class ItemBox extends Box<Item> {}
class Main {
  void m(Box<Item> box, ItemBox items, java.util.List<Item> list) { box.get().use(); items.get().use(); for (Item i : list) i.use(); list.get(0).use(); }
  <T extends Item> void bounded(T t) { t.use(); }
}
`;
    expect(await calls({ "a/M.java": source })).toContain("a/M.java:Main.m a/M.java:Item.use");
    expect(await calls({ "a/M.java": source })).toContain("a/M.java:Main.bounded a/M.java:Item.use");
  });

  test("a local variable named like a method does not hide it, a field is no method", async () => {
    const source = `package a;
class Main {
  int size;
  static String reader(String s) { return s; }
  void m() { String reader = reader("x"); size(); }
  int size() { return size; }
}
`;
    expect(await calls({ "a/M.java": source })).toEqual([
      "a/M.java:Main.m a/M.java:Main.reader",
      "a/M.java:Main.m a/M.java:Main.size",
    ]);
  });

  test("a receiver without a known type stays unresolved", async () => {
    const source = "package a;\nclass Log { void info() {} }\nclass Main { void m(Unknown log) { log.info(); } }\n";
    const { calls, unresolved } = await drawn({ "a/M.java": source });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["a/M.java:Main.m info unknown-receiver"]);
  });
});

describe("overloads", () => {
  const overloads = async (call: string, declarations: string): Promise<readonly number[]> => {
    const source = `package a;\nclass Sub extends Main {}\nclass Main {\nvoid call(Sub sub, Object any, Integer boxed, String... rest) { ${call}; }\n${declarations}\n}\n`;
    const graph = await graphOf(parser, { "a/M.java": source });
    const [file] = graph.files;
    const lines = new Map(file?.nodes.map((node) => [node.id, node.startLine]));
    const targets = file?.edges.filter(({ kind, to }) => kind === "CALLS" && lines.has(to)) ?? [];
    return targets.map(({ to }) => (lines.get(to) ?? 0) - 4).toSorted((a, b) => a - b);
  };

  test("are told apart by the number of their arguments", async () => {
    expect(await overloads("f(1, 2)", "void f(int a) {}\nvoid f(int a, int b) {}")).toEqual([2]);
    expect(await overloads("f(1, 2, 3)", "void f(int a) {}\nvoid f(int... all) {}")).toEqual([2]);
  });

  test("are told apart by literals, widening before boxing, subtypes before Object", async () => {
    const values =
      "void f(String s) {}\nvoid f(long l) {}\nvoid f(Object o) {}\nvoid f(Integer i) {}\nvoid f(Main m) {}\nvoid f(double d) {}";
    expect(await overloads(`f("a")`, values)).toEqual([1]);
    expect(await overloads("f(1)", values)).toEqual([2]);
    expect(await overloads("f(any)", values)).toEqual([3]);
    expect(await overloads("f(boxed)", values)).toEqual([4]);
    expect(await overloads("f(sub)", values)).toEqual([5]);
    expect(await overloads("f(1.5)", values)).toEqual([6]);
  });

  test("are told apart by sums with a string, comparisons, negative numbers and constants of the boxes", async () => {
    const values =
      "void f(String s) {}\nvoid f(long l) {}\nvoid f(boolean b) {}\nvoid f(float d) {}\nvoid f(Number n) {}";
    expect(await overloads(`f("a" + any + 1)`, values)).toEqual([1]);
    expect(await overloads(`f(any + "a")`, values)).toEqual([1]);
    expect(await overloads("f(-1)", values)).toEqual([2]);
    expect(await overloads("f(any == sub)", values)).toEqual([3]);
    expect(await overloads("f(Float.NaN)", values)).toEqual([4]);
    expect(await overloads("f(1 + any)", values)).toEqual([]);
  });

  test("are told apart by what the overload gives that an argument calls", async () => {
    const values = "void f(String s) {}\nvoid f(long l) {}\nString g(int i) {}\nlong g(String s) {}";
    expect(await overloads("f(g(1))", values)).toContain(1);
    expect(await overloads("f(g(1))", values)).not.toContain(2);
    expect(await overloads(`f(g("a"))`, values)).toContain(2);
  });

  test("of which several take null: the one that all others could be passed to, if there is one", async () => {
    expect(await overloads("f(null)", "void f(Object o) {}\nvoid f(String s) {}\nvoid f(int i) {}")).toEqual([2]);
    expect(await overloads("f(null, 1)", "void f(Main m, int i) {}\nvoid f(Sub s, int i) {}")).toEqual([2]);
    expect(await overloads("f(null)", "void f(String s) {}\nvoid f(Main m) {}")).toEqual([]);
    expect(await overloads("f(unknown)", "void f(Object o) {}\nvoid f(String s) {}")).toEqual([]);
  });

  test("of which too little is known to choose are not guessed", async () => {
    expect(await overloads("f(unknown)", "void f(String s) {}\nvoid f(int i) {}")).toEqual([]);
  });

  test("are chosen by what well-known methods of the library give", async () => {
    const values = "void f(String s) {}\nvoid f(long l) {}\nvoid f(Object o) {}";
    expect(await overloads("f(any.toString().trim())", values)).toEqual([1]);
    expect(await overloads("f(any.hashCode())", values)).toEqual([2]);
    expect(await overloads("f(sub.toString())", values)).toEqual([1]);
  });

  test("of a base are chosen where those of the type itself do not fit", async () => {
    const source = `package a;
class Base { void f(String s) {} }
class Main extends Base { void f(int i) {} void call() { f("a"); f(1); } }
`;
    expect(await calls({ "a/M.java": source })).toEqual([
      "a/M.java:Main.call a/M.java:Base.f",
      "a/M.java:Main.call a/M.java:Main.f",
    ]);
  });
});

describe("uses", () => {
  test("annotations and types are references, implementing and extending are edges of their own", async () => {
    const source =
      "package a;\n@interface Mark {}\ninterface I {}\nclass B {}\n@Mark class C extends B implements I { B field; }\n";
    const { edges } = await drawn({ "a/C.java": source });
    expect(edges).toEqual([
      "IMPLEMENTS a/C.java:C a/C.java:I",
      "INHERITS a/C.java:C a/C.java:B",
      "REFERENCES a/C.java a/C.java:Mark",
      "REFERENCES a/C.java:C a/C.java:B",
    ]);
  });

  test("types and type parameters that limit each other end", async () => {
    const source =
      "package a;\nclass A extends B.X {}\nclass B extends A.Y {}\nclass C<T extends T> { void m(T t) { t.go(); } }\nclass D { void m(A a) { a.go(); } }\n";
    expect(await calls({ "a/A.java": source })).toEqual([]);
  });
});

test("a label of a switch is a constant of the switched enum, or the file's own", async () => {
  const { edges } = await drawn({
    "Level.java": "enum Level { LOW, HIGH }\n",
    "A.java":
      "class A {\n  static final int MAX = 1;\n  int f(Level l, int n) {\n    switch (l) { case LOW: return 1; }\n" +
      "    switch (n) { case MAX: return 2; }\n    return switch (l) { case HIGH -> 3; default -> 4; };\n  }\n}\n",
  });
  expect(edges.filter((edge) => /LOW|HIGH|MAX/.test(edge))).toEqual([
    "REFERENCES A.java:A.f A.java:A.MAX",
    "REFERENCES A.java:A.f Level.java:Level.HIGH",
    "REFERENCES A.java:A.f Level.java:Level.LOW",
  ]);
});

describe("what the language gives besides classes", () => {
  test("constants of an enum are instances of it, with its methods", async () => {
    expect(
      await calls({
        "a/Main.java":
          "package a;\nenum Shade { DARK, LIGHT { void turn() {} }; void turn() {} static Shade of() { return DARK; } }\n" +
          "class Trap { void turn() {} }\nclass Main { void m() { Shade.DARK.turn(); Shade.of().turn(); Shade.valueOf(null); } }\n",
      }),
    ).toEqual(
      expect.arrayContaining(["a/Main.java:Main.m a/Main.java:Shade.of", "a/Main.java:Main.m a/Main.java:Shade.turn"]),
    );
  });

  test("a record has accessors of its components, written or not, and its own methods", async () => {
    const found = await calls({
      "a/Main.java":
        "package a;\nrecord Pair(Box left, Box right) { Box right() { return right; } void swap() { left.open(); } }\n" +
        "class Box { void open() {} }\nclass Trap { void open() {} Box right() { return null; } }\n" +
        "class Main { void m(Pair p) { p.right().open(); p.swap(); } }\n",
    });
    expect(found).toEqual([
      "a/Main.java:Main.m a/Main.java:Box.open",
      "a/Main.java:Main.m a/Main.java:Pair.right",
      "a/Main.java:Main.m a/Main.java:Pair.swap",
      "a/Main.java:Pair.swap a/Main.java:Box.open",
    ]);
  });

  test("a call on an interface reaches its declaration, a default method is one like any other", async () => {
    const { edges } = await drawn({
      "a/Main.java":
        "package a;\ninterface Door { void open(); default void knock() { open(); } static Door front() { return null; } }\n" +
        "class House implements Door { public void open() {} }\nclass Trap { void open() {} void knock() {} }\n" +
        "class Main { void m(Door d, House h) { d.open(); h.open(); h.knock(); Door.front().knock(); } }\n",
    });
    expect(edges.filter((edge) => /^(?:CALLS|IMPL|OVERR)/.test(edge))).toEqual([
      "CALLS a/Main.java:Door.knock a/Main.java:Door.open",
      "CALLS a/Main.java:Main.m a/Main.java:Door.front",
      "CALLS a/Main.java:Main.m a/Main.java:Door.knock",
      "CALLS a/Main.java:Main.m a/Main.java:Door.open",
      "CALLS a/Main.java:Main.m a/Main.java:House.open",
      "IMPLEMENTS a/Main.java:House a/Main.java:Door",
      "OVERRIDES a/Main.java:House.open a/Main.java:Door.open",
    ]);
  });

  test("a pattern of instanceof and of switch says what its name holds, and only there", async () => {
    const found = await calls({
      "a/Main.java":
        "package a;\nclass Box { void open() {} }\nclass Jar { void open() {} }\n" +
        "class Main { void m(Object x) { if (x instanceof Box b) b.open(); x.open(); }\n" +
        "  void s(Object x) { switch (x) { case Jar j -> j.open(); default -> x.open(); } } }\n",
    });
    expect(found.filter((edge) => !edge.includes(" java."))).toEqual([
      "a/Main.java:Main.m a/Main.java:Box.open",
      "a/Main.java:Main.s a/Main.java:Jar.open",
    ]);
  });

  test("what a try opens and what a catch receives have their declared types", async () => {
    expect(
      await calls({
        "a/Main.java":
          "package a;\nclass Door implements AutoCloseable { void knock() {} public void close() {} }\nclass Broken extends Exception { void tell() {} }\n" +
          "class Trap { void knock() {} void tell() {} }\n" +
          "class Main { void m() { try (Door d = new Door()) { d.knock(); } catch (Broken e) { e.tell(); } } }\n",
      }),
    ).toEqual(["a/Main.java:Main.m a/Main.java:Broken.tell", "a/Main.java:Main.m a/Main.java:Door.knock"]);
  });

  test("loops over arrays and lists hold their elements", async () => {
    expect(
      await calls({
        "a/Main.java":
          "package a;\nimport java.util.*;\nclass Box { void open() {} }\nclass Trap { void open() {} }\n" +
          "class Main { void m(Box[] all, List<Box> more) { for (Box b : all) b.open(); for (var c : more) c.open(); all[0].open(); more.get(0).open(); } }\n",
      }),
    ).toContain("a/Main.java:Main.m a/Main.java:Box.open");
  });

  test("a static nested type is made by its outer name, an inner one through an instance", async () => {
    const { made } = await drawn({
      "a/Outer.java": "package a;\nclass Outer { static class Part { } class Inner { } }\n",
      "a/Part.java": "package a;\nclass Part { }\nclass Inner { }\n",
      "b/Main.java":
        "package b;\nimport a.Outer;\nclass Main { void m(Outer o) { new Outer.Part(); o.new Inner(); } }\n",
    });
    expect(made).toContain("b/Main.java:Main.m a/Outer.java:Outer.Part");
    expect(made.some((edge) => edge.includes("a/Part.java"))).toBe(false);
  });
});

describe("types of the library under several wildcards", () => {
  const source = (imports: string, body: string): Sources => ({
    "a/Item.java": "package a;\npublic class Item { public void ship() {} }\n",
    "b/Main.java": `package b;\nimport a.*;\n${imports}\nclass Main { ${body} }\n`,
  });

  test("are those of the package of the JDK that has them", async () => {
    const { calls, tierOf } = await drawn(
      source(
        "import java.util.*;\nimport java.util.function.*;\nimport com.ext.*;",
        "void m(List<Item> l, Supplier<Item> s) { for (Item i : l) i.ship(); l.get(0).ship(); s.get().ship(); new ArrayList<Item>(); }",
      ),
    );
    expect(calls).toEqual([
      "b/Main.java:Main.m a/Item.java:Item.ship",
      "b/Main.java:Main.m java.util.ArrayList",
      "b/Main.java:Main.m java.util.List.get",
      "b/Main.java:Main.m java.util.function.Supplier.get",
    ]);
    expect(tierOf("CALLS b/Main.java:Main.m java.util.List.get")).toBe("exact");
  });

  test("are no types of a package of the JDK that is known not to have them", async () => {
    const { calls, unresolved } = await drawn(
      source("import java.util.*;\nimport com.ext.*;", "void m(Widget w) { w.go(); }"),
    );
    expect(calls).toEqual(["b/Main.java:Main.m com.ext.Widget.go"]);
    expect(unresolved).toEqual([]);
    expect((await drawn(source("import java.util.*;", "void m(Widget w) { w.go(); }"))).calls).toEqual([]);
  });

  test("of which nobody knows the package are outside all the same, and what they hold is known", async () => {
    const { calls, tierOf } = await drawn(
      source("import com.one.*;\nimport com.two.*;", "void m(Bag<Item> bag) { bag.get(0).ship(); bag.seal(); }"),
    );
    expect(calls).toEqual([
      "b/Main.java:Main.m ?.Bag.get",
      "b/Main.java:Main.m ?.Bag.seal",
      "b/Main.java:Main.m a/Item.java:Item.ship",
    ]);
    expect(new Set(calls.map((call) => tierOf(`CALLS ${call}`)))).toEqual(new Set(["inferred"]));
  });
});

describe("members that no source writes", () => {
  test("a component of a record is read by calling its name, within the record and outside", async () => {
    const { calls, unresolved } = await drawn({
      "M.java":
        "record P(Item it, int n) { Item again() { return it(); } }\n" +
        "class Item { void ship() {} }\n" +
        "class Main {\nvoid f(int a) {}\nvoid f(Item b) { b.ship(); }\n" +
        "void m(P p) { p.it().ship(); f(p.n()); p.again().ship(); }\n}\n",
    });
    expect(calls).toEqual([
      "M.java:Main.f M.java:Item.ship",
      "M.java:Main.m M.java:Item.ship",
      "M.java:Main.m M.java:Main.f",
      "M.java:Main.m M.java:P.again",
      "M.java:Main.m M.java:P.it",
      "M.java:Main.m M.java:P.n",
      "M.java:P.again M.java:P.it",
    ]);
    expect(unresolved).toEqual([]);
  });

  test("an enum has an array of its constants and finds them by name", async () => {
    const { calls, unresolved } = await drawn({
      "M.java":
        "enum E { A; void go() {} static void all() { for (E e : values()) e.go(); } }\n" +
        'class Main { void m() { E.values()[0].go(); }\nvoid n() { E.valueOf("A").go(); } }\n',
    });
    expect(calls).toEqual([
      "M.java:E.all M.java:E.go",
      "M.java:E.all java.lang.Enum.values",
      "M.java:Main.m M.java:E.go",
      "M.java:Main.m java.lang.Enum.values",
      "M.java:Main.n M.java:E.go",
      "M.java:Main.n java.lang.Enum.valueOf",
    ]);
    expect(unresolved).toEqual([]);
  });

  test("a method of the name is meant before them, and a field of a class is no accessor", async () => {
    const { calls } = await drawn({
      "M.java":
        "class Item { void ship() {} }\nenum E { A; static Item values(int n) { return null; } }\n" +
        "class Box extends Outside { Item it; }\nclass Main { void m(Box b) { E.values(1).ship(); b.it().ship(); } }\n",
    });
    expect(calls).toContain("M.java:Main.m M.java:E.values");
    expect(calls.filter((call) => call.includes("Enum.values"))).toEqual([]);
  });
});
