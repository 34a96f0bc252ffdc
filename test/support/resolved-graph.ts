/** Source text to edges as short lines, for tests only. */
import type { CodeGraph, GraphNode } from "../../packages/graph/src/model.ts";
import { type SourceParser, languageOf } from "../../packages/graph/src/parse/index.ts";
import { type Project, type ProjectFile, resolve } from "../../packages/graph/src/resolve/index.ts";

export type Sources = Readonly<Record<string, string>>;

export async function graphOf(parser: Pick<SourceParser, "parse">, sources: Sources): Promise<CodeGraph> {
  return resolve(await projectOf(parser, sources));
}

/** Files without a grammar are manifests. */
export async function projectOf(parser: Pick<SourceParser, "parse">, sources: Sources): Promise<Project> {
  const files: ProjectFile[] = [];
  const manifests: { path: string; text: string }[] = [];
  for (const [path, text] of Object.entries(sources)) {
    const language = languageOf(path);
    if (language === undefined) manifests.push({ path, text });
    else files.push({ path, facts: await parser.parse({ path, text, language, deadlineMs: 60_000 }) });
  }
  return { repoKey: "test", files, manifests };
}

/** What tests ask most: all that is drawn of these sources, or the calls alone. */
export function drawingOf(parser: Pick<SourceParser, "parse">) {
  const drawn = async (sources: Sources): Promise<Drawn> => draw(await graphOf(parser, sources));
  const calls = async (sources: Sources): Promise<readonly string[]> => (await drawn(sources)).calls;
  return { drawn, calls };
}

export interface Drawn {
  /** `CALLS a.py:main b.py:Box.open`; outside: `CALLS a.py:main requests.get`. CONTAINS is left out. */
  readonly edges: readonly string[];
  readonly calls: readonly string[];
  /** Types by who makes an instance of them. */
  readonly made: readonly string[];
  readonly unresolved: readonly string[];
  readonly tierOf: (edge: string) => string | undefined;
}

export function draw(graph: CodeGraph): Drawn {
  const labels = new Map<string, string>();
  for (const file of graph.files) for (const node of file.nodes) labels.set(node.id, label(node));
  for (const node of graph.externals) labels.set(node.id, label(node));
  const tiers = new Map<string, string>();
  const unresolved: string[] = [];
  for (const file of graph.files) {
    for (const { kind, from, to, tier } of file.edges) {
      if (kind !== "CONTAINS") tiers.set(`${kind} ${labels.get(from)} ${labels.get(to)}`, tier);
    }
    for (const { from, name, reason } of file.unresolved) unresolved.push(`${labels.get(from)} ${name} ${reason}`);
  }
  const edges = [...tiers.keys()].sort();
  const ofKind = (kind: string): readonly string[] =>
    edges.filter((edge) => edge.startsWith(`${kind} `)).map((edge) => edge.slice(kind.length + 1));
  return { edges, calls: ofKind("CALLS"), made: ofKind("INSTANTIATES"), unresolved, tierOf: (edge) => tiers.get(edge) };
}

function label({ kind, file, qualifiedName }: GraphNode): string {
  return kind === "File" || file === "" ? qualifiedName : `${file}:${qualifiedName}`;
}
