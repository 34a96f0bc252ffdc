/** Ruby's load path: `require` finds files below folders that are named `lib` and below the root. */
import { joinPath, pushTo, type World } from "./project.ts";
import type { Module, SourceFile } from "./values.ts";

export interface Requires {
  find(file: SourceFile, path: string): Module | undefined;
}

/** Folders that programs put on the load path. */
const ROOTS: ReadonlySet<string> = new Set([
  "lib",
  "test",
  "spec",
  "app",
  "models",
  "controllers",
  "helpers",
  "services",
]);

export function createRequires(world: World, files: readonly SourceFile[]): Requires {
  const byFeature = new Map<string, SourceFile[]>();
  for (const file of files) for (const feature of featuresOf(file.path)) pushTo(byFeature, feature, file);
  const fileAt = (path: string | undefined): SourceFile | undefined => {
    if (path === undefined) return undefined;
    return world.byPath.get(/\.\w+$/.test(path) ? path : `${path}.rb`) ?? world.byPath.get(`${path}.rb`);
  };
  return {
    find(file, path) {
      if (/^\.\.?\//.test(path)) {
        const found = fileAt(joinPath(file.directory, path)) ?? fileAt(joinPath("", path));
        return found === undefined ? undefined : { kind: "module", file: found };
      }
      const found = nearest(file, byFeature.get(path.replace(/\.rb$/, "")) ?? []);
      if (found !== undefined) return { kind: "module", file: found };
      const name = path.slice(0, path.includes("/") ? path.indexOf("/") : undefined);
      return { kind: "external", family: "ruby", package: name, symbol: "", instance: false, arguments: [] };
    },
  };
}

/** Every way in which a file can be named below one of the folders of the load path. */
function featuresOf(path: string): readonly string[] {
  const parts = path.replace(/\.rb$/, "").split("/");
  const starts = parts.flatMap((part, at) => (at < parts.length - 1 && ROOTS.has(part) ? [at + 1] : []));
  return [0, ...starts].map((start) => parts.slice(start).join("/"));
}

/** In a repository of several packages the own one comes first. */
function nearest(from: SourceFile, files: readonly SourceFile[]): SourceFile | undefined {
  let best: SourceFile | undefined;
  let bestShared = -1;
  for (const file of files) {
    if (file === from) continue;
    const shared = sharedFolders(from.directory, file.directory);
    if (shared > bestShared) [best, bestShared] = [file, shared];
  }
  return best;
}

function sharedFolders(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  let count = 0;
  while (count < left.length && left[count] === right[count]) count++;
  return count;
}
