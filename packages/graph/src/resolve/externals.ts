/** What files use of other repositories: a node for each package that is imported and each symbol that is used. */
import { stableId } from "../ids.ts";
import type { GraphNode } from "../model.ts";
import { compareText } from "./project.ts";
import type { External } from "./values.ts";

export interface Externals {
  packageNode(of: External): GraphNode;
  /** The symbol, or the package where there is none. */
  node(of: External): GraphNode;
  /** All that were asked for since the last call. */
  takeUsed(): readonly GraphNode[];
}

export function createExternals(repoKey: string, languageOf: (family: string) => string): Externals {
  const nodes = new Map<string, GraphNode>();
  let used = new Set<GraphNode>();

  function use(kind: "Package" | "External", of: External, qualifiedName: string): GraphNode {
    const key = `${kind} ${of.family} ${qualifiedName}`;
    const node = nodes.get(key) ?? make(kind, of, qualifiedName);
    nodes.set(key, node);
    used.add(node);
    return node;
  }

  function make(kind: "Package" | "External", of: External, qualifiedName: string): GraphNode {
    return {
      id: stableId({ repoKey, kind, path: "", qualifiedName, signature: of.family, ordinal: 0 }),
      kind,
      name: kind === "Package" ? of.package : of.symbol.slice(of.symbol.lastIndexOf(".") + 1),
      qualifiedName,
      file: "",
      startLine: 0,
      endLine: 0,
      language: languageOf(of.family),
      parentId: "",
      signature: "",
      doc: "",
      visibility: "public",
      exported: true,
    };
  }

  const packageNode = (of: External): GraphNode => use("Package", of, of.package);
  return {
    packageNode,
    node: (of) => (of.symbol === "" ? packageNode(of) : use("External", of, `${of.package}.${of.symbol}`)),
    takeUsed() {
      const taken = [...used];
      used = new Set();
      return taken;
    },
  };
}

/** Each once, by qualified name. */
export function sortExternals(nodes: Iterable<GraphNode>): readonly GraphNode[] {
  const unique = new Map<string, GraphNode>();
  for (const node of nodes) unique.set(node.id, node);
  return [...unique.values()].sort((a, b) => compareText(a.qualifiedName, b.qualifiedName) || compareText(a.id, b.id));
}
