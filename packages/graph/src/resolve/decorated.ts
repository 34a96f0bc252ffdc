/**
 * What a decorated name stands for: what its decorators give, the last one first. `@dec def f()` is what `dec(f)` returns.
 * Of a wrapper that says it stands for the function (`functools.wraps`), or about which nothing is known, the function is meant.
 */
import type { Expression } from "../facts.ts";
import { declaringScope, outerScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import {
  asInferred,
  type At,
  type Entity,
  type EntityValue,
  entityValue,
  exactly,
  type Found,
  instanceOf,
  isClassLike,
  isFunctionLike,
  NOTHING,
  unite,
  type Value,
} from "./values.ts";

/** Everything that is called as it is, and decorated functions as what they became. */
export function decorated(resolver: Resolver, found: Found): Found {
  if (!found.values.some((value) => isDecorated(resolver, value))) return found;
  const all = found.values.map((value) => (isDecorated(resolver, value) ? valueOf(resolver, value) : exactly(value)));
  const united = unite(all);
  return found.tier === "inferred" ? asInferred(united) : united;
}

function isDecorated(resolver: Resolver, value: Value): value is EntityValue {
  if (value.kind !== "entity" || value.isBare === true || value.entity.facts.decorators.length === 0) return false;
  const { entity } = value;
  return (isFunctionLike(entity) || isClassLike(entity)) && resolver.rulesOf(entity.file).decoratorsRun;
}

function valueOf(resolver: Resolver, value: EntityValue): Found {
  const { entity, receiver } = value;
  const made = resolver.once(entity.facts.decorators, () => {
    const steps = decorations(resolver, entity);
    const last = steps.at(-1)?.gives ?? NOTHING;
    return steps.every(({ reaches }) => reaches) ? unite([last, bare(entity)]) : last;
  });
  const all = made.values.length === 0 ? bare(entity) : made;
  return { ...all, values: all.values.map((one) => withReceiver(one, receiver)) };
}

function bare(entity: Entity): Found {
  return exactly({ kind: "entity", entity, receiver: undefined, isBare: true });
}

/** A wrapper is a member of the type whose method it wraps. */
function withReceiver(value: Value, receiver: Value | undefined): Value {
  return value.kind === "entity" && value.receiver === undefined ? { ...value, receiver } : value;
}

/** A decorator with what it is given and what it makes of that. */
export interface Decoration {
  readonly decorator: Found;
  readonly takes: Found;
  readonly gives: Found;
  /** Calling what it gives calls what it was given. */
  readonly reaches: boolean;
}

/** In the order in which they run. */
export function decorations(resolver: Resolver, entity: Entity): readonly Decoration[] {
  const at: At = { file: entity.file, scope: declaringScope(entity) };
  const steps: Decoration[] = [];
  let takes = bare(entity);
  for (const expression of entity.facts.decorators.toReversed()) {
    const decorator = resolver.dereference(resolver.evaluate(expression, at));
    const made = decorator.values.map((one) => given(resolver, one, takes));
    const gives = made.length === 0 ? takes : asInferred(unite(made.map((one) => one.gives)));
    steps.push({ decorator, takes, gives, reaches: made.every(({ reaches }) => reaches) });
    takes = gives;
  }
  return steps;
}

type Made = Pick<Decoration, "gives" | "reaches">;

/** What calling a decorator with something gives; what is decorated itself, where that is not known. */
function given(resolver: Resolver, decorator: Value, takes: Found): Made {
  if (decorator.kind === "instance") {
    const { callMember } = resolver.rulesOf(decorator.entity.file);
    const callers = callMember === undefined ? NOTHING : resolver.member(decorator, callMember);
    const [first] = callers.values;
    return first === undefined || first.kind === "instance" ? same(takes) : given(resolver, first, takes);
  }
  if (decorator.kind !== "entity") return same(takes);
  const { entity } = decorator;
  if (isClassLike(entity)) return madeBy(resolver, entity, takes);
  return isFunctionLike(entity) && entity.facts.returns === undefined
    ? returnedBy(resolver, entity, takes)
    : same(takes);
}

function same(takes: Found): Made {
  return { gives: takes, reaches: true };
}

/** An instance that can be called takes the place of the function. */
function madeBy(resolver: Resolver, type: Entity, takes: Found): Made {
  const { callMember } = resolver.rulesOf(type.file);
  const instance = instanceOf(type);
  const callers = callMember === undefined ? [] : resolver.member(instance, callMember).values;
  return callers.some((one) => one.kind === "entity") ? { gives: exactly(instance), reaches: false } : same(takes);
}

function returnedBy(resolver: Resolver, decorator: Entity, takes: Found): Made {
  const { file, facts, bodyScope } = decorator;
  const at: At = { file, scope: Math.max(0, bodyScope) };
  const made = (facts.returnValues ?? []).flatMap((value): readonly Made[] => {
    if (isParameter(decorator, value)) return [same(takes)];
    return resolver.dereference(resolver.evaluate(value, at)).values.flatMap((one) => {
      return one.kind === "entity" && isWrapper(one.entity, decorator)
        ? [wrapped(resolver, one.entity, { decorator, takes })]
        : [];
    });
  });
  if (made.length === 0) return same(takes);
  return { gives: unite(made.map(({ gives }) => gives)), reaches: made.some(({ reaches }) => reaches) };
}

function isParameter({ facts }: Entity, value: Expression): boolean {
  return value.kind === "name" && facts.parameters.some(({ name }) => name === value.name);
}

/** A function or type that the decorator makes anew each time it runs. */
function isWrapper({ parent, facts }: Entity, decorator: Entity): boolean {
  return parent === decorator && facts.name !== "";
}

function wrapped(
  resolver: Resolver,
  wrapper: Entity,
  { decorator, takes }: { readonly decorator: Entity; readonly takes: Found },
): Made {
  if (wrapper.facts.decorators.some(saysItWraps)) return same(takes);
  const itself = exactly(entityValue(wrapper));
  const used = resolver.once(wrapper.members, () => (usesParameter(wrapper, decorator) ? itself : NOTHING));
  return { gives: itself, reaches: used.values.length > 0 };
}

/** `@functools.wraps(fn)`, under whatever name it is imported with its own. */
function saysItWraps(decorator: Expression): boolean {
  const callee = decorator.kind === "call" ? decorator.of : decorator;
  return (callee.kind === "name" || callee.kind === "member") && callee.name === "wraps";
}

/** A parameter of the decorator is called in the wrapper, or handed on. */
function usesParameter({ file, bodyScope }: Entity, { facts }: Entity): boolean {
  const names = new Set(facts.parameters.map(({ name }) => name));
  const isInside = (scope: number): boolean => {
    for (let at = scope; at >= 0; at = outerScope(file, at)) if (at === bodyScope) return true;
    return false;
  };
  return file.facts.sites.some(({ scope, target, arguments: given }) => {
    const isMeant = startsWith(names, target) || given?.some((one) => startsWith(names, one)) === true;
    return isMeant && isInside(scope);
  });
}

function startsWith(names: ReadonlySet<string>, expression: Expression): boolean {
  let at = expression;
  while ("of" in at || at.kind === "named" || at.kind === "spread") at = "of" in at ? at.of : at.value;
  return at.kind === "name" && names.has(at.name);
}
