import * as fc from "fast-check";
import { RE2JS, RE2JSException } from "re2js";
import { expect, test } from "vitest";

import { foldText, GramCollector, gramsOf, isSuch } from "./gram.ts";
import { type GramPlan, gramsIn, isAll, planGrams } from "./plan.ts";
import { compilePattern, type TextPattern } from "./text-pattern.ts";

const EXACT: Omit<TextPattern, "pattern"> = { isLiteral: false, ignoreCase: false, word: false, multiline: false };
const planPattern = (pattern: string, ignoreCase = false): GramPlan => planGrams({ ...EXACT, pattern, ignoreCase });
const planLiteral = (pattern: string, ignoreCase = false): GramPlan =>
  planGrams({ ...EXACT, pattern, ignoreCase, isLiteral: true });

const collector = new GramCollector();
const gramsOfText = (text: string): ReadonlySet<number> => new Set(collector.collect(text));

function passes(plan: GramPlan, grams: ReadonlySet<number>): boolean {
  const isThere = (asked: number): boolean => [...grams].some((gram) => isSuch(gram, asked));
  const all = [...plan.grams.map(isThere), ...plan.parts.map((part) => passes(part, grams))];
  return plan.kind === "and" ? all.every(Boolean) : all.some(Boolean);
}

/** Letters of three scripts, case pairs that differ in length or plane, blanks and line ends. */
const LETTERS = [
  "a",
  "b",
  "K",
  "k",
  "\u212a",
  "s",
  "ſ",
  "S",
  "σ",
  "ς",
  "Σ",
  "İ",
  "ı",
  "é",
  "漢",
  "\u{10400}",
  "\u{10428}",
  "_",
  "1",
  " ",
];
const letter = fc.constantFrom(...LETTERS);
const literal = fc.array(letter, { minLength: 1, maxLength: 6 }).map((letters) => letters.join(""));
const text = fc
  .array(fc.oneof(letter, fc.constantFrom("\n", "\r\n", "\t", ".")), { maxLength: 60 })
  .map((all) => all.join(""));

