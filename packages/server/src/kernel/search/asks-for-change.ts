/**
 * Two kinds of text are put to a search of code, and want different things first: one tells what shall be otherwise ("fix …", "support …", a
 * bug report), and is answered by the places where the work is done; the other describes what something is or does.
 */
import { LEARNED } from "./learned-weights.ts";

/** Words beyond these say no more about it. */
const WORDS_MAX = 40;
const LENGTH_MAX = 2000;
/** A long text weighs no more than this many words. */
export const LENGTH_UNIT = 20;

const WEIGHTS: ReadonlyMap<string, number> = new Map(LEARNED.change.words);

/** How likely the text asks for a change, 0 to 1. */
export function changeShare(query: string): number {
  const { bias, length } = LEARNED.change;
  const said = changeWords(query);
  let score = bias + (length * said.length) / LENGTH_UNIT;
  for (const word of new Set(said)) score += WEIGHTS.get(word) ?? 0;
  return 1 / (1 + Math.exp(-score));
}

/** What is looked at: words in lower case, the first once more with a mark before it. */
export function changeWords(query: string): string[] {
  const words =
    query
      .slice(0, LENGTH_MAX)
      .toLowerCase()
      .match(/[a-z]+/g) ?? [];
  return words.length === 0 ? [] : [`^${words[0] ?? ""}`, ...words.slice(0, WORDS_MAX)];
}
