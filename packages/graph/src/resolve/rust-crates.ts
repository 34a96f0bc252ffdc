/**
 * Rust's crates: which files are roots, and which names stand for other crates. Of a Cargo.toml only what names packages,
 * targets and dependencies is read, line by line.
 */
import { directoryOf, joinPath, type World } from "./project.ts";

export interface Crate {
  /** Path of its first file. */
  readonly root: string;
  /** Names of other crates: the root of one of this repository, or the name under which an outside one is published. */
  readonly externs: ReadonlyMap<string, CrateName>;
}
export type CrateName = { readonly root: string } | { readonly package: string };

interface Package {
  readonly directory: string;
  readonly name: string;
  readonly libraryName: string;
  readonly libraryPath: string;
  /** Roots that the manifest names. */
  readonly targets: readonly string[];
  readonly dependencies: ReadonlyMap<string, Dependency>;
}

interface Dependency {
  readonly package: string;
  readonly path: string | undefined;
}

/** Roots that need no mention: the folder of the package, then these. */
const TARGETS = /^(?:src\/main\.rs|build\.rs|(?:src\/bin|tests|examples|benches)\/(?:[^/]+\.rs|[^/]+\/main\.rs))$/;

/** Libraries come first, so that a file of a library that a program declares too belongs to the library. */
export function readCrates(world: World): readonly Crate[] {
  const packages = world.manifests.filter(({ path }) => /(?:^|\/)Cargo\.toml$/.test(path)).map(readPackage);
  const named = packages.filter(({ name }) => name !== "");
  const paths = world.files.filter(({ facts }) => facts.language === "rust").map(({ path }) => path);
  const libraries: Crate[] = [];
  const others: Crate[] = [];
  for (const one of named) {
    const externs = externsOf(one, packages, world);
    if (world.byPath.has(one.libraryPath)) libraries.push({ root: one.libraryPath, externs });
    const withOwn = world.byPath.has(one.libraryPath)
      ? new Map(externs).set(one.libraryName, { root: one.libraryPath })
      : externs;
    const roots = new Set([...one.targets, ...paths.filter((path) => isTarget(one.directory, path))]);
    for (const root of roots) if (world.byPath.has(root)) others.push({ root, externs: withOwn });
  }
  return [...libraries, ...others];
}

function isTarget(directory: string, path: string): boolean {
  if (directory !== "" && !path.startsWith(`${directory}/`)) return false;
  return TARGETS.test(directory === "" ? path : path.slice(directory.length + 1));
}

function externsOf(of: Package, packages: readonly Package[], world: World): Map<string, CrateName> {
  const externs = new Map<string, CrateName>();
  for (const [key, { package: name, path }] of of.dependencies) {
    const directory = path === undefined ? undefined : joinPath(of.directory, path);
    const local =
      packages.find((one) => one.name !== "" && one.directory === directory) ??
      packages.find((one) => one.name === name);
    const isOurs = local !== undefined && world.byPath.has(local.libraryPath);
    const isRenamed = key !== name;
    const visibleName = isOurs && !isRenamed ? local.libraryName : key.replaceAll("-", "_");
    externs.set(visibleName, isOurs ? { root: local.libraryPath } : { package: name });
  }
  return externs;
}

interface Section {
  readonly header: string;
  readonly values: ReadonlyMap<string, string>;
}

function readPackage({ path, text }: { readonly path: string; readonly text: string }): Package {
  const directory = directoryOf(path);
  const sections = readSections(text);
  const value = (header: string, key: string): string =>
    quoted(sections.find((one) => one.header === header)?.values.get(key) ?? "");
  const name = value("package", "name");
  const within = (relative: string): string => joinPath(directory, relative) ?? relative;
  const targets = sections.flatMap(({ header, values }) =>
    /^(?:bin|test|example|bench)$/.test(header) && values.has("path") ? [within(quoted(values.get("path") ?? ""))] : [],
  );
  return {
    directory,
    name,
    libraryName: (value("lib", "name") || name).replaceAll("-", "_"),
    libraryPath: within(value("lib", "path") || "src/lib.rs"),
    targets,
    dependencies: readDependencies(sections),
  };
}

function readSections(text: string): readonly Section[] {
  const sections: { header: string; values: Map<string, string> }[] = [];
  let current = { header: "", values: new Map<string, string>() };
  for (const line of text.split("\n")) {
    const header = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?/.exec(line)?.[1];
    if (header !== undefined) {
      current = { header, values: new Map() };
      sections.push(current);
      continue;
    }
    const pair = /^\s*([\w."-]+)\s*=\s*(.*)$/.exec(line);
    if (pair?.[1] !== undefined) current.values.set(pair[1].replaceAll('"', ""), pair[2] ?? "");
  }
  return sections;
}

const DEPENDENCIES = /(?:^|\.)(?:dev-|build-)?dependencies(?:\.([\w-]+))?$/;

function readDependencies(sections: readonly Section[]): ReadonlyMap<string, Dependency> {
  const found = new Map<string, Dependency>();
  const add = (key: string, text: string): void => {
    found.set(key, { package: field(text, "package") || key, path: field(text, "path") || undefined });
  };
  for (const { header, values } of sections) {
    const match = DEPENDENCIES.exec(header);
    if (match === null) continue;
    if (match[1] !== undefined) add(match[1], [...values].map(([key, value]) => `${key} = ${value}`).join(", "));
    else for (const [key, value] of values) addEntry(add, key, value);
  }
  return found;
}

/** `a = { path = "…" }`, and `a.path = "…"`. */
function addEntry(add: (key: string, text: string) => void, key: string, value: string): void {
  const dot = key.indexOf(".");
  if (dot < 0) add(key, value);
  else add(key.slice(0, dot), `${key.slice(dot + 1)} = ${value}`);
}

function field(text: string, key: string): string {
  return new RegExp(`(?:^|[\\s{,])${key}\\s*=\\s*["']([^"']*)["']`).exec(text)?.[1] ?? "";
}

function quoted(text: string): string {
  return /["']([^"']*)["']/.exec(text)?.[1] ?? "";
}
