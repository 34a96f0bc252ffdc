/** What tsconfig.json and package.json say about where modules lie. */
import { asObject, asString, asStrings, type JsonObject, parseJsonc } from "./jsonc.ts";
import { directoryOf, joinPath, type Manifest } from "./project.ts";

/** `"@app/*": ["src/*"]`, relative to the folder it is written for. */
export interface PathMapping {
  readonly pattern: string;
  readonly targets: readonly string[];
}

export interface TypeScriptConfig {
  readonly paths: readonly PathMapping[];
  /** Folder that bare names are tried under; undefined without `baseUrl`. */
  readonly baseUrl: string | undefined;
}

export interface PackageManifest {
  readonly directory: string;
  readonly name: string;
  readonly fields: JsonObject;
}

/** More than any chain of `extends` needs; ends cycles. */
const MAX_EXTENDS = 16;

/** By the folder that a configuration is for. */
export function readTypeScriptConfigs(manifests: readonly Manifest[]): ReadonlyMap<string, TypeScriptConfig> {
  const parsed = new Map<string, JsonObject>();
  for (const { path, text } of manifests) {
    if (/(^|\/)[jt]sconfig[^/]*\.json$/.test(path)) parsed.set(path, asObject(parseJsonc(text)));
  }
  const configs = new Map<string, TypeScriptConfig>();
  for (const path of parsed.keys()) {
    if (!/(^|\/)[jt]sconfig\.json$/.test(path)) continue;
    const directory = directoryOf(path);
    if (path.endsWith("jsconfig.json") && configs.has(directory)) continue;
    configs.set(directory, mergeExtended(parsed, path));
  }
  return configs;
}

/** Options of the nearest configuration win; `paths` are relative to where they are written. */
function mergeExtended(parsed: ReadonlyMap<string, JsonObject>, path: string): TypeScriptConfig {
  const chain = extendedChain(parsed, path).map((at) => {
    const options = asObject(parsed.get(at)?.["compilerOptions"]);
    const base = asString(options["baseUrl"]);
    const folder = joinPath(directoryOf(at), base ?? ".") ?? "";
    const paths = options["paths"] === undefined ? undefined : readPaths(asObject(options["paths"]), folder);
    return { baseUrl: base === undefined ? undefined : folder, paths };
  });
  return {
    baseUrl: chain.find(({ baseUrl }) => baseUrl !== undefined)?.baseUrl,
    paths: chain.find(({ paths }) => paths !== undefined)?.paths ?? [],
  };
}

/** The configuration and those it extends, nearest first; only those that lie in the repository. */
function extendedChain(parsed: ReadonlyMap<string, JsonObject>, path: string): readonly string[] {
  const chain = [path];
  for (let index = 0; index < chain.length && index < MAX_EXTENDS; index++) {
    const at = chain[index] ?? "";
    for (const extended of extendedConfigs(parsed.get(at)?.["extends"])) {
      const target = joinPath(directoryOf(at), extended.endsWith(".json") ? extended : `${extended}.json`);
      if (target !== undefined) chain.push(target);
    }
  }
  return chain.slice(0, MAX_EXTENDS);
}

function extendedConfigs(value: unknown): readonly string[] {
  const all = typeof value === "string" ? [value] : asStrings(value);
  return all.filter((one) => one.startsWith("."));
}

/** The longest pattern first, as the compiler chooses. */
function readPaths(paths: JsonObject, folder: string): readonly PathMapping[] {
  return Object.entries(paths)
    .map(([pattern, targets]) => ({
      pattern,
      targets: asStrings(targets).flatMap((target) => joinPath(folder, target) ?? []),
    }))
    .sort((a, b) => b.pattern.indexOf("*") - a.pattern.indexOf("*") || b.pattern.length - a.pattern.length);
}

export function readPackages(manifests: readonly Manifest[]): readonly PackageManifest[] {
  return manifests
    .filter(({ path }) => /(^|\/)package\.json$/.test(path))
    .map(({ path, text }) => {
      const fields = asObject(parseJsonc(text));
      return { directory: directoryOf(path), name: asString(fields["name"]) ?? "", fields };
    });
}

/** What stands for the `*` if the text matches the pattern; empty if the pattern has none. */
export function matchPattern(pattern: string, text: string): string | undefined {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === text ? "" : undefined;
  const head = pattern.slice(0, star);
  const tail = pattern.slice(star + 1);
  const fits = text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
  return fits ? text.slice(head.length, text.length - tail.length) : undefined;
}

const MAX_CONDITION_DEPTH = 8;

export interface ConditionOrder {
  readonly first: string;
  readonly last: string;
}

/** Every target that an `exports` or `imports` map has for a key, whatever the condition: sources lie under only some. */
export function mappedTargets(map: unknown, key: string, order: ConditionOrder): readonly string[] {
  const entries: readonly (readonly [string, unknown])[] =
    typeof map === "string" || Array.isArray(map) || isConditions(map) ? [[".", map]] : Object.entries(asObject(map));
  for (const [pattern, target] of entries) {
    const rest = matchPattern(pattern, key);
    if (rest !== undefined) return targetsOf(target, order, 0).map((one) => one.replaceAll("*", rest));
  }
  return [];
}

function isConditions(map: unknown): boolean {
  const keys = Object.keys(asObject(map));
  return keys.length > 0 && keys.every((key) => !key.startsWith(".") && !key.startsWith("#"));
}

function targetsOf(target: unknown, order: ConditionOrder, depth: number): readonly string[] {
  if (typeof target === "string") return [target];
  if (depth > MAX_CONDITION_DEPTH) return [];
  const rank = (condition: string): number => (condition === order.first ? 0 : condition === order.last ? 2 : 1);
  const conditions = Object.entries(asObject(target)).sort(([a], [b]) => rank(a) - rank(b));
  const inner = Array.isArray(target) ? target : conditions.map(([, one]) => one);
  return inner.flatMap((one) => targetsOf(one, order, depth + 1));
}
