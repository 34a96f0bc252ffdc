/** Edges of one file, and the calls that no evidence could bind. */
import type { Site } from "../facts.ts";
import type { FileGraph } from "../model.ts";
import type { Bounded } from "./budget.ts";
import { createEdgeSet } from "./edge-set.ts";
import { addHierarchy } from "./hierarchy.ts";
import type { Passed } from "./passed.ts";
import { passedAsThis } from "./passing-this.ts";
import { passedBy, passedToDecorators } from "./passing.ts";
import { declaringScope, entityAt } from "./project.ts";
import { accessedBy, addsToProperty } from "./property-access.ts";
import { receiversOf, receiverWithout } from "./receivers.ts";
import type { Resolver } from "./rules.ts";
import { addToldEdges, toldFound } from "./scip-edges.ts";
import { addEdge, addUse, type FileStage, type Stage, type Use } from "./stage.ts";
import { passedToSymbols } from "./symbol-keys.ts";
import { calledBy, constructors, usedBy } from "./targets.ts";
import { whyUnresolved } from "./unresolved.ts";
import { addCallbacks, addForOwner, addImplied, addReads, type UsedAt } from "./unwritten-edges.ts";
import {
  type At,
  type Entity,
  exactly,
  type External,
  type Found,
  isFunctionLike,
  isGuess,
  isProperty,
  isVariableLike,
  type Module,
  type SourceFile,
} from "./values.ts";

export interface DrawnFile {
  readonly graph: FileGraph;
  readonly passed: readonly Passed[];
}

export function drawFile(stage: Stage, file: SourceFile, containedElsewhere: readonly Entity[]): DrawnFile {
  const nodes = stage.nodes.nodesOf(file);
  const order = new Map(nodes.map((node, index) => [node.id, index]));
  const edges = (stage.openEdges ?? createEdgeSet)(order);
  const of: FileStage = { ...stage, file, edges, unresolved: [], passed: [] };
  for (const node of nodes) {
    if (order.has(node.parentId)) of.edges.add({ kind: "CONTAINS", from: node.parentId, to: node.id, tier: "exact" });
  }
  for (const entity of containedElsewhere) {
    const node = stage.nodes.nodeOf(entity);
    if (node !== undefined) of.edges.add({ kind: "CONTAINS", from: node.parentId, to: node.id, tier: "exact" });
  }
  addImports(of);
  const bounded = file.entities.map((entity) =>
    stage.resolver.budget.within(() => {
      addHierarchy(of, entity);
      addPassedToDecorators(of, entity);
    }),
  );
  bounded.push(stage.resolver.budget.within(() => of.passed.push(...passedToSymbols(of, file))));
  for (const site of file.facts.sites) bounded.push(addBounded(of, site));
  addToldEdges(of);
  const isWhole =
    !bounded.some(({ isSpent }) => isSpent) && !of.unresolved.some(({ reason }) => reason === TOO_COMPLEX);
  const graph = { path: file.path, nodes, edges: of.edges.all(), unresolved: of.unresolved };
  return { graph: isWhole ? graph : { ...graph, incomplete: TOO_COMPLEX }, passed: of.passed };
}

const TOO_COMPLEX = "too-complex";

/** Where nothing was found because it would have taken too much, that is the reason. */
function addBounded(of: FileStage, site: Site): Bounded {
  const { unresolved } = of;
  const before = unresolved.length;
  const bounded = of.resolver.budget.within(() => (site.implied === true ? addImplied : addSite)(of, site));
  const last = unresolved.length > before ? unresolved.pop() : undefined;
  const isCut = bounded.isSpent || bounded.isTouched;
  if (last !== undefined) unresolved.push(isCut ? { ...last, reason: TOO_COMPLEX } : last);
  return bounded;
}

function addImports(of: FileStage): void {
  const { resolver, file, nodes, edges } = of;
  const rules = resolver.rulesOf(file);
  const from = nodes.fileNode(file).id;
  for (const found of file.facts.imports) {
    const module = rules.moduleOf(file, found);
    const isName = found.form === "name" && module !== undefined && module.kind !== "external";
    const named = isName ? resolver.exported(module, found.imported) : [];
    const modules = named.filter((one) => one.kind === "module" || one.kind === "package");
    const reached = modules.length > 0 && rules.namesCanBeModules ? modules : module === undefined ? [] : [module];
    for (const one of reached) {
      const tier = isGuess(one) ? "inferred" : "exact";
      for (const to of importTargets(of, one, found.imported))
        edges.add({ kind: "IMPORTS", from, to, tier, line: found.line, cause: found });
    }
  }
}

function importTargets(
  { resolver, file, nodes, externals }: FileStage,
  module: Module,
  name: string,
): readonly string[] {
  if (module.kind === "external") return [externals.packageNode(module).id];
  const files =
    module.kind === "module" ? [module.file] : resolver.rulesOf(module.of).filesOfPackage(module, name, file);
  return files.filter((one) => one !== file).map((one) => nodes.fileNode(one).id);
}

function addPassedToDecorators({ resolver, nodes, passed }: FileStage, entity: Entity): void {
  const { file, facts } = entity;
  if (facts.decorators.length === 0 || !resolver.rulesOf(file).decoratorsRun) return;
  const at: At = { file, scope: declaringScope(entity) };
  passed.push(...passedToDecorators({ resolver, nodes, at }, entity));
}

