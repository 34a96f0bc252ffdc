/** Types that are written in several parts, and what a type has for itself, apart from its instances (Ruby). */
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import {
  type Entity,
  entityValue,
  exactly,
  type Found,
  instanceOf,
  isClassLike,
  isFunctionLike,
  NOTHING,
  unite,
  type Value,
  symbolOf,
} from "./values.ts";

const NO_PARTS: readonly Entity[] = [];

/** Empty unless there are several. */
export function partsOf(resolver: Resolver, type: Entity): readonly Entity[] {
  const parts = resolver.rulesOf(type.file).partsOf?.(type);
  if (parts === undefined) return NO_PARTS;
  resolver.dependencies.read(type.facts.name);
  for (const { file } of parts) resolver.dependencies.met(file.path);
  return parts;
}

/** A part stands for the whole: the first one does. */
export function asWholes(resolver: Resolver, found: Found): Found {
  if (!found.values.some((value) => value.kind === "entity" && hasParts(resolver, value.entity))) return found;
  return unite([{ ...found, values: found.values.map((value) => asWhole(resolver, value)) }]);
}

function hasParts(resolver: Resolver, entity: Entity): boolean {
  return isClassLike(entity) && resolver.rulesOf(entity.file).partsOf !== undefined;
}

function asWhole(resolver: Resolver, value: Value): Value {
  if (value.kind !== "entity" || !hasParts(resolver, value.entity)) return value;
  const [whole] = partsOf(resolver, value.entity);
  return whole === undefined ? value : entityValue(whole, value.receiver);
}

/** True if the member is one of what is asked: of the type itself, or of its instances. */
export function isOnSide(resolver: Resolver, member: Entity, isOfType: boolean): boolean {
  const isBehaviour = isFunctionLike(member) || member.facts.kind === "Property";
  if (!isBehaviour || !resolver.rulesOf(member.file).typesAreObjects) return true;
  return member.facts.modifiers.includes("static") === isOfType;
}

/** Own and inherited members of a type as an object, and those that modules lend to it; mixins give theirs to instances alone. */
export function memberOfTypeItself(resolver: Resolver, type: Entity, name: string): Found {
  const parts = partsOf(resolver, type);
  for (const ancestor of resolver.ancestors(type)) {
    if (ancestor.kind === "external") return exactly(symbolOf(ancestor, name));
    const { entity } = ancestor;
    const isMixin = entity !== type && entity.facts.kind === "Module" && !parts.includes(entity);
    const own = (entity.children.get(name) ?? []).filter(
      (child) => (!isMixin || !isFunctionLike(child)) && isOnSide(resolver, child, true),
    );
    const last = own.at(-1);
    if (last !== undefined) return exactly(entityValue(last));
    const variable = entity.members.get(name);
    if (variable !== undefined) return exactly({ kind: "variable", variable });
    const lent = isMixin ? NOTHING : memberLent(resolver, entity, name);
    if (lent.values.length > 0) return lent;
  }
  return NOTHING;
}

function memberLent(resolver: Resolver, type: Entity, name: string): Found {
  const lenders = type.facts.bases.filter(({ kind }) => kind === "lends");
  const found = lenders.map((base) => {
    if (base.type.of.kind === "this") return resolver.member(instanceOf(type), name);
    const at = { file: type.file, scope: declaringScope(type), owner: type };
    return unite(resolver.typed(base.type, at).values.map((one) => resolver.member(one, name)));
  });
  return unite(found);
}

/** An object: it is called like an instance. */
export function isSingleton(entity: Entity): boolean {
  return entity.facts.modifiers.includes("singleton");
}
