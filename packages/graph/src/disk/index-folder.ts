import { type CodeGraph, languageOf, readFacts, resolve, type ProjectFile } from "../index.ts";
import { discover, type DiscoverOptions, type Discovery } from "./discover.ts";
import { openParserPool, type ParseInput, type ParserPoolOptions } from "./parser-pool.ts";
import type { SkippedFile } from "./read-file.ts";

export interface IndexOptions extends DiscoverOptions, ParserPoolOptions {
  /** Tells equal paths of two repositories apart in the ids of nodes; empty. */
  readonly repoKey?: string;
}

export interface IndexedFolder {
  readonly graph: CodeGraph;
  /** What was met and left out. A `deadline` or `too-deep` file may be in the graph with the part that was understood. */
  readonly skipped: readonly SkippedFile[];
  readonly commit?: string;
  readonly dirty: boolean;
}

/** The graph of a folder: finds its files, parses them and resolves what they name. Keeps no texts. */
export async function indexFolder(folder: string, options: IndexOptions = {}): Promise<IndexedFolder> {
  const discovery = await discover(folder, options);
  const pool = openParserPool(options);
  const skipped = [...discovery.skipped];
  const files: ProjectFile[] = [];
  try {
    for await (const output of pool.parse(readSources(discovery, skipped))) {
      options.signal?.throwIfAborted();
      if (output.kind === "skipped") skipped.push(output);
      else files.push({ path: output.path, facts: readFacts(output.json) });
      if (output.kind === "facts" && output.incomplete !== undefined) {
        skipped.push({ kind: "skipped", path: output.path, reason: output.incomplete });
      }
    }
  } finally {
    await pool.close();
  }
  const graph = resolve({ repoKey: options.repoKey ?? "", files, manifests: discovery.manifests });
  for (const { path, incomplete: reason } of graph.files) {
    if (reason !== undefined) skipped.push({ kind: "skipped", path, reason });
  }
  const { commit, dirty } = discovery;
  return {
    graph,
    skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)),
    ...(commit !== undefined && { commit }),
    dirty,
  };
}

/** The files that a parser reads, as they are now; what cannot be read any more is added to `skipped`. */
function* readSources(discovery: Discovery, skipped: SkippedFile[]): Generator<ParseInput> {
  for (const { path } of discovery.files) {
    const language = languageOf(path);
    if (language === undefined) continue;
    const file = discovery.read(path);
    if (file.kind === "text") yield { path, text: file.text, language };
    else skipped.push(file.kind === "missing" ? { kind: "skipped", path, reason: "deleted" } : file);
  }
}
