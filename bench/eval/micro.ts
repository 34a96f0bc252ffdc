/**
 * Exports the graph of the tiny programs of a set, a folder each, as one project:
 * `node --conditions=@aether/source bench/eval/micro.ts pycg.jsonl.gz > export.jsonl`.
 */
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";

import { exportLines, resolve } from "../../packages/graph/src/index.ts";
import { parserForTests } from "../../test/support/source-parser.ts";
import { projectOf, readJsonLines } from "./fixture-project.ts";

interface Program {
  readonly id: string;
  readonly files: readonly { readonly path: string; readonly content: string }[];
}

const [set] = process.argv.slice(2);
if (set === undefined) throw new Error("name the set: bench/eval/micro.ts PROGRAMS.jsonl.gz");
const programs = readJsonLines<Program>(gunzipSync(await readFile(set)).toString("utf8"));
const sources = programs.flatMap(({ id, files }) =>
  files.map(({ path, content }): readonly [string, string] => [`${id}/${path}`, content]),
);
const parser = await parserForTests();
for (const line of exportLines(resolve(await projectOf(parser, Object.fromEntries(sources))))) {
  process.stdout.write(line);
}
parser.close();
