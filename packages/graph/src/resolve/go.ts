/** Go's own rules: a package is all files of a folder, modules are named by go.mod, methods stand apart from their types. */
import type { Import, LiteralType } from "../facts.ts";
import { attach } from "./attach.ts";
import { readGoModules } from "./go-modules.ts";
import { furtherResult, outsideMember } from "./go-values.ts";
import { GO_LIBRARY_CALLS } from "./library-runners.ts";
import { GO_RESULTS } from "./library.ts";
import { joinPath, pushTo, type World } from "./project.ts";
import { type NameIn, NO_OFFER, type Offer, PLAIN_RULES, type Rules } from "./rules.ts";
import { createStructuralBases, spelledType } from "./structural.ts";
import {
  type Entity,
  entityValue,
  type External,
  isClassLike,
  type Module,
  type SourceFile,
  type Value,
} from "./values.ts";

const BUILTINS: ReadonlySet<string> = new Set(
  (
    "append cap clear close complex copy delete imag len make max min new panic print println real recover any bool byte " +
    "slice map array chan comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 " +
    "uint32 uint64 uintptr true false nil iota"
  ).split(" "),
);
const BUILTIN_TYPES: ReadonlySet<string> = new Set(
  "bool byte complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr any".split(
    " ",
  ),
);

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "string",
  boolean: "bool",
  list: "slice",
  map: "map",
};

export function goRules(world: World): Rules {
  const packages = createPackages(world);
  attachMethods(packages);
  const moduleOf = (_file: SourceFile, found: Import): Module | undefined => packages.find(found.module);
  return {
    ...PLAIN_RULES,
    library: GO_LIBRARY_CALLS,
    family: "go",
    reading: { localsBeginAtDeclaration: true },
    languages: ["go"],
    builtinPackage: "builtin",
    builtinNamed: (name) => (BUILTINS.has(name) ? name : undefined),
    builtinTypes: BUILTIN_TYPES,
    results: GO_RESULTS,
    unknownTypes: new Set(["any"]),
    aliasesAreTypes: true,
    ownNameIsOuter: true,
    callMakesInstance: true,
    moduleOf,
    offerOfPackage: (module, name) => valuesOf(packages.members(module.name).get(name)),
    filesOfPackage: (module) => packages.entryOf(module.name),
    ambient: (file, name) => ambient(packages, file, name),
    outsideMember,
    memberBesides: (resolver, receiver, name) => furtherResult(resolver, receiver, name),
    structuralBases: createStructuralBases(world, {
      language: "go",
      areDeclared: true,
      isStructural: ({ facts }) => facts.kind === "Interface",
      asksNothing: () => false,
      areAlike: haveOneSignature,
    }),
    literal: (type) => LITERALS[type],
  };
}

function haveOneSignature({ facts: own }: Entity, { facts: wanted }: Entity): boolean {
  if (own.parameters.length !== wanted.parameters.length) return false;
  if (spelledType(own.returns) !== spelledType(wanted.returns)) return false;
  return own.parameters.every(({ type, rest }, index) => {
    const other = wanted.parameters[index];
    return rest === other?.rest && spelledType(type) === spelledType(other.type);
  });
}

type Members = ReadonlyMap<string, readonly Entity[]>;
const NO_MEMBERS: Members = new Map();

interface Packages {
  find(path: string): Module | undefined;
  keyOf(file: SourceFile): string;
  members(key: string): Members;
  /** The file that stands for a package: the one named like it, or its first. */
  entryOf(key: string): readonly SourceFile[];
  readonly units: ReadonlyMap<string, readonly SourceFile[]>;
}

/** A folder can hold a package and its outside tests, which are a package of their own. */
function keyOf(file: SourceFile): string {
  return `${file.directory}#${file.facts.packageName}`;
}

