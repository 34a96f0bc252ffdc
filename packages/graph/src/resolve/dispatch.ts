/**
 * The calls that a run may take besides those that are bound: a method below the one that is named, for whoever reads a
 * whole graph. Bounded: a call that may reach nine methods proves none of them.
 */
import type { CodeGraph, FileGraph, GraphEdge, GraphNode } from "../model.ts";
import { isTestFile } from "./test-files.ts";

/** As many possible values as resolution follows. */
const MAX_TARGETS = 8;

/** The graph with an edge of tier `dispatch` to each method that a call may run in the place of the one it is bound to. */
export function withDispatch(graph: CodeGraph): CodeGraph {
  const hierarchy = readHierarchy(graph);
  return { ...graph, files: graph.files.map((file) => dispatchedFile(hierarchy, file)) };
}

interface Hierarchy {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Edges to a method from those that replace it. */
  readonly overriders: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly subtypes: ReadonlyMap<string, readonly string[]>;
  readonly bases: ReadonlyMap<string, readonly string[]>;
  /** Methods of a type by name. */
  readonly methods: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

function readHierarchy({ files }: CodeGraph): Hierarchy {
  const nodes = new Map<string, GraphNode>();
  const methods = new Map<string, Map<string, string>>();
  const overriders = new Map<string, GraphEdge[]>();
  const subtypes = new Map<string, string[]>();
  const bases = new Map<string, string[]>();
  for (const { nodes: ofFile, edges } of files) {
    for (const node of ofFile) {
      nodes.set(node.id, node);
      if (node.kind === "Method")
        entry(methods, node.parentId, () => new Map<string, string>()).set(node.name, node.id);
    }
    for (const edge of edges) {
      if (edge.kind === "OVERRIDES" && isFollowed(edge, nodes)) entry(overriders, edge.to, () => []).push(edge);
      if (edge.kind !== "INHERITS" && edge.kind !== "IMPLEMENTS") continue;
      entry(subtypes, edge.to, () => []).push(edge.from);
      entry(bases, edge.from, () => []).push(edge.to);
    }
  }
  return { nodes, methods, overriders, subtypes, bases };
}

const STRUCTURAL: ReadonlySet<string> = new Set(["go", "python"]);

/** Where types conform by declaration, an edge that is not exact leads from what is only compiled for other machines. */
function isFollowed({ tier, from }: GraphEdge, nodes: ReadonlyMap<string, GraphNode>): boolean {
  return tier === "exact" || STRUCTURAL.has(nodes.get(from)?.language ?? "");
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function dispatchedFile(of: Hierarchy, file: FileGraph): FileGraph {
  const isTest = isTestFile(file);
  const bound = file.edges.filter(({ kind }) => kind === "CALLS");
  const known = new Set(bound.map(keyOf));
  const added = new Map<string, GraphEdge>();
  const replaced = new Set<GraphEdge>();
  // What tests put in the place of others is run by tests.
  const isMeant = (id: string): boolean => isTest || !isTestFile({ path: of.nodes.get(id)?.file ?? "" });
  const add = (from: string, methods: readonly string[], lines: readonly number[]): void => {
    for (const to of methods) {
      const key = keyOf({ from, to });
      if (known.has(key)) continue;
      const before = added.get(key)?.lines ?? [];
      const all = [...new Set([...before, ...lines])].sort((a, b) => a - b);
      added.set(key, { kind: "CALLS", from, to, lines: all, tier: "dispatch" });
    }
  };
  for (const edge of bound) {
    const targets = bounded(mayRun(of, edge)?.filter(isMeant));
    add(edge.from, targets, edge.lines);
    if (targets.length > 0 && isOnlyAsked(of, edge.to)) replaced.add(edge);
  }
  for (const { from, name, line, receiver } of file.unresolved) {
    if (receiver !== undefined) add(from, bounded(foundBelow(of, receiver, name).filter(isMeant)), [line]);
  }
  if (added.size === 0) return file;
  return { ...file, edges: [...file.edges.filter((edge) => !replaced.has(edge)), ...added.values()] };
}

function keyOf({ from, to }: Pick<GraphEdge, "from" | "to">): string {
  return `${from} ${to}`;
}

/** Methods in the place of the one that is bound, in types below one of the receivers. */
function mayRun(of: Hierarchy, { to, receivers = [] }: GraphEdge): readonly string[] | undefined {
  if (receivers.length === 0 || !of.overriders.has(to)) return [];
  const declaring = of.nodes.get(to)?.parentId ?? "";
  const isAnyBelow = receivers.includes(declaring);
  const found = closure([to], (id) => (of.overriders.get(id) ?? []).map(({ from }) => from));
  if (isAnyBelow) return found;
  const below = closure(receivers, (id) => of.subtypes.get(id) ?? []);
  return found?.filter((id) => below === undefined || isWithin(of, id, below));
}

function isWithin({ nodes }: Hierarchy, method: string, types: readonly string[]): boolean {
  return types.includes(nodes.get(method)?.parentId ?? "");
}

/** Python's protocols hold no code that a call could run. */
function isOnlyAsked({ nodes, overriders }: Hierarchy, method: string): boolean {
  const isStructural = (overriders.get(method) ?? []).some(({ tier }) => tier === "inferred");
  return isStructural && nodes.get(method)?.language === "python";
}

/** `this.step()` in a type that has none: what the types below it have, themselves or from a base beside it. */
function foundBelow(of: Hierarchy, type: string, name: string): readonly string[] {
  const below = closure([type], (id) => of.subtypes.get(id) ?? []) ?? [];
  const found = new Set<string>();
  for (const one of below) {
    const own = of.methods.get(one)?.get(name);
    const beside = own === undefined ? closure([one], (id) => of.bases.get(id) ?? []) : [];
    const inherited = (beside ?? []).flatMap((base) => of.methods.get(base)?.get(name) ?? []);
    for (const method of own === undefined ? inherited : [own]) found.add(method);
  }
  return [...found];
}

/** Larger hierarchies are a framework's root, below which anything can be. */
const MAX_TYPES = 200;

/** All that is reached, without the start; undefined where that is too much to say anything. */
function closure(start: readonly string[], next: (id: string) => readonly string[]): readonly string[] | undefined {
  const reached = new Set(start);
  for (const id of reached) {
    for (const one of next(id)) reached.add(one);
    if (reached.size > MAX_TYPES) return undefined;
  }
  return [...reached].filter((id) => !start.includes(id));
}

function bounded(targets: readonly string[] | undefined): readonly string[] {
  return targets === undefined || targets.length > MAX_TARGETS ? [] : targets;
}
