/** Where types are told apart by their number of type parameters (C#): what of one name is meant. */
import type { TypeExpression } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import {
  type At,
  type BoundName,
  type Entity,
  type Found,
  isClassLike,
  isFunctionLike,
  isVariableLike,
  type Value,
} from "./values.ts";

/** Whether a name that is written there can mean the definition. */
export function isMeant(resolver: Resolver, entity: Entity, at: At): boolean {
  const { typesByArity, typesApart } = resolver.rulesOf(at.file);
  if (!typesByArity) return at.isType !== true || !typesApart || !isVariableLike(entity);
  return isClassLike(entity) ? hasArity(entity, at.arity ?? 0) : at.isType !== true;
}

function hasArity({ facts }: Entity, arity: number): boolean {
  return (facts.typeParameters?.length ?? 0) === arity;
}

/** What is left of a name for such a place; undefined if nothing is. */
export function meantOf(resolver: Resolver, bound: BoundName | undefined, at: At): BoundName | undefined {
  if (bound === undefined || !resolver.rulesOf(at.file).typesByArity) return bound;
  const entities = bound.entities.filter((entity) => isMeant(resolver, entity, at));
  const variable = at.isType === true ? undefined : bound.variable;
  const isNothing = entities.length === 0 && variable === undefined && bound.imports.length === 0;
  return isNothing ? undefined : { ...bound, entities, variable };
}

/** Of types with several numbers of type parameters those with the written one. */
export function ofArity(resolver: Resolver, found: Found, at: At): Found {
  if (found.values.length === 0 || !resolver.rulesOf(at.file).typesByArity) return found;
  const arity = at.arity ?? 0;
  const isFunctionOfArity = (value: Value): boolean =>
    value.kind === "entity" && isFunctionLike(value.entity) && hasArity(value.entity, arity);
  // Type arguments of a function can be left out, but not in part.
  const isWritten = arity > 0 && found.values.some(isFunctionOfArity);
  const isOther = (value: Value): boolean =>
    value.kind === "entity" &&
    (isClassLike(value.entity) || (isWritten && isFunctionLike(value.entity))) &&
    !hasArity(value.entity, arity);
  const values = found.values.filter((value) => !isOther(value));
  // A type may be named without its arguments where it is only named: `nameof(Box)`.
  return values.length > 0 || (at.arity ?? 0) > 0 ? { ...found, values } : found;
}

/** The same with the type arguments that are written out. */
export function applied(
  resolver: Resolver,
  found: Found,
  { typeArguments, at }: { readonly typeArguments: readonly TypeExpression[] | undefined; readonly at: At },
): Found {
  if (typeArguments === undefined || typeArguments.length === 0) return found;
  const given = typeArguments.map((type) => resolver.typed(type, at));
  const values = found.values.map((value): Value => {
    return value.kind === "entity" || value.kind === "external" ? { ...value, arguments: given } : value;
  });
  return { ...found, values };
}
