/** Members that are put into objects from outside of their types. */
import type { Key } from "../facts.ts";
import { valueOf } from "./containers.ts";
import type { Resolver } from "./rules.ts";
import type { Stored } from "./stores.ts";
import {
  asInferred,
  type Entity,
  exactly,
  type Found,
  NOTHING,
  type SourceFile,
  unite,
  type Value,
  type Variable,
} from "./values.ts";

/** Prototypes of prototypes, beyond which nothing is looked for. */
const MAX_PROTOTYPES = 8;

/**
 * What is stored under a name of a class, a function or an object that is no container: `Foo.shared = new Foo()`. An
 * instance has what is stored in the prototype of its type: `Object.assign(Foo.prototype, { run })`.
 */
export function storedMember(resolver: Resolver, place: Value, name: string): Found {
  return storedIn(resolver, place, { name, depth: 0 });
}

interface Wanted {
  readonly name: string;
  readonly depth: number;
}

function storedIn(resolver: Resolver, place: Value, wanted: Wanted): Found {
  if (place.kind === "instance") return inPrototype(resolver, place.entity, wanted);
  const holder = holderOf(place);
  return holder === undefined ? NOTHING : storedUnder(resolver, { holder, path: [] }, wanted);
}

type Holder = { readonly file: SourceFile } & (Variable | Entity);

function holderOf(place: Value): Holder | undefined {
  if (place.kind === "variable") return place.variable;
  return place.kind === "entity" ? place.entity : undefined;
}

/** The first type that has it decides. */
function inPrototype(resolver: Resolver, type: Entity, wanted: Wanted): Found {
  const { prototypeMember } = resolver.rulesOf(type.file);
  if (prototypeMember === undefined || wanted.depth >= MAX_PROTOTYPES) return NOTHING;
  for (const ancestor of resolver.ancestors(type)) {
    if (ancestor.kind === "external") return NOTHING;
    const { entity } = ancestor;
    resolver.dependencies.read(entity.facts.name);
    const stored = storedUnder(resolver, { holder: entity, path: [prototypeMember] }, wanted);
    if (stored.values.length > 0) return stored;
    const replaced = entity.members.get(prototypeMember);
    if (replaced === undefined) continue;
    const found = memberOfAll(resolver, exactly({ kind: "variable", variable: replaced }), wanted);
    if (found.values.length > 0) return found;
  }
  return NOTHING;
}

interface Under {
  readonly holder: Holder;
  readonly path: readonly Key[];
}

/** What is put under the name itself comes before what is spread, since that may be a prototype. */
function storedUnder(resolver: Resolver, { holder, path }: Under, wanted: Wanted): Found {
  const { file } = holder;
  const stores = file.stores.get(holder);
  if (stores === undefined) return NOTHING;
  resolver.dependencies.met(file.path);
  const full = [...path, wanted.name];
  const held = ({ value, scope }: Stored): Found => valueOf(resolver, value, { file, scope });
  const named = stores.filter((one) => !one.isSpread && isSame(one.path, full)).map(held);
  if (named.length > 0) return named.length > 1 ? asInferred(unite(named)) : unite(named);
  const spread = stores.filter((one) => one.isSpread && isSame(one.path, path));
  return unite(spread.map((one) => memberOfAll(resolver, held(one), wanted)));
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, at) => part === b[at]);
}

/** The members of the project that values have under a name. */
function memberOfAll(resolver: Resolver, found: Found, { name, depth }: Wanted): Found {
  const { values } = resolver.dereference(found);
  const parts = values.map((value) => {
    const own = resolver.member(value, name).values.filter(({ kind }) => kind !== "external");
    return own.length > 0 ? exactly(...own) : storedIn(resolver, value, { name, depth: depth + 1 });
  });
  return asInferred(unite(parts));
}
