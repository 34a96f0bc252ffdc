/** What names mean in Rust's modules: their own items, `use` in all its forms, globs, other crates. */
import type { Import } from "../facts.ts";
import { type Glob, type Item, type Mod, rootOf, type Tree } from "./rust-tree.ts";
import type { External } from "./values.ts";

/** `private`: also what only the module itself and those in it see. */
type Sight = "public" | "private";

export interface Names {
  find(mod: Mod, name: string): readonly Item[];
  resolve(mod: Mod, path: readonly string[]): readonly Item[];
  member(item: Item, name: string): readonly Item[];
  externCrate(mod: Mod, name: string): Item | undefined;
}

interface Search {
  readonly tree: Tree;
  readonly known: Map<Mod, Map<string, readonly Item[]>>;
  readonly globs: Map<Mod, readonly Glob[]>;
  readonly running: string[];
  /** The lowest of the running searches that was asked for again; what leans on it is not kept. */
  leansOn: number;
}

/** Longer chains of `use` than anybody writes. */
const MAX_DEPTH = 64;
/** Crates that every crate has. */
const STANDARD: ReadonlySet<string> = new Set(["std", "core", "alloc", "proc_macro", "test"]);

export function createNames(tree: Tree): Names {
  const search: Search = { tree, known: new Map(), globs: new Map(), running: [], leansOn: Infinity };
  // In one order, whoever asks first: globs may lead to globs.
  for (const mod of tree.byKey.values()) search.globs.set(mod, globsOf(search, mod));
  search.known.clear();
  return {
    find: (mod, name) => find(search, mod, { name, sight: "private" }),
    resolve: (mod, path) => resolve(search, mod, path),
    member: (item, name) => member(search, item, name),
    externCrate: (mod, name) => externCrate(tree, mod, name),
  };
}

function globsOf(search: Search, mod: Mod): readonly Glob[] {
  return mod.globs.flatMap((glob) =>
    resolve(search, mod, splitPath(glob.module)).map((target) => ({ target, isPublic: glob.exported === true })),
  );
}

interface Wanted {
  readonly name: string;
  readonly sight: Sight;
}

function find(search: Search, mod: Mod, wanted: Wanted): readonly Item[] {
  const key = `${wanted.sight} ${wanted.name}`;
  const before = search.known.get(mod)?.get(key);
  if (before !== undefined) return before;
  const { running } = search;
  const place = running.indexOf(`${mod.key} ${key}`);
  if (place >= 0 || running.length > MAX_DEPTH) {
    search.leansOn = Math.min(search.leansOn, Math.max(0, place));
    return [];
  }
  const depth = running.push(`${mod.key} ${key}`) - 1;
  const found = findThroughGlobs(search, mod, wanted);
  running.pop();
  if (search.leansOn < depth) return found;
  search.leansOn = Infinity;
  const ofMod = search.known.get(mod) ?? new Map<string, readonly Item[]>();
  search.known.set(mod, ofMod.set(key, found));
  return found;
}

interface Place {
  readonly at: Mod;
  readonly sight: Sight;
}

/** What the module itself names comes first, then its globs, the nearest first and each module once. */
function findThroughGlobs(search: Search, mod: Mod, { name, sight }: Wanted): readonly Item[] {
  const seen = new Set<string>([`${sight} ${mod.key}`]);
  const queue: Place[] = [{ at: mod, sight }];
  for (const place of queue) {
    const own = direct(search, place.at, { name, sight: place.sight });
    if (own.length > 0) return own;
    for (const { target, isPublic } of search.globs.get(place.at) ?? []) {
      if (place.sight === "public" && !isPublic) continue;
      // What an outside crate has under a name is not known.
      const members = target.kind === "entity" ? member(search, target, name) : [];
      if (members.length > 0) return members;
      if (target.kind === "mod") addPlace(queue, seen, { at: target.mod, sight: sightOf(place.at, target.mod) });
    }
  }
  return [];
}

function sightOf(from: Mod, to: Mod): Sight {
  for (let at: Mod | undefined = from; at !== undefined; at = at.parent) if (at === to) return "private";
  return "public";
}

function addPlace(queue: Place[], seen: Set<string>, place: Place): void {
  const key = `${place.sight} ${place.at.key}`;
  if (!seen.has(key)) queue.push(place);
  seen.add(key);
}

function direct(search: Search, mod: Mod, { name, sight }: Wanted): readonly Item[] {
  const isSeen = sight === "private";
  const items: Item[] = [];
  for (const entity of mod.items.get(name) ?? []) {
    if (!isSeen && entity.facts.visibility === "private") continue;
    if (entity.facts.kind !== "Macro" && entity.facts.kind !== "Module") items.push({ kind: "entity", entity });
  }
  const child = mod.children.get(name);
  if (child !== undefined) items.push({ kind: "mod", mod: child });
  for (const found of mod.named.get(name) ?? []) {
    if (isSeen || found.exported === true) items.push(...resolve(search, mod, pathOf(found)));
  }
  return items;
}

function resolve(search: Search, mod: Mod, path: readonly string[]): readonly Item[] {
  const [head, ...rest] = path;
  let items = head === undefined ? [{ kind: "mod", mod } as const] : headItems(search, mod, head);
  for (const name of rest) items = items.flatMap((item) => member(search, item, name));
  return items;
}

function headItems(search: Search, mod: Mod, head: string): readonly Item[] {
  if (head === "crate" || head === "$crate") return [{ kind: "mod", mod: rootOf(mod) }];
  const own = member(search, { kind: "mod", mod }, head);
  if (own.length > 0) return own;
  const crate = externCrate(search.tree, mod, head);
  // Editions before 2018 begin at the root of the crate.
  return crate === undefined ? find(search, rootOf(mod), { name: head, sight: "private" }) : [crate];
}

function externCrate(tree: Tree, { crate }: Mod, name: string): Item | undefined {
  const found = crate.externs.get(name);
  if (found !== undefined && "root" in found) {
    const root = tree.byKey.get(found.root);
    if (root !== undefined) return { kind: "mod", mod: root };
  }
  if (found === undefined && !STANDARD.has(name)) return undefined;
  return { kind: "external", external: outside(found !== undefined && "package" in found ? found.package : name) };
}

function member(search: Search, item: Item, name: string): readonly Item[] {
  switch (item.kind) {
    case "mod": {
      const { mod } = item;
      if (name === "self") return [item];
      if (name === "super") return mod.parent === undefined ? [] : [{ kind: "mod", mod: mod.parent }];
      return find(search, mod, { name, sight: "private" });
    }
    case "entity":
      return (item.entity.children.get(name) ?? []).map((entity) => ({ kind: "entity", entity }));
    default: {
      const { external } = item;
      const symbol = external.symbol === "" ? name : `${external.symbol}.${name}`;
      return [{ kind: "external", external: { ...external, symbol } }];
    }
  }
}

export function outside(name: string, symbol = ""): External {
  return { kind: "external", family: "rust", package: name, symbol, instance: false, arguments: [] };
}

function pathOf({ module, imported }: Import): readonly string[] {
  return [...splitPath(module), imported];
}

export function splitPath(path: string): readonly string[] {
  return path === "" ? [] : path.split("::");
}
