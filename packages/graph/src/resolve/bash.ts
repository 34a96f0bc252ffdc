/** Bash's own rules: functions of the files that are sourced, through others too; all other commands are programs. */
import type { Import } from "../facts.ts";
import { joinPath, type World } from "./project.ts";
import { type NameIn, NO_OFFER, type Offer, PLAIN_RULES, type Rules } from "./rules.ts";
import { createStars } from "./stars.ts";
import { entityValue, isFunctionLike, type Module, type SourceFile } from "./values.ts";

export function bashRules(world: World): Rules {
  const functions = functionNames(world);
  const moduleOf = (file: SourceFile, found: Import): Module | undefined => scriptAt(world, file, found.module);
  const stars = createStars(moduleOf, () => true);
  return {
    ...PLAIN_RULES,
    family: "bash",
    languages: ["bash"],
    builtinPackage: "shell",
    // What some script of the repository calls so is no program that is known to be outside.
    builtinNamed: (name) => (functions.has(name) ? undefined : name),
    laterReplaces: true,
    moduleOf,
    starFiles: stars,
    offer: functionsOf,
    ambient: (file, name) => ({ values: [], elsewhere: sourced(stars(file), name) }),
  };
}

function functionNames(world: World): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of world.files) {
    if (file.facts.language !== "bash") continue;
    for (const { facts } of file.entities) if (facts.kind === "Function") names.add(facts.name);
  }
  return names;
}

/** A path from the file's folder, or from the root where it is not said to be from there. */
function scriptAt(world: World, file: SourceFile, path: string): Module | undefined {
  const isRelative = /^\.\.?\//.test(path);
  const paths = [joinPath(file.directory, path), isRelative ? undefined : joinPath("", path)];
  for (const one of paths) {
    const found = one === undefined ? undefined : world.byPath.get(one);
    if (found !== undefined && found.facts.language === "bash") return { kind: "module", file: found };
  }
  return undefined;
}

function functionsOf(file: SourceFile, name: string): Offer {
  const found = (file.names[0]?.get(name)?.entities ?? []).findLast(isFunctionLike);
  return found === undefined ? NO_OFFER : { values: [entityValue(found)], elsewhere: [] };
}

function sourced(files: readonly SourceFile[], name: string): readonly NameIn[] {
  const holder = files.find((file) => functionsOf(file, name).values.length > 0);
  return holder === undefined ? [] : [{ module: { kind: "module", file: holder }, name }];
}
