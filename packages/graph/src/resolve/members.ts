/** Members of values, and what calls give. */
import type { Expression } from "../facts.ts";
import { generated } from "./container-library.ts";
import { namedIn, underKey } from "./containers.ts";
import { noted } from "./noted.ts";
import { resultOutside } from "./outside-results.ts";
import { inheritedResult } from "./overrides.ts";
import { isOpen } from "./parameters.ts";
import { asWholes, isOnSide, isSingleton, memberOfTypeItself } from "./parts.ts";
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { substitute } from "./substitute.ts";
import { ownSubstitution } from "./type-arguments.ts";
import {
  type Ancestor,
  asInferred,
  type At,
  type Entity,
  type EntityValue,
  entityValue,
  exactly,
  type External,
  type Found,
  type Instance,
  instanceOf,
  isClassLike,
  isConstructor,
  isFunctionLike,
  isGuess,
  isProperty,
  NOTHING,
  unite,
  type Value,
  symbolOf,
} from "./values.ts";

/** Empty if the value has no such member, or if nothing is known of its members. */
export function member(resolver: Resolver, value: Value, name: string): Found {
  resolver.dependencies.read(name);
  return noted(resolver, asWholes(resolver, memberOf(resolver, value, name)));
}

function memberOf(resolver: Resolver, value: Value, name: string): Found {
  switch (value.kind) {
    case "entity":
      return memberOfEntity(resolver, value, name);
    case "instance":
      return memberOfInstance(resolver, value, name);
    case "super": {
      const above = resolver.ancestors(value.entity).slice(1);
      return memberAmong(resolver, above, { name, receiver: instanceOf(value.entity) });
    }
    case "module":
      return memberOfModule(resolver, value, name);
    case "package": {
      const offered = exactly(...resolver.exported(value, name));
      return isGuess(value) ? asInferred(offered) : offered;
    }
    case "external":
      return (
        memberInside(resolver, value, name) ??
        resolver.rulesOfFamily(value.family).outsideMember?.(value, name) ??
        exactly(symbolOf(value, name))
      );
    case "type-parameter":
      return memberOfBound(resolver, value, name);
    default:
      return NOTHING;
  }
}

/** A member that is a key of an object without a type; undefined for all other objects. */
function memberInside(resolver: Resolver, value: External, name: string): Found | undefined {
  const { containers, root, literal } = resolver.rulesOfFamily(value.family);
  const { contents } = value;
  if (contents === undefined || !value.instance || containers?.keysAreMembers !== true) return undefined;
  // A type of the library has members of its own, whatever else it holds.
  const isPlain = value.symbol === literal("map");
  const found = isPlain ? underKey(resolver, contents, name) : namedIn(resolver, contents, name);
  if (found.values.length > 0) return found;
  return isPlain && !root.members.has(name) ? NOTHING : undefined;
}

function memberOfModule(resolver: Resolver, module: Value & { readonly kind: "module" }, name: string): Found {
  const values = resolver.exported(module, name);
  if (values.length > 0) return { values, tier: values.length > 1 ? "inferred" : "exact" };
  return unite(resolver.whole(module).values.map((one) => resolver.member(one, name)));
}

/** Bounds that are type parameters themselves (`U extends T`) are followed this far; `T extends T` never ends. */
const MAX_BOUNDS = 8;

/** Members of what limits a type parameter. */
function memberOfBound(resolver: Resolver, value: TypeParameterValue, name: string): Found {
  let parameters: readonly TypeParameterValue[] = [value];
  const limits: Value[] = [];
  for (let step = 0; step < MAX_BOUNDS && parameters.length > 0; step++) {
    const bounds = unite(parameters.map((one) => boundOf(resolver, one)));
    limits.push(...bounds.values.filter(({ kind }) => kind !== "type-parameter"));
    parameters = bounds.values.filter((one) => one.kind === "type-parameter");
  }
  const found = unite(limits.map((one) => resolver.member(one, name)));
  const ours = found.values.filter((one) => one.kind !== "external");
  // Of an outside type nothing is known but that it may have the member.
  return ours.length > 0 ? { ...found, values: ours } : found;
}

type TypeParameterValue = Value & { readonly kind: "type-parameter" };

function boundOf(resolver: Resolver, { owner, index }: TypeParameterValue): Found {
  const bound = owner.facts.typeParameters?.[index]?.bound;
  return bound === undefined
    ? NOTHING
    : resolver.typed(bound, { file: owner.file, scope: declaringScope(owner), owner });
}

