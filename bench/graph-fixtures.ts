/**
 * Draws the graph of every fixture of a set, for the scorers that lie beside the sets:
 * `node --conditions=@aether/source bench/graph-fixtures.ts cgr.jsonl > graphs.jsonl`, then `score-graphs.mjs cgr.jsonl graphs.jsonl`.
 * Files of languages without a grammar are handed over as manifests.
 */
import { readFile } from "node:fs/promises";

import type { CodeGraph, ProjectFile } from "../packages/graph/src/index.ts";
import { resolve } from "../packages/graph/src/index.ts";
import { languageOf, type SourceParser } from "../packages/graph/src/parse/index.ts";
import { parserForTests } from "../test/support/source-parser.ts";

interface Fixture {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
}

const DEADLINE_MS = 60_000;

async function graphOf(parser: SourceParser, { files: sources }: Fixture): Promise<CodeGraph> {
  const files: ProjectFile[] = [];
  const manifests: { path: string; text: string }[] = [];
  for (const [path, text] of Object.entries(sources)) {
    const language = languageOf(path);
    if (language === undefined) manifests.push({ path, text });
    else files.push({ path, facts: await parser.parse({ path, text, language, deadlineMs: DEADLINE_MS }) });
  }
  return resolve({ repoKey: "fixture", files, manifests });
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
for (const line of (await readFile(set, "utf8")).split("\n")) {
  if (line === "") continue;
  const fixture: Fixture = JSON.parse(line);
  process.stdout.write(
    `${JSON.stringify({ id: fixture.id, graph: inScorersWords(await graphOf(parser, fixture)) })}\n`,
  );
}
parser.close();
