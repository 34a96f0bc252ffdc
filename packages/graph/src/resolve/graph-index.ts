/**
 * The graph of a project that changes: an update draws again only the files whose edges can differ, and gives what a
 * fresh index of the same files gives. The project itself is put together anew each time, which is cheap; drawing is not.
 */
import type { FileFacts, Import } from "../facts.ts";
import type { FileGraph, GraphNode } from "../model.ts";
import { createDependencies, type Dependencies } from "./dependencies.ts";
import { drawFile } from "./edges.ts";
import { createExternals } from "./externals.ts";
import { type Guests, guestsOf } from "./guests.ts";
import { importNames, importOutcomes } from "./import-outcomes.ts";
import { createLayers, type Drawn, type Layers } from "./layers.ts";
import { createNodeCache, createNodes, type NodeCache, type Nodes } from "./nodes.ts";
import { createHanded, NOTHING_PASSED, type PassedValues } from "./passed.ts";
import { compareText, createWorld, type Manifest, type ProjectFile, type World } from "./project.ts";
import { createResolver } from "./resolver.ts";
import { rulesFor } from "./rules-for.ts";
import type { Resolver, Rules } from "./rules.ts";
import { createScipSymbols } from "./scip-symbols.ts";
import { ANY_NAME, changedNames, shapesOf } from "./shapes.ts";
import type { Stage } from "./stage.ts";
import type { SourceFile } from "./values.ts";

export interface ProjectChange {
  /** New files and files with new facts. */
  readonly changed: readonly ProjectFile[];
  /** Paths. */
  readonly removed: readonly string[];
  /** Paths of files that are to be drawn even if nothing changed for them. */
  readonly again?: readonly string[];
  /** All of them; absent: as before. */
  readonly manifests?: readonly Manifest[];
}

export interface GraphUpdate {
  /** Parts that were drawn again, by path ascending; one may be the same as before. All others are as they were. */
  readonly drawn: readonly FileGraph[];
  /** Of the whole graph. */
  readonly externals: readonly GraphNode[];
}

/** Keeps facts and what they depend on, not the edges: whoever needs those keeps what was drawn. */
export interface GraphIndex {
  update(change: ProjectChange): GraphUpdate;
}

/** What was known of a file when it was drawn. */
interface Seen {
  readonly nodes: readonly GraphNode[];
  readonly outcomes: readonly string[];
  readonly guests: string;
}

interface State {
  readonly repoKey: string;
  readonly facts: Map<string, FileFacts>;
  readonly seen: Map<string, Seen>;
  readonly layers: Layers;
  readonly cache: NodeCache;
  manifests: readonly Manifest[];
  dependencies: Dependencies;
  /** Records after the last complete run. */
  baseSize: number;
}

/** `repoKey` tells equal paths of two repositories apart in ids. */
export function createGraphIndex(repoKey: string): GraphIndex {
  const state: State = {
    repoKey,
    facts: new Map(),
    seen: new Map(),
    layers: createLayers(),
    cache: createNodeCache(),
    manifests: [],
    dependencies: createDependencies(),
    baseSize: 0,
  };
  return { update: (change) => update(state, change) };
}

function update(state: State, change: ProjectChange): GraphUpdate {
  const isFirst = state.seen.size === 0;
  const renamed = isFirst ? NO_NAMES : namesChanged(state, change);
  const isComplete = isFirst || renamed.hasStars || haveChanged(state, change.manifests) || isOvergrown(state);
  apply(state, change);
  if (isComplete) state.dependencies = createDependencies();
  const world = createWorld({ ...state, files: [...state.facts].map(([path, facts]) => ({ path, facts })) });
  const drawing = openDrawing(state, world);
  const dirty = isComplete ? undefined : dirtyFiles(state, drawing, { change, renamed });
  const { dependencies, layers } = state;
  const drawn = layers.draw({ world, dependencies, dirty, open: (passed) => openLayer(state, drawing, passed) });
  state.dependencies.endRun();
  if (isComplete) state.baseSize = state.dependencies.size();
  return { drawn, externals: layers.externals() };
}

/** Dependencies are only ever added to: past twice the size, most of them lead nowhere. */
function isOvergrown({ dependencies, baseSize }: State): boolean {
  return dependencies.size() > 2 * baseSize + 100_000;
}

function haveChanged({ manifests }: State, given: readonly Manifest[] | undefined): boolean {
  return given !== undefined && textOf(given) !== textOf(manifests);
}

function textOf(manifests: readonly Manifest[]): string {
  return JSON.stringify(
    [...manifests].sort((a, b) => compareText(a.path, b.path)).map(({ path, text }) => [path, text]),
  );
}

/** What names mean now that they did not mean before. */
interface Renamed {
  readonly everywhere: ReadonlySet<string>;
  /** By the path of the file, for those who had something of it. */
  readonly known: ReadonlyMap<string, ReadonlySet<string>>;
  /** A star may pass on any name. */
  readonly hasStars: boolean;
}
const NO_NAMES: Renamed = { everywhere: new Set(), known: new Map(), hasStars: false };

