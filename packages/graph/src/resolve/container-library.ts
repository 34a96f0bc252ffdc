/** What a language and its library do with what containers hold: loops over them, copies, views, iterators. */
import type { Handing } from "./container-rules.ts";
import { allIn, listing, takenFrom } from "./containers.ts";
import { describedObject } from "./described.ts";
import type { Resolver } from "./rules.ts";
import { exactly, type External, type Found, NOTHING, type SourceFile, unite, type Value } from "./values.ts";

/** What a loop over an outside container gives. */
export function loopedOver(resolver: Resolver, container: External): Found {
  const { containers } = resolver.rulesOfFamily(container.family);
  const name = lastName(container);
  if (containers?.loopsOverKeys?.has(name) === true) {
    return (container.arguments.length > 1 ? container.arguments[0] : undefined) ?? NOTHING;
  }
  if (containers?.loopsOverEntries?.has(name) === true) return pairOf(resolver, container);
  return heldIn(resolver, container);
}

/** Any value that an outside container holds. */
export function heldIn(resolver: Resolver, { contents, arguments: known, instance }: External): Found {
  if (contents === undefined) return known.at(-1) ?? NOTHING;
  return instance ? allIn(resolver, contents) : NOTHING;
}

function lastName({ symbol }: External): string {
  return symbol.slice(symbol.lastIndexOf(".") + 1);
}

/** A key or number, of which nothing is said, and what belongs to it. */
function pairOf(resolver: Resolver, container: External): Found {
  const { containers, builtinPackage } = resolver.rulesOfFamily(container.family);
  const value = heldIn(resolver, container);
  if (containers === undefined || value.values.length === 0) return NOTHING;
  const pair = { ...container, package: builtinPackage, symbol: containers.pair };
  return exactly(listing(pair, [{ key: 0 }, { key: 1, value }]));
}

/** What calling a generator gives. */
export function generated(resolver: Resolver, file: SourceFile, yielded: Found): Found {
  const { family, builtinPackage, containers } = resolver.rulesOf(file);
  if (containers === undefined || yielded.values.length === 0) return NOTHING;
  const symbol = containers.generator;
  return exactly({ kind: "external", family, package: builtinPackage, symbol, instance: true, arguments: [yielded] });
}

/** Whether what a call gives depends on what it is given. */
export function handsOn(resolver: Resolver, callee: Value): boolean {
  return callee.kind === "external" && !callee.instance && handingOf(resolver, callee) !== undefined;
}

function handingOf(resolver: Resolver, { family, package: name, symbol }: External): Handing | undefined {
  const { containers, builtinPackage } = resolver.rulesOfFamily(family);
  return containers?.functions.get(name === builtinPackage ? symbol : `${name}.${symbol}`);
}

/** What a function of the library gives that hands on what a container holds; undefined for all others. */
export function handedOn(resolver: Resolver, callee: External, given: readonly Found[]): Found | undefined {
  const { containers } = resolver.rulesOfFamily(callee.family);
  if (containers === undefined) return undefined;
  const how = handingOf(resolver, callee);
  const [first] = given;
  if (how !== undefined && first !== undefined) {
    const handed = first.values.map((one) =>
      isItself(how) && one.kind !== "external" ? exactly(one) : hand(resolver, one, { how, callee }),
    );
    return nonEmpty(unite(how === "extended" ? [...handed, describedObject(resolver, callee, given[1])] : handed));
  }
  const member = callee.symbol.includes(".") ? containers.members.get(lastName(callee)) : undefined;
  return member === undefined
    ? undefined
    : nonEmpty(hand(resolver, { ...callee, instance: true }, { how: member, callee }));
}

function isItself(how: Handing): boolean {
  return how === "itself" || how === "extended";
}

function nonEmpty(found: Found): Found | undefined {
  return found.values.length === 0 ? undefined : found;
}

function hand(
  resolver: Resolver,
  container: Value,
  { how, callee }: { readonly how: Handing; readonly callee: External },
): Found {
  const { containers, builtinPackage } = resolver.rulesOfFamily(callee.family);
  if (containers === undefined || container.kind !== "external") return NOTHING;
  if (container.contents === undefined && container.arguments.length === 0) return NOTHING;
  const isType = resolver.rulesOfFamily(callee.family).builtinTypes.has(lastName(callee));
  const made = isType ? callee : { ...callee, package: builtinPackage, symbol: containers.list };
  const list: External = { ...made, instance: true, arguments: [] };
  switch (how) {
    case "element":
      return heldIn(resolver, container);
    case "itself":
    case "extended":
      return exactly(container);
    case "same":
      return exactly(sameIn(list, container));
    case "pairs":
      return listed(list, pairOf(resolver, container));
    case "paired":
      return listed(list, resolver.dereference(indexedLast(resolver, heldIn(resolver, container))));
  }
}

/** Views and copies keep the order of what has one. */
function sameIn(list: External, { contents, arguments: known }: External): External {
  if (contents === undefined) return { ...list, arguments: known.slice(-1) };
  return { ...list, contents: { ...contents, from: contents.literal?.held.items === undefined ? -1 : contents.from } };
}

function listed(list: External, value: Found): Found {
  return value.values.length === 0 ? NOTHING : exactly(listing(list, [{ value }]));
}

function indexedLast(resolver: Resolver, pairs: Found): Found {
  return unite(
    pairs.values.map((one) =>
      one.kind === "external" ? (takenFrom(resolver, one, { key: 1 }) ?? one.arguments.at(1) ?? NOTHING) : NOTHING,
    ),
  );
}
