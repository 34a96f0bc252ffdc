import { createHash } from "node:crypto";

import type { Db, TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { findNodesInput, findNodesOutput, nodeInput, nodeOutput } from "../contract.ts";
import { toBigint, toNodeId } from "../ingest/ids.ts";
import { type Cursor, readCursor, repoOfPage, skipOf, writeCursor } from "../queries/cursor.ts";
import { completenessOf, requireKept, resolveScope, type Scope } from "../scope/index.ts";
import { nearNames } from "./near-names.ts";
import { presentNode } from "./present.ts";
import {
  type At,
  edgeCounts,
  fileTexts,
  type NodeRow,
  nodesAtLine,
  nodesById,
  nodesByName,
  packagesBelow,
  pathsLike,
} from "./store.ts";

/** `get_node`: one definition with its source, its edge counts and what the answer rests on. */
export function getNode(db: Db) {
  return operation({
    name: "get_node",
    kind: "query",
    summary: "One definition, file or external symbol with its source and how much touches it.",
    permission: "code:read",
    input: nodeInput,
    output: nodeOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE"],
    http: { method: "GET", path: "/graph/nodes/{id}" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      const scope = await resolveScope(tenant, input.repo === undefined ? [] : [input.repo], input);
      const row = await requireNode(db.forTenant(context), scope, input.id);
      const at = { trackId: row.track_id, number: scope.byTrack.get(row.track_id)?.number ?? 0 };
      const [counts, texts] = await Promise.all([
        edgeCounts(tenant, [at], row.node_id),
        row.path === "" ? [] : fileTexts(tenant, [at], [{ trackId: row.track_id, path: row.path }]),
      ]);
      await requireKept(tenant, scope, input);
      const text = texts[0]?.content;
      return {
        node: {
          ...presentNode(scope, row),
          signature: row.signature,
          doc: row.doc,
          visibility: row.visibility,
          exported: row.exported,
          parent_id: row.parent_id === null ? null : toNodeId(row.parent_id),
        },
        source: text === undefined ? null : linesOf(text, row.start_line, row.end_line),
        counts,
        completeness: completenessOf(scope),
      };
    },
  });
}

/** `find_nodes`: definitions by name, qualified name, path or path:line. */
export function findNodes(db: Db) {
  return operation({
    name: "find_nodes",
    kind: "query",
    summary: "Definitions by name, qualified name, path or path:line.",
    permission: "code:read",
    input: findNodesInput,
    output: findNodesOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE", "CONFLICT"],
    http: { method: "GET", path: "/graph/nodes" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      const scope = await resolveScope(tenant, input.repo === undefined ? [] : [input.repo], input);
      const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
      const { at, n } = await readAlike(tenant, scope, cursor);
      const skip = skipOf(cursor);
      const end = skip + input.limit;
      const rows = await nodesMeant(tenant, at, { name: input.name, limit: end + 1 });
      const suggestions = rows.length > 0 ? [] : await nearNamesAndPaths(tenant, scope, input.name);
      await requireKept(tenant, scope, input);
      const shown = onePerPlace(scope, rows.slice(0, end)).filter(({ from }) => from >= skip);
      return {
        nodes: shown.map(({ row }) => presentNode(scope, row)),
        suggestions,
        next_cursor: rows.length > end ? writeCursor({ n, after: end }) : null,
      };
    },
  });
}

interface Alike {
  readonly at: readonly At[];
  /** What all pages read: the snapshot of one repository, or a mark of those of several. */
  readonly n: number;
}

/**
 * The snapshots that the first page has read.
 * @throws Fault CONFLICT where they cannot be read together any more
 */
async function readAlike(tenant: TenantDb, { repos }: Scope, cursor: Cursor | undefined): Promise<Alike> {
  const [repo, ...others] = repos;
  if (repo !== undefined && others.length === 0) {
    const read = await repoOfPage(tenant, repo, cursor);
    return { at: [read], n: read.number };
  }
  const states = repos.map(({ trackId, number }) => `${trackId}:${number}`);
  const n = createHash("sha256").update(states.toSorted().join()).digest().readUInt32BE();
  if (cursor === undefined || cursor.n === n) return { at: repos, n };
  throw new Fault("CONFLICT", "a repository was read again since the first page: ask again without a cursor");
}

async function nodesMeant(
  tenant: TenantDb,
  at: readonly At[],
  { name, limit }: { readonly name: string; readonly limit: number },
): Promise<NodeRow[]> {
  const [, path, line] = /^(.+):(\d{1,7})$/.exec(name) ?? [];
  if (path !== undefined) return nodesAtLine(tenant, at, { path, line: Number(line), limit });
  return nodesCalled(tenant, at, { name, limit });
}

/**
 * By name as it stands; else as languages write it: `Store::read`, `Store#read`, and `package.Symbol`, where the folder or
 * the file has the name of the package.
 */
export async function nodesCalled(
  tenant: TenantDb,
  at: readonly At[],
  { name, limit }: { readonly name: string; readonly limit: number },
): Promise<NodeRow[]> {
  const found = await nodesByName(tenant, at, { name, limit });
  if (found.length > 0) return found;
  const parts = name.split(/::|->|[.#\\]/).filter((part) => part !== "");
  for (let head = 0; head < parts.length && parts.length > 1; head++) {
    const rows = await nodesByName(tenant, at, { name: parts.slice(head).join("."), limit: IN_PACKAGES });
    const inPackage = rows.filter((row) => liesIn(row.path, parts.slice(0, head)));
    if (inPackage.length > 0) return inPackage.slice(0, limit);
  }
  return packageCalled(tenant, at, { name, limit });
}

/** What JavaScript may write before the name of a module that Node brings: `node:path` is `path`. */
const OF_NODE = /^node:/;

/** A package under its longer name, or those parts of one that are imported where it is never imported as a whole. */
async function packageCalled(
  tenant: TenantDb,
  at: readonly At[],
  { name, limit }: { readonly name: string; readonly limit: number },
): Promise<NodeRow[]> {
  const short = name.replace(OF_NODE, "");
  const found = short === name ? [] : await nodesByName(tenant, at, { name: short, limit: IN_PACKAGES });
  const packages = found.filter((row) => row.kind === "Package");
  return packages.length > 0 ? packages.slice(0, limit) : packagesBelow(tenant, at, { name: short, limit });
}

/** Namesakes among which those of a package are looked for. */
const IN_PACKAGES = 1000;

/** True if the last folders of a path, or those and the file without its ending, are these. */
function liesIn(path: string, folders: readonly string[]): boolean {
  const parts = path.replace(/\.[^./]*$/, "").split("/");
  const endsSo = (all: readonly string[]): boolean =>
    all.length >= folders.length && folders.every((folder, i) => all[all.length - folders.length + i] === folder);
  return path !== "" && (endsSo(parts) || endsSo(parts.slice(0, -1)));
}

interface Placed {
  readonly row: NodeRow;
  /** Where the place came first among the rows: on the page of that number it is shown, and on no other. */
  readonly from: number;
}

/**
 * Repositories that lie in each other hold the same definition twice: the widest one stands for it, because it knows the
 * callers of all. Who names a repository gets that one.
 */
function onePerPlace(scope: Scope, rows: readonly NodeRow[]): Placed[] {
  const rootOf = (row: NodeRow): string => scope.byTrack.get(row.track_id)?.root ?? "";
  const byPlace = new Map<string, Placed>();
  for (const [at, row] of rows.entries()) {
    const isOutside = row.path === "";
    const place = isOutside ? row.node_id : `${rootOf(row)}/${row.path}:${row.start_line}`;
    const key = JSON.stringify([place, row.kind, row.qualified_name]);
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, { row, from: at });
    else if (rootOf(row).length < rootOf(known.row).length) byPlace.set(key, { row, from: known.from });
  }
  return [...byPlace.values()];
}

/** Names and paths close to one that names nothing. */
async function nearNamesAndPaths(tenant: TenantDb, scope: Scope, name: string): Promise<string[]> {
  const [repo] = scope.repos;
  const [names, paths] = await Promise.all([
    nearNames(tenant, scope.repos, name),
    repo === undefined ? [] : pathsLike(tenant, repo, name.replace(/:\d+$/, "")),
  ]);
  return [...names, ...paths].slice(0, 5);
}

/** @throws Fault NOT_FOUND, worded alike for an id of another tenant and an id that never was. */
export async function requireNode(tenant: ReturnType<Db["forTenant"]>, scope: Scope, id: string): Promise<NodeRow> {
  const [row] = await nodesById(tenant, scope.repos, [toBigint(id)]);
  if (row !== undefined) return row;
  throw new Fault("NOT_FOUND", `no node ${id}: ids change when a definition is renamed; look it up with find_nodes`, {
    id,
  });
}

/** Lines from..to of a text, 1-based and inclusive. */
export function linesOf(text: string, from: number, to: number): string {
  return text
    .split("\n")
    .slice(from - 1, to)
    .join("\n");
}
