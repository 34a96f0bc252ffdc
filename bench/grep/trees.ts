/** Source text to look through: real trees, each content once, and then again under other names and with a line of its own. */
import { hash } from "node:crypto";
import { basename } from "node:path";

import { discover } from "../../packages/graph/src/disk.ts";

export interface Text {
  readonly path: string;
  readonly text: string;
}

/** The text files of the trees, as an index reads them; of equal ones the first. */
export async function readTrees(trees: readonly string[]): Promise<Text[]> {
  const texts = new Map<string, Text>();
  for (const [at, tree] of trees.entries()) {
    const found = await discover(tree);
    for (const { path } of found.files) {
      const file = found.read(path);
      if (file.kind !== "text") continue;
      const key = hash("md5", file.text, "hex");
      if (!texts.has(key)) texts.set(key, { path: `${at}-${basename(tree)}/${path}`, text: file.text });
    }
  }
  return [...texts.values()];
}

export function bytesOf(texts: readonly Text[]): number {
  return texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
}

/** Words of five letters that are in about so many of the files: the closest, by the alphabet. */
export function wordsOf(texts: readonly Text[], wanted: readonly number[]): string[] {
  const files = new Map<string, number>();
  for (const { text } of texts) {
    for (const word of new Set(text.match(/(?<![A-Za-z])[a-z]{5}(?![A-Za-z])/g) ?? [])) {
      files.set(word, (files.get(word) ?? 0) + 1);
    }
  }
  const words = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const distance = ([, count]: readonly [string, number], number: number): number => Math.abs(count - number);
  return wanted.flatMap((number) => {
    const [best] = words.toSorted((a, b) => distance(a, number) - distance(b, number));
    return best === undefined ? [] : [best[0]];
  });
}
