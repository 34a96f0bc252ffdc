/** Files as people and traces write them, found by how their paths end: `/home/somebody/shop/src/cart.ts` is `src/cart.ts`. */
import type { TenantDb } from "#kernel/db";

import { type NodeRow, nodesAtLine, nodesByName, pathsEnding } from "../../browse/store.ts";
import type { Scope } from "../../scope/index.ts";
import type { PlaceAsked } from "./read-route.ts";
import type { Frame } from "./stack-trace.ts";

const FOUND_MAX = 10;
/** Frames whose definitions are looked up. */
const FRAMES_MAX = 20;
const AROUND_MAX = 50;
const NAMED_MAX = 200;

interface Place {
  readonly trackId: number;
  readonly path: string;
}

/** The definitions around a line, or the file; of each file that the path may mean. */
export async function resolvePlace(tenant: TenantDb, scope: Scope, { path, line }: PlaceAsked): Promise<NodeRow[]> {
  const files = await filesMeant(tenant, scope, path);
  const rows: NodeRow[] = [];
  for (const file of files.slice(0, FOUND_MAX)) rows.push(...(await around(tenant, scope, { file, line })));
  return rows;
}

/** One definition for each frame within the repositories, none twice. */
export async function resolveFrames(tenant: TenantDb, scope: Scope, frames: readonly Frame[]): Promise<NodeRow[]> {
  const rows = new Map<string, NodeRow>();
  for (const frame of frames.slice(0, FRAMES_MAX)) {
    const row = await resolveFrame(tenant, scope, frame);
    if (row !== undefined) rows.set(`${row.track_id} ${row.node_id}`, row);
  }
  return [...rows.values()];
}

async function resolveFrame(tenant: TenantDb, scope: Scope, frame: Frame): Promise<NodeRow | undefined> {
  const [file] = await filesMeant(tenant, scope, frame.path);
  if (file === undefined) return undefined;
  const at = atOf(scope, file);
  // The text may have moved on since: then the name says more than the line.
  const rows = await nodesAtLine(tenant, at, { path: file.path, line: frame.line, limit: AROUND_MAX });
  return rows.find(({ name }) => name === frame.name) ?? (await namedIn(tenant, scope, { file, frame })) ?? rows[0];
}

async function namedIn(
  tenant: TenantDb,
  scope: Scope,
  { file, frame }: { readonly file: Place; readonly frame: Frame },
): Promise<NodeRow | undefined> {
  if (frame.name === undefined) return undefined;
  const rows = await nodesByName(tenant, atOf(scope, file), { name: frame.name, limit: NAMED_MAX });
  return rows.find(({ path }) => path === file.path);
}

async function around(
  tenant: TenantDb,
  scope: Scope,
  { file, line }: { readonly file: Place; readonly line: number | undefined },
): Promise<NodeRow[]> {
  const at = atOf(scope, file);
  const rows = await nodesAtLine(tenant, at, { path: file.path, line: line ?? 1, limit: AROUND_MAX });
  return line === undefined ? rows.filter(({ kind }) => kind === "File") : rows;
}

function atOf({ repos }: Scope, { trackId }: Place) {
  return repos.filter((repo) => repo.trackId === trackId);
}

/** Files whose path ends as the asked one, or which the asked one ends with, those first that have most of it in common. */
async function filesMeant(tenant: TenantDb, scope: Scope, asked: string): Promise<Place[]> {
  const parts = asked.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  const name = parts.at(-1);
  if (name === undefined || name.length > 255) return [];
  const found = await pathsEnding(tenant, scope.repos, { name, limit: 1000 });
  const weighed = found.map(({ track_id, path }) => ({ trackId: track_id, path, shared: sharedEnd(path, parts) }));
  const meant = weighed.filter(
    ({ path, shared }) => shared === parts.length || shared === path.split("/").length || shared >= 3,
  );
  const most = Math.max(0, ...meant.map(({ shared }) => shared));
  return meant.filter(({ shared }) => shared === most);
}

function sharedEnd(path: string, parts: readonly string[]): number {
  const own = path.split("/");
  let shared = 0;
  while (shared < parts.length && shared < own.length && own.at(-1 - shared) === parts.at(-1 - shared)) shared += 1;
  return shared;
}
