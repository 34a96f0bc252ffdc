/** Source text and what an indexer says of it to a graph, for tests only. */
import { BinaryReader } from "@bufbuild/protobuf/wire";

import { type CodeGraph, packageOfSymbol, readAgainstText, readDocument } from "../../packages/graph/src/index.ts";
import { languageOf, type SourceParser } from "../../packages/graph/src/parse/index.ts";
import { type Manifest, type ProjectFile, resolve } from "../../packages/graph/src/resolve/index.ts";
import type { Sources } from "./resolved-graph.ts";
import { own, scipIndex, type ToldName } from "./scip-index.ts";

/** What is said of a file: names with their meaning, and what stands above a symbol. */
export interface Told {
  readonly names: readonly ToldName[];
  readonly above?: Readonly<Record<string, readonly string[]>>;
}

export interface ToldProject {
  readonly sources: Sources;
  readonly told: Readonly<Record<string, Told>>;
}

/** Files without a grammar are manifests. */
export async function toldFiles(
  parser: Pick<SourceParser, "parse">,
  { sources, told }: ToldProject,
): Promise<{ readonly files: readonly ProjectFile[]; readonly manifests: readonly Manifest[] }> {
  const files: ProjectFile[] = [];
  const manifests: Manifest[] = [];
  for (const [path, text] of Object.entries(sources)) {
    const language = languageOf(path);
    if (language === undefined) manifests.push({ path, text });
    else {
      const facts = await parser.parse({ path, text, language, deadlineMs: 60_000 });
      const said = told[path];
      files.push({ path, facts: said === undefined ? facts : { ...facts, scip: scipFacts(path, text, said) } });
    }
  }
  return { files, manifests };
}

export async function toldGraph(parser: Pick<SourceParser, "parse">, project: ToldProject): Promise<CodeGraph> {
  return resolve({ repoKey: "test", ...(await toldFiles(parser, project)) });
}

function scipFacts(path: string, text: string, { names, above }: Told) {
  const index = scipIndex({ documents: [{ path, text, names, ...(above !== undefined && { above }) }] });
  const reader = new BinaryReader(index);
  for (let [field] = reader.tag(); field !== 2; [field] = reader.tag()) reader.skip(2);
  const document = readDocument(reader.bytes());
  const ours = packageOfSymbol(own("a.ts", ""));
  const reading = readAgainstText(document, text, { tool: "scip-test@1.2.3", isOwn: (one) => one === ours });
  if (reading.kind === "stale") throw new Error(`what is said of ${path} does not fit its text`);
  return reading.facts;
}
