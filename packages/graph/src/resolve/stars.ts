/** Files whose names a file takes over without naming them: `from m import *`, `export * from "m"`. */
import type { Import } from "../facts.ts";
import type { Module, SourceFile } from "./values.ts";

/** More than any package hands on; the rest is not searched. */
const MAX_FILES = 2_000;

/**
 * Makes the function that lists all files reached through stars, the nearest first, each once. It is computed once a
 * file, so that looking a name up costs one question a file even where all files hand on all others.
 */
export function createStars(
  moduleOf: (file: SourceFile, found: Import) => Module | undefined,
  isHandedOn: (found: Import) => boolean,
  isStar = (found: Import): boolean => found.form === "all",
): (file: SourceFile) => readonly SourceFile[] {
  const direct = new Map<SourceFile, readonly SourceFile[]>();
  const reached = new Map<SourceFile, readonly SourceFile[]>();

  function directStars(file: SourceFile): readonly SourceFile[] {
    let known = direct.get(file);
    if (known === undefined) {
      const stars = file.facts.imports.filter((found) => isStar(found) && isHandedOn(found));
      const modules = stars.map((found) => moduleOf(file, found));
      known = modules.flatMap((module) => (module?.kind === "module" ? [module.file] : []));
      direct.set(file, known);
    }
    return known;
  }

  return (file) => {
    let known = reached.get(file);
    if (known !== undefined) return known;
    const found = new Set<SourceFile>(directStars(file));
    // A set hands out what is added while it is walked.
    for (const one of found) {
      if (found.size > MAX_FILES) break;
      for (const next of directStars(one)) found.add(next);
    }
    found.delete(file);
    known = [...found];
    reached.set(file, known);
    return known;
  };
}
