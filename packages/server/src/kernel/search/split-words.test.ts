import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createSplitter, foldName, splitWords, WORD_LENGTH_MAX } from "./split-words.ts";

describe("identifiers", () => {
  test.each<[string, string[]]>([
    ["getUserId", ["get", "user", "id", "getuserid"]],
    ["get_user_id", ["get", "user", "id", "getuserid"]],
    ["GET_USER_ID", ["get", "user", "id", "getuserid"]],
    ["get-user-id", ["get", "user", "id"]],
    ["HTTPServer", ["http", "serv", "httpserv"]],
    ["parseHTTPRequest", ["pars", "http", "request", "parsehttprequest"]],
    ["userIDs", ["user", "id", "userid"]],
    ["sha256sum", ["sha", "256", "sum", "sha256sum"]],
    ["utf8", ["utf", "8", "utf8"]],
    ["__init__", ["init"]],
    ["$scope", ["scop"]],
    ["x", ["x"]],
    ["", []],
    [" \t\u0000\u0007\n", []],
    ["a.b->c::d", ["a", "b", "c", "d"]],
  ])("%s", (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test.each([
    ["parse parses parsed parsing"],
    ["query queries"],
    ["class classes"],
    ["stop stopped stopping stops"],
    ["index indexes indexing indexed"],
    ["validate validates validated validation validator validators"],
    ["serialize serializer serialization serializing"],
    ["parse parser parsers"],
  ])("%s are one word", (forms) => {
    expect(new Set(splitWords(forms)).size).toBe(1);
  });

  test("words that only look like forms stay what they are", () => {
    expect(splitWords("string this status ring bus red axis")).toEqual([
      "string",
      "this",
      "status",
      "ring",
      "bus",
      "red",
      "axis",
    ]);
  });
});

describe("other scripts", () => {
  test.each<[string, string[]]>([
    ["größeÄndern", ["größ", "ändern", "größeändern"]],
    ["cafe\u0301", ["café"]],
    ["файлСервер", ["файл", "сервер", "файлсервер"]],
    ["全文検索", ["全文", "文検", "検索"]],
    ["ｆｕｌｌ", ["full"]],
    ["مرحبا", ["مرحبا"]],
    ["\ud800 lone \udc00", ["lone"]],
  ])("%s", (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});

describe("any text", () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ unit: "grapheme", maxLength: 300 }));

  test("words are short and free of spaces, control characters and lone surrogates", () => {
    fc.assert(
      fc.property(text, (any) => {
        for (const word of splitWords(any)) {
          expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
          expect(word.length).toBeLessThanOrEqual(WORD_LENGTH_MAX);
        }
      }),
    );
  });

  test("a splitter that remembers gives what a fresh one gives", () => {
    const split = createSplitter();
    fc.assert(
      fc.property(text, (any) => {
        expect(split(any)).toEqual(splitWords(any));
      }),
    );
  });

  test("a name gives the same words wherever it stands", () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9_]{0,40}$/);
    fc.assert(
      fc.property(name, name, (before, after) => {
        expect(splitWords(`${before} ${after}`)).toEqual([...splitWords(before), ...splitWords(after)]);
      }),
    );
  });

  test.each<[string, string]>([
    ["one long word", "a".repeat(1_000_000)],
    ["capitals", "A".repeat(1_000_000)],
    ["capitals that almost end", `${"AB".repeat(500_000)}c`],
    ["alternating case", "aB".repeat(500_000)],
    ["underscores", "_".repeat(1_000_000)],
    ["digits and letters", "a1".repeat(500_000)],
    ["combining marks", "\u0301".repeat(1_000_000)],
    ["pairs", "検".repeat(500_000)],
    ["plural acronyms", "ABs".repeat(300_000)],
  ])("a megabyte of %s takes linear time", (_, hostile) => {
    const half = hostile.slice(0, hostile.length / 2);
    splitWords(half);
    const small = time(() => splitWords(half));
    const large = time(() => splitWords(hostile));
    expect(large).toBeLessThan(20 * small + 200);
  });
});

describe("whole names", () => {
  test("case styles of one name fold to one word", () => {
    expect(new Set(["getUserId", "get_user_id", "GET-USER-ID", "get user id"].map(foldName))).toEqual(
      new Set(["getuserid"]),
    );
  });

  test.each(["getUserId", "HTTPServer", "throttles", "validate_fields"])("%s folds to its last word", (name) => {
    expect(splitWords(name).at(-1)).toBe(foldName(name));
  });

  test("a name without letters or too long to be one folds to nothing", () => {
    expect(foldName("<*>")).toBe("");
    expect(foldName("a".repeat(WORD_LENGTH_MAX + 1))).toBe("");
  });
});

function time(work: () => unknown): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
