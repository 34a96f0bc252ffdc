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
  const folders = foldersOf(files);
  const anyFile = files[0];
  const fileAt = (stem: string): SourceFile | undefined =>
    SUFFIXES.map((suffix) => world.byPath.get(stem + suffix)).find((file) => file !== undefined);
  const initOf = (folder: string): SourceFile | undefined => fileAt(`${folder}/__init__`);
  const isPackage = (folder: string): boolean => folder !== "" && initOf(folder) !== undefined;

  /** A folder wins over a file of the same name, as it does at run time. */
  function moduleAt(path: string): Module | undefined {
    const init = initOf(path);
    if (init !== undefined) return { kind: "module", file: init };
    const file = fileAt(path);
    if (file !== undefined) return { kind: "module", file };
    if (!folders.has(path) || anyFile === undefined) return undefined;
    return { kind: "package", name: path, of: anyFile };
  }

  function ownRoot(file: SourceFile): string {
    let folder = file.directory;
    while (isPackage(folder)) folder = directoryOf(folder);
    return folder;
  }

  const roots = rootsOf(files, isPackage);
  const rootsByTop = new Map<string, string[]>();

  /** Folders under which the first part of a name is a package or module, the likeliest first for this file. */
  function rootsFor(file: SourceFile, top: string): readonly string[] {
    let known = rootsByTop.get(top);
    if (known === undefined) {
      known = roots.filter((root) => moduleAt(under(root, top)) !== undefined);
      rootsByTop.set(top, known);
    }
    const own = ownRoot(file);
    const others = known.filter((root) => root !== own);
    if (others.length > 1) {
      others.sort(
        (a, b) => shared(b, file.directory) - shared(a, file.directory) || a.length - b.length || compareText(a, b),
      );
    }
    return moduleAt(under(own, top)) === undefined ? others : [own, ...others];
  }

  function findAbsolute(file: SourceFile, parts: readonly string[]): Module | undefined {
    const [top = "", ...rest] = parts;
    let isOurs = false;
    for (const root of rootsFor(file, top)) {
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
    const path = [folder, ...parts].filter((part) => part !== "").join("/");
    return moduleAt(path);
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
      return /(^|\/)__init__\.pyi?$/.test(of.path) ? moduleAt(under(of.directory, name)) : undefined;
    },
  };
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
function rootsOf(files: readonly SourceFile[], isPackage: (folder: string) => boolean): readonly string[] {
  const roots = new Set(["", "src"]);
  for (const file of files) {
    if (!/(^|\/)__init__\.pyi?$/.test(file.path)) continue;
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
