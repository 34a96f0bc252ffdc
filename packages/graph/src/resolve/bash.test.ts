import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);

const lines = (...text: string[]): string => `${text.join("\n")}\n`;
const LIBRARY = { "lib/a.sh": lines("assist() { :; }") };

describe("functions", () => {
  test("a command that is named like a function of the file calls it, before and after it is defined", async () => {
    const { calls, tierOf } = await drawn({
      "a.sh": lines(
        "main() {",
        "  one",
        "  x=$(two 1)",
        "  if ! three; then :; fi",
        "}",
        "one() { :; }",
        "function two { :; }",
        "three() { :; }",
        "main",
      ),
    });
    expect(calls).toEqual(["a.sh a.sh:main", "a.sh:main a.sh:one", "a.sh:main a.sh:three", "a.sh:main a.sh:two"]);
    expect(tierOf("CALLS a.sh:main a.sh:one")).toBe("exact");
  });

  test("calls in pipes, subshells, substitutions, traps and here documents count", async () => {
    const found = await calls({
      "a.sh": lines(
        "f() { :; }",
        "a() { f | f; }",
        "b() { (f); }",
        "c() { while read x; do :; done < <(f); }",
        "d() { trap f EXIT; }",
        "e() {",
        "cat <<END",
        "$(f)",
        "END",
        "}",
      ),
    });
    expect(found).toEqual(["a.sh:a a.sh:f", "a.sh:b a.sh:f", "a.sh:c a.sh:f", "a.sh:d a.sh:f", "a.sh:e a.sh:f"]);
  });

  test("a function that has the name of a program or a builtin is called instead of it", async () => {
    const found = await calls({ "a.sh": lines("echo() { :; }", "git() { :; }", "main() { echo 1; git status; }") });
    expect(found).toEqual(["a.sh:main a.sh:echo", "a.sh:main a.sh:git"]);
  });

  test("a later definition replaces an earlier one", async () => {
    const { calls } = await drawn({
      "a.sh": lines("f() { g; }", "f() { h; }", "g() { :; }", "h() { :; }", "main() { f; }"),
    });
    expect(calls.filter((each) => each.startsWith("a.sh:main"))).toEqual(["a.sh:main a.sh:f"]);
  });

  test("words that are arguments, and commands in variables, are no calls", async () => {
    const found = await calls({ "a.sh": lines("f() { :; }", 'main() { echo f; "$cmd" f; }') });
    expect(found).toEqual([]);
  });
});

describe("files", () => {
  test.each([
    'source "$(dirname "$0")/lib/a.sh"',
    '. "$(dirname "${BASH_SOURCE[0]}")/lib/a.sh"',
    'source "${BASH_SOURCE%/*}/lib/a.sh"',
    ". ./lib/a.sh",
    "source lib/a.sh",
    'DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\nsource "$DIR/lib/a.sh"',
    'DIR="$(cd "$(dirname "$0")/lib" && pwd)"\nsource "${DIR}/a.sh"',
  ])("functions of a sourced file are called: %s", async (source) => {
    const { edges } = await drawn({ ...LIBRARY, "main.sh": lines(source, "assist") });
    expect(edges).toEqual(["CALLS main.sh lib/a.sh:assist", "IMPORTS main.sh lib/a.sh"]);
  });

  test("a path leads from the script's folder, or from the root", async () => {
    const { edges } = await drawn({
      ...LIBRARY,
      "bin/up.sh": lines('. "$(dirname "$0")/../lib/a.sh"'),
      "bin/root.sh": lines(". lib/a.sh"),
    });
    expect(edges).toEqual(["IMPORTS bin/root.sh lib/a.sh", "IMPORTS bin/up.sh lib/a.sh"]);
  });

  test("functions of files that a sourced file sources are there too", async () => {
    const found = await calls({
      ...LIBRARY,
      "lib/b.sh": lines(". lib/a.sh"),
      "main.sh": lines(". lib/b.sh", "assist"),
    });
    expect(found).toEqual(["main.sh lib/a.sh:assist"]);
  });

  test("a function of a file that is not sourced is never called by its name", async () => {
    const { calls, unresolved } = await drawn({ ...LIBRARY, "main.sh": lines("assist") });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["main.sh assist unknown-name"]);
  });

  test("scripts that are run by path are imports, and their functions are not there", async () => {
    const { edges, unresolved } = await drawn({
      ...LIBRARY,
      "main.sh": lines("./lib/a.sh 1", "assist"),
      "other.sh": lines('exec "$(dirname "$0")/lib/a.sh"'),
      "third.sh": lines("bash lib/a.sh -x"),
    });
    expect(edges.filter((edge) => edge.startsWith("IMPORTS"))).toEqual([
      "IMPORTS main.sh lib/a.sh",
      "IMPORTS other.sh lib/a.sh",
      "IMPORTS third.sh lib/a.sh",
    ]);
    expect(unresolved).toEqual(["main.sh assist unknown-name"]);
  });

  test("a path that nobody can tell is none", async () => {
    const { edges } = await drawn({
      ...LIBRARY,
      "main.sh": lines('source "$HOME/lib/a.sh"', 'source "$x"', ". /lib/a.sh", ". ../lib/a.sh"),
    });
    expect(edges).toEqual([]);
  });

  test("programs are external, and the plainest ones are left out", async () => {
    const found = await calls({ "a.sh": lines("main() { docker run x; echo 1; cd /; }") });
    expect(found).toEqual(["a.sh:main shell.docker"]);
  });
});
