/** What `from m import *` brings to a file: of several that have a name the last counts, and one from outside may have any. */
import type { Import } from "../facts.ts";
import type { NameIn } from "./offers.ts";
import type { Module, SourceFile } from "./values.ts";

/** More than any package hands on; the rest is not searched. */
const MAX_FILES = 2_000;

export interface PythonStars {
  /** All files that are reached through stars, each once. */
  readonly files: (file: SourceFile) => readonly SourceFile[];
  /** The ones of them that a name may come from. */
  readonly holders: (file: SourceFile, name: string) => readonly NameIn[];
}

interface Star {
  readonly module: Module | undefined;
  /** It is taken in any case, and so replaces what earlier ones brought. */
  readonly isSure: boolean;
}

interface Reached {
  readonly files: readonly SourceFile[];
  /** Those that replace others come first. */
  readonly stars: readonly (Star & { readonly file: SourceFile; readonly isGuess: boolean })[];
}

/** Looks stars up once a file, so that a name costs one question a file even where all files hand on all others. */
export function createPythonStars(moduleOf: (file: SourceFile, found: Import) => Module | undefined): PythonStars {
  const direct = new Map<SourceFile, readonly Star[]>();
  const reached = new Map<SourceFile, Reached>();

  function directStars(file: SourceFile): readonly Star[] {
    let known = direct.get(file);
    if (known === undefined) {
      const stars = file.facts.imports.filter(({ form, scope }) => form === "all" && scope === 0);
      known = stars.map((found) => ({ module: moduleOf(file, found), isSure: found.unconditional === true }));
      direct.set(file, known);
    }
    return known;
  }

  function reachedFrom(file: SourceFile): Reached {
    let known = reached.get(file);
    if (known === undefined) {
      const stars = inOrder(file, directStars);
      reached.set(file, (known = { stars, files: stars.map((star) => star.file) }));
    }
    return known;
  }

  return {
    files: (file) => reachedFrom(file).files,
    holders(file, name) {
      const holders: NameIn[] = [];
      for (const { file: holder, isSure, isGuess } of reachedFrom(file).stars) {
        if (holder.names[0]?.has(name) !== true) continue;
        holders.push({ module: { kind: "module", file: holder, isGuess }, name });
        if (isSure) break;
      }
      return holders;
    },
  };
}

/** From the last star to the first, each followed by those of its own; after one from outside all is a guess. */
function inOrder(file: SourceFile, directStars: (file: SourceFile) => readonly Star[]): Reached["stars"] {
  const stars: Reached["stars"][number][] = [];
  const seen = new Set([file]);
  const open = [...directStars(file)];
  let isGuess = false;
  for (let star = open.pop(); star !== undefined && seen.size <= MAX_FILES; star = open.pop()) {
    const { module, isSure } = star;
    if (module === undefined || module.kind === "external") isGuess = true;
    if (module?.kind !== "module" || seen.has(module.file)) continue;
    seen.add(module.file);
    stars.push({ ...star, file: module.file, isGuess });
    for (const next of directStars(module.file)) open.push({ ...next, isSure: isSure && next.isSure });
  }
  return stars;
}
