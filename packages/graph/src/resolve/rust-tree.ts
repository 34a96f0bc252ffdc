/** Rust's tree of modules: files and inline blocks under the roots of crates. */
import type { Import } from "../facts.ts";
import { joinPath, outerScope, pushTo, type World } from "./project.ts";
import { type Crate, readCrates } from "./rust-crates.ts";
import type { Entity, External, SourceFile } from "./values.ts";

/** A file or an inline block of names. */
export interface Mod {
  readonly key: string;
  readonly file: SourceFile;
  readonly scope: number;
  readonly parent: Mod | undefined;
  readonly crate: Crate;
  readonly children: Map<string, Mod>;
  /** Where the files of its children lie. */
  readonly directory: string;
  readonly items: ReadonlyMap<string, readonly Entity[]>;
  readonly named: ReadonlyMap<string, readonly Import[]>;
  readonly globs: readonly Import[];
}

/** What a name means. */
export type Item =
  | { readonly kind: "mod"; readonly mod: Mod }
  | { readonly kind: "entity"; readonly entity: Entity }
  | { readonly kind: "external"; readonly external: External };

/** A module or type whose names another takes over. */
export interface Glob {
  readonly target: Item;
  readonly isPublic: boolean;
}

export interface Tree {
  readonly byFile: Map<SourceFile, Mod>;
  readonly byEntity: Map<Entity, Mod>;
  readonly byKey: Map<string, Mod>;
}

export function rootOf(mod: Mod): Mod {
  let at = mod;
  while (at.parent !== undefined) at = at.parent;
  return at;
}

export function around(tree: Tree, file: SourceFile, scope: number): Mod | undefined {
  for (let at = scope; at >= 0; at = outerScope(file, at)) {
    const entity = file.entities[file.facts.scopes[at]?.definition ?? -1];
    const mod = entity && tree.byEntity.get(entity);
    if (mod !== undefined) return mod;
  }
  return tree.byFile.get(file);
}

/** Files that no crate reaches are crates of their own, those first that look like roots and those last that are declared. */
export function buildTree(world: World): Tree {
  const tree: Tree = { byFile: new Map(), byEntity: new Map(), byKey: new Map() };
  for (const crate of readCrates(world)) {
    const file = world.byPath.get(crate.root);
    if (file !== undefined && !tree.byFile.has(file)) addRoot(world, tree, { crate, file });
  }
  const left = world.files.filter((file) => file.facts.language === "rust" && !tree.byFile.has(file));
  const declared = new Set(left.flatMap((file) => declaredNames(file)));
  const order = (file: SourceFile): number => {
    const name = stemOf(file.path);
    if (name === "lib" || name === "main") return 0;
    return declared.has(name === "mod" ? stemOf(file.directory) : name) ? 2 : 1;
  };
  for (const file of left.toSorted((a, b) => order(a) - order(b))) {
    if (!tree.byFile.has(file)) addRoot(world, tree, { crate: { root: file.path, externs: new Map() }, file });
  }
  return tree;
}

function declaredNames({ facts }: SourceFile): readonly string[] {
  return facts.imports.flatMap(({ form, local, module }) => {
    if (form !== "module") return [];
    return [module === "" ? local : stemOf(module)];
  });
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.rs$/, "");
}

interface Pending {
  readonly file: SourceFile;
  readonly entity?: Entity;
  readonly scope: number;
  readonly parent: Mod | undefined;
  readonly crate: Crate;
  readonly name: string;
  readonly directory: string;
  readonly isRedirected?: boolean;
}

function addRoot(
  world: World,
  tree: Tree,
  { crate, file }: { readonly crate: Crate; readonly file: SourceFile },
): void {
  const queue: Pending[] = [{ file, scope: 0, parent: undefined, crate, name: "", directory: file.directory }];
  // Where a file lies says what it is, before what an attribute makes of it elsewhere.
  const redirected: Pending[] = [];
  for (let next = queue.shift() ?? redirected.shift(); next !== undefined; next = queue.shift() ?? redirected.shift()) {
    const pending = next;
    const known = pending.entity === undefined ? tree.byFile.get(pending.file) : undefined;
    if (known !== undefined) {
      if (pending.parent !== undefined && !pending.parent.children.has(pending.name))
        pending.parent.children.set(pending.name, known);
      continue;
    }
    const mod = makeMod(pending);
    if (pending.entity === undefined) tree.byFile.set(mod.file, mod);
    else tree.byEntity.set(pending.entity, mod);
    tree.byKey.set(mod.key, mod);
    if (pending.parent !== undefined && !pending.parent.children.has(pending.name))
      pending.parent.children.set(pending.name, mod);
    for (const child of childrenOf(world, mod)) (child.isRedirected === true ? redirected : queue).push(child);
  }
}

function makeMod({ file, scope, parent, crate, name, directory, entity }: Pending): Mod {
  const items = new Map<string, readonly Entity[]>();
  const named = new Map<string, Import[]>();
  const globs: Import[] = [];
  for (const [key, bound] of file.names[scope] ?? []) if (bound.entities.length > 0) items.set(key, bound.entities);
  for (const found of file.facts.imports) {
    if (found.scope !== scope) continue;
    if (found.form === "all") globs.push(found);
    else if (found.local !== "" && found.form === "name") pushTo(named, found.local, found);
  }
  const key = entity === undefined || parent === undefined ? file.path : `${parent.key}::${name}`;
  return { key, file, scope, parent, crate, children: new Map(), directory, items, named, globs };
}

function childrenOf(world: World, mod: Mod): readonly Pending[] {
  const { file, scope, crate } = mod;
  const found: Pending[] = [];
  for (const { form, local, module, scope: at } of file.facts.imports) {
    if (form !== "module" || at !== scope) continue;
    const target = fileOf(world, mod, { name: local, path: module });
    if (target !== undefined) found.push({ ...target, scope: 0, parent: mod, crate, name: local });
  }
  for (const [name, entities] of mod.items) {
    for (const entity of entities) {
      if (entity.facts.kind !== "Module" || entity.bodyScope < 0) continue;
      const directory = joinPath(mod.directory, name) ?? mod.directory;
      found.push({ file, entity, scope: entity.bodyScope, parent: mod, crate, name, directory });
    }
  }
  return found;
}

/** `mod x;` is `x.rs` or `x/mod.rs`, or what its attribute says, seen from the folder of the file that has it. */
function fileOf(
  world: World,
  mod: Mod,
  { name, path }: { readonly name: string; readonly path: string },
): Pick<Pending, "file" | "directory" | "isRedirected"> | undefined {
  if (path !== "") {
    const isAbsolute = /^(?:\/|[A-Za-z]:)/.test(path);
    const written = isAbsolute ? undefined : joinPath(mod.scope === 0 ? mod.file.directory : mod.directory, path);
    const file = written === undefined ? undefined : world.byPath.get(written);
    return file && { file, directory: file.directory, isRedirected: true };
  }
  const flat = world.byPath.get(joinPath(mod.directory, `${name}.rs`) ?? "");
  if (flat !== undefined) return { file: flat, directory: joinPath(mod.directory, name) ?? "" };
  const folder = world.byPath.get(joinPath(mod.directory, `${name}/mod.rs`) ?? "");
  return folder && { file: folder, directory: folder.directory };
}
