/** Facts of all files in, the graph out. */
import type { CodeGraph } from "../model.ts";
import { bashRules } from "./bash.ts";
import { cRules } from "./c.ts";
import { csharpRules } from "./csharp.ts";
import { documentRules } from "./document.ts";
import { fileGraph, type Stage } from "./edges.ts";
import { createExternals } from "./externals.ts";
import { goRules } from "./go.ts";
import { javaRules } from "./java.ts";
import { kotlinRules } from "./kotlin.ts";
import { luaRules } from "./lua.ts";
import { createNodes } from "./nodes.ts";
import { phpRules } from "./php.ts";
import { createWorld, type Project, pushTo } from "./project.ts";
import { pythonRules } from "./python.ts";
import { createResolver } from "./resolver.ts";
import { rubyRules } from "./ruby.ts";
import { rustRules } from "./rust.ts";
import { scalaRules } from "./scala.ts";
import { scriptRules } from "./script.ts";
import type { Entity, SourceFile } from "./values.ts";

/**
 * Binds what every file names to what it means: definitions of the project, or symbols of packages outside.
 * An edge is drawn only where a binding or a type proves it; the rest is kept as unresolved. The order of files does
 * not matter. Cost is linear in the number of sites for what people write.
 */
export function resolve(project: Project): CodeGraph {
  const world = createWorld(project);
  const resolver = createResolver(world, [
    documentRules(),
    pythonRules(world),
    scriptRules(world),
    javaRules(world),
    goRules(world),
    cRules(world),
    rustRules(world),
    phpRules(world),
    luaRules(world),
    csharpRules(world),
    rubyRules(world),
    kotlinRules(world),
    scalaRules(world),
    bashRules(world),
  ]);
  const nodes = createNodes(world.repoKey, world.files);
  const externals = createExternals(world.repoKey, (family) => resolver.rulesOfFamily(family).languages[0] ?? family);
  const stage: Stage = { resolver, nodes, externals };
  const elsewhere = containedElsewhere(world.files);
  const files = world.files.map((file) => fileGraph(stage, file, elsewhere.get(file) ?? []));
  return { files, externals: externals.all() };
}

/** Definitions whose parent stands in another file, by that file: Go methods away from their type. */
function containedElsewhere(files: readonly SourceFile[]): ReadonlyMap<SourceFile, readonly Entity[]> {
  const found = new Map<SourceFile, Entity[]>();
  for (const file of files) {
    for (const entity of file.entities) {
      if (entity.parent !== undefined && entity.parent.file !== file) pushTo(found, entity.parent.file, entity);
    }
  }
  return found;
}
