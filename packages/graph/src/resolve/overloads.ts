/**
 * Which of several functions of one name a call runs: by the number of arguments, and where the language chooses by
 * their types, by what is known of those. Where types choose and too little is known of them, nothing is chosen: of the
 * overloads that are left, most are wrong.
 */
import type { Definition, Expression, Parameter } from "../facts.ts";
import type { PassedValue } from "./asked.ts";
import { declaringScope, entityAt } from "./project.ts";
import type { Call, Conversions, Resolver } from "./rules.ts";
import { type At, type Entity, type External, type Found, isConstructor, isFunctionLike, NOTHING } from "./values.ts";

export type Target = Entity | External;

/** Functions of several names are not overloads of each other: a place holds any of them. */
export function chooseOverload(resolver: Resolver, targets: readonly Target[], call: Call): readonly Target[] {
  const family = targets.filter((one): one is Entity => "facts" in one);
  const names = new Set(family.map(({ facts }) => facts.name));
  if (names.size < 2 || !family.every((one) => isFunctionLike(one) && !isConstructor(one)))
    return chooseAmong(resolver, targets, call);
  const outside = targets.filter((one) => !("facts" in one));
  const named = [...names].map((name) => targets.filter((one) => "facts" in one && one.facts.name === name));
  return [...outside, ...named.flatMap((alike) => chooseAmong(resolver, alike, call))];
}

function chooseAmong(resolver: Resolver, targets: readonly Target[], call: Call): readonly Target[] {
  const [first] = targets;
  if (first === undefined) return targets;
  const family = targets.filter((one): one is Entity => "facts" in one);
  const [entity] = family;
  if (entity === undefined) return targets;
  const rules = resolver.rulesOf(entity.file);
  if (rules.choose !== undefined && family.length === targets.length) return rules.choose(resolver, family, call);
  if (targets.length === 1) return targets;
  if (rules.overloads) return chooseByTypes(resolver, targets, call);
  const isFamily = family.length === targets.length && family.every((one) => isOverloadOf(one, entity));
  return isFamily ? fittingCount(bodies(family), call.site.argumentCount) : targets;
}

function isOverloadOf(a: Entity, b: Entity): boolean {
  return a.parent === b.parent && a.facts.name === b.facts.name && a.file === b.file;
}

/** Those with a body before mere signatures, if they stand side by side. */
export function withBodies(targets: readonly Target[]): readonly Target[] {
  const family = targets.filter((one): one is Entity => "facts" in one);
  const [first] = family;
  const isFamily = first !== undefined && family.every((one) => isOverloadOf(one, first));
  return isFamily ? bodies(family) : targets;
}

function bodies(family: readonly Entity[]): readonly Entity[] {
  const found = family.filter(({ facts }) => facts.bodyStart < facts.end);
  return found.length > 0 ? found : family;
}

function fittingCount(family: readonly Entity[], argumentCount: number): readonly Entity[] {
  const fitting = family.filter(({ facts }) => takes(facts, argumentCount));
  return fitting.length > 0 ? fitting : family;
}

/** True if so many arguments can be passed. */
export function takes({ parameters }: Definition, count: number): boolean {
  if (count < 0) return true;
  const needed = parameters.filter(({ defaultValue, rest }) => defaultValue === undefined && !rest).length;
  return count >= needed && (count <= parameters.length || parameters.some(({ rest }) => rest));
}

/** True unless the number or the known types of the arguments speak against it. */
export function takesArguments(resolver: Resolver, candidate: Entity, { site, at }: Call): boolean {
  if (!takes(candidate.facts, site.argumentCount)) return false;
  const given = (site.arguments ?? []).map((one) => givenBy(resolver, one, at));
  return fitOfAll(resolver, candidate, given) !== undefined;
}

/** Own and inherited functions of one name, the nearest first; one of an outside base where none of ours takes the call. */
function chooseByTypes(resolver: Resolver, targets: readonly Target[], call: Call): readonly Target[] {
  const family = targets.filter((one): one is Entity => "facts" in one);
  const counted = family.filter(({ facts }) => takes(facts, call.site.argumentCount));
  const seen = counted.filter((one) => isSeen(one, call.at));
  const fitting = seen.length > 0 ? seen : counted;
  if (fitting.length === 0) {
    const outside = targets.filter((one) => !("facts" in one));
    return outside.length > 0 ? outside : family;
  }
  if (fitting.length === 1) return fitting;
  const given = (call.site.arguments ?? []).map((one) => givenBy(resolver, one, call.at));
  let best: Entity[] = [];
  let bestFit = -Infinity;
  for (const one of fitting) {
    const fit = fitOfAll(resolver, one, given);
    if (fit === undefined || fit < bestFit) continue;
    if (fit > bestFit) best = [];
    bestFit = fit;
    best.push(one);
  }
  const chosen = best.length > 0 ? best : fitting;
  return nearest(resolver, mostSpecific(resolver, chosen, given));
}

/** The one whose parameters could all be passed on to each of the others, but not the other way round. */
function mostSpecific(resolver: Resolver, tied: readonly Entity[], given: readonly PassedValue[]): readonly Entity[] {
  const [first] = tied;
  if (first === undefined || tied.length === 1) return tied;
  const { settle } = resolver.rulesOf(first.file).conversions;
  const left = settle?.(tied, given) ?? tied;
  if (given.some(isUnknown)) return left;
  const best = left.filter((one) =>
    left.every((other) => one === other || isMoreSpecific(resolver, { one, other }, given.length)),
  );
  return best.length === 1 ? best : left;
}

