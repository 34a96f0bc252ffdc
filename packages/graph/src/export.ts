/** The graph as JSON lines: nodes first, then edges, files in the graph's order, so that equal graphs give equal text. */
import type { CodeGraph, GraphEdge, GraphNode } from "./model.ts";
import { withDispatch } from "./resolve/index.ts";

/** One JSON object with its line break at a time; calls by dispatch are added, edges by name alone left out. */
export function* exportLines(drawn: CodeGraph): Generator<string> {
  const graph = withDispatch(drawn);
  for (const file of graph.files) for (const node of file.nodes) yield line(exportNode(node));
  for (const node of graph.externals) yield line(exportNode(node));
  for (const file of graph.files) {
    for (const edge of file.edges) if (edge.tier !== "name") yield line(exportEdge(edge));
  }
}

/** A node as a line of the export holds it. */
export function exportNode(node: GraphNode): Record<string, unknown> {
  const { id, kind, name, qualifiedName, file, startLine, endLine, language, parentId, signature } = node;
  return {
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
  };
}

/** An edge as a line of the export holds it: `line` is the first of `lines`, which are left out where there is one. */
export function exportEdge({ kind, from, to, lines, tier }: GraphEdge): Record<string, unknown> {
  return { type: "edge", kind, from, to, line: lines[0], lines: lines.length > 1 ? lines : undefined, tier };
}

function line(record: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(record)}\n`;
}
