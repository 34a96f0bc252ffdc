/** Which file an `include` or `require` means. */
import { joinPath, type World } from "./project.ts";
import type { Module, SourceFile } from "./values.ts";

/** Makes the function that finds an included file; undefined where no file of the repository is meant for certain. */
export function createIncludes(world: World): (file: SourceFile, path: string) => Module | undefined {
  return (file, path) => {
    // What begins with a dot was written after `__DIR__`; everything else is tried there, then at the root.
    const places = path.startsWith("/") ? [] : /^\.\.?(\/|$)/.test(path) ? [file.directory] : [file.directory, ""];
    for (const place of places) {
      const found = world.byPath.get(joinPath(place, path) ?? "");
      if (found !== undefined && found.facts.language === "php") return { kind: "module", file: found };
    }
    return undefined;
  };
}
