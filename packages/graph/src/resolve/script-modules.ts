import type { Import } from "../facts.ts";
import { asString } from "./jsonc.ts";
/** Where JavaScript and TypeScript find modules: relative files, tsconfig paths, packages of the same repository. */
import { directoryOf, joinPath, type World } from "./project.ts";
import {
  type ConditionOrder,
  mappedTargets,
  matchPattern,
  type PackageManifest,
  readPackages,
  readTypeScriptConfigs,
  type TypeScriptConfig,
} from "./script-config.ts";
import type { External, Module, SourceFile } from "./values.ts";

/** In the order in which a specifier without extension is tried. */
const EXTENSIONS = [".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
/** What an emitted extension was before it was compiled. */
const SOURCES_OF: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".d.ts", ".jsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts", ".d.mts"],
  ".cjs": [".cts", ".d.cts"],
};
const ENTRY_FIELDS = ["source", "types", "typings", "module", "main", "browser"];

/** A specifier, or the part of one that is left within a package. */
type Asked = Pick<Import, "module" | "required">;

/** Finds the module that a specifier names in a file; undefined where it means a file that is not there. */
export function createScriptModules(world: World): (file: SourceFile, found: Asked) => Module | undefined {
  const files = createFileFinder(world);
  const configs = readTypeScriptConfigs(world.manifests);
  const packages = readPackages(world.manifests);
  const byName = new Map(packages.filter(({ name }) => name !== "").map((one) => [one.name, one]));
  const byDirectory = new Map(packages.map((one) => [one.directory, one]));
  const find = (file: SourceFile, asked: Asked): Module | undefined => {
    const { module: specifier } = asked;
    if (/^\.\.?(\/|$)/.test(specifier)) return asModule(files.relative(file.directory, specifier));
    if (specifier.startsWith("#")) return asModule(files.mapped(nearest(byDirectory, file.directory), asked));
    const configured = configuredFile(files, nearest(configs, file.directory), specifier);
    if (configured !== undefined) return asModule(configured);
    const { name, subpath } = splitSpecifier(specifier);
    const own = byName.get(name);
    if (own !== undefined) return asModule(files.ofPackage(own, { ...asked, module: subpath }));
    return outside(name, subpath);
  };
  const known = new Map<string, Module | undefined>();
  return (file, asked) => {
    const key = `${file.directory}\n${asked.module}\n${asked.required === true}`;
    if (!known.has(key)) known.set(key, find(file, asked));
    return known.get(key);
  };
}

function asModule(file: SourceFile | undefined): Module | undefined {
  return file === undefined ? undefined : { kind: "module", file };
}

function outside(name: string, subpath: string): External {
  const scope = { family: "script", instance: false, arguments: [] };
  return { kind: "external", package: [name, ...subpath.split("/").slice(1)].join("/"), symbol: "", ...scope };
}

/** `@scope/name/sub/path` gives the package's name and `./sub/path`; `node:fs` is `fs`. */
function splitSpecifier(specifier: string): { readonly name: string; readonly subpath: string } {
  const parts = specifier.replace(/^node:/, "").split("/");
  const name = parts.splice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  return { name, subpath: parts.length === 0 ? "." : `./${parts.join("/")}` };
}

/** What is configured for the folder itself or the nearest one around it. */
function nearest<T>(byDirectory: ReadonlyMap<string, T>, directory: string): T | undefined {
  for (let at = directory; ; at = directoryOf(at)) {
    const found = byDirectory.get(at);
    if (found !== undefined || at === "") return found;
  }
}

function configuredFile(
  files: FileFinder,
  config: TypeScriptConfig | undefined,
  specifier: string,
): SourceFile | undefined {
  for (const { pattern, targets } of config?.paths ?? []) {
    const rest = matchPattern(pattern, specifier);
    if (rest === undefined) continue;
    for (const target of targets) {
      const found = files.at(target.replace("*", rest));
      if (found !== undefined) return found;
    }
  }
  return config?.baseUrl === undefined ? undefined : files.relative(config.baseUrl, specifier);
}

