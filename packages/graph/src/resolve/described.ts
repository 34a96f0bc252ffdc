/** Objects that a call makes of descriptors: `Object.create(proto, { k: { value: f } })`. */
import { listed, listing } from "./containers.ts";
import type { Resolver } from "./rules.ts";
import { exactly, type External, type Found, NOTHING, unite, type Value } from "./values.ts";

/** An object with the members that descriptors name; nothing if there are none. */
export function describedObject(resolver: Resolver, callee: External, descriptors: Found | undefined): Found {
  const { builtinPackage, literal } = resolver.rulesOfFamily(callee.family);
  const symbol = literal("map");
  const all = (descriptors?.values ?? []).flatMap((one) => (one.kind === "external" ? listed(resolver, one) : []));
  if (symbol === undefined || all.length === 0) return NOTHING;
  const members = all.map(({ key, value }) => ({
    ...(key !== undefined && { key }),
    value: unite(value.values.map((one) => held(resolver, one))),
  }));
  return exactly(listing({ ...callee, package: builtinPackage, symbol }, members));
}

function held(resolver: Resolver, descriptor: Value): Found {
  const part = (name: string): Found => resolver.dereference(resolver.member(descriptor, name));
  return unite([part("value"), ...part("get").values.map((getter) => resolver.result(getter))]);
}
