/** The project of the last round, so that the next one draws again only what a change can reach. */
import { createHash } from "node:crypto";

import {
  createGraphIndex,
  emptyFacts,
  type FileFacts,
  type FileGraph,
  type GraphNode,
  type ProjectFile,
} from "../index.ts";
import type { FileOutline, KeyedFile, ProjectToResolve, Resolved, ResolvedFile } from "./resolver-messages.ts";

export interface KnownFacts {
  get(key: string): FileFacts | undefined;
  /** They came since the last round, so they may be others than before under this key. */
  isFresh(key: string): boolean;
}

export interface FollowedProject {
  readonly repoKey: string;
  update(project: ProjectToResolve, facts: KnownFacts): Resolved;
  takeGraph(path: string): FileGraph;
  outlineOf(path: string, facts: KnownFacts): FileOutline;
  /** Forgets the parts that nobody took. */
  release(): void;
}

export function followProject(repoKey: string): FollowedProject {
  const index = createGraphIndex(repoKey);
  const keys = new Map<string, string>();
  const resolved = new Map<string, ResolvedFile>();
  const nodes = new Map<string, readonly GraphNode[]>();
  const graphs = new Map<string, FileGraph>();

  function keep(file: FileGraph): void {
    const rows = file.nodes.length + file.edges.length + file.unresolved.length;
    const { path, incomplete } = file;
    resolved.set(path, { path, hash: hashOf(file), rows, ...(incomplete !== undefined && { incomplete }) });
    nodes.set(file.path, file.nodes);
    graphs.set(file.path, file);
  }
  return {
    repoKey,
    update({ manifests, files }, facts) {
      graphs.clear();
      const present = new Set(files.map(({ path }) => path));
      const removed = [...keys.keys()].filter((path) => !present.has(path));
      const changed = files.filter((file) => keys.get(file.path) !== madeOf(file) || facts.isFresh(file.key ?? ""));
      const known = changed.map((file): ProjectFile => ({ path: file.path, facts: factsOf(facts, file) }));
      const { drawn, externals } = index.update({ changed: known, removed, manifests });
      for (const path of removed) for (const map of [keys, resolved, nodes]) map.delete(path);
      for (const file of changed) keys.set(file.path, madeOf(file));
      drawn.forEach(keep);
      const unlike = files.filter(({ path, graphHash }) => resolved.get(path)?.hash !== graphHash);
      const again = unlike.flatMap(({ path }) => (graphs.has(path) ? [] : path));
      if (again.length > 0) index.update({ changed: [], removed: [], again }).drawn.forEach(keep);
      return { files: [...resolved.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), externals };
    },
    takeGraph(path) {
      const found = graphs.get(path);
      if (found === undefined) throw new Error(`${path} is not there, or was taken before`);
      graphs.delete(path);
      return found;
    },
    outlineOf(path, facts) {
      graphs.delete(path);
      const [own, key] = [nodes.get(path), keys.get(path)];
      if (own === undefined || key === undefined) throw new Error(`${path} is not part of the project`);
      return outline(path, own, facts.get(key) ?? emptyFacts("", own[0]?.endLine ?? 0));
    },
    release: () => graphs.clear(),
  };
}

/** What tells a file's facts from other ones of it. */
function madeOf({ key, lineCount }: KeyedFile): string {
  return key ?? `${lineCount} lines`;
}

/** @throws Error if they were not handed in. */
export function factsOf(facts: Pick<KnownFacts, "get">, { path, lineCount, key }: KeyedFile): FileFacts {
  if (key === undefined) return emptyFacts("", lineCount);
  const found = facts.get(key);
  if (found === undefined)
    throw new Error(`the facts of ${path} were never handed in, or were not part of the last project`);
  return found;
}

function outline(path: string, nodes: readonly GraphNode[], facts: FileFacts): FileOutline {
  const { language, lineCount, comments } = facts;
  const definitions = facts.definitions.map(
    ({
      kind,
      name,
      parent,
      startLine,
      endLine,
      start,
      end,
      bodyStart,
      doc,
    }): FileOutline["facts"]["definitions"][number] => {
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
