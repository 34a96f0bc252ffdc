/** Rust's modules behind one door: the tree of them, and what names mean in it. */
import { pushTo, type World } from "./project.ts";
import { createNames, type Names } from "./rust-names.ts";
import { around, buildTree, type Mod, rootOf, type Tree } from "./rust-tree.ts";
import type { Entity, SourceFile } from "./values.ts";

export interface Modules extends Names {
  /** The module around a place. */
  around(file: SourceFile, scope: number): Mod | undefined;
  ofEntity(entity: Entity): Mod | undefined;
  byKey(key: string): Mod | undefined;
  /** The module that a file is, and all others of its crate: macros and globs of any of them can reach it. */
  standingOf(file: SourceFile): string;
  /** Macros of a crate by name: visible by their order in the text, which is not followed. */
  macros(mod: Mod, name: string): readonly Entity[];
}

export function createModules(world: World): Modules {
  const tree = buildTree(world);
  const macros = new Map<Mod, Map<string, Entity[]>>();
  for (const mod of tree.byKey.values()) {
    const root = rootOf(mod);
    const known = macros.get(root) ?? new Map<string, Entity[]>();
    macros.set(root, known);
    for (const one of [...mod.items.values()].flat()) {
      if (one.facts.kind === "Macro") pushTo(known, one.facts.name, one);
    }
  }
  const crates = new Map<Mod, string>();
  for (const mod of tree.byKey.values()) {
    const root = rootOf(mod);
    crates.set(root, `${crates.get(root) ?? ""}\n${mod.key}`);
  }
  return {
    ...createNames(tree),
    standingOf: (file) => standingOf(file, tree, crates),
    around: (file, scope) => around(tree, file, scope),
    ofEntity: (entity) => tree.byEntity.get(entity),
    byKey: (key) => tree.byKey.get(key),
    macros: (mod, name) => macros.get(rootOf(mod))?.get(name) ?? [],
  };
}

function standingOf(file: SourceFile, tree: Tree, crates: ReadonlyMap<Mod, string>): string {
  const mod = tree.byFile.get(file);
  if (mod === undefined) return "";
  const path: string[] = [];
  for (let at: Mod | undefined = mod; at !== undefined; at = at.parent) path.push(at.key);
  return `${path.join(" in ")}${crates.get(rootOf(mod)) ?? ""}`;
}
