/** Fields that are read by calling their name. */
import type { Expression } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import { type Entity, type Found, isFunctionLike } from "./values.ts";

export function isAccessor(resolver: Resolver, field: Entity): boolean {
  return resolver.rulesOf(field.file).isAccessor?.(field) === true;
}

/** A call that runs no function: what the place holds is what it gives. */
export function readsAccessor(resolver: Resolver, { kind }: Expression, { values }: Found): boolean {
  return (
    kind === "call" &&
    values.length > 0 &&
    values.every((one) => one.kind === "entity" && isAccessor(resolver, one.entity))
  );
}

/** What the name of can stand before the brackets of a call, in languages in which variables cannot. */
export function isCalled(resolver: Resolver, entity: Entity): boolean {
  return isFunctionLike(entity) || isAccessor(resolver, entity);
}
