/** What calling a value gives, and by what that is known. */
import { declaringScope } from "../resolve/project.ts";
import { type At, type Entity, isClassLike, isConstructor, type Value } from "../resolve/values.ts";
import { outsideName, spelled, spelledType, titled, titledWithin } from "./spell.ts";
import { anyHolds, lineOf, placeless, type Steps, step, type Trace, type Wanted } from "./trace.ts";

export function traceResult(trace: Trace, value: Value, wanted: Wanted): Steps {
  switch (value.kind) {
    case "entity":
      return traceFunction(trace, value.entity, wanted);
    case "instance": {
      const { callMember } = trace.resolver.rulesOf(value.entity.file);
      if (callMember === undefined) return [];
      const callers = trace.resolver.member(value, callMember).values;
      return callers.flatMap((one) => (one.kind === "entity" ? trace.result(one, wanted) : []));
    }
    case "external":
      return [placeless("return", `what \`${outsideName(value)}\` gives is known of the library`)];
    default:
      return [];
  }
}

function traceFunction(trace: Trace, entity: Entity, wanted: Wanted): Steps {
  if (isClassLike(entity)) return [step("construction", `calling ${titled(entity)} makes one of it`, lineOf(entity))];
  if (isConstructor(entity)) return [step("construction", `${titledWithin(entity)} makes one of it`, lineOf(entity))];
  const inner = trace.enter(entity);
  if (inner === undefined) return [];
  const { returns } = entity.facts;
  if (returns !== undefined) {
    const at: At = { file: entity.file, scope: declaringScope(entity), owner: entity };
    const declared = step("return", `${titledWithin(entity)} returns \`${spelledType(returns)}\``, lineOf(entity));
    return [declared, ...inner.type(returns, at, wanted)];
  }
  return traceReturnValues(inner, entity, wanted);
}

function traceReturnValues(trace: Trace, entity: Entity, wanted: Wanted): Steps {
  const { resolver } = trace;
  const at: At = { file: entity.file, scope: Math.max(0, entity.bodyScope) };
  for (const expression of entity.facts.returnValues ?? []) {
    if (!anyHolds(resolver, resolver.evaluate(expression, at), wanted)) continue;
    const given = step("return", `${titledWithin(entity)} returns \`${spelled(expression)}\``, lineOf(entity));
    return [given, ...trace.expression({ expression, at }, wanted)];
  }
  return [step("return", `${titledWithin(entity)} gives it`, lineOf(entity))];
}
