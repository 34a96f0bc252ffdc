/** Namespaces of a PHP project: what is declared under a full name, wherever it stands, and what lies outside. */
import { asObject, asString, asStrings, parseJsonc } from "./jsonc.ts";
import { isPhpFunction, isPhpType } from "./php-library.ts";
import { directoryOf, joinPath, type Manifest, pushTo, type World } from "./project.ts";
import type { Entity, Module, SourceFile } from "./values.ts";

export interface PhpNames {
  /** Types, functions and constants of a namespace; of several with one name those where autoloading looks. */
  find(namespace: string, name: string): readonly Entity[];
  /** Undefined where the repository has the namespace, or loads it, and the name is not there. */
  moduleOf(namespace: string, name: string): Module | undefined;
}

export function createPhpNames(world: World): PhpNames {
  const files = world.files.filter((file) => file.facts.language === "php");
  const [anyFile] = files;
  const namespaces = new Map<string, Map<string, Entity[]>>();
  for (const file of files) addNames(namespaces, file);
  const roots = readRoots(world.manifests);
  const find = (namespace: string, name: string): readonly Entity[] => {
    const found = namespaces.get(namespace)?.get(name) ?? [];
    return found.length < 2 ? found : preferred(found, roots, namespace);
  };
  return {
    find,
    moduleOf(namespace, name) {
      const isOurs = namespace === "" ? find("", name).length > 0 : namespaces.has(namespace);
      if (isOurs && anyFile !== undefined) return { kind: "package", name: namespace, of: anyFile };
      return isLoaded(roots, namespace) ? undefined : outside(namespace, name);
    },
  };
}

function addNames(namespaces: Map<string, Map<string, Entity[]>>, file: SourceFile): void {
  for (const entity of file.entities) {
    const { parent, facts } = entity;
    const isTop = parent === undefined || parent.facts.kind === "Module";
    if (!isTop || facts.kind === "Module" || facts.name === "") continue;
    const namespace = parent?.facts.name ?? file.facts.packageName;
    let names = namespaces.get(namespace);
    if (names === undefined) namespaces.set(namespace, (names = new Map<string, Entity[]>()));
    pushTo(names, facts.name, entity);
  }
}

/** A global name that the language does not have is of a package whose name nobody knows. */
function outside(namespace: string, name: string): Module | undefined {
  const isOwn = isPhpType(name) || isPhpFunction(name) || /^[A-Z][A-Z\d_]*$/.test(name);
  const owner = namespace !== "" ? namespace : isOwn ? "php" : /^[A-Z]/.test(name) ? "global" : undefined;
  if (owner === undefined) return undefined;
  return { kind: "external", family: "php", package: owner, symbol: "", instance: false, arguments: [] };
}

/** A prefix of namespaces and the folder that has them. */
interface Root {
  readonly prefix: string;
  readonly folder: string;
}

/** PSR-4 of every composer.json, the longest prefix first. */
function readRoots(manifests: readonly Manifest[]): readonly Root[] {
  const composers = manifests.filter(({ path }) => /(^|\/)composer\.json$/.test(path));
  return composers.flatMap(rootsOf).sort((a, b) => b.prefix.length - a.prefix.length);
}

function rootsOf({ path, text }: Manifest): readonly Root[] {
  const fields = asObject(parseJsonc(text));
  const parts = ["autoload", "autoload-dev"].map((part) => asObject(asObject(fields[part])["psr-4"]));
  return parts.flatMap(Object.entries).flatMap(([prefix, folders]: [string, unknown]) => {
    const single = asString(folders);
    const written = single === undefined ? asStrings(folders) : [single];
    return written.flatMap((one) => {
      const folder = joinPath(directoryOf(path), one);
      return folder === undefined ? [] : [{ prefix: prefix.replace(/\\+$/, ""), folder }];
    });
  });
}

function isLoaded(roots: readonly Root[], namespace: string): boolean {
  return roots.some(({ prefix }) => prefix !== "" && isWithin(namespace, prefix));
}

function isWithin(namespace: string, prefix: string): boolean {
  return prefix === "" || namespace === prefix || namespace.startsWith(`${prefix}\\`);
}

/** The file that autoloading takes the name from, where it is one of them. */
function preferred(found: readonly Entity[], roots: readonly Root[], namespace: string): readonly Entity[] {
  const places = new Set<string>();
  for (const { prefix, folder } of roots) {
    if (!isWithin(namespace, prefix)) continue;
    const rest = (prefix === "" ? namespace : namespace.slice(prefix.length + 1)).replaceAll("\\", "/");
    const place = joinPath(folder, rest);
    if (place !== undefined) places.add(place);
  }
  const loaded = found.filter(({ file, facts }) => {
    return places.has(file.directory) && file.path.endsWith(`/${facts.name}.php`);
  });
  return loaded.length > 0 ? loaded : found;
}
