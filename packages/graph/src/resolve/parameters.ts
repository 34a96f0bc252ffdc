/** Which parameters hold what callers pass. */
import type { Parameter } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import { type Entity, isClassLike } from "./values.ts";

/** Nothing is declared of what it holds; a function type does not say which function. */
export function isOpen(_resolver: Resolver, _owner: Entity, parameter: Parameter): boolean {
  return parameter.type === undefined || (parameter.type.takes !== undefined && parameter.type.or.length === 0);
}

/** Python: the first parameter of a method is its receiver, which no argument is written for. */
export function hasImplicitFirst(resolver: Resolver, { facts, parent, file }: Entity): boolean {
  if (!resolver.rulesOf(file).firstParameterIsReceiver || parent === undefined || !isClassLike(parent)) return false;
  return !facts.decorators.some((one) => one.kind === "name" && one.name === "staticmethod");
}
