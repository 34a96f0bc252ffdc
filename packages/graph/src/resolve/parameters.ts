/** Which parameters hold what callers pass. */
import type { Parameter } from "../facts.ts";
import { isFunctionType } from "./function-types.ts";
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { type Entity, isClassLike } from "./values.ts";

/** Nothing is declared of what it holds; a function type does not say which function. */
export function isOpen(resolver: Resolver, owner: Entity, { type }: Parameter): boolean {
  if (type === undefined) return true;
  return isFunctionType(resolver, type, { file: owner.file, scope: declaringScope(owner), owner });
}

/** Python: the first parameter of a method is its receiver, which no argument is written for. */
export function hasImplicitFirst(resolver: Resolver, { facts, parent, file }: Entity): boolean {
  if (!resolver.rulesOf(file).firstParameterIsReceiver || parent === undefined || !isClassLike(parent)) return false;
  return !facts.decorators.some((one) => one.kind === "name" && one.name === "staticmethod");
}