/** Of what is not known the specific is no likelier than the general. */
function isUnknown(given: PassedValue): boolean {
  return typeof given === "object" && "values" in given && given.values.length === 0;
}

function isMoreSpecific(
  resolver: Resolver,
  { one, other }: { readonly one: Entity; readonly other: Entity },
  count: number,
): boolean {
  if (one.parent !== other.parent) return false;
  let isNarrower = false;
  for (let index = 0; index < count; index++) {
    const [mine, theirs] = [one.facts.parameters[index], other.facts.parameters[index]];
    if (mine === undefined || theirs === undefined || mine.rest || theirs.rest) return false;
    const [own, wider] = [typeOf(resolver, one, mine), typeOf(resolver, other, theirs)];
    const isPassedOn = canPass(resolver, one, { from: own, to: wider });
    if (!isPassedOn) return false;
    isNarrower ||= !canPass(resolver, one, { from: wider, to: own });
  }
  return isNarrower;
}

/** As far as both types are known. */
function canPass(
  resolver: Resolver,
  { file }: Entity,
  { from, to }: { readonly from: Found; readonly to: Found },
): boolean {
  const { fit } = resolver.rulesOf(file).conversions;
  const [type] = from.values;
  if (type === undefined || to.values.length === 0) return false;
  if (type.kind === "type-parameter") return to.values.some(({ kind }) => kind === "type-parameter");
  const found = fit(resolver, to, from);
  return found !== undefined && found !== fit(resolver, NOTHING, NOTHING);
}

/** What is private is called from within its type, in whatever part of it. */
function isSeen({ facts, file, parent }: Entity, at: At): boolean {
  if (facts.visibility !== "private" || file === at.file) return true;
  for (let around = entityAt(at.file, at.scope); around !== undefined; around = around.parent) {
    if ((around.definedBy ?? around) === parent) return true;
  }
  return false;
}

/** Of each type that has none above another's the one function; none where a type has several. */
function nearest(resolver: Resolver, chosen: readonly Entity[]): readonly Entity[] {
  const found: Entity[] = [];
  for (const type of new Set(chosen.map(({ parent }) => parent))) {
    const isAbove = chosen.some((one) => one.parent !== type && isBelow(resolver, one.parent, type));
    const [first, ...others] = bodies(chosen.filter(({ parent }) => parent === type));
    if (isAbove || first === undefined) continue;
    if (!others.every((one) => isWrittenAlike(one.facts, first.facts))) return [];
    found.push(first);
  }
  return found;
}

function isBelow(resolver: Resolver, heir: Entity | undefined, type: Entity | undefined): boolean {
  if (heir === undefined || type === undefined) return false;
  return resolver.ancestors(heir).some((one) => one.kind === "instance" && one.entity === type);
}

/** One function that stands there twice: with its promise, or in both branches of a condition. */
function isWrittenAlike(a: Definition, b: Definition): boolean {
  const types = ({ parameters }: Definition): string => JSON.stringify(parameters.map(({ type }) => type ?? null));
  return a.parameters.length === b.parameters.length && types(a) === types(b);
}

export function givenBy(resolver: Resolver, argument: Expression, at: At): PassedValue {
  if (argument.kind === "literal" && argument.type === "null") return "null";
  if (argument.kind === "lambda") return argument;
  // What is known of the place of the callee does not hold for its arguments.
  const { file, scope, owner, within } = at;
  return resolver.dereference(resolver.evaluate(argument, { file, scope, owner, within }));
}

/** Taking several arguments as a list is the last thing a language tries. */
const AS_LIST = -1_000;

function fitOfAll(resolver: Resolver, candidate: Entity, given: readonly PassedValue[]): number | undefined {
  const { parameters } = candidate.facts;
  const { conversions } = resolver.rulesOf(candidate.file);
  const listAt = parameters.findIndex(({ rest }) => rest);
  let total = listAt >= 0 ? AS_LIST : 0;
  for (const [index, argument] of given.entries()) {
    const parameter = listAt >= 0 && index >= listAt ? parameters[listAt] : parameters[index];
    const wanted = parameter === undefined ? NOTHING : typeOf(resolver, candidate, parameter);
    const fit = fitOfGiven(resolver, { conversions, wanted }, argument);
    if (fit === undefined) return undefined;
    total += fit;
  }
  return total;
}

/** How well what is passed fits a parameter; undefined if it cannot be passed at all. */
export function fitOfGiven(
  resolver: Resolver,
  { conversions, wanted }: { readonly conversions: Conversions; readonly wanted: Found },
  given: PassedValue,
): number | undefined {
  if (given === "null") return conversions.takesNull(wanted) ? 0 : undefined;
  if ("values" in given) return conversions.fit(resolver, wanted, given);
  return conversions.fitFunction === undefined
    ? conversions.fit(resolver, wanted, NOTHING)
    : conversions.fitFunction(wanted, given);
}

function typeOf(resolver: Resolver, of: Entity, parameter: Parameter): Found {
  const { type } = parameter;
  if (type === undefined) return NOTHING;
  return resolver.once(parameter, () => resolver.typed(type, { file: of.file, scope: declaringScope(of), owner: of }));
}
