import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The sources and manifests that the rules are applied to; made from disk, and in tests with files added in memory. */
export interface Tree {
  /** Repository path to text. */
  readonly files: ReadonlyMap<string, string>;
  /** Workspace folder ("packages/graph") to what its package.json says. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly rootPackages: ReadonlySet<string>;
}

export interface Manifest {
  readonly name: string;
  readonly packages: ReadonlySet<string>;
  /** `imports` of package.json: alias, possibly with one `*`, to a path inside of the workspace. */
  readonly aliases: ReadonlyMap<string, string>;
  /** `exports`: subpath to the source that stands behind it. */
  readonly faces: ReadonlyMap<string, string>;
}

const WORKSPACES = ["packages/client", "packages/graph", "packages/server", "packages/web"];
const SOURCE = /\.[cm]?[jt]sx?$/;

export function readTree(root: string): Tree {
  const files = new Map<string, string>();
  for (const workspace of WORKSPACES) {
    const folder = `${workspace}/src`;
    if (!existsSync(join(root, folder))) continue;
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).sort()) {
      const path = `${folder}/${entry.replaceAll("\\", "/")}`;
      if (SOURCE.test(path)) files.set(path, readFileSync(join(root, path), "utf8"));
    }
  }
  const manifests = new Map(WORKSPACES.map((folder) => [folder, readManifest(join(root, folder, "package.json"))]));
  const { dependencies, devDependencies } = readPackage(join(root, "package.json"));
  return { files, manifests, rootPackages: new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]) };
}

interface PackageJson {
  readonly name: string;
  readonly imports: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

function readPackage(path: string): PackageJson {
  // Our own package.json files, checked by npm; every field that may be missing gets its empty form.
  const read: Partial<PackageJson> = JSON.parse(readFileSync(path, "utf8"));
  return {
    name: "",
    imports: {},
    exports: {},
    dependencies: {},
    devDependencies: {},
    optionalDependencies: {},
    ...read,
  };
}

function readManifest(path: string): Manifest {
  const read = readPackage(path);
  const faces = Object.entries(read.exports).flatMap(([subpath, target]): [string, string][] => {
    const source = typeof target === "string" ? target : target["@aether/source"];
    return source === undefined ? [] : [[subpath, source]];
  });
  return {
    name: read.name,
    packages: new Set(
      [read.dependencies, read.devDependencies, read.optionalDependencies].flatMap((named) => Object.keys(named)),
    ),
    aliases: new Map(Object.entries(read.imports)),
    faces: new Map(faces),
  };
}
