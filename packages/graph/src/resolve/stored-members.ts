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

/**
 * What is stored under a name of a class, a function or an object that is no container: `Foo.shared = new Foo()`. An
 * instance has what is stored in the prototype of its type: `Object.assign(Foo.prototype, { run })`.
 */
export function storedMember(resolver: Resolver, place: Value, name: string): Found {
  return storedIn(resolver, place, { name, types: new Set(), holders: new Set() });
}

/** Objects that are looked into for one member; more of them are no prototypes that anybody wrote. */
const MAX_SEEN = 64;

/** Objects can be prototypes of each other: each is looked into once, and so are the instances of each type. */
interface Wanted {
  readonly name: string;
  readonly types: Set<Entity>;
  readonly holders: Set<Holder>;
}

function storedIn(resolver: Resolver, place: Value, wanted: Wanted): Found {
  if (wanted.types.size + wanted.holders.size > MAX_SEEN) return NOTHING;
  if (place.kind === "instance") return inPrototype(resolver, place.entity, wanted);
  const holder = holderOf(place);
  if (holder === undefined || wanted.holders.has(holder)) return NOTHING;
  wanted.holders.add(holder);
  return storedUnder(resolver, { holder, path: [] }, wanted);
}

type Holder = { readonly file: SourceFile } & (Variable | Entity);

function holderOf(place: Value): Holder | undefined {
  if (place.kind === "variable") return place.variable;
  return place.kind === "entity" ? place.entity : undefined;
}

/** The first type that has it decides. */
function inPrototype(resolver: Resolver, type: Entity, wanted: Wanted): Found {
  const prototypeMember = resolver.rulesOf(type.file).containers?.prototypeMember;
  if (prototypeMember === undefined || wanted.types.has(type)) return NOTHING;
  wanted.types.add(type);
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
function memberOfAll(resolver: Resolver, found: Found, wanted: Wanted): Found {
  const { values } = resolver.dereference(found);
  const parts = values.map((value) => {
    const own = resolver.member(value, wanted.name).values.filter(({ kind }) => kind !== "external");
    return own.length > 0 ? exactly(...own) : storedIn(resolver, value, wanted);
  });
  return asInferred(unite(parts));
}