function createPackages(world: World): Packages {
  const units = new Map<string, SourceFile[]>();
  for (const file of world.files) if (file.facts.language === "go") pushTo(units, keyOf(file), file);
  const byDirectory = new Map<string, string>();
  for (const [key, files] of units) {
    const [first] = files;
    if (first === undefined || first.facts.packageName.endsWith("_test")) continue;
    const known = byDirectory.get(first.directory);
    // A folder with two packages is a `main` that is ignored by a build tag beside the package.
    if (known === undefined || known.endsWith("#main")) byDirectory.set(first.directory, key);
  }
  const members = new Map<string, Map<string, Entity[]>>();
  for (const [key, files] of units) members.set(key, membersOf(files));
  const modules = readGoModules(world, new Set(byDirectory.keys()));
  return {
    keyOf,
    units,
    members: (key) => members.get(key) ?? NO_MEMBERS,
    entryOf: (key) => entryOf(units.get(key) ?? []),
    find(path) {
      let isOurs = false;
      for (const { name, directory, isGuess } of modules) {
        if (path !== name && !path.startsWith(`${name}/`)) continue;
        isOurs ||= !isGuess;
        const key = byDirectory.get(joinPath(directory, path.slice(name.length + 1)) ?? "");
        const of = key === undefined ? undefined : units.get(key)?.[0];
        // A program cannot be imported: of two modules of one name, the other is meant.
        if (key !== undefined && of !== undefined && !key.endsWith("#main"))
          return { kind: "package", name: key, of, isGuess };
      }
      if (isOurs) return undefined;
      return { kind: "external", family: "go", package: path, symbol: "", instance: false, arguments: [] };
    },
  };
}

function membersOf(files: readonly SourceFile[]): Map<string, Entity[]> {
  const found = new Map<string, Entity[]>();
  for (const file of files) {
    for (const entity of file.entities) {
      const { name, receiver, parent } = entity.facts;
      if (parent < 0 && receiver === undefined && name !== "_" && name !== "init") pushTo(found, name, entity);
    }
  }
  return found;
}

function entryOf(files: readonly SourceFile[]): readonly SourceFile[] {
  const sources = files.filter(({ path }) => !path.endsWith("_test.go"));
  const named = sources.find(
    ({ path, facts }) => path.endsWith(`/${facts.packageName}.go`) || path === `${facts.packageName}.go`,
  );
  const entry = named ?? sources[0] ?? files[0];
  return entry === undefined ? [] : [entry];
}

/** A method belongs to its receiver's type, which may stand in another file of the package. */
function attachMethods(packages: Packages): void {
  for (const [key, files] of packages.units) {
    const members = packages.members(key);
    for (const entity of files.flatMap((file) => file.entities)) {
      const name = receiverName(entity);
      const type = name === undefined ? undefined : members.get(name)?.find(isClassLike);
      if (type === undefined) continue;
      attach(entity, type);
    }
  }
}

function receiverName({ facts }: Entity): string | undefined {
  const of = facts.receiver?.type.of;
  return of !== undefined && of.kind === "name" ? of.name : undefined;
}

function valuesOf(entities: readonly Entity[] | undefined): Offer {
  return entities === undefined ? NO_OFFER : { values: entities.map((entity) => entityValue(entity)), elsewhere: [] };
}

/** Other files of the package, imports under the name of their package, dot imports. */
function ambient(packages: Packages, file: SourceFile, name: string): Offer {
  const own = packages.members(packages.keyOf(file)).get(name);
  if (own !== undefined) return valuesOf(own);
  const values: Value[] = [];
  const elsewhere: NameIn[] = [];
  for (const found of file.facts.imports) {
    const module = packages.find(found.module);
    if (module === undefined) continue;
    if (found.form === "all") {
      if (module.kind === "package" && packages.members(module.name).has(name)) elsewhere.push({ module, name });
    } else if (found.form !== "effect" && found.local === "" && isNamed(module, name)) values.push(module);
  }
  return { values, elsewhere };
}

/** An import without a name of its own has that of its package, which is mostly the last part of the path. */
function isNamed(module: Module, name: string): boolean {
  if (module.kind === "package") return module.of.facts.packageName === name;
  return module.kind === "external" && outsideNames(module).includes(name);
}

function outsideNames({ package: path }: External): readonly string[] {
  const parts = path.split("/");
  const last = /^v\d+$/.test(parts.at(-1) ?? "") ? (parts.at(-2) ?? "") : (parts.at(-1) ?? "");
  const bare = last.replace(/\.v\d+$/, "");
  return [
    bare,
    bare.replace(/^go-/, ""),
    bare.replace(/[-.]go$/, ""),
    bare.replaceAll("-", "_"),
    bare.replaceAll("-", ""),
  ];
}
