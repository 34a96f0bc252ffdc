/** Files as people and traces write them, found by how their paths end: `/home/somebody/shop/src/cart.ts` is `src/cart.ts`. */
import { LANGUAGES } from "@aether/graph";

import type { TenantDb } from "#kernel/db";
import { flagsOf, UNIT_FLAGS } from "#kernel/search";

import { filesNamed, type NodeRow, nodesAtLine, nodesByName } from "../../browse/store.ts";
import type { Scope } from "../../scope/index.ts";
import { type Marks, wholeLine } from "../snippet.ts";
import type { PlaceAsked } from "./read-route.ts";
import type { Frame } from "./stack-trace.ts";

/** A definition, and what of it is to be seen. */
export interface RoutedRow extends NodeRow {
  readonly marks?: Marks | undefined;
}

const FOUND_MAX = 10;
/** Frames of the repositories whose definitions are looked up. */
const FRAMES_MAX = 20;
const AROUND_MAX = 50;
const NAMED_MAX = 200;
/** Files of one name that are looked at. */
const NAMESAKES_MAX = 1000;

interface Place {
  readonly trackId: number;
  readonly path: string;
}

/** The definitions around a line, or the file, also where the line is behind its end; of each file that the path may mean. */
export async function resolvePlace(
  tenant: TenantDb,
  scope: Scope,
  { path, line }: PlaceAsked,
): Promise<{ readonly rows: readonly RoutedRow[]; readonly isBeyond: boolean }> {
  const files = (await filesMeant(tenant, scope, [path])).get(path) ?? [];
  const asked = files.slice(0, FOUND_MAX);
  const rows: RoutedRow[] = [];
  if (line !== undefined) for (const file of asked) rows.push(...(await around(tenant, scope, { file, line })));
  if (rows.length > 0) return { rows, isBeyond: false };
  for (const file of asked) rows.push(...(await fileItself(tenant, scope, file)));
  return { rows, isBeyond: line !== undefined };
}

/** Files that are meant by the name of a module: `shop.price` is `shop/price.py`. */
export async function filesOfModule(tenant: TenantDb, scope: Scope, name: string): Promise<NodeRow[]> {
  const path = name
    .split(/[./\\]|::/)
    .filter(Boolean)
    .join("/");
  const endings = new Set(LANGUAGES.flatMap(({ extensions }) => extensions));
  const paths = [...endings].map((ending) => `${path}${ending}`);
  const files = [...(await filesMeant(tenant, scope, paths)).values()].flat();
  const whole = files.filter((file) => file.path.split("/").length >= path.split("/").length);
  const rows: NodeRow[] = [];
  for (const file of whole.slice(0, FOUND_MAX)) rows.push(...(await fileItself(tenant, scope, file)));
  return rows;
}

/** One definition for each frame within the repositories, none twice; those in vendored files behind the others. */
export async function resolveFrames(
  tenant: TenantDb,
  scope: Scope,
  frames: readonly Frame[],
): Promise<readonly RoutedRow[]> {
  const files = await filesMeant(
    tenant,
    scope,
    frames.map(({ path }) => path),
  );
  const own = frames.flatMap((frame) => (files.get(frame.path) ?? []).slice(0, 1).map((file) => ({ frame, file })));
  const once = new Map(own.map((each) => [keyOf(each), each]));
  const first = [...once.values()].sort((a, b) => isVendored(a.file) - isVendored(b.file)).slice(0, FRAMES_MAX);
  const rows = new Map<string, RoutedRow>();
  for (const each of first) {
    const row = await resolveFrame(tenant, scope, each);
    const key = `${row?.track_id} ${row?.node_id}`;
    const marks = [...(rows.get(key)?.marks ?? []), ...(row?.marks ?? [])];
    if (row !== undefined) rows.set(key, { ...row, marks: marks.length > 0 ? marks : undefined });
  }
  return [...rows.values()];
}

interface Framed {
  readonly frame: Frame;
  readonly file: Place;
}

function keyOf({ frame, file }: Framed): string {
  return `${file.trackId} ${file.path}:${frame.line} ${frame.name}`;
}

function isVendored({ path }: Place): number {
  return (flagsOf(path, "") & UNIT_FLAGS.vendored) === 0 ? 0 : 1;
}

async function resolveFrame(tenant: TenantDb, scope: Scope, { frame, file }: Framed): Promise<RoutedRow | undefined> {
  const rows = await around(tenant, scope, { file, line: frame.line });
  // The text may have moved on since: then the name says more than the line.
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
  { file, line }: { readonly file: Place; readonly line: number },
): Promise<RoutedRow[]> {
  const rows = await nodesAtLine(tenant, atOf(scope, file), { path: file.path, line, limit: AROUND_MAX });
  return rows.map((row) => ({ ...row, marks: [wholeLine(line)] }));
}

async function fileItself(tenant: TenantDb, scope: Scope, file: Place): Promise<NodeRow[]> {
  const rows = await nodesAtLine(tenant, atOf(scope, file), { path: file.path, line: 1, limit: AROUND_MAX });
  return rows.filter(({ kind }) => kind === "File");
}

function atOf({ repos }: Scope, { trackId }: Place) {
  return repos.filter((repo) => repo.trackId === trackId);
}

/** For each path the files whose own ends as it does, or which it ends with, those that have most of it in common. */
async function filesMeant(
  tenant: TenantDb,
  scope: Scope,
  asked: readonly string[],
): Promise<ReadonlyMap<string, readonly Place[]>> {
  const parts = new Map(asked.map((path) => [path, partsOf(path)]));
  const names = new Set([...parts.values()].flatMap((all) => all.slice(-1)).filter((name) => name.length <= 255));
  const found = await filesNamed(tenant, scope.repos, { names: [...names], each: NAMESAKES_MAX });
  const byName = Map.groupBy(found, ({ name }) => name);
  return new Map([...parts].map(([path, all]) => [path, meantBy(all, byName.get(all.at(-1) ?? "") ?? [])]));
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
}

/** Folders of what is installed: a file below is an own one only where these are part of its path. */
const INSTALLED = new Set(["node_modules", "site-packages", "dist-packages", "gems", "vendor", "registry"]);

function meantBy(
  parts: readonly string[],
  files: readonly { readonly track_id: number; readonly path: string }[],
): Place[] {
  const needed = parts.length - parts.findLastIndex((part) => INSTALLED.has(part));
  const least = needed > parts.length ? 1 : needed;
  const weighed = files.map(({ track_id, path }) => ({ trackId: track_id, path, shared: sharedEnd(path, parts) }));
  const meant = weighed.filter(
    ({ path, shared }) =>
      shared >= least && (shared === parts.length || shared === path.split("/").length || shared >= 3),
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