/** Conditions of a package's `exports` that come first, and those that come last. */
const REQUIRED: ConditionOrder = { first: "require", last: "import" };
const IMPORTED: ConditionOrder = { first: "import", last: "require" };

function orderFor(required: true | undefined): ConditionOrder {
  return required === true ? REQUIRED : IMPORTED;
}

interface FileFinder {
  /** The source for a path with or without extension, or of a folder. */
  at(path: string): SourceFile | undefined;
  relative(directory: string, specifier: string): SourceFile | undefined;
  ofPackage(manifest: PackageManifest, asked: Asked): SourceFile | undefined;
  mapped(manifest: PackageManifest | undefined, asked: Asked): SourceFile | undefined;
}

function createFileFinder(world: World): FileFinder {
  const mains = new Map(readPackages(world.manifests).map((one) => [one.directory, one]));
  const exact = (path: string): SourceFile | undefined => {
    const file = world.byPath.get(path);
    return file !== undefined && isScript(file) ? file : undefined;
  };
  const firstOf = (paths: readonly string[]): SourceFile | undefined => {
    for (const path of paths) {
      const file = exact(path);
      if (file !== undefined) return file;
    }
    return undefined;
  };
  const asFile = (path: string): SourceFile | undefined => {
    const extension = /\.[mc]?jsx?$/.exec(path)?.[0] ?? "";
    const stem = path.slice(0, path.length - extension.length);
    const sources = (SOURCES_OF[extension] ?? []).map((source) => stem + source);
    return exact(path) ?? firstOf(sources) ?? firstOf(EXTENSIONS.map((one) => path + one));
  };
  const asFolder = (path: string): SourceFile | undefined => {
    const main = asString(mains.get(path)?.fields["main"]);
    const mainPath = main === undefined ? undefined : joinPath(path, main);
    const found = mainPath === undefined || mainPath === path ? undefined : asFile(mainPath);
    return found ?? firstOf(EXTENSIONS.map((one) => `${path === "" ? "" : `${path}/`}index${one}`));
  };
  const at = (path: string): SourceFile | undefined => (path === "" ? undefined : asFile(path)) ?? asFolder(path);
  const relative = (directory: string, specifier: string): SourceFile | undefined => {
    const path = joinPath(directory, specifier);
    return path === undefined ? undefined : at(path);
  };
  const source = (directory: string, targets: readonly string[]): SourceFile | undefined => {
    for (const target of targets.flatMap(sourceCandidates)) {
      const found = relative(directory, target);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    at,
    relative,
    ofPackage({ directory, fields }, { module: subpath, required }) {
      const exported = mappedTargets(fields["exports"], subpath, orderFor(required));
      if (subpath !== ".") return source(directory, [...exported, subpath, `./src/${subpath.slice(2)}`]);
      const entries = ENTRY_FIELDS.flatMap((field) => asString(fields[field]) ?? []);
      return source(directory, [...exported, ...entries, "./src/index", "./index", "./src/main", "./lib/index"]);
    },
    mapped: (manifest, { module: specifier, required }) =>
      manifest && source(manifest.directory, mappedTargets(manifest.fields["imports"], specifier, orderFor(required))),
  };
}

function isScript(file: SourceFile): boolean {
  return SCRIPT_LANGUAGES.has(file.facts.language);
}

export const SCRIPT_LANGUAGES: ReadonlySet<string> = new Set(["javascript", "typescript", "tsx", "jsx"]);

/** Most folders between a package and its built files, as in `dist/esm/browser/`. */
const MAX_BUILD_FOLDERS = 3;

/** A package names what it builds; its source mostly lies under `src`, with the same name. */
function sourceCandidates(target: string): readonly string[] {
  const stem = target.replace(/\.d\.[mc]?ts$|\.[mc]?[jt]sx?$/, "");
  const parts = stem.split("/").filter((part) => part !== "." && part !== "");
  const candidates = [target, `./${parts.join("/")}`];
  for (let dropped = 1; dropped <= MAX_BUILD_FOLDERS && dropped < parts.length; dropped++) {
    const rest = parts.slice(dropped).join("/");
    candidates.push(`./src/${rest}`, `./${rest}`);
  }
  return candidates;
}