interface Wanted {
  readonly name: string;
  readonly receiver: Value;
}

function memberOfEntity(resolver: Resolver, value: EntityValue, name: string): Found {
  const { entity } = value;
  if (
    name === resolver.rulesOf(entity.file).containers?.prototypeMember &&
    (isClassLike(entity) || isFunctionLike(entity))
  )
    return exactly(instanceOf(entity));
  if (isClassLike(entity)) {
    const own = memberOfType(resolver, value, name);
    return own.values.length > 0 || entity.facts.kind !== "Type" ? own : memberOfAliased(resolver, entity, name);
  }
  const whole = entity.facts.kind === "Module" ? resolver.rulesOf(entity.file).packageOf?.(entity) : undefined;
  if (whole !== undefined) return resolver.member(whole, name);
  const found = ownMember(resolver, entity, { name, receiver: instanceOf(entity) });
  if (found !== undefined) return found;
  return isFunctionLike(entity) ? memberOfFunction(resolver, entity, name) : NOTHING;
}

function memberOfFunction(resolver: Resolver, entity: Entity, name: string): Found {
  const { indirectCalls, bindingMembers, family, builtinPackage } = resolver.rulesOf(entity.file);
  if (indirectCalls.has(name)) return exactly(entityValue(entity));
  if (!bindingMembers.has(name)) return NOTHING;
  const symbol = `Function.${name}`;
  return exactly({ kind: "external", family, package: builtinPackage, symbol, instance: false, arguments: [] });
}

/** Of the type before what its companion has. */
function memberOfType(resolver: Resolver, { entity: type, arguments: given }: EntityValue, name: string): Found {
  if (resolver.rulesOf(type.file).typesAreObjects) return memberOfTypeItself(resolver, type, name);
  const own = memberAmong(resolver, resolver.ancestors(type), { name, receiver: instanceOf(type, given) });
  const companion = own.values.length > 0 ? undefined : resolver.rulesOf(type.file).companionOf?.(type);
  return companion === undefined ? own : resolver.member(entityValue(companion), name);
}

/** `using Table = List<Row>; Table::Iterator`. */
function memberOfAliased(resolver: Resolver, alias: Entity, name: string): Found {
  const types = resolver.aliased(alias).values.filter((one) => one.kind === "instance" && one.entity !== alias);
  return unite(
    types.map((one) => (one.kind === "instance" ? resolver.member(entityValue(one.entity), name) : NOTHING)),
  );
}

function memberOfInstance(resolver: Resolver, value: Instance, name: string): Found {
  const found = memberAmong(resolver, resolver.ancestors(value.entity), { name, receiver: value });
  if (found.values.length > 0) return found;
  const below = resolver.underlying(value).values.map((one) => {
    const isName = one.kind === "instance" && one.entity.facts.kind === "Type";
    if (!isName) return resolver.member(one, name);
    return memberAmong(resolver, resolver.ancestors(one.entity), { name, receiver: one });
  });
  return unite(below);
}

/** The first type that has the member decides; an outside type is believed to have what nothing before it has. */
function memberAmong(resolver: Resolver, ancestors: readonly Ancestor[], wanted: Wanted): Found {
  const overloads: Value[] = [];
  for (const ancestor of ancestors) {
    if (ancestor.kind === "external") {
      if (resolver.rulesOfFamily(ancestor.family).basesOnlyAdd) continue;
      return exactly(...overloads, symbolOf(ancestor, wanted.name));
    }
    const found = ownMember(resolver, ancestor.entity, wanted) ?? embedded(resolver, ancestor, wanted.name);
    if (found === undefined) continue;
    if (!resolver.rulesOf(ancestor.entity.file).overloads) return found;
    const isVariable = !found.values.some((one) => one.kind === "entity" && isFunctionLike(one.entity));
    if (isVariable && overloads.length === 0) return found;
    if (!isVariable) overloads.push(...found.values);
  }
  return overloads.length > 0 ? exactly(...overloads) : memberOfRoot(resolver, ancestors[0], wanted);
}

/** What every object has, from the language itself. */
function memberOfRoot(resolver: Resolver, of: Ancestor | undefined, { name, receiver }: Wanted): Found {
  const entity = of?.kind === "instance" ? of.entity : receiver.kind === "instance" ? receiver.entity : undefined;
  if (entity === undefined) return NOTHING;
  const { family, root, builtinPackage } = resolver.rulesOf(entity.file);
  if (!root.members.has(name)) return NOTHING;
  const symbol = `${root.symbol}.${name}`;
  return exactly({ kind: "external", family, package: builtinPackage, symbol, instance: false, arguments: [] });
}

