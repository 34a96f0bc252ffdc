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

const WEIGHTS: ReadonlyMap<string, number> = new Map(
  LEARNED.change.words
    .trim()
    .split(/\s*[|\n]\s*/)
    .map((entry): [string, number] => {
      const [word = "", weight] = entry.split(" ");
      return [word, Number(weight)];
    }),
);

/** How likely the text asks for a change, 0 to 1. */
export function changeShare(query: string): number {
  const { bias, length } = LEARNED.change;
  const { words, marks } = readKind(query);
  let score = bias + (length * words.length) / LENGTH_UNIT;
  for (const mark of marks) score += WEIGHTS.get(mark) ?? 0;
  return 1 / (1 + Math.exp(-score));
}

export interface KindOfText {
  /** In lower case. */
  readonly words: readonly string[];
  /**
   * What is looked at, each once: the words, the first one marked, its ending ("returns …" describes, "return …" may be asked for), a name
   * in code's spelling, a comma.
   */
  readonly marks: ReadonlySet<string>;
}

const ENDING = /(?:(?<!s)s|ed|ing)$/;
const CODE = /[a-z][A-Z]|_/;

export function readKind(query: string): KindOfText {
  const text = query.slice(0, LENGTH_MAX);
  const words = (text.toLowerCase().match(/[a-z]+/g) ?? []).slice(0, WORDS_MAX);
  const marks = new Set(words);
  const [first = ""] = words;
  const ending = first.length > 3 ? ENDING.exec(first)?.[0] : undefined;
  if (first !== "") marks.add(`^${first}`);
  if (ending !== undefined) marks.add(`^-${ending}`);
  if (CODE.test(text)) marks.add("#code");
  if (text.includes(",")) marks.add("#comma");
  return { words, marks };
}
