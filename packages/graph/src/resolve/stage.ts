/** What drawing the edges of a file works with, and how an edge to a definition or to the outside is added. */
import type { EdgeKind, Tier, Unresolved } from "../model.ts";
import type { Cause, createEdgeSet, EdgeSet } from "./edge-set.ts";
import type { Externals } from "./externals.ts";
import type { Nodes } from "./nodes.ts";
import type { Passed } from "./passed.ts";
import type { Resolver } from "./rules.ts";
import type { ScipSymbols } from "./scip-symbols.ts";
import type { Entity, External, SourceFile } from "./values.ts";

export interface Stage {
  readonly resolver: Resolver;
  readonly nodes: Nodes;
  readonly externals: Externals;
  readonly scip: ScipSymbols;
  /** Makes what takes the edges of a file, in the order of its nodes; `createEdgeSet` unless given. */
  readonly openEdges?: typeof createEdgeSet;
}

export interface FileStage extends Stage {
  readonly file: SourceFile;
  readonly edges: EdgeSet;
  readonly unresolved: Unresolved[];
  readonly passed: Passed[];
}

export interface Use {
  readonly from: string;
  readonly line: number;
  readonly tier: Tier;
  readonly cause: Cause;
}

export function nodeId({ nodes, externals }: Stage, target: Entity | External): string | undefined {
  return "facts" in target ? nodes.nodeOf(target)?.id : externals.node(target).id;
}

interface EdgeUse extends Use {
  readonly kind: EdgeKind;
  readonly receivers?: readonly string[];
}

export function addEdge(of: FileStage, target: Entity | External, use: EdgeUse): void {
  const to = nodeId(of, target);
  if (to !== undefined) of.edges.add({ ...use, to });
}

export function addUse(of: FileStage, target: Entity | External, use: Use): void {
  if (!("facts" in target) && target.package === of.resolver.rulesOf(of.file).builtinPackage) return;
  const to = nodeId(of, target);
  if (to !== undefined && to !== use.from) of.edges.add({ kind: "REFERENCES", to, ...use });
}
