/** Members of Rust's types: blocks for forms of one type, what is derived, dereferenced to, or given by traits of outside types. */
import type { TypeExpression } from "../facts.ts";
import type { AmongMembers } from "./asked.ts";
import { declaringScope, entityAt } from "./project.ts";
import type { Resolver } from "./rules.ts";
import type { Impls } from "./rust-impls.ts";
import { isIteratorMember, typeName } from "./rust-library.ts";
import { outside } from "./rust-names.ts";
import { DEREFERENCED } from "./rust-plain-types.ts";
import {
  asInferred,
  type At,
  type Entity,
  type EntityValue,
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
export function chosenMembers(resolver: Resolver, { members, at, isCalled }: AmongMembers): readonly Entity[] {
  const functions = members.filter(({ entity }) => isFunctionLike(entity));
  const others = members.filter(({ entity }) => !isFunctionLike(entity));
  const fitting = functions.length === 0 || others.length === 0 ? members : isCalled ? functions : others;
  const byType = Map.groupBy(fitting, ({ entity }) => entity.parent);
  return [...byType.values()].flatMap((alike) =>
    alike.length < 2 ? alike.map(({ entity }) => entity) : chosenOfType(resolver, alike, at),
  );
}

/** Of blocks for several forms of the type the one around the place is meant, or the form's own, and of blocks with conditions the first. */
function chosenOfType(resolver: Resolver, members: readonly EntityValue[], at: At): readonly Entity[] {
  const inherent = members.filter(({ entity }) => (extensionAround(entity)?.facts.bases.length ?? 0) === 0);
  const candidates = inherent.length > 0 ? inherent : members;
  const inside = functionAround(at);
  const block = inside && extensionAround(inside);
  const beside = candidates.filter(({ entity }) => block !== undefined && extensionAround(entity) === block);
  if (beside.length > 0) return beside.slice(0, 1).map(({ entity }) => entity);
  const formed = candidates.filter((one) => isOfForm(resolver, one)).map(({ entity }) => entity);
  const blocks = new Set(formed.map((one) => extensionAround(one)?.facts.signature));
  const isOne = blocks.size === 1 || formed.every(({ facts }) => facts.kind === "Type");
  return isOne ? formed.slice(0, 1) : [];
}

/** False if the member's block is about another form of the receiver's type: `impl Door<Open>`. */
function isOfForm(resolver: Resolver, { entity, receiver }: EntityValue): boolean {
  const block = extensionAround(entity);
  if (block?.facts.receiver === undefined || receiver?.kind !== "instance") return true;
  const { type } = block.facts.receiver;
  const at: At = { file: block.file, scope: declaringScope(block), owner: block };
  const [about] = resolver.typed(type, at).values;
  if (about?.kind !== "instance" || about.entity !== receiver.entity) return true;
  return about.arguments.every((wanted, index) => canBe(wanted, receiver.arguments[index] ?? NOTHING));
}

/** As far as both are known. */
function canBe(wanted: Found, given: Found): boolean {
  const [[one, ...moreWanted], [other, ...moreGiven]] = [wanted.values, given.values];
  if (one === undefined || other === undefined || moreWanted.length + moreGiven.length > 0) return true;
  if (one.kind === "type-parameter" || other.kind === "type-parameter") return true;
  if (one.kind === "instance") return other.kind === "instance" && one.entity === other.entity;
  return one.kind !== "external" || (other.kind === "external" && typeName(one) === typeName(other));
}

interface Asked {
  readonly value: Value;
  readonly name: string;
}

/** Traits of the repository for outside types: what a block writes comes before what its trait has. */
export function memberOfOutside(state: Impls, value: External, name: string): Found | undefined {
  const own = typeName(value);
  const types = [own, DEREFERENCED.get(own) ?? ""];
  const traits = types.flatMap((type) => state.traitsOfOutside.get(type) ?? []);
  for (const holder of [...types.flatMap((type) => state.ofOutside.get(type) ?? []), ...traits]) {
    const found = holder.children.get(name);
    if (found !== undefined && found.length > 0) return exactly(...found.map((one) => entityValue(one, value)));
  }
  const given = memberOfAll(state, { value, name }, traits);
  return given.values.length === 0 ? undefined : given;
}

/**
 * What blocks for all types give to one that has these traits of the repository. Whether it has the outside traits that a
 * block asks for is not looked at.
 */
function memberOfAll(state: Impls, { value, name }: Asked, traits: readonly Entity[]): Found {
  for (const { block, trait, bounds } of state.ofAll) {
    const [first] = block.children.get(name) ?? trait?.children.get(name) ?? [];
    if (first !== undefined && bounds.every((one) => traits.includes(one)))
      return asInferred(exactly(entityValue(first, value)));
  }
  return NOTHING;
}

/** What a type has without writing it: what it derives, what it dereferences to, what iterating over it gives. */
export function memberBesides(resolver: Resolver, state: Impls, { value, name }: Asked): Found {
  const own = memberWithin(resolver, value, name);
  const isType = value.kind === "instance" || (value.kind === "entity" && isClassLike(value.entity));
  if (!isType || own.values.length > 0 || state.ofAll.length === 0) return own;
  const above = resolver.ancestors(value.entity).flatMap((one) => (one.kind === "instance" ? [one.entity] : []));
  return memberOfAll(state, { value, name }, above);
}

function memberWithin(resolver: Resolver, receiver: Value, name: string): Found {
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
