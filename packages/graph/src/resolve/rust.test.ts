import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);
/** Of one file. */
const callsIn = (...lines: string[]): Promise<readonly string[]> => calls({ "src/lib.rs": lines.join("\n") });
/** Of one file, without what leaves the repository. */
const ownCallsIn = async (...lines: string[]): Promise<readonly string[]> =>
  (await callsIn(...lines)).filter((edge) => !edge.includes(" std."));
/** Two types with a method of one name, so that a wrong receiver shows. */
const TWINS = ["struct A;", "impl A { fn go(&self) {} }", "struct B;", "impl B { fn go(&self) {} }"];

describe("modules and crates", () => {
  test("`mod x;` is x.rs or x/mod.rs, and paths begin at crate, self or super", async () => {
    expect(
      await calls({
        "src/lib.rs": "mod a;\nmod b;\nfn top() {}\n",
        "src/a.rs": "mod deep;\npub fn one() { self::two(); crate::b::three(); deep::four(); }\nfn two() {}\n",
        "src/a/deep.rs": "pub fn four() { super::two(); super::super::top(); }\n",
        "src/b/mod.rs": "pub fn three() {}\n",
      }),
    ).toEqual([
      "src/a.rs:one src/a.rs:two",
      "src/a.rs:one src/a/deep.rs:four",
      "src/a.rs:one src/b/mod.rs:three",
      "src/a/deep.rs:four src/a.rs:two",
      "src/a/deep.rs:four src/lib.rs:top",
    ]);
  });

  test("an attribute says where the file of a module lies, and `super` is who declares it", async () => {
    const { calls, unresolved } = await drawn({
      "src/lib.rs": '#[path = "parts/engine.rs"]\nmod motor;\nfn go() { motor::run(); engine::run(); }\nfn up() {}\n',
      "src/parts/engine.rs": "pub fn run() { super::up(); }\n",
      "src/engine.rs": "pub fn run() {}\n",
    });
    expect(calls).toEqual(["src/lib.rs:go src/parts/engine.rs:run", "src/parts/engine.rs:run src/lib.rs:up"]);
    expect(unresolved).toEqual(["src/lib.rs:go run unknown-receiver"]);
  });

  test("`use` takes groups, aliases and modules, and IMPORTS leads to the file that defines what is named", async () => {
    const { edges } = await drawn({
      "src/lib.rs":
        "mod a;\nmod b;\nuse a::{self, one, inner::{deep as d, Thing}};\nfn f() { one(); d(); a::two(); Thing::make(); }\n",
      "src/a.rs": "pub mod inner;\npub fn one() {}\npub fn two() {}\n",
      "src/a/inner.rs": "pub fn deep() {}\npub struct Thing;\nimpl Thing { pub fn make() {} }\n",
      "src/b.rs": "use crate::a::one;\n",
    });
    expect(edges.filter((edge) => !edge.startsWith("REFERENCES"))).toEqual([
      "CALLS src/lib.rs:f src/a.rs:one",
      "CALLS src/lib.rs:f src/a.rs:two",
      "CALLS src/lib.rs:f src/a/inner.rs:Thing.make",
      "CALLS src/lib.rs:f src/a/inner.rs:deep",
      "IMPORTS src/b.rs src/a.rs",
      "IMPORTS src/lib.rs src/a.rs",
      "IMPORTS src/lib.rs src/a/inner.rs",
    ]);
  });

  test("`pub use` hands on what another module defines, by name and by glob; a private `use` is handed on to nobody", async () => {
    const { calls } = await drawn({
      "src/lib.rs": "mod a;\nmod b;\npub use a::one;\npub use a::inner::*;\nuse a::two;\n",
      "src/a.rs": "pub mod inner { pub fn deep() {} }\npub fn one() {}\npub fn two() {}\n",
      "src/b.rs": "use crate::*;\nfn f() { one(); deep(); }\nmod c { use super::super::one as o; fn g() { o(); } }\n",
      "tests/it.rs": "use pkg::*;\nfn h() { two(); one(); }\n",
      "Cargo.toml": '[package]\nname = "pkg"\n',
    });
    expect(calls).toEqual([
      "src/b.rs:c.g src/a.rs:one",
      "src/b.rs:f src/a.rs:inner.deep",
      "src/b.rs:f src/a.rs:one",
      "tests/it.rs:h src/a.rs:one",
    ]);
  });

  test("an inline module sees what it names and nothing of what lies around it; tests see their parent by a glob", async () => {
    const { calls, unresolved } = await drawn({
      "src/lib.rs":
        "fn helper() {}\nmod closed { fn f() { helper(); } }\n#[cfg(test)]\nmod tests {\n use super::*;\n #[test]\n fn t() { helper(); }\n}\n",
    });
    expect(calls).toEqual(["src/lib.rs:tests.t src/lib.rs:helper"]);
    expect(unresolved).toEqual(["src/lib.rs:closed.f helper unknown-name"]);
  });

  test("crates of a workspace are found by the names of their packages, renamed ones and libraries with other names too", async () => {
    expect(
      await calls({
        "Cargo.toml": '[workspace]\nmembers = ["core-lib", "app"]\n',
        "core-lib/Cargo.toml": '[package]\nname = "core-lib"\n',
        "core-lib/src/lib.rs": "pub fn one() {}\n",
        "other/Cargo.toml": '[package]\nname = "other"\n[lib]\nname = "fancy"\npath = "lib/main.rs"\n',
        "other/lib/main.rs": "pub fn two() {}\n",
        "app/Cargo.toml":
          '[package]\nname = "app"\n[dependencies]\ncore-lib = { path = "../core-lib" }\nmine = { package = "other", path = "../other" }\n',
        "app/src/main.rs": "fn main() { core_lib::one(); mine::two(); app::three(); }\n",
        "app/src/lib.rs": "pub fn three() {}\n",
      }),
    ).toEqual([
      "app/src/main.rs:main app/src/lib.rs:three",
      "app/src/main.rs:main core-lib/src/lib.rs:one",
      "app/src/main.rs:main other/lib/main.rs:two",
    ]);
  });

  test("calls that leave the repository lead to external symbols, whatever is called alike at home", async () => {
    const { calls, edges } = await drawn({
      "Cargo.toml": '[package]\nname = "a"\n[dependencies]\nserde_json = "1"\n',
      "src/lib.rs":
        "use std::collections::HashMap;\nuse serde_json as json;\nfn from_str() {}\nfn insert() {}\nfn f(m: HashMap<u8, u8>) { m.insert(1, 2); json::from_str(1); std::mem::swap(1, 2); }\n",
    });
    expect(calls).toEqual([
      "src/lib.rs:f serde_json.from_str",
      "src/lib.rs:f std.collections.HashMap.insert",
      "src/lib.rs:f std.mem.swap",
    ]);
    expect(edges).toContain("IMPORTS src/lib.rs std");
  });

  test("a function in a function is meant inside of it, the one of the module outside", async () => {
    expect(
      await callsIn("fn run() { fn helper() {} helper(); }", "fn helper() {}", "fn other() { helper(); }"),
    ).toEqual(["src/lib.rs:other src/lib.rs:helper", "src/lib.rs:run src/lib.rs:run.helper"]);
  });

  test("a module and a variable can share a name: before `::` stands the module", async () => {
    expect(
      await callsIn(
        "mod config { pub fn load() {} pub fn save() {} }",
        "fn f() { let config = config::load(); config::save(); }",
      ),
    ).toEqual(["src/lib.rs:f src/lib.rs:config.load", "src/lib.rs:f src/lib.rs:config.save"]);
  });
});

