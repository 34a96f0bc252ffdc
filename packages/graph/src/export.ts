/** The graph as JSON lines: nodes first, then edges, files in the graph's order, so that equal graphs give equal text. */
import type { CodeGraph, GraphEdge, GraphNode } from "./model.ts";

/** One JSON object with its line break at a time; edges by name alone are left out. */
export function* exportLines(graph: CodeGraph): Generator<string> {
  for (const file of graph.files) for (const node of file.nodes) yield nodeLine(node);
  for (const node of graph.externals) yield nodeLine(node);
  for (const file of graph.files) {
    for (const edge of file.edges) if (edge.tier !== "name") yield edgeLine(edge);
  }
}

function nodeLine(node: GraphNode): string {
  const { id, kind, name, qualifiedName, file, startLine, endLine, language, parentId, signature } = node;
  return line({
    type: "node",
    id,
    kind,
    name,
    qualified_name: qualifiedName,
    file,
    start_line: startLine,
    end_line: endLine,
    language,
    parent: parentId === "" ? undefined : parentId,
    signature: signature === "" ? undefined : signature,
    visibility: node.visibility,
    exported: node.exported,
  });
}

function edgeLine({ kind, from, to, lines, tier }: GraphEdge): string {
  return line({ type: "edge", kind, from, to, line: lines[0], lines: lines.length > 1 ? lines : undefined, tier });
}

function line(record: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(record)}\n`;
}
