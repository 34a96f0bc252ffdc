/** Where Lua finds modules: below the folder of the file and those around it, then below any folder that has them. */
import { compareText, directoryOf, joinPath, pushTo, type World } from "./project.ts";
import type { Module, SourceFile } from "./values.ts";

/** Folders that are on the path by custom. */
const ROOTS = ["", "lua", "src", "lib"];

/** Makes the function that finds what `require` names: a file of the repository, or something outside. */
export function createLuaModules(world: World): (file: SourceFile, name: string) => Module | undefined {
  const files = world.files.filter((file) => file.facts.language === "lua");
  const byLastPart = new Map<string, SourceFile[]>();
  for (const file of files) pushTo(byLastPart, lastPart(moduleName(file.path)), file);

  const at = (path: string | undefined): SourceFile | undefined => {
    if (path === undefined) return undefined;
    const found = [path, `${path}.lua`, `${path}/init.lua`].map((one) => world.byPath.get(one));
    return found.find((file) => file?.facts.language === "lua");
  };
  const find = (file: SourceFile, path: string): SourceFile | undefined => {
    if (/^\.\.?\//.test(path)) return at(joinPath(file.directory, path));
    for (let folder = file.directory; ; folder = directoryOf(folder)) {
      const near = at(joinPath(folder, path));
      if (near !== undefined || folder === "") return near ?? below(path);
    }
  };
  /** A name of one part is found by custom only: too many files are called alike. */
  const below = (path: string): SourceFile | undefined => {
    const usual = ROOTS.map((root) => at(joinPath(root, path))).find((file) => file !== undefined);
    if (usual !== undefined || !path.includes("/")) return usual;
    const alike = (byLastPart.get(lastPart(path)) ?? []).filter((one) => moduleName(one.path).endsWith(`/${path}`));
    return alike.sort((a, b) => a.path.length - b.path.length || compareText(a.path, b.path))[0];
  };
  return (file, name) => {
    const path = name.startsWith(".") || name.includes("/") ? name : name.replaceAll(".", "/");
    const found = find(file, path);
    return found === undefined ? outside(name) : { kind: "module", file: found };
  };
}

/** The path by which a file is required. */
function moduleName(path: string): string {
  return path.replace(/(?:\/init)?\.lua$/, "");
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A path that names a file which is not there means nothing outside either. */
function outside(name: string): Module | undefined {
  if (/^\.\.?\/.*\.lua$/.test(name)) return undefined;
  const owner = name.replace(/^(?:\.\.?\/)+/, "");
  return { kind: "external", family: "lua", package: owner, symbol: "", instance: false, arguments: [] };
}
