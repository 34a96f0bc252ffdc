/**
 * Resolution: facts of a project's files in, its code graph out.
 * Promises stable ids, an evidence tier on every edge, a reason for every call it cannot bind, and no edge by name alone.
 * Never reads text or trees, and never depends on the order of files.
 */
export { createGraphIndex, type GraphIndex, type GraphUpdate, type ProjectChange } from "./graph-index.ts";
export { type Manifest, type Project, type ProjectFile } from "./project.ts";
export { resolve } from "./resolve.ts";
export { withDispatch } from "./dispatch.ts";
