/** What iterating over values and indexing them gives. */
import type { Taking } from "../facts.ts";
import { heldIn, loopedOver } from "./container-library.ts";
import { takenFrom } from "./containers.ts";
import type { Resolver } from "./rules.ts";
import {
  asInferred,
  exactly,
  type External,
  type Found,
  type Instance,
  isClassLike,
  isFunctionLike,
  NOTHING,
  unite,
  type Value,
} from "./values.ts";

/** What iteration over containers gives. */
export function elements(resolver: Resolver, containers: Found): Found {
  const all = unite(containers.values.map((value) => elementOf(resolver, value, loopedOver)));
  return containers.tier === "inferred" ? asInferred(all) : all;
}

/** What indexing a value gives. */
export function indexed(resolver: Resolver, value: Value, taking: Taking): Found {
  const { key, from, each } = taking;
  if (each === true) return elementOf(resolver, value, loopedOver);
  if (isInstantiated(resolver, value)) return exactly(value);
  if (value.kind === "external") {
    const taken = takenFrom(resolver, value, taking);
    if (taken !== undefined) return taken;
    if (from !== undefined) return exactly(value);
    if (typeof key === "number" && isTuple(value)) return value.arguments.at(key) ?? NOTHING;
  }
  return namedBy(resolver, value, key) ?? elementOf(resolver, value, heldIn);
}

/** Go writes type arguments like the key of a container: `f[int]` is f. */
function isInstantiated(resolver: Resolver, value: Value): boolean {
  if (value.kind === "external") return value.family === "go" && !value.instance;
  if (value.kind !== "entity" || resolver.rulesOf(value.entity.file).family !== "go") return false;
  return isFunctionLike(value.entity) || isClassLike(value.entity);
}

/** Types that say of each item what it is. */
function isTuple({ symbol, arguments: items }: External): boolean {
  return /(?:^|\.)[Tt]uple$/.test(symbol) && items.length > 1;
}

/** `o["k"]` is `o.k`. */
function namedBy(resolver: Resolver, value: Value, key: Taking["key"]): Found | undefined {
  if (typeof key !== "string" || value.kind === "external" || !("entity" in value)) return undefined;
  const { containers } = resolver.rulesOf(value.entity.file);
  return containers?.keysAreMembers === true ? resolver.member(value, key) : undefined;
}

type OfOutside = (resolver: Resolver, container: External) => Found;

function elementOf(resolver: Resolver, value: Value, ofOutside: OfOutside): Found {
  if (value.kind === "external") {
    return resolver.rulesOfFamily(value.family).outsideElement?.(value) ?? ofOutside(resolver, value);
  }
  if (value.kind !== "instance") return NOTHING;
  const { entity } = value;
  const { elementOf: own } = resolver.rulesOf(entity.file);
  if (own !== undefined) return own(resolver, value);
  if (entity.facts.kind === "Type") {
    const containers = containersIn(resolver.underlying(value));
    return unite(containers.values.map((one) => elementOf(resolver, one, ofOutside)));
  }
  if (ofOutside !== heldIn) {
    const iterated = iteratedBy(resolver, value);
    if (iterated.values.length > 0) return iterated;
  }
  return called(resolver, value, "__getitem__");
}

/** What the iterator of an object gives one by one. */
function iteratedBy(resolver: Resolver, value: Instance): Found {
  const iterators = called(resolver, value, "__iter__");
  return unite(
    iterators.values.map((one) => {
      const next = one.kind === "instance" ? called(resolver, one, "__next__") : NOTHING;
      return one.kind === "external" ? loopedOver(resolver, one) : next;
    }),
  );
}

function called(resolver: Resolver, value: Value, name: string): Found {
  return unite(resolver.member(value, name).values.map((one) => resolver.result(one)));
}

/** Without the names for them, which would be asked again. */
function containersIn(found: Found): Found {
  return {
    ...found,
    values: found.values.filter((one) => one.kind !== "instance" || one.entity.facts.kind !== "Type"),
  };
}
