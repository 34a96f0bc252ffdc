/** What `this` and `super` stand for at a place. */
import { holderOf, outerScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import {
  type At,
  type Entity,
  entityValue,
  instanceOf,
  isClassLike,
  isVariableLike,
  type Value,
  type Variable,
} from "./values.ts";

/** `this` as a scope inside of the type binds it: the receiver of an extension or of a lambda. */
export function boundThis({ file, scope }: At): Variable | undefined {
  for (let at = scope; at >= 0; at = outerScope(file, at)) {
    const bound = file.names[at]?.get("this")?.variable;
    if (bound !== undefined) return bound;
    const entity = file.entities[file.facts.scopes[at]?.definition ?? -1];
    if (entity !== undefined && isClassLike(entity)) return undefined;
  }
  return undefined;
}

/** The type or object around a place, which may stand in another file. */
export function heldAround(resolver: Resolver, { file, scope }: At): Entity | undefined {
  const holder = holderOf(file, scope);
  if (holder === undefined) return undefined;
  resolver.dependencies.read(holder.facts.name);
  resolver.dependencies.met(holder.file.path);
  return holder;
}

export function thisValue(resolver: Resolver, holder: Entity, inside: Entity | undefined): Value {
  const isInBody = inside === holder && resolver.rulesOf(holder.file).typesAreObjects;
  const isStatic = isInBody || (inside?.parent === holder && inside.facts.modifiers.includes("static"));
  return isStatic || isVariableLike(holder) ? entityValue(holder) : instanceOf(holder);
}