describe("types and impl blocks", () => {
  test("methods and associated functions of all impl blocks belong to the type, in other files too", async () => {
    expect(
      await calls({
        "src/lib.rs": "mod more;\npub struct A;\nimpl A { fn new() -> Self { A } }\nfn f() { A::new().far(); }\n",
        "src/more.rs": "use crate::A;\nimpl A { pub fn far(&self) { self.near(); Self::new(); } fn near(&self) {} }\n",
      }),
    ).toEqual([
      "src/lib.rs:f src/lib.rs:A.new",
      "src/lib.rs:f src/more.rs:A.far",
      "src/more.rs:A.far src/lib.rs:A.new",
      "src/more.rs:A.far src/more.rs:A.near",
    ]);
  });

  test("receivers are typed by parameters, annotations, constructors, literals and fields", async () => {
    expect(
      await callsIn(
        ...TWINS,
        "struct Holder { a: A, b: Box<B> }",
        "impl Holder { fn f(&self) { self.a.go(); self.b.go(); } }",
        "fn g(a: &mut A) { a.go(); let b: B = make(); b.go(); }",
        "fn h() { let a = A {}; a.go(); }",
      ),
    ).toEqual([
      "src/lib.rs:Holder.f src/lib.rs:A.go",
      "src/lib.rs:Holder.f src/lib.rs:B.go",
      "src/lib.rs:g src/lib.rs:A.go",
      "src/lib.rs:g src/lib.rs:B.go",
      "src/lib.rs:h src/lib.rs:A.go",
    ]);
  });

  test("a second `let` is another variable, and its value still means the first", async () => {
    const lines = ["fn f() { let x = A; x.go(); let x = x.next(); x.go(); }", "impl A { fn next(self) -> B { B } }"];
    expect(await callsIn(...TWINS, ...lines)).toEqual([
      "src/lib.rs:f src/lib.rs:A.go",
      "src/lib.rs:f src/lib.rs:A.next",
      "src/lib.rs:f src/lib.rs:B.go",
    ]);
    const after = await drawn({ "src/lib.rs": [...TWINS, "fn f(x: A) { { let x = B; } x.go(); }"].join("\n") });
    expect(after.calls).toEqual(["src/lib.rs:f src/lib.rs:A.go"]);
  });

  test("a field and a method may share a name: what is called is the method", async () => {
    expect(
      await callsIn(
        ...TWINS,
        "struct S { part: A }",
        "impl S { fn part(&self) -> B { B } fn f(&self) { self.part().go(); self.part.go(); } }",
      ),
    ).toEqual(["src/lib.rs:S.f src/lib.rs:A.go", "src/lib.rs:S.f src/lib.rs:B.go", "src/lib.rs:S.f src/lib.rs:S.part"]);
  });

  test("an inherent method wins over one of a trait", async () => {
    expect(
      await callsIn(
        "trait T { fn go(&self); }",
        "struct S;",
        "impl T for S { fn go(&self) {} }",
        "impl S { fn go(&self) {} fn f(&self) { self.go(); } }",
      ),
    ).toEqual(["src/lib.rs:S.f src/lib.rs:S.go"]);
  });

  test("of impl blocks for several forms of a type the one around the call is meant, and elsewhere none", async () => {
    const { calls, unresolved } = await drawn({
      "src/lib.rs":
        "struct S<const N: usize>;\nimpl S<1> { fn go(&self) { self.in_one(); self.part(); } fn part(&self) {} }\nimpl S<2> { fn in_one(&self) {} fn part(&self) {} }\nfn f<const N: usize>(s: S<N>) { s.part(); }\n",
    });
    expect(calls).toEqual(["src/lib.rs:S.go src/lib.rs:S.in_one", "src/lib.rs:S.go src/lib.rs:S.part"]);
    expect(unresolved).toEqual(["src/lib.rs:f part unknown-member"]);
  });

  test("type arguments pass through generic types and their impl blocks", async () => {
    expect(
      await ownCallsIn(
        ...TWINS,
        "struct Stack<T> { items: Vec<T> }",
        "impl<U> Stack<U> { fn pop(&mut self) -> Option<U> { self.items.pop() } fn top(&self) -> &U { &self.items[0] } }",
        "fn f(mut s: Stack<A>) { s.top().go(); s.pop().unwrap().go(); }",
      ),
    ).toEqual([
      "src/lib.rs:f src/lib.rs:A.go",
      "src/lib.rs:f src/lib.rs:Stack.pop",
      "src/lib.rs:f src/lib.rs:Stack.top",
    ]);
  });

  test("an alias of a type has its members", async () => {
    expect(await callsIn(...TWINS, "type Same = A;", "fn f(x: Same) { x.go(); }")).toEqual([
      "src/lib.rs:f src/lib.rs:A.go",
    ]);
  });

  test("making a value is a use of its type or variant and runs nothing", async () => {
    const { calls, edges } = await drawn({
      "src/lib.rs":
        "struct P(u8);\nenum E { One(u8), Two { x: u8 }, Three }\nfn f() { P(1); E::One(1); E::Two { x: 1 }; E::Three; }\n",
    });
    expect(calls).toEqual([]);
    expect(edges).toEqual([
      "REFERENCES src/lib.rs:f src/lib.rs:E.One",
      "REFERENCES src/lib.rs:f src/lib.rs:E.Three",
      "REFERENCES src/lib.rs:f src/lib.rs:E.Two",
      "REFERENCES src/lib.rs:f src/lib.rs:P",
    ]);
  });

  test("an unknown receiver draws nothing", async () => {
    const { calls, unresolved } = await drawn({ "src/lib.rs": [...TWINS, "fn f() { unknown().go(); }"].join("\n") });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["src/lib.rs:f unknown unknown-name", "src/lib.rs:f go unknown-receiver"]);
  });
});

