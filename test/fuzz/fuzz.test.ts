import { describe, expect, test } from "vitest";

import { LANGUAGES } from "../../packages/graph/src/parse/index.ts";
import { useParser } from "../support/use-parser.ts";
import { checkInput, type FuzzInput } from "./check-input.ts";
import { readCorpus } from "./corpus.ts";
import { extremes, SMALL } from "./extremes.ts";
import { inputOf } from "./inputs.ts";

const parser = useParser();
const corpus = readCorpus();

/** Of CPU; what is exponential takes for ever. */
const END_MS = 10_000;
const MUTATED = 65;

/** Names of those that took too long. */
async function lateOf(inputs: Iterable<FuzzInput>): Promise<readonly string[]> {
  const late: string[] = [];
  for (const input of inputs) {
    const { parseMs, resolveMs } = await checkInput(parser, input);
    if (Math.max(parseMs, resolveMs) > END_MS) late.push(input.name);
  }
  return late;
}

describe("whatever a repository holds is parsed and resolved to an end:", { timeout: 300_000 }, () => {
  test("what grows without bound, in every language", async () => {
    const inputs = extremes(SMALL);
    expect(await lateOf(inputs)).toEqual([]);
    const tried = new Set(inputs.flatMap(({ files }) => Object.keys(files).map((path) => path.split(".").pop())));
    const grammars = LANGUAGES.filter(({ wasm }) => wasm !== undefined);
    expect(grammars.filter(({ extensions }) => !extensions.some((one) => tried.has(one.slice(1))))).toEqual([]);
  });

  test("mutations of real files", async () => {
    const inputs = Array.from({ length: MUTATED }, (_, seed) => inputOf(seed, corpus));
    expect(await lateOf(inputs)).toEqual([]);
  });

  test("the same number gives the same input, so that a find can be had again", () => {
    expect(inputOf(7, corpus)).toEqual(inputOf(7, corpus));
    expect(inputOf(7, corpus)).not.toEqual(inputOf(7 + corpus.size, corpus));
  });
});
