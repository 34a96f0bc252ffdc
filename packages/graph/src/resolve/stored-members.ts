/** Members that are put into objects from outside of their types. */
import { valueOf } from "./containers.ts";
import type { Resolver } from "./rules.ts";
import {
  asInferred,
  type Entity,
  type Found,
  NOTHING,
  type SourceFile,
  unite,
  type Value,
  type Variable,
} from "./values.ts";

/** What is stored under a name of a class, a function or an object that is no container: `Foo.shared = new Foo()`. */
export function storedMember(resolver: Resolver, place: Value, name: string): Found {
  const holder = holderOf(place);
  const stores = holder?.file.stores.get(holder);
  if (holder === undefined || stores === undefined) return NOTHING;
  const { file } = holder;
  resolver.dependencies.met(file.path);
  const named = stores.filter(({ path, isSpread }) => !isSpread && path.length === 1 && path[0] === name);
  const parts = named.map(({ value, scope }) => valueOf(resolver, value, { file, scope }));
  const all = unite(parts);
  return parts.length > 1 ? asInferred(all) : all;
}

function holderOf(place: Value): ({ readonly file: SourceFile } & (Variable | Entity)) | undefined {
  if (place.kind === "variable") return place.variable;
  return place.kind === "entity" ? place.entity : undefined;
}
