/** What a call hands to its arguments: to the parameters of a function that is passed, and to places (`out`). */
import type { Expression, Parameter } from "../facts.ts";
import { handsOn } from "./container-library.ts";
import { takes } from "./overloads.ts";
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { substitute } from "./substitute.ts";
import { constructors } from "./targets.ts";
import { ownSubstitution } from "./type-arguments.ts";
import {
  type At,
  type Entity,
  type EntityValue,
  type Found,
  isClassLike,
  isFunctionLike,
  NOTHING,
  unite,
  type Value,
} from "./values.ts";

export type GivenStep = Extract<Expression, { readonly kind: "given" }>;

/** `callees` are what is called, or the type of the function if the step has no argument. */
export function given(resolver: Resolver, callees: Found, step: GivenStep): Found {
  const { argument, parameter } = step;
  if (argument < 0) return unite(callees.values.map((value) => functionGiven(resolver, value, parameter?.index ?? 0)));
  const all = callees.values.filter((value) => canTake(resolver, value, step));
  return unite((all.length > 0 ? all : callees.values).map((value) => givenBy(resolver, value, step)));
}

/** Overloads that take as many arguments, and such a function among them. */
function canTake(resolver: Resolver, callee: Value, { count, argument, parameter }: GivenStep): boolean {
  if (callee.kind !== "entity" || !isFunctionLike(callee.entity)) return true;
  const { entity } = callee;
  if (!takes(entity.facts, count + (isCalledAsMember(callee) ? 1 : 0))) return false;
  const type = parameterAt(callee, argument)?.type;
  const { fitFunction } = resolver.rulesOf(entity.file).conversions;
  if (parameter === undefined || type === undefined || fitFunction === undefined) return true;
  const wanted = resolver.typed(type, { file: entity.file, scope: declaringScope(entity), owner: entity });
  return fitFunction(wanted, { kind: "lambda", parameters: parameter.of }) !== undefined;
}

function givenBy(resolver: Resolver, callee: Value, { argument, parameter: place }: GivenStep): Found {
  const parameter = place?.index;
  if (callee.kind === "external") {
    return resolver.rulesOfFamily(callee.family).outsideGives?.(callee, { argument, parameter }) ?? NOTHING;
  }
  if (callee.kind !== "entity") return NOTHING;
  if (isClassLike(callee.entity)) {
    const made = constructors(resolver, callee.entity).filter((one): one is Entity => "facts" in one);
    const type = { ...callee, receiver: callee.receiver };
    return unite(made.map((one) => handed(resolver, { ...type, entity: one }, { argument, parameter })));
  }
  return isFunctionLike(callee.entity) ? handed(resolver, callee, { argument, parameter }) : NOTHING;
}

function handed(
  resolver: Resolver,
  callee: EntityValue,
  { argument, parameter }: Pick<GivenStep, "argument"> & { readonly parameter: number | undefined },
): Found {
  const { entity } = callee;
  const place = parameterAt(callee, argument);
  if (place?.type === undefined) return NOTHING;
  const { type } = place;
  const written = resolver.typed(type, { file: entity.file, scope: declaringScope(entity), owner: entity });
  const own = substitute(written, ownSubstitution(resolver, callee));
  const { receiver } = callee;
  const found = receiver === undefined ? own : substitute(own, resolver.substitution(entity, receiver));
  return parameter === undefined ? found : unite(found.values.map((one) => functionGiven(resolver, one, parameter)));
}

/** The parameter that takes an argument; what extends a type takes its first one before the dot. */
function parameterAt(callee: EntityValue, argument: number): Parameter | undefined {
  const { parameters } = callee.entity.facts;
  const index = argument + (isCalledAsMember(callee) ? 1 : 0);
  return parameters[index] ?? (parameters.at(-1)?.rest === true ? parameters.at(-1) : undefined);
}

/** `text.Shorten()` for a static `Shorten(this string text)`. */
function isCalledAsMember({ entity, receiver }: EntityValue): boolean {
  if (entity.facts.parameters[0]?.receives !== true || receiver === undefined) return false;
  return receiver.kind !== "instance" || receiver.entity !== entity.parent;
}

/** What a function of that type is given. */
function functionGiven(resolver: Resolver, type: Value, parameter: number): Found {
  if (type.kind === "external") {
    return resolver.rulesOfFamily(type.family).outsideFunction?.(type, parameter) ?? NOTHING;
  }
  if (type.kind !== "entity" && type.kind !== "instance") return NOTHING;
  const { entity } = type;
  const written = entity.facts.parameters[parameter]?.type;
  if (entity.facts.kind !== "Type" || written === undefined) return NOTHING;
  const found = resolver.typed(written, { file: entity.file, scope: declaringScope(entity), owner: entity });
  return substitute(found, { owner: entity, arguments: type.arguments ?? [], self: undefined });
}

/** What is passed, where the language's rules ask for it. */
export function givenTo(
  resolver: Resolver,
  callees: Found,
  { step, at }: { readonly step: Expression & { readonly kind: "call" | "new" }; readonly at: At },
): readonly Found[] {
  const given = step.arguments ?? [];
  const isAsked =
    resolver.rulesOf(at.file).outsideResult !== undefined || callees.values.some((one) => handsOn(resolver, one));
  if (given.length === 0 || !isAsked) return [];
  return given.map((one) => resolver.dereference(resolver.evaluate(one, { ...at, isCallee: false })));
}
