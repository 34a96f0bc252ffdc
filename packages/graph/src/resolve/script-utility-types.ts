/** Types of TypeScript's library that are made of others: `ReturnType`, `InstanceType`, `Awaited`, `Record`. */
import { awaited } from "./awaited.ts";
import { SCRIPT_ROOT } from "./library.ts";
import type { Resolver } from "./rules.ts";
import { exactly, type External, type Found, instanceOf, isClassLike, NOTHING, unite, type Value } from "./values.ts";

const MADE: Readonly<Record<string, (resolver: Resolver, of: Value) => Found>> = {
  ReturnType: (resolver, of) => resolver.result(of),
  InstanceType: (_resolver, of) =>
    of.kind === "entity" && isClassLike(of.entity) ? exactly(instanceOf(of.entity)) : NOTHING,
  Awaited: (_resolver, of) => awaited(of),
};

/** What such a type stands for; undefined for all others. */
export function utilityType(resolver: Resolver, type: External, typeArguments: readonly Found[]): Found | undefined {
  const make = isPlatform(type) && Object.hasOwn(MADE, type.symbol) ? MADE[type.symbol] : undefined;
  const [first = NOTHING] = typeArguments;
  return make && unite(first.values.map((of) => make(resolver, of)));
}

/** Any member of a record is of its second type. */
export function memberOfRecord(of: External, name: string): Found | undefined {
  if (!of.instance || !isPlatform(of) || of.symbol !== "Record" || SCRIPT_ROOT.has(name)) return undefined;
  return of.arguments[1] ?? NOTHING;
}

function isPlatform(type: External): boolean {
  return type.package === "globalThis";
}
