/** Answers the name-binding fixtures: `node --conditions=@aether/source bench/eval/bindings.ts stackgraphs.jsonl > mine.jsonl`. */
import { readFile } from "node:fs/promises";

import { parserForTests } from "../../test/support/source-parser.ts";
import { openDefinitions, type Position } from "./definitions-at.ts";
import { projectOf, readJsonLines, type Sources } from "./fixture-project.ts";

interface Fixture {
  readonly id: string;
  readonly files: Sources;
  readonly resolve: readonly { readonly at: Position }[];
}

const [set] = process.argv.slice(2);
if (set === undefined) throw new Error("name the set: bench/eval/bindings.ts FIXTURES.jsonl");
const parser = await parserForTests();
for (const { id, files, resolve } of readJsonLines<Fixture>(await readFile(set, "utf8"))) {
  const definitionsAt = openDefinitions(await projectOf(parser, files), files);
  const at = resolve.map((row) => ({ ...row.at, defs: definitionsAt(row.at) }));
  process.stdout.write(`${JSON.stringify({ id, at })}\n`);
}
parser.close();
