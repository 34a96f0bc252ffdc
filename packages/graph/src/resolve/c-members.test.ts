import { describe, expect, test } from "vitest";

import { draw, drawingOf, graphOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import { withDispatch } from "./dispatch.ts";

const parser = useParser();
const { drawn } = drawingOf(parser);

const lines = (...text: string[]): string => `${text.join("\n")}\n`;
const overrides = (edges: readonly string[]): readonly string[] =>
  edges.filter((edge) => edge.startsWith("OVERRIDES ")).map((edge) => edge.slice("OVERRIDES ".length));

const OPS = lines(
  "struct dev;",
  "struct ops { int (*open)(struct dev *d); int (*close)(struct dev *d); };",
  "struct dev { const struct ops *ops; };",
  "struct other { int (*open)(void); };",
);

describe("functions in members of structs", () => {
  test("a function stands in for the member that it is put into, by name, by place and by assignment, wherever that is", async () => {
    const { edges, tierOf } = await drawn({
      "ops.h": OPS,
      "a.c": lines(
        '#include "ops.h"',
        "static int named(struct dev *d) { return 0; }",
        "static int addressed(struct dev *d) { return 0; }",
        "static const struct ops o = { .close = &addressed, .open = named };",
      ),
      "b.c": lines(
        '#include "ops.h"',
        "static int first(struct dev *d) { return 0; }",
        "static int second(struct dev *d) { return 0; }",
        "int assigned(struct dev *d) { return 0; }",
        "struct ops table = { first, second };",
        "void set(struct ops *p) { p->open = assigned; }",
      ),
    });
    expect(overrides(edges)).toEqual([
      "a.c:addressed ops.h:ops.close",
      "a.c:named ops.h:ops.open",
      "b.c:assigned ops.h:ops.open",
      "b.c:first ops.h:ops.open",
      "b.c:second ops.h:ops.close",
    ]);
    expect(tierOf("OVERRIDES a.c:named ops.h:ops.open")).toBe("inferred");
  });

  test("a call of the member is bound to the member, also where it is named like its type; an export names no function for it", async () => {
    const sources = {
      "ops.h": OPS,
      "a.c": lines(
        '#include "ops.h"',
        "static int mine(struct dev *d) { return 0; }",
        "static const struct ops o = { .open = mine };",
        "int use(struct dev *d) { return d->ops->open(d) + o.close(d); }",
      ),
    };
    const graph = await graphOf(parser, sources);
    expect(draw(graph).calls).toEqual(["a.c:use ops.h:ops.close", "a.c:use ops.h:ops.open"]);
    expect(draw(withDispatch(graph)).calls).toEqual(draw(graph).calls);
  });

  test("arrays of structs and structs in structs put functions into their own members", async () => {
    const { edges } = await drawn({
      "a.c": lines(
        "struct part { int (*run)(void); };",
        "typedef struct { const char *name; int (*go)(void); struct part part; } row_t;",
        "static int one(void) { return 1; }",
        "static int two(void) { return 2; }",
        "static int three(void) { return 3; }",
        'static row_t rows[] = { { "one", one, { three } }, { "two", two } };',
        "static row_t single = { .go = one, .part = { .run = two } };",
      ),
    });
    expect(overrides(edges)).toEqual([
      "a.c:one a.c:row_t.go",
      "a.c:three a.c:part.run",
      "a.c:two a.c:part.run",
      "a.c:two a.c:row_t.go",
    ]);
  });

  test("members of one name in other structs, other functions of one name, and data are not meant", async () => {
    const { edges } = await drawn({
      "ops.h": OPS,
      "a.c": lines(
        '#include "ops.h"',
        "static int mine(struct dev *d) { return 0; }",
        "static struct ops o = { .open = mine };",
        "struct count { int open; };",
        "static struct count c = { 3 };",
      ),
      "b.c": lines('#include "ops.h"', "static int mine(void) { return 0; }", "void f(void) { mine(); }"),
      "c.c": lines('#include "ops.h"', "void f(struct unknown *u) { u->open = g; }", "int g(void) { return 0; }"),
    });
    expect(overrides(edges)).toEqual(["a.c:mine ops.h:ops.open"]);
  });
});

describe("pointers to functions in C++", () => {
  test("what is declared with an empty list of parameters is a variable, and its call runs what it holds", async () => {
    const { calls, unresolved } = await drawn({
      "a.cc": lines(
        "void local() {}",
        "struct Box {};",
        "Box make() { return Box(); }",
        "void plain() { void (*fp)() = &local; fp(); }",
        "void thrice() { void (*fp)() = local; (*fp)(); }",
        "void typed() { Box (*fp)() = make; fp(); }",
        "void later() { void (*fp)(); fp = local; fp(); }",
      ),
    });
    expect(calls).toEqual([
      "a.cc:later a.cc:local",
      "a.cc:plain a.cc:local",
      "a.cc:thrice a.cc:local",
      "a.cc:typed a.cc:make",
    ]);
    expect(unresolved).toEqual([]);
  });
});
