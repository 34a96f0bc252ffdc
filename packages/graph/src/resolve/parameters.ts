/** Which parameters hold what callers pass. */
import type { Parameter, TypeExpression } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import { type Entity, isClassLike } from "./values.ts";

/** Nothing is declared of what it holds; a function type does not say which function. */
export function isOpen(resolver: Resolver, owner: Entity, { type }: Parameter): boolean {
  if (type === undefined) return true;
  if (type.or.length > 0) return false;
  return type.takes !== undefined || isFunctionType(resolver, owner, type);
}

/** A type of the library for any function, or a parameter of a template, which takes whatever can be called. */
function isFunctionType(resolver: Resolver, { file, facts }: Entity, { of }: TypeExpression): boolean {
  if (of.kind !== "name" && of.kind !== "member") return false;
  const { functionTypes } = resolver.rulesOf(file).library;
  if (functionTypes.size === 0) return false;
  const parameter = facts.typeParameters?.find(({ name }) => name === of.name);
  if (parameter === undefined) return functionTypes.has(of.name);
  const bound = parameter.bound?.of;
  if (bound === undefined) return resolver.rulesOf(file).family === "c";
  return (bound.kind === "name" || bound.kind === "member") && functionTypes.has(bound.name);
}

/** Python: the first parameter of a method is its receiver, which no argument is written for. */
export function hasImplicitFirst(resolver: Resolver, { facts, parent, file }: Entity): boolean {
  if (!resolver.rulesOf(file).firstParameterIsReceiver || parent === undefined || !isClassLike(parent)) return false;
  return !facts.decorators.some((one) => one.kind === "name" && one.name === "staticmethod");
}
