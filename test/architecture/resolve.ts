import { isBuiltin } from "node:module";
import { posix } from "node:path";

import { HOUSES, type House } from "./table.ts";
import type { Tree } from "./tree.ts";

/** Where an import leads. */
export type Target =
  | { readonly kind: "file"; readonly path: string; readonly relative: boolean }
  | { readonly kind: "node"; readonly name: string; readonly prefixed: boolean }
  | { readonly kind: "package"; readonly name: string }
  | { readonly kind: "asset" }
  /** A file under test/ at the root: for tests only. */
  | { readonly kind: "support" }
  | { readonly kind: "missing" };

const CODE = /\.[cm]?[jt]sx?$/;

export function resolveImport(tree: Tree, from: string, specifier: string): Target {
  if (specifier.startsWith(".")) return resolveRelative(tree, from, specifier);
  if (specifier.startsWith("#")) return resolveAlias(tree, from, specifier);
  if (isBuiltin(specifier)) {
    const name = specifier.replace(/^node:/, "");
    return { kind: "node", name: name.split("/")[0] ?? name, prefixed: specifier.startsWith("node:") };
  }
  const name = packageName(specifier);
  for (const [folder, manifest] of tree.manifests) {
    if (manifest.name === name) {
      const face = manifest.faces.get(`.${specifier.slice(name.length)}`);
      const path = face === undefined ? "" : posix.join(folder, face);
      return tree.files.has(path) ? { kind: "file", path, relative: false } : { kind: "missing" };
    }
  }
  return { kind: "package", name };
}

function resolveRelative(tree: Tree, from: string, specifier: string): Target {
  const path = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ""));
  if (tree.files.has(path)) return { kind: "file", path, relative: true };
  if (path.startsWith("test/")) return { kind: "support" };
  return CODE.test(path) || posix.extname(path) === "" ? { kind: "missing" } : { kind: "asset" };
}

function resolveAlias(tree: Tree, from: string, specifier: string): Target {
  const workspace = workspaceOf(from);
  for (const [alias, target] of tree.manifests.get(workspace)?.aliases ?? []) {
    const [head = "", tail] = alias.split("*");
    const isMatch = tail === undefined ? specifier === alias : specifier.startsWith(head) && specifier.endsWith(tail);
    if (!isMatch) continue;
    const star = tail === undefined ? "" : specifier.slice(head.length, specifier.length - tail.length);
    const path = posix.join(workspace, target.replaceAll("*", star));
    if (tree.files.has(path)) return { kind: "file", path, relative: false };
  }
  return { kind: "missing" };
}

/** The first row of the table that matches; undefined for a file in no house. */
export function houseOf(path: string): House | undefined {
  return HOUSES.find((house) => house.files.some((pattern) => matches(pattern, path)));
}

/** The file by which others enter: the one the table names, or the `index.ts` of a named folder. */
export function isFace(path: string): boolean {
  const patterns = houseOf(path)?.files ?? [];
  return patterns.some((pattern) => matches(pattern.endsWith("/") ? `${pattern}index.ts` : pattern, path));
}

export function isTest(path: string): boolean {
  return /\.test\.[jt]sx?$/.test(path);
}

export function workspaceOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

function matches(pattern: string, path: string): boolean {
  const expression = pattern.replaceAll(".", "\\.").replaceAll("*", "[^/]+");
  return new RegExp(`^${expression}${pattern.endsWith("/") ? "" : "$"}`).test(path);
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
