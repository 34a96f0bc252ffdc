import { describe, expect, test } from "vitest";

import { correctWords } from "./correct-words.ts";
import { splitWords } from "./split-words.ts";
import { synonymsOf } from "./synonyms.ts";
import type { Vocabulary } from "./vocabulary-store.ts";

/** Of a text, each word as often as it stands there; `elsewhere` occurs in what is not searched. */
function vocabularyOf(text: string, elsewhere = ""): Vocabulary & { readonly asked: string[] } {
  const counts = new Map(splitWords(elsewhere).map((word) => [word, 0]));
  for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const asked: string[] = [];
  return {
    asked,
    frequencies: (terms) => {
      asked.push(...terms);
      return Promise.resolve(new Map([...counts].filter(([term]) => terms.includes(term))));
    },
    beginningWith: (beginnings, most) =>
      Promise.resolve(
        beginnings.flatMap((start) => [...counts.keys()].filter((term) => term.startsWith(start)).slice(0, most)),
      ),
  };
}

const CODE = "serialize the message, open a connection, validate configuration and authentication of a request";

async function correct(query: string, vocabulary = vocabularyOf(CODE)) {
  const known = await vocabulary.frequencies(splitWords(query));
  return correctWords(query, new Set(splitWords(query).filter((term) => (known.get(term) ?? 0) === 0)), vocabulary);
}

test("a word that stands nowhere is taken for the one that it is a slip of, in longer questions too", async () => {
  expect(await correct("how is the mesage of a request opened")).toEqual({
    text: "how is the message of a request opened",
    corrections: [{ written: "mesage", searched: "message" }],
  });
});

test("slips in an ending are found although terms are stems", async () => {
  expect((await correct("authenticatoin")).corrections).toEqual([
    { written: "authenticatoin", searched: "authentication" },
  ]);
});

test("long words may have two slips", async () => {
  expect((await correct("cofnigurtion")).corrections).toEqual([{ written: "cofnigurtion", searched: "configuration" }]);
  expect((await correct("reqsut")).corrections).toEqual([]);
});

test("parts of identifiers are corrected in their place, capitals stay", async () => {
  expect((await correct("openConection serialzie_Mesage")).text).toBe("openConnection serialize_Message");
});

test("what occurs is never changed, not where it occurs elsewhere only, nor what is known to mean something", async () => {
  expect((await correct("massage", vocabularyOf("message", "massage"))).text).toBeUndefined();
  expect((await correct("message", vocabularyOf("message massage massage"))).text).toBeUndefined();
  expect((await correct("param", vocabularyOf("pram pram"))).text).toBeUndefined();
});

test("no word is offered that stemming alone would make of letters", async () => {
  for (const [word = "", text = ""] of [
    ["suitable", "suit"],
    ["serverless", "servers"],
    ["wich", "which"],
  ]) {
    expect((await correct(word, vocabularyOf(text))).corrections).toEqual([]);
  }
  expect((await correct("mappr", vocabularyOf("mapper"))).corrections[0]?.searched).toBe("mapper");
  expect((await correct("kinda", vocabularyOf("kind"))).corrections[0]?.searched).not.toBe("kindat");
  expect((await correct("fromat", vocabularyOf("format"))).corrections[0]?.searched).toBe("format");
  expect((await correct("quereis", vocabularyOf("query"))).corrections[0]?.searched).toBe("queries");
});

test("of two words that are as near the one that most has is taken", async () => {
  expect((await correct("mesages", vocabularyOf("message"))).corrections[0]?.searched).toBe("messages");
  expect((await correct("caxhe", vocabularyOf("cache cache carhe"))).corrections[0]?.searched).toBe("cache");
});

test("what is no slip, and a question of many unknown words, costs little", async () => {
  const vocabulary = vocabularyOf(CODE);
  expect((await correct("zebra 0x7f3a sha256 xy", vocabulary)).text).toBeUndefined();
  const many = Array.from({ length: 1000 }, (_, at) => `wo${String.fromCodePoint(97 + (at % 26)).repeat(12)}`).join(
    " ",
  );
  const crowded = vocabularyOf(CODE);
  await correctWords(many, new Set(splitWords(many)), crowded);
  expect(crowded.asked.length).toBeLessThan(4000);
});

const COMMON =
  "authenticate validate calculate generate evaluate allocate terminate duplicate translate iterate delegate operate " +
  "separate template settings mappings filters rendered register scheduler container package statement duration " +
  "argument connection configuration dependency repository interface attribute parameter exception response " +
  "permission certificate dispatcher middleware initialize synchronize compression encryption expression collection " +
  "serialization deserialize notification subscription recursive variable available executable formatted updated " +
  "validators generation allocations directories properties navigation threshold timestamp descriptor";

describe("a letter that is left out of a common word is put back", () => {
  const vocabulary = vocabularyOf(COMMON);
  test.each(COMMON.split(" "))("%s", async (word) => {
    const known = await vocabulary.frequencies(splitWords(COMMON));
    const misread: string[] = [];
    for (let at = 1; at + 1 < word.length; at++) {
      const written = word.slice(0, at) + word.slice(at + 1);
      const term = splitWords(written)[0] ?? "";
      if (known.has(term) || synonymsOf(term).length > 0) continue;
      const [correction] = (await correct(written, vocabulary)).corrections;
      const searched = correction?.searched ?? "";
      if (splitWords(searched)[0] !== splitWords(word)[0]) misread.push(`${written} → ${searched}`);
    }
    expect(misread).toEqual([]);
  });
});
