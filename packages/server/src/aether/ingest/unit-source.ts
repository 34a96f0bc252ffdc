/** One file as search cuts it into units: what parsing found, under the ids that resolution gave. */
import type { GraphNode } from "@aether/graph";
import type { FileOutline } from "@aether/graph/disk";

import type { UnitDefinition, UnitSource } from "#kernel/search";

/** What of a node says which definition it is. */
export interface NamedNode extends Pick<GraphNode, "id" | "name" | "qualifiedName" | "startLine" | "endLine"> {
  readonly kind: string;
}

export interface SourceFile extends Omit<FileOutline, "nodes"> {
  readonly nodes: readonly NamedNode[];
  readonly text: string;
  readonly history: string;
}

/** A definition that is no node of the graph has no name here, so its text belongs to what stands around it. */
export function unitSource({ path, facts, nodes: all, text, history }: SourceFile): UnitSource {
  const file = all.find((node) => node.kind === "File");
  if (file === undefined) throw new Error(`the graph has no file node for ${path}`);
  const nodes = nodesByPlace(all);
  return {
    fileNodeId: file.id,
    path,
    language: facts.language,
    text,
    lineCount: facts.lineCount,
    definitions: facts.definitions.map((definition): UnitDefinition => {
      const node = nodes.get(place(definition))?.shift();
      const { parent, startLine, endLine, start, end, bodyStart, doc, kind } = definition;
      const known =
        node === undefined ? NOT_A_NODE : { nodeId: node.id, name: node.name, qualifiedName: node.qualifiedName };
      return { ...known, kind, parent, startLine, endLine, start, end, bodyStart, doc };
    }),
    comments: facts.comments,
    history,
  };
}

const NOT_A_NODE = { nodeId: "", name: "", qualifiedName: "" };

/** Nodes of equal place in their order, which is the order of the definitions. */
function nodesByPlace(nodes: readonly NamedNode[]): Map<string, NamedNode[]> {
  const byPlace = new Map<string, NamedNode[]>();
  for (const node of nodes) {
    const key = place(node);
    const same = byPlace.get(key);
    if (same === undefined) byPlace.set(key, [node]);
    else same.push(node);
  }
  return byPlace;
}

function place(of: { readonly name: string; readonly startLine: number; readonly endLine: number }): string {
  return `${of.startLine}:${of.endLine}:${of.name}`;
}
