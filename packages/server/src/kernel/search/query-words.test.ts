import { describe, expect, test } from "vitest";

import { readQueryWords } from "./query-words.ts";
import { UNIT_FLAGS } from "./unit-flags.ts";
import { wantedFlags } from "./wanted-flags.ts";

const termsOf = (query: string): string[] => readQueryWords(query).terms.map(({ term }) => term);

test("words without a subject are left out, unless there is nothing else", () => {
  expect(termsOf("where is the cart")).toContain("cart");
  expect(termsOf("where is the cart")).not.toContain("where");
  expect(termsOf("where is it")).toEqual(expect.arrayContaining(["wher", "is", "it"]));
});

test("where a thing is defined asks for the thing", () => {
  expect(termsOf("where is echo defined")).not.toContain("defin");
  expect(termsOf("fields defined twice")).toContain("defin");
});

test("neighbouring words are also asked for as one identifier, for less", () => {
  const { terms } = readQueryWords("Remove the computed fields");
  expect(terms).toContainEqual({ term: "computedfield", weight: 0.5, from: "joined" });
  expect(terms).toContainEqual({ term: "comput", weight: 1, from: "said" });
});

test("a word said twice weighs more, not double", () => {
  const weight = readQueryWords("cart cart").terms.find(({ term }) => term === "cart")?.weight ?? 0;
  expect(weight).toBeGreaterThan(1);
  expect(weight).toBeLessThan(2);
});

test("words to highlight are as they were said", () => {
  expect(readQueryWords("Where is HTTPServer parsed?").words).toEqual(["httpserver", "parsed"]);
});

describe("hostile questions", () => {
  test.each<[string, string]>([
    ["nothing", ""],
    ["spaces", "   \n\t "],
    ["control characters", "\u0000\u0001\u001b[\u007f"],
    ["punctuation", "!!! ?? -- ** (( \\ ' \" ;"],
  ])("%s asks for nothing", (_, query) => {
    expect(readQueryWords(query)).toEqual({ terms: [], words: [] });
  });

  test("ten thousand words and a megabyte are cut to a bounded number of terms", () => {
    const many = Array.from({ length: 10_000 }, (_, at) => `word${at}`).join(" ");
    expect(termsOf(many).length).toBeLessThanOrEqual(230);
    expect(termsOf("cart ".repeat(200_000))).toContain("cart");
    expect(termsOf("config db msg ".repeat(30_000)).length).toBeLessThanOrEqual(230);
    expect(termsOf("x".repeat(1_000_000))).toEqual([]);
  });

  test("right-to-left text and marks are words like others", () => {
    expect(termsOf("\u202eסל \u200fקניות")).toEqual(expect.arrayContaining(["סל", "קניות"]));
  });
});

test("a question for tests lifts what is held against tests, and nothing else", () => {
  expect(wantedFlags(termsOf("test for the cart"))).toBe(UNIT_FLAGS.test);
  expect(wantedFlags(termsOf("total of the cart"))).toBe(0);
});
