/** Answers the name-binding fixtures: `node --conditions=@aether/source bench/eval/bindings.ts stackgraphs.jsonl > mine.jsonl`. */
import { readFile } from "node:fs/promises";

import { openDefinitions } from "../../packages/graph/src/index.ts";
import { parserForTests } from "../../test/support/source-parser.ts";
import { projectOf, readJsonLines, type Sources } from "./fixture-project.ts";

interface Fixture {
  readonly id: string;
  readonly files: Sources;
  readonly resolve: readonly { readonly at: { readonly file: string; readonly line: number; readonly col: number } }[];
}

const [set] = process.argv.slice(2);
if (set === undefined) throw new Error("name the set: bench/eval/bindings.ts FIXTURES.jsonl");
const parser = await parserForTests();
for (const { id, files, resolve } of readJsonLines<Fixture>(await readFile(set, "utf8"))) {
  const definitionsAt = openDefinitions(await projectOf(parser, files));
  const at = resolve.map(({ at: { file, line, col } }) => {
    const lines = definitionsAt({ path: file, text: files[file] ?? "", line, column: col });
    return { file, line, col, defs: lines.map((one) => ({ file: one.path, line: one.line })) };
  });
  process.stdout.write(`${JSON.stringify({ id, at })}\n`);
}
parser.close();
