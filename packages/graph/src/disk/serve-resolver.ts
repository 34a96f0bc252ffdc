/** What a resolver thread does: it holds the facts of a project, resolves them, and hands out what was found by file. */
import { createHash } from "node:crypto";
import type { MessagePort } from "node:worker_threads";

import {
  emptyFacts,
  type FileFacts,
  type FileGraph,
  type GraphNode,
  type Manifest,
  type ProjectFile,
  readFacts,
  resolve,
} from "../index.ts";
import { collectGarbage } from "./collect-garbage.ts";

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
  | { readonly kind: "release" };

/** JSON text throughout: a structured clone takes longer and keeps equal strings apart. */
export type ResolverAnswer =
  | { readonly kind: "answer"; readonly json: string }
  | { readonly kind: "failed"; readonly message: string };

/** Answers every request, in their order, until the thread is ended. */
export function serveResolver(port: MessagePort): void {
  const project = holdProject();
  port.on("message", (request: ResolverRequest) => {
    let answer: ResolverAnswer;
    try {
      answer = { kind: "answer", json: JSON.stringify(project.answer(request) ?? null) };
    } catch (error) {
      answer = { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    port.postMessage(answer);
    if (request.kind === "resolve") collectGarbage();
  });
}

interface HeldProject {
  answer(request: ResolverRequest): unknown;
}

function holdProject(): HeldProject {
  const held = new Map<string, FileFacts>();
  const graphs = new Map<string, FileGraph>();
  const outlines = new Map<string, FileOutline>();

  function resolveAll({ repoKey, manifests, files }: ProjectToResolve): Resolved {
    release();
    const known = files.map((file): ProjectFile => ({ path: file.path, facts: factsOf(held, file) }));
    const used = new Set(files.map(({ key }) => key));
    for (const key of held.keys()) if (!used.has(key)) held.delete(key);
    const graph = resolve({ repoKey, manifests, files: known });
    const facts = new Map(known.map((file) => [file.path, file.facts]));
    const resolved = graph.files.map((file): ResolvedFile => {
      graphs.set(file.path, file);
      outlines.set(file.path, outlineOf(file, facts.get(file.path) ?? emptyFacts("", 0)));
      const rows = file.nodes.length + file.edges.length + file.unresolved.length;
      return { path: file.path, hash: hashOf(file), rows };
    });
    return { files: resolved, externals: graph.externals };
  }

  function release(): void {
    graphs.clear();
    outlines.clear();
  }

  return {
    answer(request) {
      switch (request.kind) {
        case "hold":
          for (const { key, json } of request.facts) held.set(key, readFacts(json));
          return undefined;
        case "resolve":
          return resolveAll(request.project);
        case "takeGraphs":
          return request.paths.map((path) => take(graphs, path));
        case "takeOutlines":
          return request.paths.map((path) => {
            graphs.delete(path);
            return take(outlines, path);
          });
        case "release":
          return release();
      }
    },
  };
}

function factsOf(held: ReadonlyMap<string, FileFacts>, { path, lineCount, key }: KeyedFile): FileFacts {
  if (key === undefined) return emptyFacts("", lineCount);
  const facts = held.get(key);
  if (facts === undefined)
    throw new Error(`the facts of ${path} were never handed in, or were not part of the last project`);
  return facts;
}

function take<T>(all: Map<string, T>, path: string): T {
  const found = all.get(path);
  if (found === undefined) throw new Error(`${path} is not there, or was taken before`);
  all.delete(path);
  return found;
}

function outlineOf({ path, nodes }: FileGraph, facts: FileFacts): FileOutline {
  const { language, lineCount, comments } = facts;
  const definitions = facts.definitions.map(
    ({ kind, name, parent, startLine, endLine, start, end, bodyStart, doc }): OutlineDefinition => {
      return { kind, name, parent, startLine, endLine, start, end, bodyStart, doc };
    },
  );
  return { path, nodes, facts: { language, lineCount, comments, definitions } };
}

function hashOf({ nodes, edges, unresolved }: FileGraph): string {
  return createHash("sha256")
    .update(JSON.stringify([nodes, edges, unresolved]))
    .digest("hex")
    .slice(0, 32);
}
