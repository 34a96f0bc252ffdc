/** Which method of a base a method replaces. */
import type { Definition, TypeExpression } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import { type Entity, isClassLike, isConstructor, isFunctionLike } from "./values.ts";

/** The nearest in the order in which members are looked up; behind an outside base none is known to be the nearest. */
export function overridden(resolver: Resolver, method: Entity): Entity | undefined {
  const { parent, facts, file } = method;
  if (parent === undefined || !isClassLike(parent) || !isFunctionLike(method) || isConstructor(method))
    return undefined;
  const { overloads } = resolver.rulesOf(file);
  if (facts.visibility === "private" || (overloads && facts.modifiers.includes("static"))) return undefined;
  resolver.dependencies.read(facts.name);
  for (const base of resolver.ancestors(parent).slice(1)) {
    if (base.kind === "external") continue;
    const named = (base.entity.children.get(facts.name) ?? []).filter(isFunctionLike);
    const found = overloads ? named.find((one) => canReplace(facts, one.facts)) : named.at(-1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Overloads: as many parameters, of types that are spelled alike or are type parameters. */
function canReplace(own: Definition, other: Definition): boolean {
  if (other.visibility === "private" || other.modifiers.includes("static")) return false;
  if (own.parameters.length !== other.parameters.length) return false;
  return own.parameters.every(({ type }, index) => {
    const [mine, theirs] = [spelled(type), spelled(other.parameters[index]?.type)];
    return mine === theirs || isTypeParameter(theirs);
  });
}

function spelled(type: TypeExpression | undefined): string {
  const of = type?.of;
  return of !== undefined && "name" in of ? of.name : "";
}

/** By convention a single capital, with a digit where there are more. */
function isTypeParameter(name: string): boolean {
  return /^[A-Z]\d?$/.test(name);
}
