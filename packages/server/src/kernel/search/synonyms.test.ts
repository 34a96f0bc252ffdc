import { expect, test } from "vitest";

import { readQueryWords } from "./query-words.ts";
import { splitWords } from "./split-words.ts";
import { synonymsOf } from "./synonyms.ts";

const stemOf = (word: string): string => splitWords(word)[0] ?? "";
const meaning = (word: string): readonly string[] => synonymsOf(stemOf(word));

test.each([
  ["cfg", "configuration"],
  ["config", "cfg"],
  ["auth", "authentication"],
  ["authorization", "auth"],
  ["db", "database"],
  ["message", "msg"],
  ["req", "request"],
  ["response", "resp"],
  ["context", "ctx"],
  ["params", "parameter"],
  ["initialize", "init"],
  ["remove", "delete"],
  ["implementation", "impl"],
  ["utility", "util"],
  ["async", "asynchronous"],
])("%s means %s", (word, other) => {
  expect(meaning(word)).toContain(stemOf(other));
});

test("what an abbreviation stands for does not stand for what else it stands for", () => {
  expect(meaning("authentication")).not.toContain(stemOf("authorization"));
  expect(meaning("response")).not.toContain(stemOf("resource"));
});

test("no word means itself, and none so many that they cost more than the question", () => {
  for (const word of ["res", "config", "auth", "tx", "remove", "db"]) {
    expect(meaning(word)).not.toContain(stemOf(word));
    expect(meaning(word).length).toBeLessThanOrEqual(4);
  }
  expect(meaning("cart")).toEqual([]);
});

test("a question asks for synonyms of its words behind them, for less, and never for what it says itself", () => {
  const { terms } = readQueryWords("load the config");
  expect(terms).toContainEqual({ term: "cfg", weight: 0.25, from: "synonym", of: "config" });
  expect(readQueryWords("cfg config").terms.filter(({ term }) => term === "config")).toMatchObject([{ from: "said" }]);
});

test("words written apart are found under their abbreviation, and the other way round", () => {
  const asked = (query: string): string[] => readQueryWords(query).terms.map(({ term }) => term);
  expect(asked("user interface")).toContain("ui");
  expect(asked("ui")).toContain(stemOf("userinterface"));
});
