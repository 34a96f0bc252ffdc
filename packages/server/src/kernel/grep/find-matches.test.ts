import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createFinder, type FindOptions, type FoundInText } from "./find-matches.ts";
import { requiredText, type TextPattern } from "./text-pattern.ts";

const ALL: FindOptions = { afterLine: 0, limit: 1000, before: 0, after: 0, budgetMs: 60_000 };

function find(pattern: string, text: string, rest: Partial<TextPattern & FindOptions> = {}): FoundInText {
  const asked = { pattern, isLiteral: false, ignoreCase: false, word: false, multiline: false, ...rest };
  return createFinder(asked).find(text, { ...ALL, ...rest });
}
const linesOf = ({ found }: FoundInText): [number, string][] => found.map(({ line, text }) => [line, text]);
const literally = { isLiteral: true };

test("lines with a match are told with their columns, each line once", () => {
  expect(find("a+", "caat\n\nbaa a\n")).toEqual({
    found: [
      { line: 1, endLine: 1, text: "caat", textFrom: 0, highlights: [[1, 1, 3]], before: [], after: [] },
      {
        line: 3,
        endLine: 3,
        text: "baa a",
        textFrom: 0,
        highlights: [
          [3, 1, 3],
          [3, 4, 5],
        ],
        before: [],
        after: [],
      },
    ],
    stoppedAt: undefined,
  });
});

test("columns are UTF-16 units, and a letter beyond the first plane is never cut", () => {
  expect(find("漢.", "é😀漢😀x").found[0]?.highlights).toEqual([[1, 3, 6]]);
  expect(find("😀", "é😀漢😀x", literally).found[0]?.highlights).toEqual([
    [1, 1, 3],
    [1, 4, 6],
  ]);
});

test("a carriage return belongs to the line's end, unless the pattern asks for it", () => {
  expect(linesOf(find("one$", "one\r\ntwo\r\n"))).toEqual([[1, "one"]]);
  expect(linesOf(find("one\\r$", "one\r\ntwo\n"))).toEqual([[1, "one\r"]]);
  expect(linesOf(find("a\nb", "a\r\nb", { multiline: true }))).toEqual([[1, "a\nb"]]);
  expect(find("\r\n", "a\r\nb", { multiline: true, isLiteral: true }).found).toHaveLength(1);
});

test("without multiline no match leaves its line, whatever the pattern says of blanks and classes", () => {
  expect(linesOf(find("a\\s*b", "a\nb\na b"))).toEqual([[3, "a b"]]);
  expect(linesOf(find("a[^x]*b", "a\nb\na\tb"))).toEqual([[3, "a\tb"]]);
  expect(linesOf(find("\\Ab", "a\nb\nab"))).toEqual([[2, "b"]]);
  expect(linesOf(find("(?-m)^b$", "a\nb\nab"))).toEqual([[2, "b"]]);
});

test("of a word's beginning only those lines are told on which it begins one, wherever else they have its letters", () => {
  const text = "overwrite it\nwrite\nrewrite, write\n_write écrite\néwrite";
  expect(linesOf(find("\\bwrite\\w*", text)).map(([line]) => line)).toEqual([2, 3, 5]);
  expect(linesOf(find("write", text, { word: true })).map(([line]) => line)).toEqual([2, 3]);
  expect(linesOf(find("write", text, { word: true, ...literally })).map(([line]) => line)).toEqual([2, 3]);
  expect(linesOf(find("\\b,? ?write", text)).map(([line]) => line)).toEqual([2, 3, 5]);
  expect(linesOf(find("\\brewrite|write$", text)).map(([line]) => line)).toEqual([2, 3, 5]);
});

test("with multiline a match is told with all its lines, and what begins on them with it", () => {
  const { found } = find("b\\nc|e", "a\nb\nc e\ne\nb\nc", { multiline: true, before: 1, after: 1 });
  expect(found).toEqual([
    {
      line: 2,
      endLine: 3,
      text: "b\nc e",
      textFrom: 0,
      highlights: [
        [2, 0, 1],
        [3, 0, 1],
        [3, 2, 3],
      ],
      before: ["a"],
      after: ["e"],
    },
    { line: 4, endLine: 4, text: "e", textFrom: 0, highlights: [[4, 0, 1]], before: ["c e"], after: ["b"] },
    {
      line: 5,
      endLine: 6,
      text: "b\nc",
      textFrom: 0,
      highlights: [
        [5, 0, 1],
        [6, 0, 1],
      ],
      before: ["e"],
      after: [],
    },
  ]);
});

test("a word has no letter of any script, no digit and no underscore beside it", () => {
  const words = { word: true };
  expect(find("caf", "caf café caf_ 1caf caf", words).found[0]?.highlights).toEqual([
    [1, 0, 3],
    [1, 19, 22],
  ]);
  expect(find("foo", "foo foo,foo", { ...words, isLiteral: true }).found[0]?.highlights).toHaveLength(3);
  // Another way of the same pattern fits where the first does not.
  expect(find("in|int", "int", words).found[0]?.highlights).toEqual([[1, 0, 3]]);
  expect(find("a(b)c", "abc", words).found[0]?.highlights).toEqual([[1, 0, 3]]);
});

