/** What is asked of a resolver thread, and what it answers. */
import type { EdgeAsked, FileFacts, FileGraph, GraphNode, LooseAsked, Manifest } from "../index.ts";

/** FileFacts as JSON, under the name of what they were found in. */
export interface HeldFacts {
  readonly key: string;
  readonly json: string;
}

/** A file of the project. Without a key it was not parsed: it has lines and nothing more. */
export interface KeyedFile {
  readonly path: string;
  readonly lineCount: number;
  readonly key?: string;
  /** Hash of its part of the graph that the asker has: if it is another now, the part is there to be taken. */
  readonly graphHash?: string;
}

export interface ProjectToResolve {
  readonly repoKey: string;
  readonly manifests: readonly Manifest[];
  readonly files: readonly KeyedFile[];
}

export interface ResolvedFile {
  readonly path: string;
  /** 128 bits over all that the file contributes to the graph, 32 hex digits. */
  readonly hash: string;
  /** Its nodes, edges and unresolved references, counted together. */
  readonly rows: number;
  /** Why something of it was left out. */
  readonly incomplete?: FileGraph["incomplete"];
}

export interface Resolved {
  /** By path, ascending. */
  readonly files: readonly ResolvedFile[];
  readonly externals: readonly GraphNode[];
}

/** Where a file's definitions and comments stand, with its nodes. */
export interface FileOutline {
  readonly path: string;
  readonly facts: Pick<FileFacts, "language" | "lineCount" | "comments"> & {
    readonly definitions: readonly OutlineDefinition[];
  };
  /** The file's own node first. */
  readonly nodes: readonly GraphNode[];
}

type OutlineDefinition = Pick<
  FileFacts["definitions"][number],
  "kind" | "name" | "parent" | "startLine" | "endLine" | "start" | "end" | "bodyStart" | "doc"
>;

export type ResolverRequest =
  | { readonly kind: "hold"; readonly facts: readonly HeldFacts[] }
  | { readonly kind: "resolve"; readonly project: ProjectToResolve }
  | { readonly kind: "takeGraphs"; readonly paths: readonly string[] }
  | { readonly kind: "takeOutlines"; readonly paths: readonly string[] }
  | { readonly kind: "release" }
  | { readonly kind: "open"; readonly project: ProjectToResolve }
  | { readonly kind: "explainEdges"; readonly asked: readonly EdgeAsked[] }
  | { readonly kind: "explainLoose"; readonly asked: readonly LooseAsked[] };

/** JSON text throughout: a structured clone takes longer and keeps equal strings apart. */
export type ResolverAnswer =
  | { readonly kind: "answer"; readonly json: string }
  | { readonly kind: "failed"; readonly message: string };
