/** What expressions denote, and what places hold. */
import type { Expression } from "../facts.ts";
import { readsAccessor } from "./accessors.ts";
import { memberOrAdded } from "./added-members.ts";
import { applied, ofArity } from "./apart.ts";
import { awaited } from "./awaited.ts";
import { keyNamed } from "./constant-keys.ts";
import { handedOn } from "./container-library.ts";
import { withoutContents, written } from "./containers.ts";
import { decorated } from "./decorated.ts";
import { indexed } from "./elements.ts";
import { givenBack } from "./given-back.ts";
import { given, type GivenStep, givenTo } from "./given.ts";
import { chosenOf } from "./namespaces.ts";
import { superOfObject } from "./object-super.ts";
import { chooseOverload } from "./overloads.ts";
import type { Resolver } from "./rules.ts";
import { givenByType } from "./signatures.ts";
import { storedMember } from "./stored-members.ts";
import { underSymbol } from "./symbol-keys.ts";
import { heldAround, thisAt } from "./this-value.ts";
import {
  asInferred,
  type At,
  entityValue,
  exactly,
  type Found,
  instanceOf,
  isClassLike,
  isConstructor,
  isFunctionLike,
  NOTHING,
  unite,
  type Value,
} from "./values.ts";

/** Links of `a.b().c()` beyond which a chain is not followed: each link is a site of its own, so the cost is its square. */
const MAX_CHAIN = 64;

type Step = Extract<Expression, { readonly of: Expression }>;
type PlainStep = Exclude<Step, { readonly kind: "member" | "given" }>;

export function evaluate(resolver: Resolver, expression: Expression, at: At): Found {
  const steps: Step[] = [];
  let base = expression;
  while ("of" in base) {
    if (steps.length === MAX_CHAIN) return NOTHING;
    steps.push(base);
    base = base.of;
  }
  let found = evaluateBase(resolver, base, placeOfBase(steps, at));
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index];
    if (step === undefined) continue;
    const bound = boundFunctions(resolver, step, { found, next: steps[index - 1], at });
    if (bound !== undefined) {
      found = bound;
      index--;
      continue;
    }
    found = takeStep(resolver, step, { found, at: placeOfStep(steps, index, at) });
    const isCalled = index === 0 ? at.isCallee === true : steps[index - 1]?.kind === "call";
    if (step.kind === "member") found = chosenOf(resolver, found, { at, isCalled });
  }
  return found;
}

/** What lies under a symbol can be known of an object that is not. */
function takeStep(resolver: Resolver, step: Step, { found, at }: { readonly found: Found; readonly at: At }): Found {
  if (step.kind !== "index" || step.by === undefined)
    return found.values.length === 0 ? NOTHING : take(resolver, step, { found, at });
  const key = found.values.length === 0 ? undefined : keyNamed(resolver, step.by, at);
  const keyed = key === undefined ? step : { ...step, key };
  const taken = found.values.length === 0 ? NOTHING : take(resolver, keyed, { found, at });
  return taken.values.length === 0 ? underSymbol(resolver, step.by, at) : taken;
}

/** `f.bind(x)` is f. */
function boundFunctions(
  resolver: Resolver,
  step: Step,
  { found, next, at }: { readonly found: Found; readonly next: Step | undefined; readonly at: At },
): Found | undefined {
  if (step.kind !== "member" || next?.kind !== "call" || !resolver.rulesOf(at.file).bindingMembers.has(step.name))
    return undefined;
  const held = resolver.dereference(found);
  const functions = held.values.filter((value) => value.kind === "entity" && isFunctionLike(value.entity));
  return functions.length === 0 ? undefined : { ...held, values: functions };
}

/** What is known of the place of the first name of a chain from what follows it. */
function placeOfBase(steps: readonly Step[], at: At): At {
  const isWhole = steps.length === 0;
  const isCallee = at.isCallee === true ? isWhole : steps.at(-1)?.kind === "call";
  const isType = at.isType === true || steps.at(-1)?.kind === "new";
  return { ...at, isCallee, isType, arity: isWhole ? at.arity : 0 };
}

/** What is known of the other arguments where one is given something. */
function callAround({ argument, parameter, count }: GivenStep): At["call"] {
  if (argument < 0) return undefined;
  const given: Expression[] = Array.from({ length: count }, () => ({ kind: "other" }));
  if (parameter !== undefined) given[argument] = { kind: "lambda", parameters: parameter.of };
  return { argumentCount: count, arguments: given };
}

/** The same for a member: whether it is called, and with what. */
function placeOfStep(steps: readonly Step[], index: number, at: At): At {
  const next = steps[index - 1];
  const isLast = index === 0;
  const isType = next === undefined ? at.isType : next.kind === "new";
  const given = next?.kind === "call" ? next.arguments : undefined;
  const around = next?.kind === "given" ? callAround(next) : undefined;
  const call = isLast ? at.call : given === undefined ? around : { argumentCount: given.length, arguments: given };
  return { ...at, isType, isCallee: isLast && at.isCallee === true, arity: isLast ? at.arity : 0, call };
}

function evaluateBase(resolver: Resolver, base: Exclude<Expression, Step>, at: At): Found {
  const { file } = at;
  switch (base.kind) {
    case "name": {
      const { typeArguments } = base;
      const place = typeArguments === undefined ? at : { ...at, arity: typeArguments.length };
      const found = ofArity(resolver, resolver.lookup(base.name, place), place);
      return applied(resolver, found, { typeArguments, at });
    }
    case "this":
      return thisAt(resolver, at);
    case "super": {
      const holder = heldAround(resolver, at);
      if (holder === undefined || !isClassLike(holder)) return superOfObject(resolver, at);
      return exactly({ kind: "super", entity: holder });
    }
    case "literal": {
      const { family, builtinPackage, literal } = resolver.rulesOf(file);
      const symbol = literal(base.type);
      if (symbol === undefined) return NOTHING;
      const made = {
        kind: "external",
        family,
        package: builtinPackage,
        symbol,
        instance: true,
        arguments: [],
      } as const;
      return exactly(written(made, base, at));
    }
    case "definition": {
      const entity = file.entities[base.index];
      return entity === undefined ? NOTHING : exactly(entityValue(entity));
    }
    default:
      return NOTHING;
  }
}

