/** Types that say of a value only that it can be called: which function it is, others have to say. */
import type { Definition, TypeExpression } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import type { At, Entity } from "./values.ts";
import { entityValue, exactly, NOTHING } from "./values.ts";

/** Of one function type, or of a name for one; a union may be something else. */
export function isFunctionType(resolver: Resolver, type: TypeExpression, at: At): boolean {
  if (type.or.length > 0) return false;
  if (type.takes !== undefined) return true;
  const name = nameOf(type);
  if (name === undefined) return false;
  const { library, family } = resolver.rulesOf(at.file);
  const parameter = at.owner?.facts.typeParameters?.find((one) => one.name === name);
  // A template takes whatever can be called.
  if (parameter !== undefined && parameter.bound === undefined) return family === "c";
  const meant = parameter?.bound === undefined ? name : nameOf(parameter.bound);
  if (meant !== undefined && library.functionTypes.has(meant)) return true;
  // Where names of function types are common, most name what only a framework passes.
  return parameter === undefined && library.functionTypes.size > 0 && namesFunctions(resolver, type, at);
}

function namesFunctions(resolver: Resolver, type: TypeExpression, at: At): boolean {
  const found = resolver.once(type, () => {
    const named = resolver.evaluate(type.of, { ...at, isType: true, arity: type.arguments.length });
    const own = named.values.find((value) => value.kind === "entity" && isNameOfFunctions(resolver, value.entity));
    return own?.kind === "entity" ? exactly(entityValue(own.entity)) : NOTHING;
  });
  return found.values.length > 0;
}

/** The type that a name stands for is absent where its form is none of named types: of a function, in C, Go and Kotlin. */
export function isNameOfFunctions(resolver: Resolver, { facts, file }: Entity): boolean {
  if (facts.calls !== undefined) return true;
  if (facts.kind !== "Type") return false;
  const { type } = facts;
  if (type === undefined || type.takes !== undefined || isDelegate(facts)) return true;
  const name = nameOf(type);
  return name !== undefined && resolver.rulesOf(file).library.functionTypes.has(name);
}

/** A type of functions that is declared like one of them. */
function isDelegate({ returns, parameters }: Definition): boolean {
  return returns !== undefined || parameters.length > 0;
}

function nameOf({ of }: TypeExpression): string | undefined {
  return of.kind === "name" || of.kind === "member" ? of.name : undefined;
}
