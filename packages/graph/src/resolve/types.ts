/** Written types, and the order in which a type and its bases are searched. */
import type { TypeExpression } from "../facts.ts";
import { partsOf } from "./parts.ts";
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { substitute } from "./substitute.ts";
import {
  type Ancestor,
  asInferred,
  type At,
  type Entity,
  entityValue,
  exactly,
  type External,
  type Found,
  type Instance,
  instanceOf,
  isClassLike,
  isFunctionLike,
  type Module,
  NOTHING,
  unite,
  type Value,
} from "./values.ts";

/** Type arguments inside of type arguments, beyond which nothing is kept. */
const MAX_NESTING = 4;

/** A union of several types is a choice that nobody has made yet, so what follows from it is inferred. */
export function typed(resolver: Resolver, type: TypeExpression, at: At): Found {
  return typedNested(resolver, type, { at, nesting: 0 });
}

interface Nested {
  readonly at: At;
  readonly nesting: number;
}

function typedNested(resolver: Resolver, type: TypeExpression, nested: Nested): Found {
  if (nested.nesting > MAX_NESTING) return NOTHING;
  const one = typedOne(resolver, type, nested);
  if (type.or.length === 0) return one;
  const deeper = { at: nested.at, nesting: nested.nesting + 1 };
  const all = unite([one, ...type.or.map((member) => typedNested(resolver, member, deeper))]);
  return all.values.length > 1 ? asInferred(all) : all;
}

function typedOne(resolver: Resolver, type: TypeExpression, nested: Nested): Found {
  if (type.of.kind === "this") return exactly({ kind: "self" });
  if (type.isValue === true) return resolver.dereference(resolver.evaluate(type.of, nested.at));
  const named = resolver.evaluate(type.of, { ...nested.at, isType: true, arity: type.arguments.length });
  if (named.values.length === 0) return NOTHING;
  const deeper = { at: nested.at, nesting: nested.nesting + 1 };
  const typeArguments = type.arguments.map((argument) => typedNested(resolver, argument, deeper));
  const found = unite(named.values.map((value) => instances(resolver, value, typeArguments)));
  return named.tier === "inferred" ? asInferred(found) : found;
}

/** The instances of what a type name denotes. */
function instances(resolver: Resolver, value: Value, typeArguments: readonly Found[]): Found {
  switch (value.kind) {
    case "entity":
      return instancesOfEntity(resolver, value.entity, typeArguments);
    case "external":
      return instancesOutside(resolver, value, typeArguments);
    case "type-parameter":
    case "self":
      return exactly(value);
    case "variable":
      return instancesHeld(resolver, value, typeArguments);
    case "module":
      return instancesExported(resolver, value, typeArguments);
    default:
      return NOTHING;
  }
}

function instancesOfEntity(resolver: Resolver, entity: Entity, typeArguments: readonly Found[]): Found {
  const { facts } = entity;
  if (facts.kind === "Type" && facts.type !== undefined && entity.children.size === 0) {
    if (resolver.rulesOf(entity.file).aliasesAreTypes) return exactly(instanceOf(entity, typeArguments));
    const aliased = resolver.aliased(entity);
    return substitute(aliased, { owner: entity, arguments: typeArguments, self: undefined });
  }
  if (isClassLike(entity)) return exactly(instanceOf(entity, withDefaults(resolver, entity, typeArguments)));
  if (isFunctionLike(entity)) return NOTHING;
  return instancesHeld(resolver, entityValue(entity), typeArguments);
}

/** Parameters for which nothing is given stand for what they are said to be otherwise. */
function withDefaults(resolver: Resolver, entity: Entity, given: readonly Found[]): readonly Found[] {
  const { facts, file } = entity;
  const missing = facts.typeParameters?.slice(given.length) ?? [];
  if (!missing.some(({ otherwise }) => otherwise !== undefined)) return given;
  const at: At = { file, scope: declaringScope(entity), owner: entity };
  const filled = [...given];
  for (const { otherwise } of missing) {
    const found = otherwise === undefined ? NOTHING : resolver.typed(otherwise, at);
    filled.push(substitute(found, { owner: entity, arguments: filled, self: undefined }));
  }
  return filled;
}

/** `Alias = Base`: a place that holds a type; a type parameter is bound like a variable of the type that limits it. */
function instancesHeld(resolver: Resolver, place: Value, typeArguments: readonly Found[]): Found {
  const held = resolver.dereference(exactly(place));
  const found = unite(
    held.values.map((value) => {
      if (value.kind === "instance" || value.kind === "type-parameter") return exactly(value);
      const isType = value.kind === "external" || (value.kind === "entity" && isClassLike(value.entity));
      return isType ? instances(resolver, value, typeArguments) : NOTHING;
    }),
  );
  return held.tier === "inferred" ? asInferred(found) : found;
}

/** `import Foo = require("./foo")`: the file's one export is a type. */
function instancesExported(resolver: Resolver, module: Module, typeArguments: readonly Found[]): Found {
  const types = resolver
    .whole(module)
    .values.filter((value) => (value.kind === "external" ? value.contents === undefined : value.kind === "entity"));
  return unite(types.map((type) => instances(resolver, type, typeArguments)));
}

