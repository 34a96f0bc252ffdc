import { type CodeGraph, languageOf, readFacts, resolve, type ProjectFile, type ScipFacts } from "../index.ts";
import { discover, type DiscoverOptions, type Discovery } from "./discover.ts";
import { importScip, type ScipFile, type ScipReport } from "./import-scip.ts";
import { openParserPool, type ParseInput, type ParserPoolOptions } from "./parser-pool.ts";
import type { SkippedFile } from "./read-file.ts";

export interface IndexOptions extends DiscoverOptions, ParserPoolOptions {
  /** Tells equal paths of two repositories apart in the ids of nodes; empty. */
  readonly repoKey?: string;
  /** Index files of SCIP, whose facts stand before what our own rules find. */
  readonly scip?: readonly string[];
}

export interface IndexedFolder {
  readonly graph: CodeGraph;
  /** What was met and left out. A `deadline` or `too-deep` file may be in the graph with the part that was understood. */
  readonly skipped: readonly SkippedFile[];
  /** Of each index file, in the order in which they were given. */
  readonly scip: readonly ScipReport[];
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
  const scip = await readScip(discovery, options);
  const told = files.map((file) => withScip(file, scip.facts.get(file.path)));
  const graph = resolve({ repoKey: options.repoKey ?? "", files: told, manifests: discovery.manifests });
  for (const { path, incomplete: reason } of graph.files) {
    if (reason !== undefined) skipped.push({ kind: "skipped", path, reason });
  }
  const { commit, dirty } = discovery;
  return {
    graph,
    skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)),
    ...(commit !== undefined && { commit }),
    scip: scip.reports,
    dirty,
  };
}

interface ReadScip {
  /** By path; of two indexes that speak of a file, the later one is heard. */
  readonly facts: ReadonlyMap<string, ScipFacts>;
  readonly reports: readonly ScipReport[];
}

async function readScip(discovery: Discovery, { scip = [], signal }: IndexOptions): Promise<ReadScip> {
  const facts = new Map<string, ScipFacts>();
  const reports: ScipReport[] = [];
  const target = {
    ...discovery,
    readAll: async (paths: readonly string[]) => paths.map((path) => discovery.read(path)),
  };
  for (const file of scip) {
    const onFile = (found: ScipFile) => void facts.set(found.path, found.facts);
    reports.push(await importScip(file, target, { onFile, ...(signal !== undefined && { signal }) }));
  }
  return { facts, reports };
}

function withScip(file: ProjectFile, scip: ScipFacts | undefined): ProjectFile {
  return scip === undefined ? file : { ...file, facts: { ...file.facts, scip } };
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
