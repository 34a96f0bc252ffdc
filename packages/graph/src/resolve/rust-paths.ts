/** Where Rust's imports and paths lead, as values that resolution knows. */
import type { Import } from "../facts.ts";
import { outerScope } from "./project.ts";
import { NO_OFFER, type Offer } from "./rules.ts";
import type { Impls } from "./rust-impls.ts";
import type { Modules } from "./rust-modules.ts";
import { outside, splitPath } from "./rust-names.ts";
import { type Item, type Mod, rootOf } from "./rust-tree.ts";
import {
  type At,
  type Entity,
  entityValue,
  isClassLike,
  isExtension,
  type Module,
  type SourceFile,
  type Value,
} from "./values.ts";

export function asModule(mod: Mod | undefined): Module | undefined {
  return mod && { kind: "package", name: mod.key, of: mod.file };
}

function valuesOf(items: readonly Item[]): readonly Value[] {
  return items.map((item): Value => {
    if (item.kind === "mod") return { kind: "package", name: item.mod.key, of: item.mod.file };
    return item.kind === "entity" ? entityValue(item.entity) : item.external;
  });
}

/** A name at the head of a path has no module of its own: `use serde;`. */
const HEAD = "::";
/** The names of an enum, which `use` can name like a module. */
const MEMBERS = "#";

export function moduleOf(modules: Modules, file: SourceFile, found: Import): Module | undefined {
  const mod = modules.around(file, found.scope);
  if (mod === undefined || found.form === "module") return undefined;
  if (found.module === "") return { kind: "package", name: `${mod.key}${HEAD}`, of: file };
  const [item] = modules.resolve(mod, splitPath(found.module));
  if (item === undefined) return undefined;
  if (item.kind === "external") return item.external;
  if (item.kind === "mod") return asModule(item.mod);
  const { entity } = item;
  return {
    kind: "package",
    name: `${entity.file.path}${MEMBERS}${entity.file.entities.indexOf(entity)}`,
    of: entity.file,
  };
}

export function declaredModule(modules: Modules, file: SourceFile, found: Import): Module | undefined {
  return asModule(modules.around(file, found.scope)?.children.get(found.local));
}

function itemsIn(modules: Modules, key: string, name: string): readonly Item[] {
  if (key.endsWith(HEAD)) {
    const mod = modules.byKey(key.slice(0, -HEAD.length));
    return mod === undefined ? [] : headItems(modules, mod, name);
  }
  const mod = modules.byKey(key);
  return mod === undefined ? [] : modules.member({ kind: "mod", mod }, name);
}

/** `use name;` means another crate, or something that is named in the module by other means. */
function headItems(modules: Modules, mod: Mod, name: string): readonly Item[] {
  const crate = modules.externCrate(mod, name);
  if (crate !== undefined) return [crate];
  const own = mod.items.get(name) ?? [];
  if (own.length > 0) return own.map((entity) => ({ kind: "entity", entity }));
  const child = mod.children.get(name) ?? rootOf(mod).children.get(name);
  return child === undefined ? [{ kind: "external", external: outside(name) }] : [{ kind: "mod", mod: child }];
}

export function offerOf(modules: Modules, key: string, name: string): Offer {
  return { values: valuesOf(itemsIn(modules, key, name)), elsewhere: [] };
}

/** The file of what is named, which a module may only pass on. */
export function filesOf(modules: Modules, key: string, name: string): readonly SourceFile[] {
  const files = itemsIn(modules, key, name).flatMap((item) => {
    if (item.kind === "external") return [];
    return [item.kind === "mod" ? item.mod.file : item.entity.file];
  });
  const mod = modules.byKey(key);
  return files.length > 0 ? [...new Set(files)] : mod === undefined ? [] : [mod.file];
}

/** What no scope binds: the module's globs and crates, `Self`, macros, and what blocks take over by globs. */
export function ambient(
  state: Impls,
  file: SourceFile,
  { name, at }: { readonly name: string; readonly at: At },
): Offer {
  const { modules } = state;
  const mod = modules.around(file, at.scope);
  if (mod === undefined) return NO_OFFER;
  if (name === "Self") return { values: selfTypes(state, at), elsewhere: [] };
  if (name.endsWith("!")) return offerOfEntities(modules.macros(mod, name.slice(0, -1)));
  if (PATH_HEADS.has(name)) return { values: valuesOf(modules.resolve(mod, [name])), elsewhere: [] };
  const inBlocks = blockGlobs(modules, { file, scope: at.scope, mod }, name);
  if (inBlocks.length > 0) return { values: valuesOf(inBlocks), elsewhere: [] };
  const found = modules.find(mod, name);
  if (found.length > 0) return { values: valuesOf(found), elsewhere: [] };
  const crate = modules.externCrate(mod, name);
  return crate === undefined ? NO_OFFER : { values: valuesOf([crate]), elsewhere: [] };
}

const PATH_HEADS: ReadonlySet<string> = new Set(["crate", "$crate", "self", "super"]);

function offerOfEntities(entities: readonly Entity[]): Offer {
  return { values: entities.slice(0, 1).map((entity) => entityValue(entity)), elsewhere: [] };
}

function blockGlobs(
  modules: Modules,
  { file, scope, mod }: { readonly file: SourceFile; readonly scope: number; readonly mod: Mod },
  name: string,
): readonly Item[] {
  for (let at = scope; at >= 0 && at !== mod.scope; at = outerScope(file, at)) {
    for (const found of file.facts.imports) {
      if (found.scope !== at || found.form !== "all") continue;
      const items = modules.resolve(mod, splitPath(found.module)).flatMap((item) => modules.member(item, name));
      if (items.length > 0) return items;
    }
  }
  return [];
}

/** The type of the block around a place; in the signatures of a trait it is whoever implements it. */
function selfTypes(state: Impls, { file, scope, owner }: At): readonly Value[] {
  for (let at = scope; at >= 0; at = outerScope(file, at)) {
    const entity = file.entities[file.facts.scopes[at]?.definition ?? -1];
    if (entity === undefined || !isClassLike(entity)) continue;
    if (entity.facts.kind === "Trait") return owner === undefined ? [entityValue(entity)] : [{ kind: "self" }];
    if (!isExtension(entity)) return [entityValue(entity)];
    return [entityValue(state.types.get(entity) ?? entity)];
  }
  return [];
}