function instancesOutside(resolver: Resolver, value: External, typeArguments: readonly Found[]): Found {
  const rules = resolver.rulesOfFamily(value.family);
  const name = value.symbol.slice(value.symbol.lastIndexOf(".") + 1);
  if (rules.unknownTypes.has(name)) return NOTHING;
  if (rules.selfTypes.has(name)) return exactly({ kind: "self" });
  if (rules.transparentTypes.has(name)) {
    const inside = unite(typeArguments);
    return inside.values.length > 1 ? asInferred(inside) : inside;
  }
  if (value.instance) return exactly(value);
  return (
    rules.outsideType?.(resolver, value, typeArguments) ??
    exactly({ ...value, instance: true, arguments: typeArguments })
  );
}

/** What an alias stands for. */
export function aliased(resolver: Resolver, entity: Entity): Found {
  const { facts, file } = entity;
  const { type } = facts;
  if (type === undefined || facts.kind !== "Type") return NOTHING;
  return resolver.once(entity, () => resolver.typed(type, { file, scope: declaringScope(entity), owner: entity }));
}

/** Names for names for names are followed, each once, so that two types that name each other end. */
export function underlying(resolver: Resolver, value: Instance): Found {
  const seen = new Set<Entity>();
  const queue: Instance[] = [value];
  const values: Value[] = [];
  for (const one of queue) {
    if (seen.has(one.entity)) continue;
    seen.add(one.entity);
    for (const inner of substitute(resolver.aliased(one.entity), resolver.substitution(one.entity, one)).values) {
      if (inner.kind === "instance" && inner.entity.facts.kind === "Type") queue.push(inner);
      values.push(inner);
    }
  }
  return unite([exactly(...values)]);
}

/** More bases than any hierarchy has; the rest is not searched. */
const MAX_ANCESTORS = 500;
/** Bases that are looked up in the bases of others (`class A extends B.Inner`), beyond which none is. */
const MAX_HIERARCHY_DEPTH = 40;

/**
 * Makes the function that orders a type and its bases: each type before its bases, left before right, what is shared last.
 * It equals the C3 order wherever that exists and keeps to it in cycles, at a cost that is linear in the number of bases.
 */
export function createAncestors(resolver: Resolver): (entity: Entity) => readonly Ancestor[] {
  const known = new Map<Entity, readonly Ancestor[]>();
  let depth = 0;
  return (part) => {
    const entity = part.definedBy ?? part;
    const before = known.get(entity);
    if (before !== undefined) {
      resolver.dependencies.used(entity);
      return before;
    }
    const alone: readonly Ancestor[] = [instanceOf(entity)];
    if (depth === MAX_HIERARCHY_DEPTH) return alone;
    known.set(entity, alone);
    depth++;
    let order = alone;
    resolver.dependencies.shared(entity, () =>
      resolver.budget.within(() => {
        if (entity.bases.length + partsOf(resolver, entity).length > 0) order = linearize(resolver, entity);
      }),
    );
    depth--;
    known.set(entity, order);
    return order;
  };
}

function linearize(resolver: Resolver, entity: Entity): readonly Ancestor[] {
  const finished: Ancestor[] = [];
  const seen = new Set<Entity | string>();
  const stack: { ancestor: Ancestor; isExpanded: boolean }[] = [{ ancestor: instanceOf(entity), isExpanded: false }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (top.isExpanded || seen.size > MAX_ANCESTORS) {
      stack.pop();
      if (top.isExpanded) finished.push(top.ancestor);
      continue;
    }
    const { ancestor } = top;
    const key = ancestor.kind === "instance" ? ancestor.entity : `${ancestor.package} ${ancestor.symbol}`;
    if (seen.has(key)) {
      stack.pop();
      continue;
    }
    seen.add(key);
    top.isExpanded = true;
    for (const base of directBases(resolver, ancestor)) stack.push({ ancestor: base, isExpanded: false });
  }
  return finished.reverse();
}

/** Nothing that is not known already can be a member of it. */
function isClosed(resolver: Resolver, { family, package: name, symbol }: External): boolean {
  const { builtinPackage, closedTypes } = resolver.rulesOfFamily(family);
  return name === builtinPackage && closedTypes.has(symbol);
}

/** Left to right, which is right to left once they come off the stack. */
function directBases(resolver: Resolver, ancestor: Ancestor): readonly Ancestor[] {
  if (ancestor.kind === "external") return [];
  const { entity } = ancestor;
  const parts = partsOf(resolver, entity).filter((part) => part !== entity);
  const bases: Ancestor[] = parts.map((part) => instanceOf(part));
  for (const { base, at } of entity.bases) {
    if (base.kind === "lends") continue;
    const found = resolver.typed(base.type, at);
    const filled = substitute(found, { owner: entity, arguments: ancestor.arguments, self: undefined });
    for (const value of filled.values) {
      if (value.kind === "instance" || (value.kind === "external" && !isClosed(resolver, value))) bases.push(value);
    }
  }
  return bases;
}
