/** Real texts to mutate: files of this repository, and the sources that stand in the tests of languages. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { languageOf } from "../../packages/graph/src/parse/index.ts";

export interface SourceText {
  readonly path: string;
  readonly text: string;
}
/** By language; those of which no text is known are missing. */
export type Corpus = ReadonlyMap<string, readonly SourceText[]>;

const ROOT = join(import.meta.dirname, "../..");
/** `"app/main.py": "…"` with any quotes; the path has an extension. */
const SOURCE = /["']?([\w./-]+\.\w+)["']?:\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/g;
const MAX_CHARS = 60_000;

export function readCorpus(): Corpus {
  const corpus = new Map<string, SourceText[]>();
  const listed = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).split("\n");
  for (const path of listed) {
    if (languageOf(path) === undefined) continue;
    const text = readFileSync(join(ROOT, path), "utf8");
    if (text.length <= MAX_CHARS) add(corpus, { path, text });
    if (path.endsWith(".test.ts")) for (const one of sourcesIn(text)) add(corpus, one);
  }
  return corpus;
}

function* sourcesIn(test: string): Generator<SourceText> {
  for (const [, path = "", ...quoted] of test.matchAll(SOURCE)) {
    const text = quoted.find((one) => one !== undefined) ?? "";
    yield { path, text: text.replaceAll("\\n", "\n").replaceAll(/\\(.)/g, "$1") };
  }
}

function add(corpus: Map<string, SourceText[]>, source: SourceText): void {
  const language = languageOf(source.path);
  if (language === undefined || source.text === "") return;
  const known = corpus.get(language);
  if (known === undefined) corpus.set(language, [source]);
  else known.push(source);
}
