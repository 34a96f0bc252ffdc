/**
 * How the team's own indexer decides over what our rules found. It knows what a name means, not what is done with it, so
 * the kind of an edge stays that of the site; where there is no site, the name is referred to.
 */
import type { Definition, Site } from "../facts.ts";
import type { Cause, EdgeSet } from "./edge-set.ts";
import type { Nodes } from "./nodes.ts";
import { entityAt } from "./project.ts";
import type { Resolver } from "./rules.ts";
import type { Meant, ScipSymbols } from "./scip-symbols.ts";
import {
  type Entity,
  type EntityValue,
  entityValue,
  type External,
  type Found,
  instanceOf,
  isClassLike,
  isConstructor,
  isFunctionLike,
  isProperty,
  isVariableLike,
  type SourceFile,
  type Value,
} from "./values.ts";

/** What a site denotes by both. Without a word of the indexer, what ours says. */
export function toldFound(
  { resolver, scip }: { readonly resolver: Resolver; readonly scip: ScipSymbols },
  { site, file }: { readonly site: Site; readonly file: SourceFile },
  ours: Found,
): Found {
  const { target, implied } = site;
  // Other targets have no name that an indexer could speak of.
  if (implied === true || (target.kind !== "name" && target.kind !== "member")) return ours;
  const meant = scip.at(file, site.line, site.column);
  if (meant === undefined) return ours;
  if (meant.entities.length > 0) return toldEntities(meantTypes(target.name, meant.entities), ours);
  const [outside] = meant.outside;
  return outside === undefined || outside.path === "" ? ours : toldOutside(resolver, { file, outside }, ours);
}

/** Who constructs names the type; some indexers say its constructor. */
function meantTypes(name: string, entities: readonly Entity[]): readonly Entity[] {
  return entities.map((one) => (isConstructor(one) && one.facts.name !== name ? (one.parent ?? one) : one));
}

function toldEntities(entities: readonly Entity[], ours: Found): Found {
  const confirmed = ours.values.filter((value) => value.kind === "entity" && entities.some((one) => isOne(value, one)));
  if (confirmed.length > 0) return { values: confirmed, tier: "exact" };
  // What the place holds is followed by ours alone.
  if (ours.values.length > 0 && entities.every(isPlace)) return ours;
  return { values: entities.map((entity) => entityValue(entity, receiverOf(entity))), tier: "exact" };
}

/** Of what is called on the method nothing more is known than that it has it. */
function receiverOf(entity: Entity): Value | undefined {
  const { parent } = entity;
  const isMethod = parent !== undefined && isClassLike(parent) && isFunctionLike(entity) && !isConstructor(entity);
  return isMethod ? instanceOf(parent) : undefined;
}

function isPlace(entity: Entity): boolean {
  return isVariableLike(entity) || isProperty(entity);
}

/** The same definition, another part of it, or another of its overloads. */
function isOne({ entity }: EntityValue, other: Entity): boolean {
  const theirs = other.definedBy ?? other;
  if (entity === theirs) return true;
  return entity.parent === theirs.parent && entity.file === theirs.file && entity.facts.name === theirs.facts.name;
}

function toldOutside(
  resolver: Resolver,
  { file, outside }: { readonly file: SourceFile; readonly outside: Meant["outside"][number] },
  ours: Found,
): Found {
  const name = outside.path.slice(outside.path.lastIndexOf(".") + 1);
  const known = ours.values.filter((value): value is External => value.kind === "external");
  // Ours names it as it is imported, not by the file that declares it.
  if (known.some(({ symbol }) => symbol.slice(symbol.lastIndexOf(".") + 1) === name)) {
    return { values: known, tier: "exact" };
  }
  if (ours.values.length > 0 && !ours.values.some(isDefinition)) return ours;
  const { family, builtinPackage } = resolver.rulesOf(file);
  const from = outside.package === "" ? builtinPackage : outside.package;
  const value: External = {
    kind: "external",
    family,
    package: from,
    symbol: outside.path,
    instance: false,
    arguments: [],
  };
  return { values: [value], tier: "exact" };
}

