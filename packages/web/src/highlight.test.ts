import { expect, test } from "vitest";

import { markTokens } from "./highlight.ts";

test("a mark that crosses tokens cuts each of them and keeps their colours", () => {
  const pieces = markTokens(
    [
      { content: "const ", color: "red" },
      { content: "parseUrl", color: "blue" },
    ],
    [[4, 11]],
  );
  expect(pieces).toEqual([
    { text: "cons", colour: "red", marked: false },
    { text: "t ", colour: "red", marked: true },
    { text: "parse", colour: "blue", marked: true },
    { text: "Url", colour: "blue", marked: false },
  ]);
});

test("a line without marks keeps its tokens whole", () => {
  expect(markTokens([{ content: "a", color: "red" }], [])).toEqual([{ text: "a", colour: "red", marked: false }]);
});
