/**
 * The graph: what a repository defines and how its parts reach each other.
 * Lines are 1-based and inclusive, columns are 0-based UTF-16 units, paths are relative to the repository root with "/".
 */

/** Every kind a node can have; the one list that storage, filters and exports share. */
export const NODE_KINDS = [
  "File",
  "Section",
  "Module",
  "Class",
  "Interface",
  "Trait",
  "Struct",
  "Enum",
  "Type",
  "Function",
  /** A function expression that only its own name names: it can be called from inside of it and by whom it is handed to. */
  "Closure",
  "Method",
  "Property",
  "Field",
  "Macro",
  "Constant",
  "Variable",
  "Package",
  "External",
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/**
 * Every kind an edge can have. Making an instance is an INSTANTIATES edge to the type and, where its constructor is
 * written out, a CALLS edge to that. OVERRIDES leads from a method to the nearest one that it
 * replaces in each line of bases.
 */
export const EDGE_KINDS = [
  "CONTAINS",
  "IMPORTS",
  "CALLS",
  "INSTANTIATES",
  "INHERITS",
  "IMPLEMENTS",
  "OVERRIDES",
  "REFERENCES",
] as const;
export type EdgeKind = (typeof EDGE_KINDS)[number];

/**
 * How far an edge can be trusted, best first: `exact` binding and type proven; `inferred` by bounded type flow;
 * `dispatch` one of the possible overriders; `name` nothing but the name (never drawn across languages).
 */
export const TIERS = ["exact", "inferred", "dispatch", "name"] as const;
export type Tier = (typeof TIERS)[number];

export type Visibility = "public" | "protected" | "package" | "private";

/** A definition, a file, a document section, or something outside of the repository. */
export interface GraphNode {
  /** 16 hex digits: hash of repo key, kind, path, qualified name, signature and the ordinal among equals (`stableId`). */
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  /** Dotted scope inside the file, `Outer.inner`; a file's is its path, an external's `package.symbol`. */
  readonly qualifiedName: string;
  /** Empty for what lies outside of the repository. */
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly language: string;
  /** The definition or file that contains it; empty for files and externals. */
  readonly parentId: string;
  /** The declaration without its body, white space folded. */
  readonly signature: string;
  readonly doc: string;
  readonly visibility: Visibility;
  readonly exported: boolean;
}

/** One edge for each (kind, from, to): all places that make it are in `lines`. */
export interface GraphEdge {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  /** Lines in the file of `from`, ascending, without repeats; empty for CONTAINS. */
  readonly lines: readonly number[];
  readonly tier: Tier;
  /**
   * Of a call of a method: the types that it is called on, by their ids, where one below them may run another method.
   * Absent where it runs this very one: `super().save()`, `Base.save(x)`. Known while the graph is in memory.
   */
  readonly receivers?: readonly string[];
}

/** A call or reference that no evidence could bind: kept, so that an answer can say how complete it is. */
export interface Unresolved {
  readonly from: string;
  readonly kind: EdgeKind;
  readonly name: string;
  readonly line: number;
  readonly reason: UnresolvedReason;
  /** The type around a call of a method of `this` that it does not have: a type below may have it. */
  readonly receiver?: string;
}
export type UnresolvedReason =
  | "unknown-receiver"
  | "unknown-name"
  | "unknown-member"
  | "unknown-module"
  | "dynamic"
  /** Finding out would have taken more steps than a use has. */
  | "too-complex";

/** What one file contributes; files of a graph are independent of each other, so that they can be compared and stored one by one. */
export interface FileGraph {
  readonly path: string;
  /** The file node first, then its definitions in the order of their start. */
  readonly nodes: readonly GraphNode[];
  /** Edges whose `from` lies in this file. */
  readonly edges: readonly GraphEdge[];
  readonly unresolved: readonly Unresolved[];
  /** Present where something was left out because inference for it would have cost too much. */
  readonly incomplete?: "too-complex";
}

/** The whole graph; `externals` are the Package and External nodes that any file's edges point to. */
export interface CodeGraph {
  readonly files: readonly FileGraph[];
  readonly externals: readonly GraphNode[];
}
