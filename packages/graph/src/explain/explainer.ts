/**
 * The world of one snapshot, to be asked about. A file is drawn again only to learn what each edge is drawn for; what
 * callers pass, which takes the calls of all files, is found only if an edge needs it.
 */
import type { EdgeKind, Tier } from "../model.ts";
import { createDependencies, NO_DEPENDENCIES } from "../resolve/dependencies.ts";
import { type Cause, createEdgeSet } from "../resolve/edge-set.ts";
import { drawFile } from "../resolve/edges.ts";
import { createExternals } from "../resolve/externals.ts";
import { type Guests, guestsOf } from "../resolve/guests.ts";
import { createLayers } from "../resolve/layers.ts";
import { createNodeCache, createNodes, type Nodes } from "../resolve/nodes.ts";
import { createHanded, NOTHING_PASSED, type PassedValues } from "../resolve/passed.ts";
import { createWorld, entityAt, type Project, type World } from "../resolve/project.ts";
import { createResolver } from "../resolve/resolver.ts";
import { rulesFor } from "../resolve/rules-for.ts";
import type { Rules } from "../resolve/rules.ts";
import { createScipSymbols } from "../resolve/scip-symbols.ts";
import type { Stage } from "../resolve/stage.ts";
import type { Entity, External, SourceFile } from "../resolve/values.ts";
import { explainCause } from "./causes.ts";
import { whyNothing } from "./missing.ts";
import { plainName, spelledUse } from "./spell.ts";
import { type EvidenceStep, inLanguage, settled, type UseEvidence } from "./steps.ts";
import { openTrace } from "./tracer.ts";

/** An edge of the graph; `path` is the file of `from`. */
export interface EdgeAsked {
  readonly path: string;
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  /** All that the edge has. */
  readonly lines: readonly number[];
  /** As it is stored: one that is `inferred` only by what callers pass is explained with that. */
  readonly tier?: Tier;
}

/** A use that could not be bound. */
export interface LooseAsked {
  readonly path: string;
  readonly from: string;
  readonly name: string;
  readonly line: number;
}

export interface Explainer {
  /** The uses that make an edge, one for each of its first lines; none for an edge that these files do not have. */
  edge(asked: EdgeAsked): readonly UseEvidence[];
  /** What is not known of a use; undefined if the file has no such use. */
  loose(asked: LooseAsked): UseEvidence | undefined;
}

/** Lines of an edge that are explained: what binds the fourth is what bound the three before it. */
const MAX_USES = 3;

export function createExplainer(project: Project): Explainer {
  const world = createWorld(project);
  const rules = rulesFor(world);
  const nodes = createNodes(project.repoKey, world.files, createNodeCache());
  const opened: Opened = { repoKey: project.repoKey, world, rules, nodes, guests: guestsOf(world.files, nodes) };
  const first = stageOf(opened, NOTHING_PASSED);
  let last: Stage | undefined;

  function edge(asked: EdgeAsked): readonly UseEvidence[] {
    const file = world.byPath.get(asked.path);
    if (file === undefined) return [];
    const uses = usesOf(opened, first, { file, asked });
    const isTold = asked.tier !== "inferred" || uses.every(hasDoubt);
    if (isTold && uses.length >= Math.max(1, Math.min(MAX_USES, asked.lines.length))) return uses;
    return usesOf(opened, (last ??= stageOf(opened, passedIn(opened))), { file, asked });
  }
  return {
    edge,
    loose: (asked) => {
      const file = world.byPath.get(asked.path);
      return file === undefined ? undefined : looseUse(opened, first, { file, asked });
    },
  };
}

interface Opened {
  readonly repoKey: string;
  readonly world: World;
  readonly rules: readonly Rules[];
  readonly nodes: Nodes;
  readonly guests: Guests;
}

/** Nobody asks afterwards what was read. */
function stageOf({ repoKey, world, rules, nodes }: Opened, passed: PassedValues): Stage {
  const dependencies = NO_DEPENDENCIES;
  const resolver = createResolver({ world, rules, dependencies, handed: createHanded(passed, nodes, dependencies) });
  const externals = createExternals(repoKey, (family) => resolver.rulesOfFamily(family).languages[0] ?? family);
  return { resolver, nodes, externals, scip: createScipSymbols(world, dependencies) };
}

