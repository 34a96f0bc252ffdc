import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { drawn } = drawingOf(useParser());
/** Calls of one file, without what leaves the repository, and what stays open. */
async function rust(...lines: string[]) {
  const { calls, unresolved, tierOf } = await drawn({ "src/lib.rs": lines.join("\n") });
  return { calls: calls.filter((edge) => !edge.includes(" std.")), unresolved, tierOf };
}

describe("traits for types of the library", () => {
  const TRAITS = [
    "trait Num { fn num(&self); }",
    "impl Num for u32 { fn num(&self) {} }",
    "trait Size { fn size(&self); }",
    "impl Size for usize { fn size(&self) {} }",
    "trait Text { fn text(&self); }",
    "impl Text for str { fn text(&self) {} }",
    "trait Part { fn part(&self); }",
    "impl<T> Part for [T] { fn part(&self) {} }",
  ];

  test("numbers keep their type through suffixes, casts, operators, constants and methods that give one", async () => {
    const ways = [
      "5u32.num()",
      "(a as u32).num()",
      "(n + 1).num()",
      "(1 + n).num()",
      "(n & 0xFF).num()",
      "n.wrapping_add(1).num()",
      "a.trailing_zeros().num()",
      "u32::MAX.num()",
      "u32::from_ne_bytes(b).num()",
    ];
    for (const way of ways) {
      const { calls, unresolved } = await rust(...TRAITS, `fn main(n: u32, a: u64, b: [u8; 4]) { ${way}; }`);
      expect({ way, calls, unresolved }).toEqual({ way, calls: ["src/lib.rs:main src/lib.rs:num"], unresolved: [] });
    }
  });

  test("a number without a suffix is of no type that is known", async () => {
    const { calls, unresolved } = await rust(...TRAITS, "fn main() { 5.num(); let c = 1 + 2; c.num(); }");
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["src/lib.rs:main num unknown-receiver", "src/lib.rs:main num unknown-receiver"]);
  });

  test("lengths and places are numbers, text stays text, a list has what slices have", async () => {
    const { calls } = await rust(
      ...TRAITS,
      "fn main(v: Vec<u8>, s: String) {",
      "  v.len().size();",
      "  s.trim().text();",
      "  s.text();",
      "  v.part();",
      "}",
      "fn each(v: Vec<u8>) { for (i, _) in v.iter().enumerate() { i.size(); } }",
    );
    expect(calls).toEqual([
      "src/lib.rs:each src/lib.rs:size",
      "src/lib.rs:main src/lib.rs:part",
      "src/lib.rs:main src/lib.rs:size",
      "src/lib.rs:main src/lib.rs:text",
    ]);
  });

  test("an operator on a type of the repository gives what its method gives", async () => {
    const { calls } = await rust(
      "struct Vector; struct Matrix;",
      "impl Vector { fn go(&self) {} }",
      "impl Matrix { fn go(&self) {} }",
      "impl std::ops::Mul<Vector> for Matrix { type Output = Vector; fn mul(self, v: Vector) -> Vector { v } }",
      "fn main(m: Matrix, v: Vector) { (m * v).go(); }",
    );
    expect(calls).toEqual(["src/lib.rs:main src/lib.rs:Vector.go"]);
  });
});

describe("blocks for all types", () => {
  test("types of the repository have what is given to all types that meet the bounds", async () => {
    const { calls, unresolved, tierOf } = await rust(
      "use std::fmt::Display;",
      "trait Loud { fn loud(&self); fn twice(&self) { self.loud() } }",
      "impl<T: Display> Loud for T { fn loud(&self) {} }",
      "struct Mine;",
      "fn main(m: Mine) { m.loud(); m.twice(); }",
    );
    expect(calls).toEqual([
      "src/lib.rs:Loud.twice src/lib.rs:Loud.loud",
      "src/lib.rs:main src/lib.rs:Loud.twice",
      "src/lib.rs:main src/lib.rs:loud",
    ]);
    expect(unresolved).toEqual([]);
    expect(tierOf("CALLS src/lib.rs:main src/lib.rs:loud")).toBe("inferred");
  });

  test("a type without the repository's trait that a block asks for has nothing of it", async () => {
    const { calls, unresolved } = await rust(
      "trait Named { fn name(&self); }",
      "trait Loud { fn loud(&self); }",
      "impl<T> Loud for T where T: Named { fn loud(&self) { self.name() } }",
      "struct Yes; struct No;",
      "impl Named for Yes { fn name(&self) {} }",
      "impl Named for u8 { fn name(&self) {} }",
      "fn yes(y: Yes) { y.loud(); }",
      "fn no(n: No) { n.loud(); }",
      "fn number(n: u8, s: String) { n.loud(); s.loud(); }",
    );
    expect(calls).toEqual([
      "src/lib.rs:loud src/lib.rs:Named.name",
      "src/lib.rs:number src/lib.rs:loud",
      "src/lib.rs:yes src/lib.rs:loud",
    ]);
    expect(unresolved).toEqual(["src/lib.rs:no loud unknown-member"]);
  });
});

describe("blocks for one form of a type", () => {
  test("the form of the receiver decides, by types and by numbers", async () => {
    const { calls } = await rust(
      "struct Open; struct Shut;",
      "impl Open { fn go(&self) {} }",
      "impl Shut { fn go(&self) {} }",
      "struct Door<S> { state: S }",
      "impl Door<Open> { fn push(&self) -> Shut { Shut } }",
      "impl Door<Shut> { fn push(&self) -> Open { Open } }",
      "struct Ring<const N: usize>;",
      "impl Ring<8> { fn state(&self) -> Open { Open } }",
      "impl Ring<16> { fn state(&self) -> Shut { Shut } }",
      "fn open(d: Door<Open>) { d.push().go(); }",
      "fn small(r: Ring<8>) { r.state().go(); }",
      "fn any<S>(d: Door<S>) { d.push().go(); }",
    );
    expect(calls).toEqual([
      "src/lib.rs:open src/lib.rs:Door.push",
      "src/lib.rs:open src/lib.rs:Shut.go",
      "src/lib.rs:small src/lib.rs:Open.go",
      "src/lib.rs:small src/lib.rs:Ring.state",
    ]);
  });
});
