import { expect, test } from "vitest";

import { beginningsOf, mayBeSlip, slipsBetween, slipsOf } from "./slips.ts";

const wordsOf = (word: string): string[] => slipsOf(word).map((slip) => slip.word);

test.each([
  ["a letter that is missing", "mesage", "message"],
  ["a letter twice", "configg", "config"],
  ["a letter too many", "sessuion", "session"],
  ["two letters exchanged", "serialzie", "serialize"],
  ["another letter", "conmection", "connection"],
  ["a first letter that is missing", "uthenticate", "authenticate"],
  ["the first two exchanged", "hceckout", "checkout"],
  ["a short word", "tokn", "token"],
])("%s is one slip", (_, written, meant) => {
  expect(wordsOf(written)).toContain(meant);
  expect(slipsBetween(written, meant, 2)).toBe(1);
});

test("short words are not made of others by another letter: they are words of their own", () => {
  expect(wordsOf("port")).not.toContain("part");
  expect(wordsOf("port")).toContain("prot");
});

test("in words that are not long only a letter that is easily taken for another stands for it", () => {
  expect(wordsOf("seperate")).toContain("separate");
  expect(wordsOf("caxhe")).toContain("cache");
  expect(wordsOf("relax")).not.toContain("relat");
  expect(wordsOf("robots")).not.toContain("roots");
  expect(wordsOf("trusted")).not.toContain("rusted");
});

test("exchanged letters are likelier than a missing one, and that than another one", () => {
  const far = (written: string, meant: string) => slipsOf(written).find(({ word }) => word === meant)?.far ?? 0;
  expect(far("formta", "format")).toBeLessThan(far("forat", "format"));
  expect(far("forat", "format")).toBeLessThan(far("fornat", "format"));
});

test("numbers, mixed words, and what is too short or too long are no slips", () => {
  for (const word of ["x", "abc", "sha256", "a_b_c_d", "x".repeat(33), "日本", "ÀB"])
    expect(mayBeSlip(word)).toBe(false);
  for (const word of ["mesage", "größe", "сессия"]) expect(mayBeSlip(word)).toBe(true);
});

test("two slips are counted, and more are told as more", () => {
  expect(slipsBetween("authentciaton", "authentication", 2)).toBe(2);
  expect(slipsBetween("session", "lesion", 2)).toBe(3);
  expect(slipsBetween("certificatename", "certificatepem", 2)).toBe(3);
  expect(slipsBetween("", "abc", 2)).toBe(3);
  expect(slipsBetween("same", "same", 2)).toBe(0);
});

test("a word with two slips begins like the one that is meant, or with one slip", () => {
  for (const [written = "", meant = ""] of [
    ["configuratoins", "configurations"],
    ["cnofigurtion", "configuration"],
    ["cofnigurtion", "configuration"],
    ["coonfigurtion", "configuration"],
  ]) {
    expect(beginningsOf(written).some((start) => meant.startsWith(start))).toBe(true);
  }
});
