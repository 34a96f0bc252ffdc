import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { drawn } = drawingOf(useParser());

const TYPES = [
  "package m",
  'import "iter"',
  "type Key struct{}",
  "func (k Key) Hash() {}",
  "type Item struct{}",
  "func (i *Item) Go() {}",
];
/** Calls of methods, and what stays open. */
async function go(...lines: string[]) {
  const { calls, unresolved, edges, tierOf } = await drawn({
    "go.mod": "module m\n",
    "a.go": [...TYPES, ...lines, ""].join("\n"),
  });
  return { calls: calls.filter((edge) => /(?:Hash|Go)$/.test(edge)), unresolved, edges, tierOf };
}

describe("several results", () => {
  test("each name takes the result at its place, of functions, methods and in `var`", async () => {
    const { calls, unresolved } = await go(
      "func two() (Key, *Item) { return Key{}, nil }",
      "func three() (a, b Key, it *Item) { return }",
      "func (k Key) Pair() (error, *Item) { return nil, nil }",
      "func first() { a, b := two(); a.Hash(); b.Go() }",
      "func second() { _, c := two(); c.Go() }",
      "func third() { _, b, it := three(); b.Hash(); it.Go() }",
      "func method(k Key) { _, it := k.Pair(); it.Go() }",
      "func spec() { var d, e = two(); d.Hash(); e.Go() }",
    );
    expect(calls).toEqual([
      "a.go:first a.go:Item.Go",
      "a.go:first a.go:Key.Hash",
      "a.go:method a.go:Item.Go",
      "a.go:second a.go:Item.Go",
      "a.go:spec a.go:Item.Go",
      "a.go:spec a.go:Key.Hash",
      "a.go:third a.go:Item.Go",
      "a.go:third a.go:Key.Hash",
    ]);
    expect(unresolved).toEqual([]);
  });

  test("what follows a single result, and results of unknown functions, have no type", async () => {
    const { calls, unresolved } = await go(
      "func one() Key { return Key{} }",
      "func main(m map[Key]*Item) { x, ok := m[Key{}]; x.Go(); ok.Go(); _, y := one(); y.Hash() }",
    );
    expect(calls).toEqual(["a.go:main a.go:Item.Go"]);
    expect(unresolved).toEqual(["a.go:main Go unknown-receiver", "a.go:main Hash unknown-receiver"]);
  });
});

describe("ranges", () => {
  test("over functions that yield, channels and maps the first name has the type of what comes first", async () => {
    const { calls, unresolved } = await go(
      "type Items map[Key]*Item",
      "func all() iter.Seq[*Item] { return nil }",
      "func pairs() iter.Seq2[Key, *Item] { return nil }",
      "func seq() { for x := range all() { x.Go() } }",
      "func seq2() { for k, v := range pairs() { k.Hash(); v.Go() } }",
      "func channel(c chan *Item) { for x := range c { x.Go() } }",
      "func keyed(m map[Key]*Item) { for k := range m { k.Hash() } }",
      "func named(m Items) { for k, v := range m { k.Hash(); v.Go() } }",
      "func slice(s []*Item) { for i := range s { i.Go() } }",
    );
    expect(calls).toEqual([
      "a.go:channel a.go:Item.Go",
      "a.go:keyed a.go:Key.Hash",
      "a.go:named a.go:Item.Go",
      "a.go:named a.go:Key.Hash",
      "a.go:seq a.go:Item.Go",
      "a.go:seq2 a.go:Item.Go",
      "a.go:seq2 a.go:Key.Hash",
    ]);
    expect(unresolved).toEqual(["a.go:slice Go unknown-receiver"]);
  });
});

describe("interfaces of interfaces", () => {
  test("a type implements an interface that only embeds others, to any depth, if it has what all of them ask for", async () => {
    const { edges } = await drawn({
      "go.mod": "module m\n",
      "a.go": [
        "package m",
        "type R interface{ Read() }",
        "type W interface{ Write() }",
        "type RW interface { R; W }",
        "type Deep interface { RW }",
        "type All struct{}",
        "func (a *All) Read() {}",
        "func (a *All) Write() {}",
        "type Half struct{}",
        "func (h *Half) Read() {}",
        "",
      ].join("\n"),
    });
    expect(edges.filter((edge) => edge.startsWith("IMPLEMENTS"))).toEqual([
      "IMPLEMENTS a.go:All a.go:Deep",
      "IMPLEMENTS a.go:All a.go:R",
      "IMPLEMENTS a.go:All a.go:RW",
      "IMPLEMENTS a.go:All a.go:W",
      "IMPLEMENTS a.go:Half a.go:R",
    ]);
  });
});
