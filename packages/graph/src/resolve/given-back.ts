/** Calls that give what they were given: a function that returns its parameter, a library function that wraps one. */
import type { Expression, Parameter, TypeExpression } from "../facts.ts";
import { hasImplicitFirst, isOpen } from "./parameters.ts";
import type { Resolver } from "./rules.ts";
import { asInferred, type At, type Entity, type Found, isFunctionLike, NOTHING, unite, type Value } from "./values.ts";

type CallStep = Extract<Expression, { readonly kind: "call" }>;

/** What calling the value gives of what the call passes; nothing where that is not what it gives. */
export function givenBack(
  resolver: Resolver,
  callee: Value,
  { step, at }: { readonly step: CallStep; readonly at: At },
): Found {
  const given = step.arguments ?? [];
  const back = given.length === 0 ? given : argumentsBack(resolver, callee, given);
  if (back.length === 0) return NOTHING;
  const parts = back.map((argument) =>
    resolver.dereference(resolver.evaluate(argument, { ...at, isCallee: false, call: undefined })),
  );
  return asInferred(unite(parts));
}

function argumentsBack(resolver: Resolver, callee: Value, given: readonly Expression[]): readonly Expression[] {
  if (callee.kind === "external") {
    if (callee.instance) return [];
    const name = callee.symbol.slice(callee.symbol.lastIndexOf(".") + 1);
    const at = resolver.rulesOfFamily(callee.family).library.givesBack.get(name);
    const argument = at === undefined ? undefined : given[at];
    return argument === undefined || argument.kind === "named" ? [] : [argument];
  }
  if (callee.kind !== "entity" || !isFunctionLike(callee.entity)) return [];
  const { entity } = callee;
  return returnedPositions(resolver, entity).flatMap((position) => argumentAt(resolver, entity, { position, given }));
}

/** Of the parameters that it returns as they are. */
function returnedPositions(resolver: Resolver, entity: Entity): readonly number[] {
  const { parameters, returns, returnValues } = entity.facts;
  if (returns !== undefined) return ofOwnType(entity, returns);
  return (returnValues ?? []).flatMap((value) => {
    const position = value.kind === "name" ? parameters.findIndex(({ name }) => name === value.name) : -1;
    const parameter = parameters[position];
    return parameter !== undefined && !parameter.rest && isOpen(resolver, entity, parameter) ? [position] : [];
  });
}

/** `<T>(x: T): T`: of the type of what is passed. */
function ofOwnType(entity: Entity, returns: TypeExpression): readonly number[] {
  const name = nameOf(returns);
  if (name === undefined || !isTypeParameter(entity, name)) return [];
  const isOfIt = ({ type, rest }: Parameter): boolean => !rest && type !== undefined && nameOf(type) === name;
  const position = entity.facts.parameters.findIndex(isOfIt);
  return position < 0 ? [] : [position];
}

/** Some languages' facts have it as a name that the function binds. */
function isTypeParameter({ facts, file, bodyScope }: Entity, name: string): boolean {
  if (facts.typeParameters?.some((one) => one.name === name) === true) return true;
  const bound = file.names[bodyScope]?.get(name);
  return (
    bound?.variable?.sources.every(({ value, isParameter }) => value === undefined && isParameter !== true) === true
  );
}

function nameOf({ of, arguments: inside, or }: TypeExpression): string | undefined {
  return of.kind === "name" && inside.length + or.length === 0 ? of.name : undefined;
}

function argumentAt(
  resolver: Resolver,
  callee: Entity,
  { position, given }: { readonly position: number; readonly given: readonly Expression[] },
): readonly Expression[] {
  const { name } = callee.facts.parameters[position] ?? {};
  for (const one of given) if (one.kind === "named" && one.name === name) return [one.value];
  const argument = given[position - (hasImplicitFirst(resolver, callee) ? 1 : 0)];
  return argument === undefined || argument.kind === "named" ? [] : [argument];
}