function isDefinition(value: Value): boolean {
  return value.kind === "entity" && !isPlace(value.entity);
}

export interface ToldStage {
  readonly scip: ScipSymbols;
  readonly file: SourceFile;
  readonly nodes: Nodes;
  readonly edges: EdgeSet;
}

/** What only the indexer knows: imports and bases that nothing led to, and names that are no site of ours. Drawn last. */
export function addToldEdges(of: ToldStage): void {
  if (of.file.facts.scip === undefined) return;
  addImports(of);
  for (const entity of of.file.entities) addBases(of, entity);
  addUses(of);
}

function addImports({ scip, file, nodes, edges }: ToldStage): void {
  const from = nodes.fileNode(file).id;
  for (const { line, file: named } of scip.modulesNamed(file)) {
    const to = nodes.fileNode(named).id;
    if (named !== file && !edges.has("IMPORTS", from, to))
      edges.add({ kind: "IMPORTS", from, to, tier: "exact", line, ...causeIn(file) });
  }
}

function addBases({ scip, file, nodes, edges }: ToldStage, type: Entity): void {
  const from = nodes.nodeOf(type);
  if (from === undefined || !isClassLike(type)) return;
  for (const base of scip.above(type)) {
    const to = nodes.nodeOf(base);
    if (to === undefined || to === from || !isClassLike(base) || isBase(edges, from.id, to.id)) continue;
    const isInterface = base.facts.kind === "Interface" && type.facts.kind !== "Interface";
    const kind = isInterface ? "IMPLEMENTS" : "INHERITS";
    edges.add({ kind, from: from.id, to: to.id, tier: "exact", line: type.facts.nameLine, ...causeIn(file) });
  }
}

function causeIn({ facts }: SourceFile): { readonly cause?: Cause } {
  return facts.scip === undefined ? {} : { cause: facts.scip };
}

function isBase(edges: EdgeSet, from: string, to: string): boolean {
  return edges.has("INHERITS", from, to) || edges.has("IMPLEMENTS", from, to);
}

function addUses({ scip, file, nodes, edges }: ToldStage): void {
  // An overload without a body is no definition to some.
  const places = [...file.facts.sites, ...file.facts.definitions.map(placeOfName)];
  const known = new Set(places.map(({ line, column }) => `${line}:${column}`));
  const imports = new Set(file.facts.imports.map(({ line }) => line));
  const around = entitiesByLine(file);
  for (const { line, column, meant } of scip.uses(file)) {
    if (imports.has(line) || known.has(`${line}:${column}`)) continue;
    const from = (nodes.nodeOf(around(line)) ?? nodes.fileNode(file)).id;
    for (const entity of meant.entities) {
      const to = nodes.nodeOf(entity)?.id;
      if (to === undefined || to === from || isBase(edges, from, to)) continue;
      edges.add({ kind: "REFERENCES", from, to, tier: "exact", line, ...causeIn(file) });
    }
  }
}

function placeOfName({ nameLine, nameColumn }: Definition): Pick<Site, "line" | "column"> {
  return { line: nameLine, column: nameColumn };
}

/** By the innermost scope of a line, as sites have it. */
function entitiesByLine(file: SourceFile): (line: number) => Entity | undefined {
  const scopes: number[] = [];
  for (const [scope, { startLine, endLine }] of file.facts.scopes.entries()) {
    for (let line = startLine; line <= endLine; line++) scopes[line] = scope;
  }
  return (line) => entityAt(file, scopes[line] ?? 0);
}

/** What a method replaces, as the indexer has it. */
export function toldOverrides(scip: ScipSymbols, method: Entity): readonly Entity[] {
  return isFunctionLike(method) ? scip.above(method).filter((one) => one !== method && isFunctionLike(one)) : [];
}
