/**
 * Draws the graph of every fixture of a set, for the scorers that lie beside the sets:
 * `node --conditions=@aether/source bench/graph-fixtures.ts cgr.jsonl > graphs.jsonl`, then `score-graphs.mjs cgr.jsonl graphs.jsonl`.
 */
import { readFile } from "node:fs/promises";

import { type CodeGraph, resolve, withDispatch } from "../packages/graph/src/index.ts";
import { parserForTests } from "../test/support/source-parser.ts";
import { projectOf, readJsonLines, type Sources } from "./eval/fixture-project.ts";

interface Fixture {
  readonly id: string;
  readonly files: Sources;
}

/** The scorers' own words: `line` for where a node starts, no file for what lies outside. */
function inScorersWords({ files, externals }: CodeGraph) {
  const nodes = [...files.flatMap((file) => file.nodes), ...externals];
  return {
    nodes: nodes.map(({ id, kind, name, file, startLine, endLine }) => ({
      id,
      kind,
      name,
      file: file === "" ? null : file,
      line: startLine,
      endLine,
    })),
    edges: files.flatMap((file) => file.edges).map(({ kind, from, to }) => ({ type: kind, from, to })),
  };
}

const [set] = process.argv.slice(2);
if (set === undefined) throw new Error("name the set: bench/graph-fixtures.ts FIXTURES.jsonl");
const parser = await parserForTests();
for (const { id, files } of readJsonLines<Fixture>(await readFile(set, "utf8"))) {
  const graph = inScorersWords(withDispatch(resolve(await projectOf(parser, files))));
  process.stdout.write(`${JSON.stringify({ id, graph })}\n`);
}
parser.close();