/** What callers pass once all files are drawn in all layers: a resolution of the whole project. */
function passedIn({ world, rules, nodes, guests, repoKey }: Opened): PassedValues {
  const dependencies = createDependencies();
  const layers = createLayers();
  const scip = createScipSymbols(world, dependencies);
  layers.draw({
    world,
    dependencies,
    dirty: undefined,
    open: (below) => {
      const handed = createHanded(below, nodes, dependencies);
      const resolver = createResolver({ world, rules, dependencies, handed });
      const externals = createExternals(repoKey, (family) => family);
      const stage: Stage = { resolver, nodes, externals, scip };
      return (file) => {
        const drawn = dependencies.file(file.path, () => drawFile(stage, file, guests.entitiesOf(file)));
        return { graph: drawn.graph, drawn: { passed: drawn.passed, externals: [] } };
      };
    },
  });
  return layers.passed();
}

function usesOf(
  opened: Opened,
  stage: Stage,
  { file, asked }: { readonly file: SourceFile; readonly asked: EdgeAsked },
): readonly UseEvidence[] {
  const byLine = new Map<number, Caused>();
  for (const one of causesIn(opened, stage, { file, asked })) {
    const { tier = one.tier } = byLine.get(one.line) ?? {};
    if (!byLine.has(one.line) || (tier === "inferred" && one.tier === "exact")) byLine.set(one.line, one);
  }
  const first = new Set(asked.lines.slice(0, MAX_USES));
  const lines = [...byLine].filter(([line]) => first.size === 0 || first.has(line)).sort(([a], [b]) => a - b);
  const trace = openTrace(stage.resolver);
  const isTarget = (target: Entity | External): boolean => idOf(stage, target) === asked.to;
  return lines.map(([line, { cause, tier }]) => {
    const explained = { file, isTarget, isInferred: tier === "inferred" };
    return { ...explainCause(trace, explained, cause), line };
  });
}

function hasDoubt({ steps }: UseEvidence): boolean {
  return steps.some(({ kind }) => kind === "doubt");
}

function idOf({ nodes, externals }: Stage, target: Entity | External): string | undefined {
  return "facts" in target ? nodes.nodeOf(target)?.id : externals.node(target).id;
}

interface Caused {
  readonly line: number;
  readonly cause: Cause;
  readonly tier: Tier;
}

/** Draws the file for the sake of what it draws the edge for. */
function causesIn(
  { guests }: Opened,
  stage: Stage,
  { file, asked }: { readonly file: SourceFile; readonly asked: EdgeAsked },
): readonly Caused[] {
  const causes: Caused[] = [];
  const openEdges: typeof createEdgeSet = (order) => ({
    ...createEdgeSet(order),
    add({ kind, from, to, tier, line, cause }) {
      if (cause === undefined || kind !== asked.kind || from !== asked.from || to !== asked.to) return;
      causes.push({ line: line ?? 0, cause, tier });
    },
  });
  drawFile({ ...stage, openEdges }, file, guests.entitiesOf(file));
  return causes;
}

function looseUse(
  { nodes }: Opened,
  { resolver }: Stage,
  { file, asked }: { readonly file: SourceFile; readonly asked: LooseAsked },
): UseEvidence | undefined {
  for (const site of file.facts.sites) {
    const { target, line } = site;
    if (line !== asked.line) continue;
    const name = target.kind === "name" || target.kind === "member" ? target.name : "";
    if (name !== asked.name && plainName(name) !== asked.name) continue;
    const from = (nodes.nodeOf(entityAt(file, site.scope)) ?? nodes.fileNode(file)).id;
    if (from !== asked.from) continue;
    const at = { file, scope: site.scope };
    const use = spelledUse(target, site.argumentCount, site.kind === "call" || site.kind === "new");
    const steps: EvidenceStep[] = [];
    resolver.budget.within(() => steps.push(...whyNothing(resolver, target, at)));
    return inLanguage({ line, use, steps: settled(steps) }, file.facts.language);
  }
  return undefined;
}
