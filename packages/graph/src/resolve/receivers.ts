/** What methods are called on: a type below may have another method in the place of the one that a call is bound to. */
import type { Expression, Site } from "../facts.ts";
import type { Nodes } from "./nodes.ts";
import type { Target } from "./overloads.ts";
import { holderOf, outerScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { type At, type Entity, type Found, isClassLike, isConstructor, isFunctionLike, type Value } from "./values.ts";

interface Drawing {
  readonly resolver: Resolver;
  readonly nodes: Nodes;
}

interface BoundCall {
  readonly site: Site;
  readonly at: At;
  readonly found: Found;
  readonly tier: "exact" | "inferred";
}

/**
 * The types that a call of a method is made on, as part of its edge; nothing where it can only run this very method.
 * Where a type is a guess among several, those below it are none, unless the method has no body.
 */
export function receiversOf(
  { resolver, nodes }: Drawing,
  { site, at, found, tier }: BoundCall,
  target: Target,
): { readonly receivers?: readonly string[] } {
  if (site.kind !== "call" || !("facts" in target) || !canBeOverridden(target)) return {};
  if (tier === "inferred" && !isWithoutBody(target)) return {};
  const types = found.values.flatMap((value): readonly (Entity | undefined)[] => {
    if (value.kind !== "entity" || value.entity !== target) return [];
    return [receiverType(site.target, value.receiver, at) ?? implicitReceiver(resolver, site, at)];
  });
  const receivers = types.flatMap((type) => nodes.nodeOf(type)?.id ?? []);
  return receivers.length > 0 ? { receivers } : {};
}

function canBeOverridden(method: Entity): boolean {
  const { parent, facts } = method;
  if (parent === undefined || !isClassLike(parent) || !isFunctionLike(method) || isConstructor(method)) return false;
  return facts.visibility !== "private" && !facts.modifiers.includes("static");
}

function isWithoutBody({ facts }: Entity): boolean {
  return facts.modifiers.includes("abstract") || facts.bodyStart >= facts.end;
}

/** Undefined for `super().save()` and for `Base.save(x)`, which say whose method they mean. */
function receiverType(callee: Expression, receiver: Value | undefined, at: At): Entity | undefined {
  if (callee.kind !== "member" || receiver?.kind !== "instance" || callee.of.kind === "super") return undefined;
  const named = "name" in callee.of ? callee.of.name.replace(/::$/, "") : "";
  const { entity } = receiver;
  return named === entity.facts.name || isMade(callee.of, entity, at) ? undefined : entity;
}

/** `new Base().save()`, or the same by way of a variable that holds nothing else. */
function isMade(receiver: Expression, type: Entity, { file, scope }: At): boolean {
  if (receiver.kind === "new" || receiver.kind === "call") {
    return "name" in receiver.of && receiver.of.name === type.facts.name;
  }
  if (receiver.kind !== "name") return false;
  for (let around = scope; around >= 0; around = outerScope(file, around)) {
    const variable = file.names[around]?.get(receiver.name)?.variable;
    if (variable === undefined) continue;
    return variable.sources.every(({ type: declared, value, element, scope: at }) => {
      const isPlain = declared === undefined && !element && value !== undefined && value.kind !== "name";
      return isPlain && isMade(value, type, { file, scope: at });
    });
  }
  return false;
}

/** `save()` within a type, where that means `this.save()`. */
function implicitReceiver(resolver: Resolver, { target }: Site, { file, scope }: At): Entity | undefined {
  if (target.kind !== "name" || resolver.rulesOf(file).typeScope !== "inherited") return undefined;
  const holder = holderOf(file, scope);
  return holder !== undefined && isClassLike(holder) ? holder : undefined;
}

/** The type around a call of a method of `this` that the type does not have. */
export function receiverWithout(
  { nodes }: Drawing,
  target: Expression,
  { file, scope }: At,
): { readonly receiver?: string } {
  if (target.kind !== "member" || target.of.kind !== "this") return {};
  const holder = holderOf(file, scope);
  const node = holder !== undefined && isClassLike(holder) ? nodes.nodeOf(holder) : undefined;
  return node === undefined ? {} : { receiver: node.id };
}
