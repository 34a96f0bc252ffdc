import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { drawn } = drawingOf(useParser());

const KNOWN = [
  "package m",
  "type Item struct{ run func() }",
  "func (i Item) Go() {}",
  "type Stack[T any] struct{ top T }",
  "func (s Stack[T]) Top() T { return s.top }",
  "func f() {}",
  "func g() {}",
];
/** Calls within the project, after a type `Item` and functions `f` and `g`, and what stays open. */
async function go(...lines: string[]) {
  const { calls, unresolved, tierOf } = await drawn({
    "go.mod": "module m\n",
    "a.go": [...KNOWN, ...lines, ""].join("\n"),
  });
  const own = calls.filter((edge) => !edge.includes("builtin")).map((edge) => edge.replaceAll("a.go:", ""));
  return { calls: own, unresolved, tierOf };
}

describe("what containers are made with", () => {
  test("slices, arrays and maps that are written out have elements of their type", async () => {
    const { calls, unresolved } = await go(
      "var items = []Item{{f}, {run: g}}",
      "var pointers = []*Item{}",
      "func first() { for _, i := range items { i.Go() } }",
      "func second() { pointers[0].Go() }",
      "func third() { xs := [...]Item{{}}; xs[0].Go() }",
      'func fourth(k string) { m := map[string]*Item{"a": {f}}; m[k].Go() }',
      "func fifth() { for _, i := range []*Item{{f}, {g}} { i.Go() } }",
    );
    expect(calls).toEqual(["fifth", "first", "fourth", "second", "third"].map((one) => `${one} Item.Go`));
    expect(unresolved).toEqual([]);
  });

  test("`make`, `new`, `append` and conversions give what they name", async () => {
    const { calls, unresolved } = await go(
      "func first(k string) { m := make(map[string]*Item); m[k].Go() }",
      "func second() { xs := make([]Item, 3); xs[0].Go() }",
      "func third() { i := new(Item); i.Go() }",
      "func fourth(xs []Item) { ys := append(xs, Item{}); ys[0].Go() }",
      "func fifth() { xs := []Item(nil); xs[0].Go() }",
    );
    expect(calls).toEqual(["fifth", "first", "fourth", "second", "third"].map((one) => `${one} Item.Go`));
    expect(unresolved).toEqual([]);
  });
});

describe("functions in containers", () => {
  test("a table calls what is in it, under a known key that alone", async () => {
    const { calls, tierOf } = await go(
      'var table = map[string]func(){"f": f, "g": g}',
      "func any(k string) { table[k]() }",
      'func one() { table["g"]() }',
      "func found(k string) { if h, ok := table[k]; ok { h() } }",
      "func every() { for _, h := range table { h() } }",
    );
    expect(calls).toEqual(["any f", "any g", "every f", "every g", "found f", "found g", "one g"]);
    expect(tierOf("CALLS a.go:any a.go:f")).toBe("inferred");
  });

  test("a named function type is looked through, unless it has methods of its own", async () => {
    const { calls } = await go(
      "type Handler func(int)",
      "type Served func(int)",
      "func (s Served) Serve() {}",
      "func h(int) {}",
      'var table = map[string]Handler{"h": h}',
      'var served = map[string]Served{"h": h}',
      "func main(k string) { table[k](1) }",
      "func serve(k string) { served[k].Serve() }",
    );
    expect(calls).toEqual(["main h", "serve Served.Serve"]);
  });

  test("an unknown function in a table is nobody in particular, and one of another table is not meant", async () => {
    const { calls, unresolved } = await go(
      "var table = []func(){f}",
      "func main(h func()) { xs := []func(){h}; xs[0]() }",
    );
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["a.go:main  dynamic"]);
  });
});

describe("type arguments", () => {
  test("a call with one reaches the function, whatever else it is given", async () => {
    const { calls, unresolved } = await go(
      "func none[T any]() *Stack[T] { return nil }",
      "func one[T any](x T) *Stack[T] { return nil }",
      "func main() { none[Item]().Top(); one[Item](Item{}) }",
    );
    expect(calls).toEqual(["main Stack.Top", "main none", "main one"]);
    expect(unresolved).toEqual([]);
  });

  test("a literal of a generic type knows what it is of", async () => {
    const { calls, unresolved } = await go("func main() { s := Stack[Item]{}; s.Top().Go() }");
    expect(calls).toEqual(["main Item.Go", "main Stack.Top"]);
    expect(unresolved).toEqual([]);
  });
});
