import { describe, expect, test } from "vitest";

import { embedderConforms } from "../../../../../test/support/embedder-conformance.ts";
import { createHashEmbedder } from "./hash-embedder.ts";

const split = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const isStopWord = (word: string): boolean => ["a", "is", "how"].includes(word);
const signal = new AbortController().signal;

describe("the built-in embedder", () => {
  embedderConforms(() => createHashEmbedder({ split, isStopWord }));

  test("two of them give the same vectors, and a known one stays what it was", async () => {
    const [one] = await createHashEmbedder({ split, isStopWord }).embed(["serializer"], "document", signal);
    const [two] = await createHashEmbedder({ split, isStopWord }).embed(["serializer"], "query", signal);
    expect(one).toEqual(two);
    const largest = [...(one ?? [])]
      .map((value, at) => ({ value: Math.abs(value), at }))
      .sort((a, b) => b.value - a.value);
    // Stored vectors are compared with new ones: other numbers here need another id.
    expect(largest.slice(0, 2).map(({ at }) => at)).toEqual([115, 134]);
  });

  test("forms of a word lie closer than other words", async () => {
    const embedder = createHashEmbedder({ split, isStopWord });
    const [noun = [], verb = [], other = []] = await embedder.embed(
      ["serializer", "serialize", "database"],
      "document",
      signal,
    );
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
      Array.from(a).reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
    expect(dot(noun, verb)).toBeGreaterThan(dot(noun, other) + 0.2);
  });
});
