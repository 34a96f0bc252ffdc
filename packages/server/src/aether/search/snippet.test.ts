import * as fc from "fast-check";
import { expect, test } from "vitest";

import { makeSnippet } from "./snippet.ts";

const long = [
  "def handle(request):",
  ...Array.from({ length: 40 }, (_, index) => `    step_${index}()`),
  "    retry_upload(request, backoff)",
  "    return done",
].join("\n");

test("a short definition is shown whole with every word marked", () => {
  const snippet = makeSnippet("one\nint parseUrl(url)\nreturn url", { startLine: 2, endLine: 3 }, ["url", "parse"]);
  expect(snippet).toEqual({
    start_line: 2,
    end_line: 3,
    text: "int parseUrl(url)\nreturn url",
    highlights: [
      [2, 4, 9],
      [2, 9, 12],
      [2, 13, 16],
      [3, 7, 10],
    ],
  });
});

test("a long definition shows the lines that hold the words", () => {
  const snippet = makeSnippet(long, { startLine: 1, endLine: 43 }, ["upload", "backoff"]);
  expect(snippet.text).toContain("retry_upload(request, backoff)");
  expect(snippet.end_line - snippet.start_line).toBe(11);
});

test("a long definition without any of the words shows its beginning", () => {
  expect(makeSnippet(long, { startLine: 1, endLine: 43 }, ["absent"]).start_line).toBe(1);
});

test("letters that grow when lowered never shift a highlight", () => {
  expect(makeSnippet("İİ url", { startLine: 1, endLine: 1 }, ["url"]).highlights).toEqual([]);
});

test("highlights always lie inside their line", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 40 }), { maxLength: 60 }),
      fc.array(fc.string(), { maxLength: 5 }),
      (lines, words) => {
        const text = lines.join("\n");
        const total = text.split("\n").length;
        const snippet = makeSnippet(text, { startLine: 1, endLine: total }, words);
        const shown = snippet.text.split("\n");
        for (const [line, from, to] of snippet.highlights) {
          expect(shown[line - snippet.start_line]?.slice(from, to)).toHaveLength(to - from);
        }
      },
    ),
  );
});
