/** Facts of all files in, the graph out. */
import type { CodeGraph } from "../model.ts";
import { createGraphIndex } from "./graph-index.ts";
import type { Project } from "./project.ts";

/**
 * Binds what every file names to what it means: definitions of the project, or symbols of packages outside.
 * An edge is drawn only where a binding or a type proves it; the rest is kept as unresolved. The order of files does
 * not matter. Cost is linear in the number of sites for what people write.
 */
export function resolve({ repoKey, files, manifests }: Project): CodeGraph {
  const { drawn, externals } = createGraphIndex(repoKey).update({ changed: files, removed: [], manifests });
  return { files: drawn, externals };
}