function addSite(of: FileStage, site: Site): void {
  const { resolver, file, nodes } = of;
  const at: At = { file, scope: site.scope };
  const from = (nodes.nodeOf(entityAt(file, site.scope)) ?? nodes.fileNode(file)).id;
  const isUsed = site.kind === "reference" || site.kind === "type" || isMark(resolver, site, file);
  const found = denoted(of, site, at);
  if (isUsed) {
    const use = { from, line: site.line, tier: found.tier, cause: site };
    for (const target of usedBy(site, found)) addNamed(of, site, { target, use });
    addReads(of, site, { from, at });
    return;
  }
  const { targets, made, tier, isUse } = calledBy(resolver, { site, at }, toCall(of, site, found));
  const use = { from, line: site.line, tier, cause: site };
  for (const type of made) addEdge(of, type, { kind: makingOf(of, site), ...use });
  for (const target of targets) {
    if (isUse || isExpanded(resolver, target)) addUse(of, target, use);
    else addEdge(of, target, { kind: "CALLS", ...use, ...receiversOf(of, { site, at, found, tier }, target) });
  }
  addReads(of, site, { from, at });
  of.passed.push(...passedBy({ resolver, nodes, at }, site, targets), ...passedAsThis({ resolver, nodes, at }, site));
  addCallbacks(of, site, { from, targets });
  addForOwner(of, site, found);
  if (targets.length + made.length > 0 || addsToProperty(resolver, site, at)) return;
  if (!isPlaceMade(of, site, found)) addUnresolved(of, site, { from, at, found });
}

interface Named {
  readonly target: Entity | External;
  readonly use: Use;
}

/** A name that is only used runs what its use runs. */
function addNamed(of: FileStage, site: Site, { target, use }: Named): void {
  const { resolver } = of;
  const accessed = site.kind === "reference" ? accessedBy(resolver, target, site.access) : [];
  const run = accessed.length === 0 && isCalledByName(resolver, target) ? [target] : accessed;
  for (const one of run) addEdge(of, one, { kind: "CALLS", ...use });
  if (run.length === 0) addUse(of, target, use);
}

interface Unbound extends UsedAt {
  readonly found: Found;
}

function addUnresolved(of: FileStage, { target, line }: Site, { from, at, found }: Unbound): void {
  const { name, reason } = whyUnresolved(of.resolver, target, at);
  const isChoice = found.values.length > 0;
  const why = isChoice ? { reason: "dynamic" as const } : { reason, ...receiverWithout(of, target, at) };
  of.unresolved.push({ from, kind: "CALLS", name, line, ...why });
}

/** What a site names; a function that is called by its bare name may be known by what it is given. */
function denoted(of: FileStage, site: Site, at: At): Found {
  return toldFound(of, { site, file: of.file }, denotedByRules(of, site, at));
}

function denotedByRules({ resolver, file }: FileStage, site: Site, at: At): Found {
  const found = markedBy(resolver, site, at) ?? evaluateSite(resolver, site, at);
  if (found.values.length > 0 || site.kind !== "call" || site.target.kind !== "name") return found;
  const { name } = site.target;
  return resolver.rulesOf(file).namedByArguments?.(resolver, name, { site, at }) ?? found;
}

/** What is made is a type, unless a place is named for which something is made. */
function evaluateSite(resolver: Resolver, site: Site, at: At): Found {
  const isType = site.kind === "new" || site.kind === "type" || site.kind === "decorator";
  const found = resolver.evaluate(site.target, { ...at, isCallee: site.kind === "call", isType, call: site });
  return isType && found.values.length === 0 ? resolver.evaluate(site.target, at) : found;
}

/** A mark whose name is written without its end. */
function markedBy(resolver: Resolver, { kind, target }: Site, at: At): Found | undefined {
  const { markSuffix } = resolver.rulesOf(at.file);
  if (kind !== "decorator" || markSuffix === undefined) return undefined;
  if (target.kind !== "name" && target.kind !== "member") return undefined;
  const found = resolver.evaluate({ ...target, name: target.name + markSuffix }, { ...at, isType: true });
  return found.values.some((value) => value.kind === "entity") ? found : undefined;
}

function isExpanded(resolver: Resolver, target: Entity | External): boolean {
  return "facts" in target && target.facts.kind === "Macro" && resolver.rulesOf(target.file).macrosExpand;
}

/** `Box() : size_(1)` calls nothing if `size_` is a number, and nothing we know of if its type is unknown. */
function isPlaceMade({ resolver, file }: FileStage, site: Site, { values }: Found): boolean {
  if (site.kind !== "new" || resolver.rulesOf(file).constructsPlace === undefined) return false;
  return values.some((value) => value.kind === "entity" && isVariableLike(value.entity));
}

/** Java's annotations run nothing. */
function isMark(resolver: Resolver, site: Site, file: SourceFile): boolean {
  return site.kind === "decorator" && !resolver.rulesOf(file).decoratorsRun;
}

function isCalledByName(resolver: Resolver, target: Entity | External): boolean {
  if (!("facts" in target) || !isFunctionLike(target)) return false;
  return !isProperty(target) && resolver.rulesOf(target.file).namingCalls && target.facts.parameters.length === 0;
}

/** `this(…)` goes on making what another constructor began. */
function makingOf({ resolver, file }: FileStage, site: Site): "CALLS" | "INSTANTIATES" {
  const isBegun = site.target.kind === "this" && resolver.rulesOf(file).primaryConstructors;
  return isBegun ? "CALLS" : "INSTANTIATES";
}

/** `this(…)` runs another constructor of the same type, unless `this` can be a function. */
function toCall({ resolver, file }: FileStage, site: Site, found: Found): Found {
  if (site.target.kind !== "this" || found.values.length === 0) return found;
  if (resolver.rulesOf(file).bindingMembers.size > 0) return found;
  const type = entityAt(file, site.scope)?.parent;
  if (type === undefined) return found;
  const own = constructors(resolver, type).filter((one): one is Entity => "facts" in one);
  return exactly(...own.map((entity) => ({ kind: "entity", entity, receiver: undefined }) as const));
}