test("case can be ignored in every script", () => {
  expect(linesOf(find("straße", "STRAẞE\nx", { ignoreCase: true, isLiteral: true }))).toEqual([[1, "STRAẞE"]]);
  expect(linesOf(find("Σίσυφος", "σίσυφοσ", { ignoreCase: true, isLiteral: true }))).toEqual([[1, "σίσυφοσ"]]);
});

test("lines around a match end with the text", () => {
  const { found } = find("x", "x\n1\n2\n3\nx\n", { before: 2, after: 2 });
  expect(found.map(({ before, after }) => [before, after])).toEqual([
    [[], ["1", "2"]],
    [["2", "3"], []],
  ]);
});

test("what is behind the last line's end is no line", () => {
  for (const multiline of [false, true]) {
    expect(linesOf(find("^", "a\n\n", { multiline }))).toEqual([
      [1, "a"],
      [2, ""],
    ]);
    expect(find("$", "", { multiline }).found).toEqual([]);
    expect(linesOf(find("$", "a", { multiline }))).toEqual([[1, "a"]]);
  }
});

test("a long line is cut around its first match", () => {
  const line = `${"x".repeat(2000)}needle${"y".repeat(2000)}`;
  const [hit] = find("needle", line, literally).found;
  expect(hit?.text).toHaveLength(500);
  expect(hit?.text.slice(2000 - (hit.textFrom ?? 0)).startsWith("needle")).toBe(true);
  expect(hit?.highlights).toEqual([[1, 2000, 2006]]);
});

test("a hundred matches of a line are told, and a match of many lines shows the first fifty", () => {
  expect(find("a", "a".repeat(1000)).found[0]?.highlights).toHaveLength(100);
  const [hit] = find("a(?s:.*)z", `a\n${"b\n".repeat(200)}z`, { multiline: true }).found;
  expect([hit?.line, hit?.endLine, hit?.text.split("\n").length]).toEqual([1, 202, 50]);
});

test("without time left it stops, says where, and has always come further", () => {
  const text = "no\n".repeat(5000) + "yes\n";
  let afterLine = 0;
  const found: number[] = [];
  for (let rounds = 0; rounds < 1000; rounds++) {
    const part = find("y.s", text.replaceAll("no", "nay so"), { afterLine, budgetMs: -1 });
    found.push(...part.found.map(({ line }) => line));
    if (part.stoppedAt === undefined) break;
    expect(part.stoppedAt).toBeGreaterThan(afterLine);
    afterLine = part.stoppedAt;
  }
  expect(found).toContain(5001);
});

test("pages of any size add up to the whole", () => {
  const word = fc.constantFrom("a", "b", "ab", "\n", "\n", " ", "\r\n", "é");
  const patterns = fc.constantFrom("a", "ab|b", "a+", "^a", "b$", "a\\s*b", "[^b]+", "^", "b\\b");
  const asked = fc.record({ pattern: patterns, multiline: fc.boolean(), word: fc.boolean() });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), asked, (words, { pattern, ...rest }) => {
      const text = words.join("");
      const whole = find(pattern, text, rest).found;
      const paged = [];
      for (let afterLine: number | undefined = 0; afterLine !== undefined;) {
        const page: FoundInText = find(pattern, text, { ...rest, afterLine, limit: 2 });
        paged.push(...page.found);
        afterLine = page.stoppedAt;
      }
      expect(paged).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});

test("a literal and the same as a regular expression find the same", () => {
  const word = fc.constantFrom("a", "b", ".", "(", "\n", " ", "é");
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), fc.array(word, { minLength: 1, maxLength: 3 }), (words, asked) => {
      const pattern = asked.filter((one) => one !== "\n").join("") || "a";
      const quoted = `(?:${pattern.replaceAll(/[.()]/g, String.raw`\$&`)})`;
      expect(find(pattern, words.join(""), literally)).toEqual(find(quoted, words.join("")));
    }),
  );
});

test.each([
  ["needle", "needle"],
  ["a|needle", undefined],
  ["ab+needle?x", "needl"],
  ["(?:foo)+ba[rz]qux", "foo"],
  ["(?i)needle", undefined],
  ["one\\nthree", "three"],
  ["\\x00nul\\x00", "nul"],
  ["(?:optional)?x{2}", "x"],
])("every match of %s has %s in it", (pattern, text) => {
  const asked = { pattern, isLiteral: false, ignoreCase: false, word: false, multiline: true };
  expect(requiredText(asked)).toBe(text);
  expect(requiredText({ ...asked, ignoreCase: true })).toBeUndefined();
});