describe("traits", () => {
  test("impl blocks implement and override; a call through `dyn`, `impl` or a bound reaches the trait's method", async () => {
    const { edges } = await drawn({
      "src/lib.rs":
        "trait Base {}\ntrait Shape: Base { fn area(&self); fn twice(&self) { self.area(); } }\nstruct C;\nimpl Shape for C { fn area(&self) {} }\n" +
        "fn a(s: &dyn Shape) { s.area(); }\nfn b(s: impl Shape + Send) { s.area(); }\nfn c<S: Clone + Shape>(s: S) { s.area(); }\nfn d<S>(s: Box<S>) where S: Shape { s.area(); }\nfn e(c: C) { c.area(); c.twice(); }\n",
    });
    expect(edges.filter((edge) => !edge.startsWith("REFERENCES"))).toEqual([
      "CALLS src/lib.rs:Shape.twice src/lib.rs:Shape.area",
      "CALLS src/lib.rs:a src/lib.rs:Shape.area",
      "CALLS src/lib.rs:b src/lib.rs:Shape.area",
      "CALLS src/lib.rs:c src/lib.rs:Shape.area",
      "CALLS src/lib.rs:d src/lib.rs:Shape.area",
      "CALLS src/lib.rs:e src/lib.rs:C.area",
      "CALLS src/lib.rs:e src/lib.rs:Shape.twice",
      "IMPLEMENTS src/lib.rs:C src/lib.rs:Shape",
      "INHERITS src/lib.rs:Shape src/lib.rs:Base",
      "OVERRIDES src/lib.rs:C.area src/lib.rs:Shape.area",
    ]);
  });

  test("bounds of an impl block hold for the fields of its type", async () => {
    expect(
      await callsIn(
        "trait T { fn go(&self); }",
        "struct W<M> { m: M }",
        "impl<K: T> W<K> { fn f(&self) { self.m.go(); } }",
      ),
    ).toEqual(["src/lib.rs:W.f src/lib.rs:T.go"]);
  });

  test("a method of an inherent block overrides nothing, whatever traits the type has", async () => {
    const { edges } = await drawn({
      "src/lib.rs":
        "trait T { fn go(&self); }\nstruct S;\nimpl S { fn go(&self) {} }\nimpl T for S { fn go(&self) {} }\n",
    });
    expect(edges.filter((edge) => edge.startsWith("OVERRIDES"))).toHaveLength(1);
  });

  test("traits of the repository for outside types are found on values of these", async () => {
    expect(
      await callsIn(
        "trait Ext { fn shout(&self); }",
        "impl Ext for str { fn shout(&self) {} }",
        'fn f(s: &str) { s.shout(); s.len(); "x".shout(); }',
      ),
    ).toEqual(["src/lib.rs:f src/lib.rs:shout", "src/lib.rs:f std.str.len"]);
  });

  test("conversions for several types are not told apart, so none is drawn", async () => {
    expect(
      await callsIn(
        "struct S;",
        "impl From<u8> for S { fn from(x: u8) -> S { S } }",
        "impl From<u16> for S { fn from(x: u16) -> S { S } }",
        "fn f() { S::from(1); }",
      ),
    ).toEqual([]);
  });

  test("what a type dereferences to lends it its members", async () => {
    expect(
      await callsIn(...TWINS, "struct G;", "impl std::ops::Deref for G { type Target = A; }", "fn f(g: G) { g.go(); }"),
    ).toEqual(["src/lib.rs:f src/lib.rs:A.go"]);
  });
});

