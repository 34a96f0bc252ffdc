/** Where a language names kinds of things apart: functions from variables, macros from functions, types from values. */
import type { Resolver } from "./rules.ts";
import { type At, type BoundName, type Found, isFunctionLike, isVariableLike, type Value } from "./values.ts";

/** Where functions are named apart, a variable is not what is called; where types are, it is no type. */
export function isOtherNamespace(resolver: Resolver, bound: BoundName, at: At): boolean {
  const { file, isCallee, isType, isQualifier } = at;
  const rules = resolver.rulesOf(file);
  if (rules.isInNamespace !== undefined) {
    const isNamed = bound.variable !== undefined && isQualifier !== true;
    return (
      !isNamed && bound.imports.length === 0 && !bound.entities.some((one) => rules.isInNamespace?.(one, at) === true)
    );
  }
  if (isType === true && rules.typesApart)
    return bound.imports.length === 0 && bound.entities.every((one) => isVariableLike(one));
  if (isCallee !== true || !rules.overloads || rules.variablesCanBeCalled) return false;
  return bound.imports.length === 0 && !bound.entities.some((entity) => isFunctionLike(entity));
}

/** Leaves out what is named apart. */
export function valuesMeant(resolver: Resolver, values: readonly Value[], at: At): readonly Value[] {
  const rules = resolver.rulesOf(at.file);
  if (at.isType === true && rules.typesApart)
    return values.filter((one) => one.kind !== "entity" || !isVariableLike(one.entity));
  if (rules.isInNamespace === undefined) return values;
  return values.filter((one) => {
    if (one.kind === "variable") return at.isQualifier !== true;
    return one.kind !== "entity" || rules.isInNamespace?.(one.entity, at) !== false;
  });
}

/** Of members of one name those that the language means. */
export function chosenOf(
  resolver: Resolver,
  found: Found,
  asked: { readonly at: At; readonly isCalled: boolean },
): Found {
  const rules = resolver.rulesOf(asked.at.file);
  const members = found.values.filter((one) => one.kind === "entity");
  if (rules.chosenMembers === undefined || members.length === 0 || found.values.length < 2) return found;
  const kept = rules.chosenMembers(resolver, { members, ...asked });
  // What lies outside is believed to have anything: a member that is known wins.
  return { ...found, values: found.values.filter((one) => one.kind === "entity" && kept.includes(one.entity)) };
}
