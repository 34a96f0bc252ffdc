/** Regular expressions with a literal of five letters, rare and common, and what is hard about them. */
import { type Text, wordsOf } from "./trees.ts";

/** Files of the trees that have the word. */
const FILES = [1, 3, 10, 30, 100, 300, 1000];
/** Made of letters that often stand together; of what long numbers are made of; in no word. */
const WORDS = ["abode", "aaaaa", "qzjxv"];

/** Each word as the beginning of one, and near a bracket on its line, which most lines with it have not. */
export function questionsOf(texts: readonly Text[]): object[] {
  const words = [...wordsOf(texts, FILES), ...WORDS];
  const [rare = "", , , some = "", common = ""] = words;
  return [
    ...words.flatMap((word) => [{ pattern: `\\b${word}\\w*` }, { pattern: `${word}.{0,20}\\(` }]),
    { pattern: some, literal: true },
    { pattern: `${rare}|${some}` },
    { pattern: some, case: "insensitive" },
    { pattern: `${some}\\s+\\w+\\n`, multiline: true },
    { pattern: some, word: true },
    { pattern: `\\b${common}\\b\\s*=` },
  ];
}
