import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { draw, type Drawn, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { parserForTests } from "../../../../test/support/source-parser.ts";
import type { SourceParser } from "../parse/index.ts";

let parser: SourceParser;
beforeAll(async () => {
  parser = await parserForTests();
});
afterAll(() => parser.close());

const drawn = async (sources: Sources): Promise<Drawn> => draw(await graphOf(parser, sources));
const calls = async (source: string, more: Sources = {}): Promise<readonly string[]> =>
  (await drawn({ "a.cc": source, ...more })).calls;

const BOX = "struct Box { Box(int n) {}\nvoid open() {}\nint size; };\n";

describe("members", () => {
  test("a method defined outside of its class is a member of it and sees its other members", async () => {
    const edges = await calls('#include "box.h"\nvoid Box::open() { close(); size_ = 1; }\nvoid close() {}\n', {
      "box.h": "class Box {\n public:\n  void open();\n void close() {}\n int size_;\n};\n",
    });
    expect(edges).toEqual(["a.cc:Box.open box.h:Box.close"]);
  });

  test("a call of a declared method reaches its definition", async () => {
    const edges = await calls('#include "box.h"\nvoid go(Box* b) { b->open(); }\n', {
      "box.h": "class Box { public: void open(); };\n",
      "box.cc": '#include "box.h"\nvoid Box::open() {}\n',
    });
    expect(edges).toEqual(["a.cc:go box.cc:Box.open"]);
  });

  test("inherited methods are found in bases, own ones hide them", async () => {
    const edges = await calls(
      "struct A { void f() {} void g() {} };\nstruct B : public A { void f() {} void h() { f(); g(); A::f(); } };\n",
    );
    expect(edges).toEqual(["a.cc:B.h a.cc:A.f", "a.cc:B.h a.cc:A.g", "a.cc:B.h a.cc:B.f"]);
  });

  test("an unknown receiver draws nothing, though a method has the name", async () => {
    const { calls: edges, unresolved } = await drawn({
      "a.cc": "struct Box { void open() {} };\nvoid go() { unknown()->open(); mystery.open(); }\n",
    });
    expect(edges).toEqual([]);
    expect(unresolved).toContain("a.cc:go open unknown-receiver");
  });

  test("this, fields, references and pointers lead to their types", async () => {
    const edges = await calls(
      "struct Lid { void lift() {} };\nstruct Box { Lid lid; Lid& other; void f(Lid* l) { this->lid.lift(); l->lift(); (*l).lift(); other.lift(); } };\n",
    );
    expect(edges).toEqual(["a.cc:Box.f a.cc:Lid.lift"]);
  });

  test("static members are called through their class", async () => {
    expect(
      await calls(
        "struct Box { static Box* make() { return 0; } void open() {} };\nvoid go() { Box::make()->open(); }\n",
      ),
    ).toEqual(["a.cc:go a.cc:Box.make", "a.cc:go a.cc:Box.open"]);
  });

  test("a class nested in another is named through it", async () => {
    const edges = await calls(
      "struct Outer { struct Inner; };\nstruct Outer::Inner { void run() {} };\nvoid go(Outer::Inner i) { i.run(); }\n",
    );
    expect(edges).toEqual(["a.cc:go a.cc:Outer.Inner.run"]);
  });

  test("a friend that is defined in a class is no member of it", async () => {
    const { edges } = await drawn({
      "a.cc": "class Box { friend void peek(int a) { help(); } static void help(); };\n",
    });
    expect(edges.filter((edge) => edge.includes("Box.peek"))).toEqual([]);
  });
});

describe("constructors", () => {
  test.each([
    ["parentheses", "Box b(1);"],
    ["braces", "Box b{1};"],
    ["new", "auto* b = new Box(1);"],
    ["a temporary", "Box(1).open();"],
    ["a variable of the function", "int n = 1; Box b(n);"],
  ])("%s construct", async (_name, code) => {
    expect(await calls(`${BOX}void go() { ${code} }\n`)).toContain("a.cc:go a.cc:Box.Box");
  });

  test("a variable of a type in capitals is one, and what decorates a statement is not", async () => {
    const type = "struct DB { DB(int n) {} void open() {} struct Key {}; };\nvoid DB_run(DB::Key k) {}\n";
    expect(await calls(`${type}void go(int n) { DB db(n); db.open(); }\n`)).toEqual([
      "a.cc:go a.cc:DB.DB",
      "a.cc:go a.cc:DB.open",
    ]);
    expect(await calls(`${BOX}void shut(int n) {}\nvoid go(int n) { NO_CHECK shut(n); }\n`)).toEqual([
      "a.cc:go a.cc:shut",
    ]);
  });

  test("a constant named by a path is passed to what is made, a type is not", async () => {
    const more = `${BOX}struct Lid { static const int kMax = 1; static const int MAX_SIZE = 2; struct Top {}; };\n`;
    expect(await calls(`${more}void go() { Box b(Lid::kMax); b.open(); }\n`)).toContain("a.cc:go a.cc:Box.Box");
    expect(await calls(`${more}void go() { Box b(Lid::MAX_SIZE); }\n`)).toContain("a.cc:go a.cc:Box.Box");
    expect(await calls(`${more}void go() { Box b(Lid::Top); }\n`)).toEqual([]);
  });

  test("a prototype in a function constructs nothing", async () => {
    const edges = await calls(`${BOX}struct Lid {};\nvoid go() { Box b(Lid); Box c(); }\n`);
    expect(edges).toEqual([]);
  });

  test("initialisers of members construct bases and fields, but not what is only pointed to", async () => {
    const edges = await calls(
      `${BOX}struct Lid { Lid(int n) {} };\nstruct Big : Box { Big(Lid* l) : Box(1), lid_(2), other_(l), n_(3) {} Lid lid_; Lid* other_; int n_; };\n`,
    );
    expect(edges).toEqual(["a.cc:Big.Big a.cc:Box.Box", "a.cc:Big.Big a.cc:Lid.Lid"]);
  });

  test("a pointer or a reference declared constructs nothing", async () => {
    expect(await calls(`${BOX}void go(Box& x) { Box* p; Box& r = x; }\n`)).toEqual([]);
  });

  test("a type without a constructor is instantiated", async () => {
    const { edges } = await drawn({ "a.cc": "struct Lid { int n; };\nvoid go() { Lid l; }\n" });
    expect(edges).toContain("INSTANTIATES a.cc:go a.cc:Lid");
  });
});

describe("namespaces", () => {
  test("a namespace is all of its blocks in all included files", async () => {
    const edges = await calls('#include "b.h"\nnamespace shop { void go() { help(); inner::deep(); } }\n', {
      "b.h": "namespace shop { inline void help() {} namespace inner { inline void deep() {} } }\n",
    });
    expect(edges).toEqual(["a.cc:shop.go b.h:shop.help", "a.cc:shop.go b.h:shop.inner.deep"]);
  });

  test("a function of another namespace with the name is not meant", async () => {
    const { calls: edges, unresolved } = await drawn({
      "a.cc": "namespace x { void f() {} }\nnamespace y { void g() { f(); } }\n",
    });
    expect(edges).toEqual([]);
    expect(unresolved).toEqual(["a.cc:y.g f unknown-name"]);
  });

  test("using brings one name, using namespace all, an alias another name", async () => {
    const edges = await calls(
      "namespace a { void f() {} }\nnamespace b { void g() {} }\nnamespace c { void h() {} }\nusing a::f;\nnamespace k = c;\nvoid go() { using namespace b; f(); g(); k::h(); }\n",
    );
    expect(edges).toEqual(["a.cc:go a.cc:a.f", "a.cc:go a.cc:b.g", "a.cc:go a.cc:c.h"]);
  });

  test("inline and nameless namespaces are part of what is around them", async () => {
    const edges = await calls(
      "namespace a { inline namespace v1 { void f() {} } namespace { void g() {} } void go() { f(); g(); } }\nvoid top() { a::f(); }\n",
    );
    expect(edges).toEqual(["a.cc:a.go a.cc:a.g", "a.cc:a.go a.cc:a.v1.f", "a.cc:top a.cc:a.v1.f"]);
  });

  test("a namespace that macros open and close is the one that the macro names", async () => {
    const edges = await calls('#include "fmt.h"\nvoid go() { text::print(1); }\n', {
      "base.h":
        "#define TEXT_BEGIN_NAMESPACE \\\n  namespace text { inline namespace v1 {\n#define TEXT_END_NAMESPACE } }\n",
      "fmt.h":
        '#include "base.h"\nTEXT_BEGIN_NAMESPACE\ninline void help() {}\ninline void print(int a) { help(); }\nTEXT_END_NAMESPACE\n',
    });
    expect(edges).toEqual(["a.cc:go fmt.h:print", "fmt.h:print fmt.h:help"]);
  });

  test("what a nameless namespace of another file holds is not reached", async () => {
    const edges = await calls("void help();\nvoid go() { help(); }\n", { "b.cc": "namespace { void help() {} }\n" });
    expect(edges).toEqual(["a.cc:go a.cc:help"]);
  });

  test("std is outside, and a local definition with such a name is not chosen instead", async () => {
    const edges = await calls("#include <algorithm>\nvoid sort(int a) {}\nvoid go() { std::sort(1); }\n");
    expect(edges).toEqual(["a.cc:go std.sort"]);
  });

  test("names after using namespace std are outside", async () => {
    expect(await calls("using namespace std;\nvoid go() { sort(1); }\n")).toEqual(["a.cc:go std.sort"]);
  });

  test("a function written with its namespace belongs to it", async () => {
    const edges = await calls('#include "a.h"\nvoid shop::run() {}\nvoid go() { shop::run(); }\n', {
      "a.h": "namespace shop { void run(); }\n",
    });
    expect(edges).toEqual(["a.cc:go a.cc:shop.run"]);
  });
});

describe("types", () => {
  test("auto takes the type of what is returned, constructed or looped over", async () => {
    const edges = await calls(
      `#include <vector>\n${BOX}Box* make();\nvoid go(std::vector<Box> all) { auto a = make(); a->open(); for (auto& b : all) b.open(); auto c = Box(1); c.open(); }\n`,
    );
    expect(edges).toContain("a.cc:go a.cc:Box.open");
  });

  test("smart pointers reach what they point to, their own members are outside", async () => {
    const edges = await calls(
      `#include <memory>\n${BOX}void go(std::unique_ptr<Box> p) { p->open(); p.reset(); auto q = std::make_shared<Box>(1); q->open(); }\n`,
    );
    expect(edges).toEqual(["a.cc:go a.cc:Box.open", "a.cc:go std.make_shared", "a.cc:go std.unique_ptr.reset"]);
  });

  test("an operator-> of the repository is followed", async () => {
    const edges = await calls(`${BOX}struct Ptr { Box* operator->() { return 0; } };\nvoid go(Ptr p) { p->open(); }\n`);
    expect(edges).toEqual(["a.cc:go a.cc:Box.open"]);
  });

  test("casts say the type", async () => {
    const edges = await calls(`${BOX}void go(void* p) { static_cast<Box*>(p)->open(); ((Box*)p)->open(); }\n`);
    expect(edges).toEqual(["a.cc:go a.cc:Box.open"]);
  });

  test("templates are resolved in their bodies and with their arguments", async () => {
    const edges = await calls(
      `${BOX}template <typename T> struct List { T first() { help(); return T(); } void help() {} };\nvoid go(List<Box> l) { l.first().open(); }\n`,
    );
    expect(edges).toEqual(["a.cc:List.first a.cc:List.help", "a.cc:go a.cc:Box.open", "a.cc:go a.cc:List.first"]);
  });

  test("a method of a template defined outside joins it", async () => {
    const edges = await calls(
      "template <typename K, class C> class Skip { struct Node { void next() {} }; Node* head_; void walk(); };\ntemplate <typename K, class C>\nvoid Skip<K, C>::walk() { head_->next(); }\n",
    );
    expect(edges).toEqual(["a.cc:Skip.walk a.cc:Skip.Node.next"]);
  });

  test("a type alias leads to the members of the type", async () => {
    const edges = await calls(`${BOX}using Crate = Box;\nvoid go(Crate c) { c.open(); }\n`);
    expect(edges).toEqual(["a.cc:go a.cc:Box.open"]);
  });

  test("what a lambda calls, the function around it calls", async () => {
    const edges = await calls(`${BOX}void go(Box b) { auto f = [&](Box* c) { b.open(); c->open(); }; f(&b); }\n`);
    expect(edges).toEqual(["a.cc:go a.cc:Box.open"]);
  });

  test("a local variable hides a function of its name", async () => {
    const edges = await calls(
      "struct F { void operator()(int a) {} };\nvoid run(int a) {}\nvoid go(F run) { run(1); }\n",
    );
    expect(edges).toEqual(["a.cc:go a.cc:F.operator()"]);
  });
});

describe("overloads", () => {
  test("the number of arguments chooses, with defaults that only the declaration has", async () => {
    const { calls: edges } = await drawn({
      "a.cc":
        "struct A { void f(int a); void f(int a, int b, int c = 1); };\nvoid A::f(int a) {}\nvoid A::f(int a, int b, int c) {}\nvoid go(A x) { x.f(1, 2); }\n",
    });
    expect(edges).toEqual(["a.cc:go a.cc:A.f"]);
  });

  test("known types of arguments choose among functions of one arity", async () => {
    const graph = await graphOf(parser, {
      "a.cc": "struct A {};\nstruct B {};\nvoid f(A a) {}\nvoid f(B b) {}\nvoid go(B b) { f(b); }\n",
    });
    const [file] = graph.files;
    const reached = file?.edges.filter(({ kind }) => kind === "CALLS").map(({ to }) => to);
    const called = file?.nodes.filter(({ id }) => reached?.includes(id) === true).map(({ signature }) => signature);
    expect(called).toEqual(["void f(B b)"]);
  });

  test("where nothing tells overloads apart, none is drawn", async () => {
    const { calls: edges, unresolved } = await drawn({
      "a.cc": "struct A {};\nstruct B {};\nvoid f(A a) {}\nvoid f(B b) {}\nvoid go() { f(mystery()); }\n",
    });
    expect(edges).toEqual([]);
    expect(unresolved).toContain("a.cc:go f dynamic");
  });
});

describe("bodies under using namespace", () => {
  test("belong to the type that the opened namespace declares, and see its members", async () => {
    const { calls, unresolved } = await drawn({
      "a.hpp": "namespace app { class Sq { public: int area(); int side() const; }; namespace in { void f(); } }\n",
      "a.cpp":
        '#include "a.hpp"\nusing namespace app;\nint Sq::area() { return side(); }\nint Sq::side() const { return 1; }\nvoid in::f() {}\n',
      "b.cpp": '#include "a.hpp"\nvoid go(app::Sq& s) { s.area(); app::in::f(); }\n',
    });
    expect(calls).toEqual([
      "a.cpp:app.Sq.area a.cpp:app.Sq.side",
      "b.cpp:go a.cpp:app.Sq.area",
      expect.stringMatching(/^b\.cpp:go a\.cpp:.*f$/),
    ]);
    expect(unresolved).toEqual([]);
  });

  test("belong to no type of a namespace that is not opened, nor of one opened in another block", async () => {
    const { calls } = await drawn({
      "a.hpp": "namespace app { class Sq { public: int area(); int side(); }; }\n",
      "a.cpp":
        '#include "a.hpp"\nvoid other() { using namespace app; }\nnamespace my { struct Sq { int area(); }; }\n' +
        "using namespace my;\nint Sq::area() { return side(); }\n",
    });
    expect(calls).toEqual([]);
  });
});