function namesChanged({ facts }: State, { changed, removed }: ProjectChange): Renamed {
  const everywhere = new Set<string>();
  const known = new Map<string, ReadonlySet<string>>();
  let hasStars = false;
  const compare = (path: string, after: FileFacts | undefined): void => {
    const before = facts.get(path);
    const names = changedNames(before && shapesOf(path, before), after && shapesOf(path, after));
    for (const name of names.everywhere) everywhere.add(name);
    if (names.known.size > 0) known.set(path, names.known);
    hasStars ||= names.everywhere.has(ANY_NAME) || names.known.has(ANY_NAME);
  };
  for (const { path, facts: after } of changed) compare(path, after);
  for (const path of removed) compare(path, undefined);
  return { everywhere, known, hasStars };
}

function apply(state: State, { changed, removed, manifests }: ProjectChange): void {
  for (const path of removed) {
    state.facts.delete(path);
    state.seen.delete(path);
    state.layers.forget(path);
  }
  for (const { path, facts } of changed) state.facts.set(path, facts);
  if (manifests !== undefined) state.manifests = manifests;
}

interface Drawing {
  /** Of the first layer. */
  readonly stage: Stage;
  readonly world: World;
  readonly rules: readonly Rules[];
  readonly guests: Guests;
}

function openDrawing(state: State, world: World): Drawing {
  const rules = rulesFor(world);
  const nodes = createNodes(state.repoKey, world.files, state.cache);
  const resolver = resolverWith(state, { world, rules, nodes }, NOTHING_PASSED);
  const externals = createExternals(state.repoKey, (family) => resolver.rulesOfFamily(family).languages[0] ?? family);
  const scip = createScipSymbols(world, state.dependencies);
  return { stage: { resolver, nodes, externals, scip }, world, rules, guests: guestsOf(world.files, nodes) };
}

function resolverWith(
  { dependencies }: State,
  { world, rules, nodes }: Pick<Drawing, "world" | "rules"> & { readonly nodes: Nodes },
  passed: PassedValues,
): Resolver {
  return createResolver({ world, rules, dependencies, handed: createHanded(passed, nodes, dependencies) });
}

interface Changed {
  readonly change: ProjectChange;
  readonly renamed: Renamed;
}

/** Undefined: all. */
function dirtyFiles(state: State, drawing: Drawing, { change, renamed }: Changed): ReadonlySet<string> | undefined {
  const { dependencies } = state;
  const dirty = new Set([...change.changed.map(({ path }) => path), ...(change.again ?? [])]);
  for (const file of drawing.world.files) if (hasOtherNodes(state, drawing, file)) dirty.add(file.path);
  const names = new Set(renamed.everywhere);
  if (names.size > 0 || renamed.known.size > 0) {
    for (const [path, differing] of otherImports(state, drawing, dirty)) {
      // What a star passes on can be any name.
      if (differing.some(({ form }) => form === "all")) return undefined;
      dirty.add(path);
      for (const name of differing.flatMap(importNames)) names.add(name);
    }
  }
  for (const path of dependencies.readers(names)) dirty.add(path);
  for (const [path, known] of renamed.known) for (const one of dependencies.readers(known, path)) dirty.add(one);
  return dirty;
}

/** New, or with other parts: its own nodes, or those that other files add to its types. */
function hasOtherNodes({ seen }: State, { stage, guests }: Drawing, file: SourceFile): boolean {
  const before = seen.get(file.path);
  if (before === undefined || guests.keyOf(file) !== before.guests) return true;
  return !isSame(before.nodes, stage.nodes.nodesOf(file));
}

/** Imports that lead elsewhere than before, by path, of files that are not drawn again in any case; none if the file itself stands elsewhere. */
function* otherImports(
  { seen }: State,
  { stage, world }: Drawing,
  dirty: ReadonlySet<string>,
): Generator<[path: string, imports: readonly Import[]]> {
  for (const file of world.files) {
    const before = seen.get(file.path);
    if (before === undefined || dirty.has(file.path)) continue;
    const outcomes = importOutcomes(stage.resolver, file);
    const differing = file.facts.imports.filter((_found, at) => outcomes[at] !== before.outcomes[at]);
    const isElsewhere = outcomes.at(-1) !== before.outcomes.at(-1);
    if (differing.length > 0 || isElsewhere) yield [file.path, differing];
  }
}

function isSame(a: readonly GraphNode[], b: readonly GraphNode[]): boolean {
  return a.length === b.length && a.every((node, index) => node === b[index]);
}

function openLayer(state: State, { stage, world, rules, guests }: Drawing, passed: PassedValues) {
  const isFirst = passed === NOTHING_PASSED;
  const resolver = isFirst ? stage.resolver : resolverWith(state, { world, rules, nodes: stage.nodes }, passed);
  return (file: SourceFile) => draw(state, { stage: { ...stage, resolver }, guests }, file);
}

function draw(
  state: State,
  { stage, guests }: Pick<Drawing, "stage" | "guests">,
  file: SourceFile,
): { readonly graph: FileGraph; readonly drawn: Drawn } {
  stage.externals.takeUsed();
  const drawing = state.dependencies.file(file.path, () => drawFile(stage, file, guests.entitiesOf(file)));
  const { graph, passed } = drawing;
  const outcomes = importOutcomes(stage.resolver, file);
  state.seen.set(file.path, { nodes: graph.nodes, outcomes, guests: guests.keyOf(file) });
  return { graph, drawn: { passed, externals: stage.externals.takeUsed() } };
}
