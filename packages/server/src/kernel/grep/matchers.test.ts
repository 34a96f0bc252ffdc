import { expect, test } from "vitest";

import type { FindOptions } from "./find-matches.ts";
import { createMatchers } from "./matchers.ts";
import type { TextPattern } from "./text-pattern.ts";

const regex = (pattern: string): TextPattern => ({
  pattern,
  isLiteral: false,
  ignoreCase: false,
  word: false,
  multiline: false,
});
const { signal } = new AbortController();
const options: FindOptions = { afterLine: 0, limit: 10, before: 0, after: 0, budgetMs: 60_000 };
/** Minutes of work: every place of a long line may begin a match, in thousands of ways. */
const SLOW = regex("a.{500}b.{400}c.{300}d");
const LINE = `${Array.from({ length: 1_000_000 }, (_, at) => "abd"[(Math.imul(at, 2_654_435_761) >>> 13) % 3]).join("")}cd`;

test("a text that takes too long is given up, and those that wait are looked through all the same", async () => {
  const matchers = createMatchers();
  const slow = [1, 2, 3].map(() =>
    matchers.find({ pattern: SLOW, text: LINE, options: { ...options, budgetMs: 100 }, signal }),
  );
  const quick = matchers.find({ pattern: regex("o+"), text: "foo\nbar", options, signal });
  expect(await Promise.all(slow)).toEqual([undefined, undefined, undefined]);
  expect((await quick)?.found).toMatchObject([{ line: 1, text: "foo" }]);
  await matchers.close();
});

test("of texts of one question that take a turn together only the slow one is given up", async () => {
  const matchers = createMatchers();
  const texts = Array.from({ length: 20 }, (_, at) => (at === 5 ? LINE : `abc ${at}`));
  const pattern = { ...SLOW, pattern: `${SLOW.pattern}|abc` };
  const found = await Promise.all(
    texts.map((text) => matchers.find({ pattern, text, options: { ...options, budgetMs: 100 }, signal })),
  );
  expect(found.map((one) => one?.found.map(({ text }) => text))).toEqual(
    texts.map((text) => (text === LINE ? undefined : [text])),
  );
  await matchers.close();
});

test("texts of several questions get their own answers, whoever has a turn together", async () => {
  const matchers = createMatchers();
  const words = Array.from({ length: 60 }, (_, at) => `w${at}`);
  const [digits, numbers] = [regex("w\\d"), regex("\\d+")];
  const found = await Promise.all(
    words.map((text, at) => matchers.find({ pattern: at % 3 === 0 ? digits : numbers, text, options, signal })),
  );
  expect(found.map((one) => one?.found[0]?.highlights)).toEqual(
    words.map((word, at) => (at % 3 === 0 ? [[1, 0, 2]] : [[1, 1, word.length]])),
  );
  await matchers.close();
});

test("a question has its turn before the rest of another that came earlier with many texts", async () => {
  const matchers = createMatchers(1);
  const [long, short] = [regex("(x+x+)+y"), regex("o+")];
  const text = "x".repeat(200_000); // as much as one turn takes
  let looked = 0;
  const many = Array.from({ length: 20 }, async () => {
    await matchers.find({ pattern: long, text, options, signal });
    looked += 1;
  });
  await matchers.find({ pattern: short, text: "foo", options, signal });
  expect(looked).toBe(1);
  await Promise.all(many);
  await matchers.close();
});

test("while a pattern is slow the process goes on with other work", async () => {
  const matchers = createMatchers();
  const slow = matchers.find({ pattern: SLOW, text: LINE, options: { ...options, budgetMs: 100 }, signal });
  let turns = 0;
  const count = setInterval(() => turns++, 5);
  await slow;
  clearInterval(count);
  expect(turns).toBeGreaterThan(20);
  await matchers.close();
});

test("who does not want an answer any more is not looked for", async () => {
  const matchers = createMatchers();
  const ended = new AbortController();
  const slow = [1, 2].map(() =>
    matchers.find({ pattern: SLOW, text: LINE, options: { ...options, budgetMs: 100 }, signal }),
  );
  const left = matchers.find({ pattern: SLOW, text: LINE, options, signal: ended.signal });
  ended.abort(new Error("gone"));
  await expect(left).rejects.toThrow("gone");
  await Promise.all(slow);
  await matchers.close();
});

test("closing ends what is looked through and refuses what comes after", async () => {
  const matchers = createMatchers();
  const slow = matchers.find({ pattern: SLOW, text: LINE, options, signal });
  slow.catch(() => undefined);
  await Promise.resolve(); // it has its turn
  await matchers.close();
  await expect(slow).rejects.toThrow("has ended");
  await expect(matchers.find({ pattern: regex("a"), text: "a", options, signal })).rejects.toThrow("have ended");
});
