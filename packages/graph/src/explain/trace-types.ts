/** From a written type to what its instances are. */
import type { TypeExpression } from "../facts.ts";
import { declaringScope } from "../resolve/project.ts";
import type { Resolver } from "../resolve/rules.ts";
import { type At, exactly, instanceOf, isClassLike, type Value } from "../resolve/values.ts";
import { spelledType, titled } from "./spell.ts";
import { lineOf, type Steps, step, type Trace, type Wanted } from "./trace.ts";

/** Type arguments inside of type arguments, beyond which nobody looks. */
const MAX_NESTING = 4;

/** Through the member of a union, or the type argument, whose instance it is. */
export function traceType(trace: Trace, { type, at, nesting = 0 }: TypeAsked, wanted: Wanted): Steps {
  const { resolver } = trace;
  for (const one of [type, ...type.or]) {
    const place: At = { ...at, isType: true, arity: one.arguments.length };
    const named = resolver.evaluate(one.of, place).values.find((value) => isOf(resolver, value, wanted));
    if (named === undefined) continue;
    const steps = trace.expression({ expression: one.of, at: place }, (value) => isOf(resolver, value, wanted));
    return [...steps, ...aliased(trace, named, wanted)];
  }
  if (nesting >= MAX_NESTING) return [];
  for (const inner of [type, ...type.or].flatMap((one) => one.arguments)) {
    const steps = traceType(trace, { type: inner, at, nesting: nesting + 1 }, wanted);
    if (steps.length > 0) return steps;
  }
  return [];
}

export interface TypeAsked {
  readonly type: TypeExpression;
  readonly at: At;
  readonly nesting?: number;
}

/** Whether what a type's name denotes makes what is wanted. */
function isOf(resolver: Resolver, value: Value, wanted: Wanted): boolean {
  switch (value.kind) {
    case "entity": {
      if (isClassLike(value.entity) && wanted(instanceOf(value.entity))) return true;
      if (resolver.aliased(value.entity).values.some(wanted)) return true;
      const held = resolver.dereference(exactly(value)).values.filter((one) => one !== value);
      return held.some((one) => one.kind === "entity" && isClassLike(one.entity) && wanted(instanceOf(one.entity)));
    }
    case "external":
      return wanted({ ...value, instance: true });
    case "module":
      return resolver.whole(value).values.some((one) => isOf(resolver, one, wanted));
    case "variable": {
      const held = resolver.dereference(exactly(value)).values;
      return held.some((one) => wanted(one) || (one.kind !== "variable" && isOf(resolver, one, wanted)));
    }
    default:
      return wanted(value);
  }
}

/** What a name for another type stands for. */
function aliased(trace: Trace, named: Value, wanted: Wanted): Steps {
  if (named.kind !== "entity") return [];
  const { entity } = named;
  const { type, kind } = entity.facts;
  const inner = kind === "Type" && type !== undefined && !wanted(instanceOf(entity)) ? trace.enter(entity) : undefined;
  if (inner === undefined || type === undefined) return [];
  const at: At = { file: entity.file, scope: declaringScope(entity), owner: entity };
  const stands = step("alias", `${titled(entity)} stands for \`${spelledType(type)}\``, lineOf(entity));
  return [stands, ...inner.type(type, at, wanted)];
}