describe("the library", () => {
  test("`?`, unwrap, references and boxes lead to what is inside, a lock or cell only through its guard", async () => {
    expect(
      await callsIn(
        "use std::sync::{Arc, Mutex};",
        "use std::cell::RefCell;",
        ...TWINS,
        "fn make() -> Result<A, String> { Ok(A) }",
        "fn f() -> Result<(), String> { make()?.go(); make().unwrap().go(); Ok(()) }",
        "fn g(x: Arc<Mutex<B>>, y: &RefCell<A>) { x.lock().unwrap().go(); y.borrow().go(); }",
      ),
    ).toEqual([
      "src/lib.rs:f src/lib.rs:A.go",
      "src/lib.rs:f src/lib.rs:make",
      "src/lib.rs:f std.Result.unwrap",
      "src/lib.rs:g src/lib.rs:A.go",
      "src/lib.rs:g src/lib.rs:B.go",
      "src/lib.rs:g std.Result.unwrap",
      "src/lib.rs:g std.cell.RefCell.borrow",
      "src/lib.rs:g std.sync.Mutex.lock",
    ]);
    expect(await callsIn("use std::sync::Mutex;", ...TWINS, "fn g(x: Mutex<B>) { x.go(); }")).toEqual([
      "src/lib.rs:g std.sync.Mutex.go",
    ]);
  });

  test("loops, adapters and closures get the elements of collections", async () => {
    const found = await ownCallsIn(
      "use std::collections::HashMap;",
      ...TWINS,
      "fn f(v: Vec<A>, m: &HashMap<u8, B>) {",
      "  for (i, x) in v.iter().enumerate() { x.go(); }",
      "  for (_, y) in m { y.go(); }",
      "}",
      "fn g(v: &[A], m: &HashMap<u8, B>) { v.iter().filter(|a| a.go()).for_each(|a| a.go()); m.get(&1).map(|b| b.go()); v[0].go(); }",
    );
    expect(found).toEqual([
      "src/lib.rs:f src/lib.rs:A.go",
      "src/lib.rs:f src/lib.rs:B.go",
      "src/lib.rs:g src/lib.rs:A.go",
      "src/lib.rs:g src/lib.rs:B.go",
    ]);
  });

  test("what is put into Some, Ok, Box or Arc comes out of it", async () => {
    const found = await ownCallsIn(
      "use std::sync::Arc;",
      ...TWINS,
      "fn f() { let x = Arc::new(A); x.clone().go(); let y = Some(B); if let Some(b) = y { b.go(); } }",
    );
    expect(found).toEqual(["src/lib.rs:f src/lib.rs:A.go", "src/lib.rs:f src/lib.rs:B.go"]);
  });

  test("an own iterator hands its items to loops and adapters", async () => {
    const found = await ownCallsIn(
      ...TWINS,
      "struct It;",
      "impl Iterator for It { type Item = A; fn next(&mut self) -> Option<A> { None } }",
      "fn f(it: It) { for a in it { a.go(); } }",
      "fn g(it: It) { it.filter(|a| true).for_each(|a| a.go()); }",
    );
    expect(found).toEqual(["src/lib.rs:f src/lib.rs:A.go", "src/lib.rs:g src/lib.rs:A.go"]);
  });

  test("what a type derives gives the type again", async () => {
    const found = await ownCallsIn(...TWINS, "fn f(a: &A) { a.clone().go(); B::default().go(); }");
    expect(found).toEqual(["src/lib.rs:f src/lib.rs:A.go", "src/lib.rs:f src/lib.rs:B.go"]);
  });
});

