/** Edges of types to their bases and of methods to what they replace. */
import type { Base } from "../facts.ts";
import { isForSomeMachines, overridden } from "./overrides.ts";
import type { Resolver } from "./rules.ts";
import { toldOverrides } from "./scip-edges.ts";
import { type FileStage, nodeId } from "./stage.ts";
import { structurallyOverridden } from "./structural.ts";
import { type Entity, type External, type Found, isClassLike, isExtension, isVariableLike } from "./values.ts";

export function addHierarchy(of: FileStage, entity: Entity): void {
  addBases(of, entity);
  addStructuralBases(of, entity);
  addOverride(of, entity);
}

function addBases(of: FileStage, entity: Entity): void {
  const { resolver, file, nodes, edges } = of;
  const from = nodes.nodeOf(entity);
  // What an extension adds is drawn from its type.
  if (from === undefined || isExtension(entity)) return;
  for (const cause of entity.bases) {
    const { base, at } = cause;
    const found = resolver.evaluate(base.type.of, { ...at, isType: true, arity: base.type.arguments.length });
    const where = at.file === file ? { line: base.line } : {};
    for (const target of baseTargets(resolver, found)) {
      const to = nodeId(of, target);
      const kind = isImplemented(base, entity, target) ? "IMPLEMENTS" : "INHERITS";
      if (to !== undefined && to !== from.id) edges.add({ kind, from: from.id, to, tier: found.tier, ...where, cause });
    }
  }
}

/** Where one list names a class and interfaces (C#), the definition tells which is which. */
function isImplemented(base: Base, { facts }: Entity, target: Entity | External): boolean {
  if (base.kind === "implements") return true;
  return "facts" in target && target.facts.kind === "Interface" && facts.kind !== "Interface";
}

function addOverride(of: FileStage, entity: Entity): void {
  const { nodes, edges } = of;
  const from = nodes.nodeOf(entity);
  if (from === undefined) return;
  const use = { kind: "OVERRIDES", from: from.id, line: entity.facts.nameLine, cause: entity } as const;
  const told = toldOverrides(of.scip, entity);
  const replaced = told.length > 0 ? told : overridden(of.resolver, entity);
  const isConditional = replaced.length > 0 && told.length === 0 && isForSomeMachines(entity);
  for (const one of replaced) {
    const to = nodes.nodeOf(one)?.id;
    if (to !== undefined) edges.add({ ...use, to, tier: isConditional ? "inferred" : "exact" });
  }
  const held = of.resolver.rulesOf(entity.file).placesHolding?.(of.resolver, entity) ?? [];
  for (const one of [...structurallyOverridden(of.resolver, entity), ...held]) {
    const to = nodes.nodeOf(one)?.id;
    if (to !== undefined) edges.add({ ...use, to, tier: "inferred" });
  }
}

/** What nothing names, but the members of the type say. */
function addStructuralBases({ resolver, nodes, edges, file }: FileStage, entity: Entity): void {
  const { structuralBases } = resolver.rulesOf(file);
  const from = nodes.nodeOf(entity);
  if (structuralBases === undefined || from === undefined || !isClassLike(entity)) return;
  for (const { type, isDeclared } of structuralBases(resolver, entity)) {
    if (!isDeclared) continue;
    const to = nodes.nodeOf(type)?.id;
    if (to !== undefined) edges.add({ kind: "IMPLEMENTS", from: from.id, to, tier: "inferred", cause: entity });
  }
}

function baseTargets(resolver: Resolver, found: Found): readonly (Entity | External)[] {
  const types = (one: Found): (Entity | External)[] =>
    one.values.flatMap((value): readonly (Entity | External)[] => {
      if (value.kind === "entity") return isVariableLike(value.entity) ? [] : [value.entity];
      return value.kind === "external" && value.symbol !== "" && value.contents === undefined ? [value] : [];
    });
  const whole = (one: Found): Found[] =>
    one.values.flatMap((value) => (value.kind === "module" ? [resolver.whole(value)] : []));
  const direct = types(found);
  const held = direct.length > 0 ? direct : types(resolver.dereference(found));
  const all = held.length > 0 ? held : whole(found).flatMap(types);
  const classes = all.filter((one) => !("facts" in one) || isClassLike(one));
  return classes.length > 0 ? classes : all;
}
