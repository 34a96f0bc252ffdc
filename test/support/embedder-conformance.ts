/** What every embedder must keep to, whoever makes the vectors. */
import { expect, test } from "vitest";

import type { Embedder } from "../../packages/server/src/kernel/models/index.ts";

const signal = new AbortController().signal;

export function embedderConforms(make: () => Embedder | Promise<Embedder>): void {
  test("a vector of the promised length for each text, of length 1, in the order of the texts", async () => {
    const embedder = await make();
    const texts = ["parse a file", "write a file", "parse a file"];
    const vectors = await embedder.embed(texts, "document", signal);
    expect(vectors.map(({ length }) => length)).toEqual(texts.map(() => embedder.dimensions));
    for (const vector of vectors) expect(lengthOf(vector)).toBeCloseTo(1, 4);
    expect(vectors[2]).toEqual(vectors[0]);
    expect(vectors[1]).not.toEqual(vectors[0]);
  });

  test("a text alone gives the vector that it gives among others", async () => {
    const embedder = await make();
    const [alone] = await embedder.embed(["parse a file"], "document", signal);
    const [, among] = await embedder.embed(["other", "parse a file"], "document", signal);
    expect(cosine(alone, among)).toBeCloseTo(1, 4);
  });

  test("a question lies closer to its answer than to something else", async () => {
    const embedder = await make();
    const [answer, other] = await embedder.embed(
      ["function parseFile(path) { return parse(readFile(path)) }", "class HttpServer { listen(port) {} }"],
      "document",
      signal,
    );
    const [question] = await embedder.embed(["how is a file parsed"], "query", signal);
    expect(cosine(question, answer)).toBeGreaterThan(cosine(question, other));
  });

  test("texts of every kind give finite numbers", async () => {
    const embedder = await make();
    const texts = ["", " \n", "\u0000\u0007", "\ud800", "検索", "x".repeat(100_000), "word ".repeat(20_000)];
    const vectors = await embedder.embed(texts, "document", signal);
    expect(vectors).toHaveLength(texts.length);
    for (const vector of vectors) {
      expect(vector.every(Number.isFinite)).toBe(true);
      expect(lengthOf(vector)).toBeLessThan(1.001);
    }
  });

  test("no texts give no vectors, too many are refused, and who gave up is told so", async () => {
    const embedder = await make();
    expect(await embedder.embed([], "document", signal)).toEqual([]);
    const tooMany = Array.from({ length: embedder.maxTextsPerCall + 1 }, () => "x");
    await expect(embedder.embed(tooMany, "document", signal)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(embedder.embed(["x"], "document", AbortSignal.abort())).rejects.toThrow("abort");
  });

  test("its id tells model and dimensions from others", async () => {
    const embedder = await make();
    expect(embedder.id).toMatch(/\S{3,}/);
    expect(embedder.maxTextsPerCall).toBeGreaterThan(0);
  });
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  let sum = 0;
  for (const [at, value] of (a ?? []).entries()) sum += value * (b?.[at] ?? 0);
  return sum;
}

const lengthOf = (vector: Float32Array): number => Math.sqrt(cosine(vector, vector));