describe("patterns, closures and macros", () => {
  test("patterns type what they bind by the fields of variants and structs", async () => {
    expect(
      await callsIn(
        ...TWINS,
        "enum E { One(A), Two { b: B } }",
        "struct P { a: A }",
        "fn f(e: E) { match e { E::One(x) => x.go(), E::Two { b } => b.go() } }",
        "fn g(P { a }: P, (x, y): (B, u8)) { a.go(); x.go(); }",
        "fn h(e: &E) { use E::*; if let One(x) = e { x.go(); } }",
      ),
    ).toEqual([
      "src/lib.rs:f src/lib.rs:A.go",
      "src/lib.rs:f src/lib.rs:B.go",
      "src/lib.rs:g src/lib.rs:A.go",
      "src/lib.rs:g src/lib.rs:B.go",
      "src/lib.rs:h src/lib.rs:A.go",
    ]);
  });

  test("a name of an arm is not that of the next, nor of what is around", async () => {
    expect(
      await callsIn(
        ...TWINS,
        "enum E { One(A), Two(B) }",
        "fn f(x: B, e: E) { match e { E::One(x) => {} E::Two(_) => x.go() } }",
      ),
    ).toEqual(["src/lib.rs:f src/lib.rs:B.go"]);
  });

  test("closures belong to the function around them, and a function that takes one types its parameters", async () => {
    expect(
      await callsIn(
        ...TWINS,
        "fn with<F: FnOnce(&A) -> B>(f: F) {}",
        "fn f(b: B) { with(|a| { a.go(); b.go(); b }); }",
      ),
    ).toEqual(["src/lib.rs:f src/lib.rs:A.go", "src/lib.rs:f src/lib.rs:B.go", "src/lib.rs:f src/lib.rs:with"]);
  });

  test("a macro is called by its name with `!` and never without; functions and macros are named apart", async () => {
    const { calls } = await drawn({
      "src/lib.rs": "mod m;\nmacro_rules! trace { ($x:expr) => {}; }\nfn f() { trace!(1); trace(1); }\n",
      "src/m.rs": "fn trace() {}\nfn g() { trace!(1); trace(); println!(); }\n",
    });
    expect(calls).toEqual([
      "src/lib.rs:f src/lib.rs:trace",
      "src/m.rs:g src/lib.rs:trace",
      "src/m.rs:g src/m.rs:trace",
      "src/m.rs:g std.println!",
    ]);
  });

  test("calls in the arguments of macros are calls of the function around", async () => {
    const found = await ownCallsIn(
      ...TWINS,
      "struct H { a: A }",
      'impl H { fn f(&self, b: B) { println!("{} {}", self.a.go(), b.go()); assert_eq!(make(1)?.go(), vec![A::go(&self.a)]); } }',
      "fn make(x: u8) -> Option<B> { None }",
    );
    expect(found).toEqual([
      "src/lib.rs:H.f src/lib.rs:A.go",
      "src/lib.rs:H.f src/lib.rs:B.go",
      "src/lib.rs:H.f src/lib.rs:make",
    ]);
  });

  test("names that closures and `let` bind in the arguments of macros are known there", async () => {
    const types = [...TWINS, "impl A { fn other(&self) -> B { B } }"];
    expect(
      await ownCallsIn(
        ...types,
        "case!(one, |a: A, mut n: u8| { a.go(); let mut b = a.other(); check!(1, b.go()); });",
      ),
    ).toEqual(["src/lib.rs src/lib.rs:A.go", "src/lib.rs src/lib.rs:A.other", "src/lib.rs src/lib.rs:B.go"]);
    expect(await ownCallsIn(...types, "fn f(a: B) { case!(|a: &crate::A| a.go(), 1 | 2); }")).toEqual([
      "src/lib.rs:f src/lib.rs:A.go",
    ]);
    expect(await ownCallsIn(...types, "fn f(a: B) { case!(|a: &crate::A| 1, a.go()); }")).toEqual([
      "src/lib.rs:f src/lib.rs:B.go",
    ]);
    expect(await ownCallsIn(...types, "fn f() { case!(|a| a.go()); case!(let a = unknown();); }")).toEqual([]);
  });

  test("async functions give what they say once awaited", async () => {
    expect(
      await callsIn(
        ...TWINS,
        "async fn make() -> A { A }",
        "async fn f() { make().await.go(); let a = make().await; a.go(); }",
      ),
    ).toEqual(["src/lib.rs:f src/lib.rs:A.go", "src/lib.rs:f src/lib.rs:make"]);
  });
});
