/** The input of a number: a small project of mutated texts in one language. */
import type { FuzzInput } from "./check-input.ts";
import type { Corpus, SourceText } from "./corpus.ts";
import { mutate } from "./mutate.ts";
import { createRandom } from "./random.ts";

export function inputOf(seed: number, corpus: Corpus): FuzzInput {
  const random = createRandom(seed);
  const languages = [...corpus.keys()];
  const language = languages[seed % languages.length] ?? "";
  const texts = corpus.get(language) ?? [];
  const files: [string, string][] = [];
  for (let left = 1 + random.below(4); left > 0; left--) {
    const { path, text }: SourceText = random.pick(texts);
    files.push([path, mutate(text, random.pick(texts).text, random)]);
  }
  return { name: `${language}, seed ${seed}`, files: Object.fromEntries(files) };
}
