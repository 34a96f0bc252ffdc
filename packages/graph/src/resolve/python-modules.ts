/** Where Python finds modules: beside the importing file's own package, then under every folder that holds packages. */
import { compareText, directoryOf, type World } from "./project.ts";
import type { Module, SourceFile } from "./values.ts";

export interface PythonModules {
  /** As written after `import` or `from`, with leading dots. Undefined for a file of this repository that is not there. */
  find(from: SourceFile, written: string): Module | undefined;
  /** The module or package `name` inside of a package. */
  submodule(of: SourceFile | string, name: string): Module | undefined;
}

const SUFFIXES = [".py", ".pyi"];

export function createPythonModules(world: World): PythonModules {
  const files = world.files.filter((file) => file.facts.language === "python");
  const tree = createTree(world, files);
  const roots = createRoots(tree, files);
  const { moduleAt } = tree;

  function findAbsolute(file: SourceFile, parts: readonly string[]): Module | undefined {
    const [top = "", ...rest] = parts;
    let isOurs = false;
    for (const root of roots(file, top)) {
      const first = moduleAt(under(root, top));
      const found = rest.length === 0 ? first : moduleAt(under(root, parts.join("/")));
      if (found !== undefined && (found.kind === "module" || rest.length > 0 || root === "")) return found;
      isOurs ||= first?.kind === "module";
    }
    if (isOurs) return undefined;
    return { kind: "external", family: "python", package: top, symbol: rest.join("."), instance: false, arguments: [] };
  }

  function findRelative(file: SourceFile, dots: number, parts: readonly string[]): Module | undefined {
    let folder = file.directory;
    for (let level = 1; level < dots; level++) {
      if (folder === "") return undefined;
      folder = directoryOf(folder);
    }
    return moduleAt([folder, ...parts].filter((part) => part !== "").join("/"));
  }

  return {
    find(file, written) {
      const dots = /^\.*/.exec(written)?.[0].length ?? 0;
      const parts = written
        .slice(dots)
        .split(".")
        .filter((part) => part !== "");
      return dots > 0 ? findRelative(file, dots, parts) : findAbsolute(file, parts);
    },
    submodule(of, name) {
      if (typeof of === "string") return moduleAt(under(of, name));
      return isInit(of.path) ? moduleAt(under(of.directory, name)) : undefined;
    },
  };
}

interface Tree {
  readonly isPackage: (folder: string) => boolean;
  /** The module or package at a path without suffix. A folder wins over a file of the same name, as it does at run time. */
  readonly moduleAt: (path: string) => Module | undefined;
}

function createTree(world: World, files: readonly SourceFile[]): Tree {
  const folders = foldersOf(files);
  const anyFile = files[0];
  const fileAt = (stem: string): SourceFile | undefined =>
    SUFFIXES.map((suffix) => world.byPath.get(stem + suffix)).find((file) => file !== undefined);
  const initOf = (folder: string): SourceFile | undefined => fileAt(under(folder, "__init__"));
  return {
    isPackage: (folder) => folder !== "" && initOf(folder) !== undefined,
    moduleAt: (path) => {
      const file = initOf(path) ?? fileAt(path);
      if (file !== undefined) return { kind: "module", file };
      return folders.has(path) && anyFile !== undefined ? { kind: "package", name: path, of: anyFile } : undefined;
    },
  };
}

/** Folders under which the first part of a name is a package or module, the likeliest for a file first. */
function createRoots(tree: Tree, files: readonly SourceFile[]): (file: SourceFile, top: string) => readonly string[] {
  const roots = rootsOf(files, tree);
  const byTop = new Map<string, string[]>();
  return (file, top) => {
    let known = byTop.get(top);
    if (known === undefined) {
      known = roots.filter((root) => tree.moduleAt(under(root, top)) !== undefined);
      byTop.set(top, known);
    }
    let own = file.directory;
    while (tree.isPackage(own)) own = directoryOf(own);
    const others = known.filter((root) => root !== own);
    const nearness = (root: string): number => shared(root, file.directory);
    if (others.length > 1) others.sort((a, b) => nearness(b) - nearness(a) || a.length - b.length || compareText(a, b));
    return tree.moduleAt(under(own, top)) === undefined ? others : [own, ...others];
  };
}

function isInit(path: string): boolean {
  return /(^|\/)__init__\.pyi?$/.test(path);
}

function under(root: string, name: string): string {
  return root === "" ? name : `${root}/${name}`;
}

/** Every folder with a Python file somewhere below: what Python calls a namespace package. */
function foldersOf(files: readonly SourceFile[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = file.directory; folder !== "" && !folders.has(folder); folder = directoryOf(folder)) {
      folders.add(folder);
    }
  }
  return folders;
}

/** The root, `src`, and every folder that holds a package without being one. */
function rootsOf(files: readonly SourceFile[], { isPackage }: Tree): readonly string[] {
  const roots = new Set(["", "src"]);
  for (const file of files) {
    if (!isInit(file.path)) continue;
    const parent = directoryOf(file.directory);
    if (!isPackage(parent)) roots.add(parent);
  }
  return [...roots].sort((a, b) => a.length - b.length || compareText(a, b));
}

/** How many leading folders two paths have in common. */
function shared(a: string, b: string): number {
  const left = a.split("/");
  const right = b.split("/");
  let count = 0;
  while (count < left.length && left[count] === right[count]) count++;
  return count;
}
