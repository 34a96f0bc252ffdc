import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();
const { drawn, calls } = drawingOf(parser);

const lines = (...text: string[]): string => `${text.join("\n")}\n`;

describe("extensions of outside types", () => {
  test("Kotlin: the repository's own extension is called, not a member that the outside type is believed to have", async () => {
    const found = await calls({
      "a.kt": lines(
        "package a",
        "fun String.ext() {}",
        "fun <T> List<T>.second(): T = this[1]",
        "fun main(l: List<String>) {",
        '  "x".ext()',
        "  l.second()",
        "  l.third()",
        "}",
      ),
    });
    expect(found).toEqual(["a.kt:main a.kt:List.second", "a.kt:main a.kt:String.ext", "a.kt:main kotlin.List.third"]);
  });

  test("Kotlin: what may be an extension of a type above the receiver's is left open", async () => {
    const { calls: found, unresolved } = await drawn({
      "a.kt": lines(
        "package a",
        "fun <T> Iterable<T>.second() {}",
        "fun main(l: List<String>, s: String) {",
        "  l.second()",
        "  s.second()",
        "}",
      ),
    });
    expect(found).toEqual(["a.kt:main kotlin.String.second"]);
    expect(unresolved).toEqual(["a.kt:main second unknown-member"]);
  });

  test("Scala: methods of an implicit class and extensions of an imported object are called on what they extend", async () => {
    const found = await calls({
      "a/Ops.scala": lines(
        "package a",
        "object Ops {",
        "  implicit class Rich(val s: String) extends AnyVal { def ext(): Int = 1 }",
        "  extension (s: String) def other(): Int = 2",
        "}",
      ),
      "b/Main.scala": lines("package b", "import a.Ops._", 'object Main { def main() = { "x".ext(); "y".other() } }'),
      "b/Blind.scala": lines("package b", 'object Blind { def main() = { "x".ext() } }'),
    });
    expect(found).toEqual([
      "b/Blind.scala:Blind.main scala.String.ext",
      "b/Main.scala:Main.main a/Ops.scala:Ops.Rich.ext",
      "b/Main.scala:Main.main a/Ops.scala:Ops.other",
    ]);
  });
});
