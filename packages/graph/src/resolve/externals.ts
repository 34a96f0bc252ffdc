/** What the repository uses of others: a node for each package that is imported and each symbol that is used. */
import { stableId } from "../ids.ts";
import type { GraphNode } from "../model.ts";
import { compareText } from "./project.ts";
import type { External } from "./values.ts";

export interface Externals {
  packageNode(of: External): GraphNode;
  /** The symbol, or the package where there is none. */
  node(of: External): GraphNode;
  /** All that were asked for, by qualified name. */
  all(): readonly GraphNode[];
}

export function createExternals(repoKey: string, languageOf: (family: string) => string): Externals {
  const nodes = new Map<string, GraphNode>();

  function make(kind: "Package" | "External", of: External, qualifiedName: string): GraphNode {
    const key = `${kind} ${of.family} ${qualifiedName}`;
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const node: GraphNode = {
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
    nodes.set(key, node);
    return node;
  }

  const packageNode = (of: External): GraphNode => make("Package", of, of.package);
  return {
    packageNode,
    node: (of) => (of.symbol === "" ? packageNode(of) : make("External", of, `${of.package}.${of.symbol}`)),
    all: () =>
      [...nodes.values()].sort((a, b) => compareText(a.qualifiedName, b.qualifiedName) || compareText(a.id, b.id)),
  };
}
