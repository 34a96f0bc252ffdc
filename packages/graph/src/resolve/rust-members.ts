/** Members of Rust's types: blocks for forms of one type, what is derived, dereferenced to, or given by traits of outside types. */
import type { TypeExpression } from "../facts.ts";
import { declaringScope, entityAt } from "./project.ts";
import type { Resolver } from "./rules.ts";
import type { Impls } from "./rust-impls.ts";
import { isIteratorMember, typeName } from "./rust-library.ts";
import { outside } from "./rust-names.ts";
import {
  asInferred,
  type At,
  type Entity,
  entityValue,
  exactly,
  extensionAround,
  type External,
  type Found,
  instanceOf,
  isClassLike,
  isFunctionLike,
  NOTHING,
  type Value,
} from "./values.ts";

/** In an impl block `self` is what the block is about, with the block's own type parameters. */
export function thisAt(resolver: Resolver, at: At): Found | undefined {
  const inside = functionAround(at);
  const impl = inside && extensionAround(inside);
  if (impl?.facts.receiver === undefined) return undefined;
  const { file } = impl;
  const found = resolver.once(impl.facts.receiver, () =>
    resolver.typed(impl.facts.receiver?.type ?? NO_TYPE, { file, scope: declaringScope(impl), owner: impl }),
  );
  return found.values.length > 0 ? found : undefined;
}

const NO_TYPE: TypeExpression = { of: { kind: "other" }, arguments: [], or: [] };

/** The function of a block or trait around a place; functions inside of functions have no `self`. */
function functionAround({ file, scope }: At): Entity | undefined {
  const entity = entityAt(file, scope);
  return entity !== undefined && isFunctionLike(entity) ? entity : undefined;
}

/** Macros are named apart, and only types and modules stand before `::`. */
export function isMeant(entity: Entity, isQualifier: boolean): boolean {
  if (entity.facts.kind === "Macro") return false;
  return !isQualifier || isClassLike(entity) || entity.facts.kind === "Module";
}

/** For each type: methods are called and fields are not; inherent ones win over those of traits. */
export function chosenMembers(
  members: readonly Entity[],
  { at, isCalled }: { readonly at: At; readonly isCalled: boolean },
): readonly Entity[] {
  const functions = members.filter(isFunctionLike);
  const others = members.filter((one) => !isFunctionLike(one));
  const fitting = functions.length === 0 || others.length === 0 ? members : isCalled ? functions : others;
  const byType = Map.groupBy(fitting, ({ parent }) => parent);
  return [...byType.values()].flatMap((alike) => (alike.length < 2 ? alike : chosenOfType(alike, at)));
}

/** Of blocks for several forms of the type the one around the place is meant, and of blocks with conditions the first. */
function chosenOfType(members: readonly Entity[], at: At): readonly Entity[] {
  const inherent = members.filter((one) => (extensionAround(one)?.facts.bases.length ?? 0) === 0);
  const candidates = inherent.length > 0 ? inherent : members;
  const inside = functionAround(at);
  const block = inside && extensionAround(inside);
  const beside = candidates.filter((one) => block !== undefined && extensionAround(one) === block);
  if (beside.length > 0) return beside.slice(0, 1);
  const blocks = new Set(candidates.map((one) => extensionAround(one)?.facts.signature));
  const isOne = blocks.size === 1 || candidates.every(({ facts }) => facts.kind === "Type");
  return isOne ? candidates.slice(0, 1) : [];
}

/** Traits of the repository for outside types: what a block writes comes before what its trait has. */
export function memberOfOutside(state: Impls, value: External, name: string): Found | undefined {
  const type = typeName(value);
  for (const holder of [...(state.ofOutside.get(type) ?? []), ...(state.traitsOfOutside.get(type) ?? [])]) {
    const own = holder.children.get(name);
    if (own !== undefined && own.length > 0) return exactly(...own.map((one) => entityValue(one, value)));
  }
  // Whether the type meets the bounds of a block for all types is not looked at.
  const [first] = state.ofAll.flatMap((holder) => holder.children.get(name) ?? []);
  return first === undefined ? undefined : asInferred(exactly(entityValue(first, value)));
}

/** What a type has without writing it: what it derives, what it dereferences to, what iterating over it gives. */
export function memberBesides(resolver: Resolver, receiver: Value, name: string): Found {
  if (receiver.kind === "entity") {
    if (name.startsWith("|")) return passedTo(resolver, receiver.entity, name);
    const makes = name === "default" && isClassLike(receiver.entity);
    return makes ? exactly(holding("Default.default", exactly(instanceOf(receiver.entity)))) : NOTHING;
  }
  if (receiver.kind !== "instance") return NOTHING;
  const { entity } = receiver;
  const target = associated(resolver, entity, "Target");
  if (target.values.length > 0) {
    const found = target.values.map((one) => resolver.member(one, name)).find(({ values }) => values.length > 0);
    if (found !== undefined) return found;
  }
  if (isIteratorMember(name) && isIterator(resolver, entity))
    return exactly(holding(`Iterator.${name}`, associated(resolver, entity, "Item")));
  return name === "clone" || name === "to_owned" ? exactly(holding(`Clone.${name}`, exactly(receiver))) : NOTHING;
}

function holding(symbol: string, held: Found): External {
  return { ...outside("std", symbol), arguments: [held] };
}

/** The parameters of a closure, by the type of the parameter that takes it. */
function passedTo(resolver: Resolver, entity: Entity, name: string): Found {
  const [argument = 0, parameter = 0] = name.slice(1).split(".").map(Number);
  const written = entity.facts.parameters[argument];
  if (written?.type === undefined || !isFunctionLike(entity)) return NOTHING;
  const { file } = entity;
  const taken = resolver.typed(written.type, { file, scope: declaringScope(entity), owner: entity });
  for (const value of [...taken.values, ...bounds(resolver, taken)]) {
    if (value.kind === "external" && typeName(value) === "fn") return value.arguments[parameter + 1] ?? NOTHING;
  }
  return NOTHING;
}

function bounds(resolver: Resolver, found: Found): readonly Value[] {
  return found.values.flatMap((value) => {
    if (value.kind !== "type-parameter") return [];
    const { owner, index } = value;
    const bound = owner.facts.typeParameters?.[index]?.bound;
    if (bound === undefined) return [];
    return resolver.typed(bound, { file: owner.file, scope: declaringScope(owner), owner }).values;
  });
}

/** The type that an impl block gives a name: `type Item = …`. */
function associated(resolver: Resolver, entity: Entity, name: string): Found {
  resolver.dependencies.read(name);
  const [first] = (entity.children.get(name) ?? []).filter(
    ({ facts }) => facts.kind === "Type" && facts.type !== undefined,
  );
  return first === undefined ? NOTHING : resolver.aliased(first);
}

function isIterator(resolver: Resolver, entity: Entity): boolean {
  return resolver.ancestors(entity).some((one) => one.kind === "external" && typeName(one).endsWith("Iterator"));
}