function ownMember(resolver: Resolver, entity: Entity, { name, receiver }: Wanted): Found | undefined {
  const named = entity.children.get(name);
  // A constructor that is named like its type is no member.
  const others = entity.facts.name === name ? named?.filter((child) => !isConstructor(child)) : named;
  const children = others?.filter((child) => isOnSide(resolver, child, false) && !isInside(entity, child));
  if (children !== undefined && children.length > 0) {
    const last = children.at(-1);
    const property = children.find(isProperty);
    if (!resolver.rulesOf(entity.file).laterReplaces || last === undefined) {
      return exactly(...children.map((child) => entityValue(child, receiver)));
    }
    return exactly(entityValue(property ?? last, receiver));
  }
  const variable = entity.members.get(name);
  return variable === undefined ? undefined : exactly({ kind: "variable", variable });
}

/** A function that is written in the body of another is no member of it. */
function isInside(entity: Entity, { facts }: Entity): boolean {
  return isFunctionLike(entity) && facts.kind === "Function" && !facts.modifiers.includes("unbound");
}

/** Go: an embedded type is a field of its own name too. */
function embedded(resolver: Resolver, { entity }: Instance, name: string): Found | undefined {
  const base = entity.facts.bases.find(
    ({ kind, type }) => kind === "embeds" && "name" in type.of && type.of.name === name,
  );
  if (base === undefined) return undefined;
  return resolver.typed(base.type, { file: entity.file, scope: declaringScope(entity), owner: entity });
}

/** What calling a value gives; empty where nothing says so. */
export function result(resolver: Resolver, value: Value, given: readonly Found[] = []): Found {
  switch (value.kind) {
    case "entity":
      return resultOfEntity(resolver, value);
    case "instance": {
      const caller = resolver.rulesOf(value.entity.file).callMember;
      const callers = caller === undefined ? NOTHING : resolver.member(value, caller);
      return unite(callers.values.map((one) => resolver.result(one)));
    }
    case "external":
      return (
        resolver.rulesOfFamily(value.family).outsideResult?.(resolver, value, given) ??
        resultOutside(resolver, value, given)
      );
    case "module":
      return unite(resolver.whole(value).values.map((one) => resolver.result(one)));
    default:
      return NOTHING;
  }
}

function resultOfEntity(resolver: Resolver, value: EntityValue): Found {
  const { entity, receiver } = value;
  if (isSingleton(entity)) return resolver.result(instanceOf(entity));
  if (isClassLike(entity)) {
    return resolver.rulesOf(entity.file).callMakesInstance ? exactly(instanceOf(entity)) : NOTHING;
  }
  const { parent } = entity;
  if (isConstructor(entity) && parent !== undefined) return exactly(receiver ?? instanceOf(parent));
  if (!isFunctionLike(entity) && !isProperty(entity)) return NOTHING;
  const written = resolver.once(entity, () => returned(resolver, entity));
  const inside = substitute(written, ownSubstitution(resolver, value));
  const self = receiver ?? (parent !== undefined && isClassLike(parent) ? instanceOf(parent) : undefined);
  return self === undefined ? inside : substitute(inside, resolver.substitution(entity, self));
}

/** What comes back as it was passed differs from call to call. */
function isOpenParameter(resolver: Resolver, entity: Entity, value: Expression): boolean {
  if (value.kind !== "name") return false;
  const parameter = entity.facts.parameters.find(({ name }) => name === value.name);
  return parameter !== undefined && isOpen(resolver, entity, parameter);
}

function returned(resolver: Resolver, entity: Entity): Found {
  const own = returnedByOwn(resolver, entity);
  return own.values.length > 0 ? own : inheritedResult(resolver, entity);
}

function returnedByOwn(resolver: Resolver, entity: Entity): Found {
  const { facts, file, bodyScope } = entity;
  if (facts.returns !== undefined) {
    return resolver.typed(facts.returns, { file, scope: declaringScope(entity), owner: entity });
  }
  const at: At = { file, scope: Math.max(0, bodyScope) };
  const values = (facts.returnValues ?? []).filter((value) => !isOpenParameter(resolver, entity, value));
  const parts = values.map((value) => resolver.dereference(resolver.evaluate(value, at)));
  const all = unite(parts);
  if (facts.modifiers.includes("generator"))
    return facts.decorators.length > 0 ? NOTHING : generated(resolver, file, all);
  return all.values.length > 1 ? asInferred(all) : all;
}
