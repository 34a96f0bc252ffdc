/** What runs where a member is used like a field: the getter of what is read, the setter of what is written. */
import type { Expression, Site } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import { type At, type Entity, type External, type Found, isClassLike, isFunctionLike, isProperty } from "./values.ts";

type Role = "getter" | "setter" | "deleter";

const RUN_BY: Readonly<Record<NonNullable<Site["access"]> | "read", readonly Role[]>> = {
  read: ["getter"],
  write: ["setter"],
  update: ["getter", "setter"],
  delete: ["deleter"],
};

/** Empty where nothing of the place runs: it is a field, or has no function for what is done to it. */
export function accessedBy(
  resolver: Resolver,
  target: Entity | External,
  access: Site["access"] | "read" = "read",
): readonly Entity[] {
  if (!("facts" in target)) return [];
  return partsOf(resolver, target).filter((one) => RUN_BY[access].some((role) => hasRole(one, role)));
}

/** The functions of one name are one property. */
function partsOf(resolver: Resolver, target: Entity): readonly Entity[] {
  const { parent, facts } = target;
  if (rolesOf(target).length === 0) return [];
  if (parent === undefined || !isClassLike(parent)) return [target];
  resolver.dependencies.read(facts.name);
  const named = parent.children.get(facts.name)?.filter((one) => rolesOf(one).length > 0) ?? [];
  return named.includes(target) ? named : [target];
}

function hasRole(entity: Entity, role: Role): boolean {
  return rolesOf(entity).includes(role);
}

function rolesOf(entity: Entity): readonly Role[] {
  const { modifiers } = entity.facts;
  const written = modifiers.filter((one): one is Role => one === "getter" || one === "setter" || one === "deleter");
  return written.length === 0 && isProperty(entity) && isFunctionLike(entity) ? ["getter"] : written;
}

/** The getters that a chain of members goes through: `a.b.c()` reads `b`, and `c` where that gives what is called. */
export function passedThrough(resolver: Resolver, { kind, target, implied }: Site, at: At): readonly Read[] {
  const reads: Read[] = [];
  const isReadItself = kind === "call" || implied === true;
  let part: Expression = target;
  for (; part.kind === "member"; part = part.of) {
    if (!resolver.accessors.has(part.name) || (part === target && !isReadItself)) continue;
    const { values, tier } = resolver.evaluate(part, at);
    const getters = values.flatMap((one) => (one.kind === "entity" ? accessedBy(resolver, one.entity) : []));
    for (const getter of new Set(getters)) reads.push({ getter, tier });
  }
  return reads;
}

export interface Read {
  readonly getter: Entity;
  readonly tier: Found["tier"];
}

/** Names of all functions that are run by reading them. */
export function accessorNames(entities: Iterable<Entity>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const one of entities) if (hasRole(one, "getter")) names.add(one.facts.name);
  return names;
}

/** `@name.setter` adds to a property: the language's own function is called, which is none of ours. */
export function addsToProperty(resolver: Resolver, { kind, target }: Site, at: At): boolean {
  if (kind !== "decorator" || target.kind !== "member" || !ADDING.has(target.name)) return false;
  const { values } = resolver.evaluate(target.of, at);
  return values.some((one) => one.kind === "entity" && isProperty(one.entity));
}

const ADDING: ReadonlySet<string> = new Set(["getter", "setter", "deleter"]);