function take(resolver: Resolver, step: Step, { found, at }: { readonly found: Found; readonly at: At }): Found {
  if (step.kind === "given") return withTier(found, given(resolver, found, step));
  if (step.kind === "member") return takeStored(resolver, step, { found, at });
  if (step.kind === "call" && resolver.rulesOf(at.file).wordsAreCalls) return read(resolver, found);
  if (readsAccessor(resolver, step, found)) return resolver.dereference(found);
  const reached = step.kind === "new" ? found : resolver.dereference(found);
  const held = step.kind === "call" ? decorated(resolver, reached) : reached;
  const receivers = step.kind === "call" && step.arguments !== undefined ? called(resolver, held, { step, at }) : held;
  const passed = step.kind === "call" || step.kind === "new" ? givenTo(resolver, receivers, { step, at }) : [];
  const taken = unite(receivers.values.map((value) => takeOne(resolver, step, { value, given: passed, at })));
  const isTyped = step.kind === "call" && taken.values.length === 0;
  return withTier(receivers, isTyped ? unite(found.values.map((value) => givenByType(resolver, value))) : taken);
}

/** What is put into an object comes after what it has itself. */
function takeStored(
  resolver: Resolver,
  step: Step & { readonly kind: "member" },
  { found, at }: { readonly found: Found; readonly at: At },
): Found {
  const held = resolver.dereference(found);
  const own = takeMember(resolver, step, { found: held, at });
  if (own.values.some((value) => value.kind !== "external")) return own;
  const places = held === found ? found.values : [...found.values, ...held.values];
  const stored = unite(places.map((value) => storedMember(resolver, value, step.name)));
  return stored.values.length === 0 ? own : withTier(held, stored);
}

function takeMember(
  resolver: Resolver,
  step: Step & { readonly kind: "member" },
  { found, at }: { readonly found: Found; readonly at: At },
): Found {
  const { name, typeArguments } = step;
  const place = typeArguments === undefined ? at : { ...at, arity: typeArguments.length };
  const taken = ofArity(resolver, memberOrAdded(resolver, name, { found, at }), place);
  return withTier(found, applied(resolver, taken, { typeArguments, at }));
}

/** What calls give that are the only way to read a place. */
function read(resolver: Resolver, found: Found): Found {
  const given = found.values.map((value) => {
    const held = resolver.dereference(exactly(value));
    return held.values.length === 1 && held.values[0] === value ? resolver.result(value) : held;
  });
  return withTier(found, unite(given));
}

/** Of overloads the one that takes the arguments, where they tell. */
function called(
  resolver: Resolver,
  found: Found,
  { step, at }: { readonly step: Step & { readonly kind: "call" }; readonly at: At },
): Found {
  const given = step.arguments ?? [];
  const overloads = found.values.flatMap((value) => (value.kind === "entity" ? [value.entity] : []));
  if (overloads.length < 2 || overloads.length < found.values.length) return found;
  const site = { argumentCount: given.length, arguments: given };
  const chosen = chooseOverload(resolver, overloads, { site, at });
  if (chosen.length === 0) return found;
  return { ...found, values: found.values.filter((one) => one.kind === "entity" && chosen.includes(one.entity)) };
}

function withBack(result: Found, back: Found): Found {
  return back.values.length === 0 ? result : unite([result, back]);
}

function withTier(from: Found, to: Found): Found {
  return from.tier === "inferred" ? asInferred(to) : to;
}

function takeOne(
  resolver: Resolver,
  step: PlainStep,
  { value, given, at }: { readonly value: Value; readonly given: readonly Found[]; readonly at: At },
): Found {
  switch (step.kind) {
    case "call":
      return withBack(resolver.result(value, given), givenBack(resolver, value, { step, at }));
    case "new":
      return constructed(resolver, value, given);
    case "index":
      return indexed(resolver, value, step);
    case "deref":
      return resolver.rulesOf(at.file).pointedTo?.(resolver, value) ?? exactly(value);
    default:
      return awaited(value);
  }
}

/** What `new X` makes. */
function constructed(resolver: Resolver, value: Value, given: readonly Found[] = []): Found {
  switch (value.kind) {
    case "entity":
      if (isConstructor(value.entity)) return resolver.result(value);
      if (isClassLike(value.entity) || isFunctionLike(value.entity))
        return exactly(instanceOf(value.entity, value.arguments));
      return constructedFrom(resolver, value);
    case "external":
      return handedOn(resolver, value, given) ?? exactly({ ...withoutContents(value), instance: true });
    case "variable":
      return constructedFrom(resolver, value);
    case "module":
      return unite(resolver.whole(value).values.map((one) => constructed(resolver, one)));
    default:
      return NOTHING;
  }
}

function constructedFrom(resolver: Resolver, place: Value): Found {
  const held = resolver.dereference(exactly(place));
  const types = held.values.filter((value) => value.kind === "external" || isConstructible(value));
  return withTier(held, unite(types.map((value) => constructed(resolver, value))));
}

function isConstructible(value: Value): boolean {
  return value.kind === "entity" && (isClassLike(value.entity) || isFunctionLike(value.entity));
}
