/** What `this` and `super` stand for at a place. */
import { THIS } from "./asked.ts";
import { entityAt, freeFunctionAt, holderOf, isArrow, outerScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import {
  type At,
  type Entity,
  entityValue,
  exactly,
  type Found,
  instanceOf,
  isClassLike,
  isVariableLike,
  NOTHING,
  type Value,
  type Variable,
} from "./values.ts";

/** `this` as a scope inside of the type binds it: the receiver of an extension or of a lambda. */
function boundThis({ file, scope }: At): Variable | undefined {
  for (let at = scope; at >= 0; at = outerScope(file, at)) {
    const bound = file.names[at]?.get("this")?.variable;
    if (bound !== undefined) return bound;
    const entity = file.entities[file.facts.scopes[at]?.definition ?? -1];
    if (entity !== undefined && isClassLike(entity)) return undefined;
  }
  return undefined;
}

/** The type or object around a place, which may stand in another file. */
export function heldAround(resolver: Resolver, { file, scope }: At): Entity | undefined {
  const nearest = holderOf(file, scope);
  const holder = nearest && (aroundField(nearest, entityAt(file, scope)) ?? nearest);
  if (holder === undefined) return undefined;
  resolver.dependencies.read(holder.facts.name);
  resolver.dependencies.met(holder.file.path);
  return holder;
}

/** JavaScript: the type around `handlers = { cancel: () => this.abort() }`. */
function aroundField(field: Entity, inside: Entity | undefined): Entity | undefined {
  const { parent, facts } = field;
  if (facts.kind !== "Field" || parent === undefined || !isClassLike(parent)) return undefined;
  return inside?.parent === field && inside.facts.kind === "Method" && isArrow(inside) ? parent : undefined;
}

/** What `this` denotes at a place: what a scope binds, what callers say, or else the type or object around. */
export function thisAt(resolver: Resolver, at: At): Found {
  const { file, scope } = at;
  const bound = boundThis(at);
  if (bound !== undefined) return exactly({ kind: "variable", variable: bound });
  const written = resolver.rulesOf(file).thisAt?.(resolver, at);
  if (written !== undefined) return written;
  const given = thisGiven(resolver, at);
  if (given.values.length > 0) return given;
  const holder = heldAround(resolver, at);
  return holder === undefined ? NOTHING : exactly(thisValue(resolver, holder, entityAt(file, scope)));
}

/** What those who call a function make its `this`, where nothing else says what it is. */
function thisGiven(resolver: Resolver, { file, scope }: At): Found {
  if (resolver.rulesOf(file).bindingMembers.size === 0) return NOTHING;
  const owner = freeFunctionAt(file, scope);
  return owner === undefined ? NOTHING : resolver.passed(owner, THIS);
}

function thisValue(resolver: Resolver, holder: Entity, inside: Entity | undefined): Value {
  const isInBody = inside === holder && resolver.rulesOf(holder.file).typesAreObjects;
  const isStatic = isInBody || (inside?.parent === holder && inside.facts.modifiers.includes("static"));
  return isStatic || isVariableLike(holder) ? entityValue(holder) : instanceOf(holder);
}