const pattern = fc.letrec<{ atom: string; part: string; whole: string }>((tie) => ({
  atom: fc.oneof(
    { weight: 6, arbitrary: literal },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ".",
        "\\w",
        "\\S",
        "\\s",
        "\\pL",
        "\\b",
        "^",
        "$",
        "(?i)",
        "[[:alpha:]]",
        "\\x61",
        "\\Qab\\E",
      ),
    },
    {
      weight: 2,
      arbitrary: fc.array(letter, { minLength: 1, maxLength: 4 }).map((letters) => `[${letters.join("")}]`),
    },
    {
      weight: 1,
      arbitrary: fc.array(letter, { minLength: 1, maxLength: 4 }).map((letters) => `[^${letters.join("")}]`),
    },
    { weight: 2, arbitrary: tie("whole").map((inner) => `(?:${inner})`) },
  ),
  part: fc
    .tuple(tie("atom"), fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}", "+?"))
    .map(([atom, times]) =>
      // A flag cannot repeat, and of a literal only the last letter would.
      times === "" || atom === "(?i)" ? atom : `(?:${atom})${times}`,
    ),
  whole: fc.oneof(
    { depthSize: "small" },
    fc.array(tie("part"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")),
    fc.array(tie("part"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("|")),
  ),
})).whole;

test("whatever a pattern is found in passes its plan, with and without case", () => {
  let found = 0;
  fc.assert(
    fc.property(pattern, text, fc.record({ ignoreCase: fc.boolean(), word: fc.boolean() }), (regex, around, how) => {
      const asked = { ...EXACT, pattern: regex, ...how };
      if (compiledOf(regex, how.ignoreCase) === undefined || !compilePattern(asked).test(around)) return;
      found += 1;
      expect({ asked, around, passes: passes(planGrams(asked), gramsOfText(around)) }).toMatchObject({ passes: true });
    }),
    { numRuns: 1500 },
  );
  expect(found).toBeGreaterThan(100);
});

function compiledOf(regex: string, ignoreCase: boolean): RE2JS | undefined {
  try {
    return RE2JS.compile(regex, RE2JS.MULTILINE | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

test("a text that a pattern was made of passes its plan, however the pattern is nested", () => {
  fc.assert(
    fc.property(fc.array(literal, { minLength: 1, maxLength: 5 }), text, (parts, around) => {
      const whole = parts.map((part, at) => (at % 2 === 0 ? RE2JS.quote(part) : `(?:x|${RE2JS.quote(part)})`)).join("");
      expect(passes(planPattern(whole), gramsOfText(around + parts.join("") + around))).toBe(true);
      const literal = parts.join("");
      expect(passes(planLiteral(literal), gramsOfText(around + literal + around))).toBe(true);
      expect(passes(planLiteral(foldText(literal), true), gramsOfText(around + literal + around))).toBe(true);
    }),
  );
});

test.each([
  ["needle", ["needle"]],
  ["NEEDLE", ["NEEDLE"]],
  ["need", ["need"]],
  ["nee", ["nee"]],
  ["foo.*bar", ["foo", "bar"]],
  ["foo.*bars", ["foo", "bars"]],
  ["a+bcd", ["abcd", "bcd"]],
  ["(abc)+", ["abc"]],
  ["(abc){2}", ["abcabc"]],
  [String.raw`\bopen\(`, ["open("]],
  [String.raw`\Qa.b*\E`, ["a.b*"]],
  [String.raw`x\x{79}\172`, ["xyz"]],
  ["foo\\nbar", ["foo\n", "bar"]],
])("every match of %s has these grams", (regex, texts) => {
  const plan = planPattern(regex);
  expect(plan).toMatchObject({ kind: "and", parts: [] });
  expect(new Set(plan.grams)).toEqual(new Set(texts.flatMap(gramsOf)));
});

test.each([
  ["abc|abd", [["abc"], ["abd"]]],
  ["ab[cd]", [["abc"], ["abd"]]],
  ["x(?:one|two)y", [["xoney"], ["xtwoy"]]],
])("a match of %s has the grams of one of its ways", (regex, ways) => {
  const plan = planPattern(regex);
  expect(plan.kind).toBe("or");
  for (const way of ways) {
    const grams = gramsOfText(way.join("\n"));
    expect(passes(plan, grams)).toBe(true);
    for (const missing of way.flatMap(gramsOf))
      expect(passes(plan, new Set([...grams].filter((gram) => !isSuch(gram, missing))))).toBe(false);
  }
});

test("a word is told from others of the same letters in another case, and from those that only have its triples", () => {
  const text = "abo bod ode Aborted abide mode";
  const has = (plan: GramPlan): boolean => passes(plan, gramsOfText(text));
  expect(["abode", "abort", "bORT", "aBide"].map((word) => has(planPattern(word)))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(["abort", "bORT", "aBide"].map((word) => has(planPattern(word, true)))).toEqual([true, true, true]);
  expect(["(?i)abort", "[Aa]borted", "mode$"].map((regex) => has(planPattern(regex)))).toEqual([true, true, true]);
  expect(has(planPattern("[aA][bB][oO][rR][tT][eE][dD]"))).toBe(true);
  expect(isAll(planPattern("[aA][bB][oO][rR][tT][eE][dD]"))).toBe(false);
});

test("a word is told from longer ones that begin as it does, by its end or a blank behind it", () => {
  const has = (plan: GramPlan, text: string): boolean => passes(plan, gramsOfText(text));
  const asked = [
    ...["adapt\\b", "adapt\\s+x?", "adapt\\b.", "(?i)adapt\\b", "adapt\\b(?:\\(|$)"].map((regex) => planPattern(regex)),
    ...[true, false].map((isLiteral) => planGrams({ ...EXACT, pattern: "adapt", isLiteral, word: true })),
  ];
  for (const plan of asked) {
    expect(["adapter", "adaptive adapts", "Readapted"].map((text) => has(plan, text))).toEqual([false, false, false]);
    expect(["adapt", "adapters adapt\n", "adapt\tx", "adapt(", "adapté"].map((text) => has(plan, text))).toEqual(
      Array.from({ length: 5 }, () => true),
    );
  }
  // Without case the Kelvin sign is a k: no letter to a word's end, which then is where a letter follows.
  expect(has(planPattern("dark\\b", true), "dar\u212aer")).toBe(true);
});

test.each([
  "",
  "ab",
  ".*",
  "a.b.c",
  "[a-z]+",
  "abc|.",
  "(abc)?",
  "(abc)*",
  "\\w{3}",
  "a\\nb",
  "   ",
  "[^a]bc?",
  "abc{0}|x",
])("%j asks nothing of a text", (regex) => {
  expect(isAll(planPattern(regex))).toBe(true);
});

test("many ways, or ways that are long, are told in few grams or none", () => {
  const words = Array.from({ length: 200 }, (_, at) => `word${String.fromCharCode(97 + (at % 26))}${at}`);
  expect(gramsIn(planPattern(words.slice(0, 40).join("|"))).length).toBeGreaterThan(40);
  expect(gramsIn(planPattern("[abcd]{9}xyz")).length).toBeLessThan(600);
  expect(gramsIn(planPattern("(?:a|b|c|d|e|f){30}")).length).toBeLessThan(600);
});

test("a pattern made to take long to plan takes no time: many ways, deep nesting, repetitions of repetitions", () => {
  const words = Array.from({ length: 250 }, (_, at) =>
    String.fromCharCode(97 + (at % 26), 97 + ((at * 7) % 26), 97 + (at % 11)),
  );
  const patterns = [
    words.join("|"),
    words.map((word) => word.slice(0, 1)).join("|"),
    `${"(?:ab|cd".repeat(110)}${")".repeat(110)}`,
    "[abcdefgh]".repeat(99),
    "(?:[abcd]|[efgh]x)".repeat(50),
    "(a+)+".repeat(100),
    "(.*)".repeat(200),
    "(a|b)?".repeat(150),
    `${"(".repeat(480)}abc${")".repeat(480)}`,
    "(?:foo|bar|baz|qux)".repeat(50),
    "(?:ab{1,4}c){1,4}".repeat(50),
    "[aA][bB]".repeat(120),
    "\\pL{10}".repeat(100),
    "abcdefghij".repeat(100),
  ];
  for (const pattern of patterns) {
    const before = process.cpuUsage();
    const plan = planPattern(pattern);
    expect(gramsIn(plan).length).toBeLessThan(1000);
    expect({ pattern, tooLong: process.cpuUsage(before).user > 3_000_000 }).toEqual({ pattern, tooLong: false });
  }
});

test.each([
  "kK",
  "k\u212a",
  "s\u017f",
  "σς",
  "ß\u1e9e",
  "\u0390\u1fd3",
  "\ufb05\ufb06",
  "\u{1e900}\u{1e922}",
  "\uab70\u13a0",
  "µμ",
])("%s fold to one letter, as the engine takes them for equal", (pair) => {
  const [one = "", other = ""] = Array.from(pair);
  expect(RE2JS.compile(RE2JS.quote(one), RE2JS.CASE_INSENSITIVE).test(other)).toBe(true);
  expect(foldText(one)).toBe(foldText(other));
});
