/** C#: what usings bring in, and what a name means in the namespaces around a place. */
import type { Import } from "../facts.ts";
import { CSHARP_ROOT, CSHARP_TYPES } from "./csharp-library.ts";
import { joinedName, type Level, levelsAround, type Namespaces } from "./csharp-namespaces.ts";
import { pushTo } from "./project.ts";
import { NO_OFFER, type Offer } from "./rules.ts";
import {
  type At,
  type Entity,
  entityValue,
  type External,
  isClassLike,
  type Module,
  type SourceFile,
} from "./values.ts";

type Package = Module & { readonly kind: "package" };

export interface Usings {
  moduleOf(file: SourceFile, found: Import): Module | undefined;
  offer(module: Package, name: string): Offer;
  /** The files of a namespace that a file depends on through a using. */
  files(module: Package, name: string, from: SourceFile): readonly SourceFile[];
  ambient(name: string, at: At): Offer;
  /** Namespaces of the repository that the usings of a scope name. */
  namespacesUsed(file: SourceFile, scope: number): readonly string[];
}

export function createUsings(namespaces: Namespaces): Usings {
  const globals = globalUsings(namespaces);
  const usingsOf = (file: SourceFile, scope: number): readonly Import[] => {
    const own = file.facts.imports.filter((one) => one.scope === scope && one.form === "all");
    const shared = scope === 0 ? (globals.get(namespaces.projectOf(file)) ?? []) : [];
    return [...own, ...shared.filter((one) => one.form === "all")];
  };
  const resolved = (file: SourceFile, found: Import): string => relativeTo(namespaces, file, found);
  const find = (file: SourceFile, dotted: string): readonly Entity[] => findTypes(namespaces, file, dotted);
  return {
    moduleOf(file, found) {
      const name = resolved(file, found);
      const isOurs = namespaces.has(name) || find(file, name).length > 0 || (name === "" && found.form === "name");
      if (isOurs) return { kind: "package", name, of: file };
      return { kind: "external", family: "csharp", package: name, symbol: "", instance: false, arguments: [] };
    },
    offer: (module, name) => offerOf(namespaces, module, name),
    files: (module, name, from) => filesUsed({ namespaces, find }, { module, name, from }),
    ambient: (name, at) => ambient({ namespaces, usingsOf, resolved, find }, name, at),
    namespacesUsed: (file, scope) => usingsOf(file, scope).map((one) => resolved(file, one)),
  };
}

/** Where the types stand that the file names and the namespace has, or the type that a using names itself. */
function filesUsed(
  { namespaces, find }: Pick<Scopes, "namespaces" | "find">,
  { module, name, from }: { readonly module: Package; readonly name: string; readonly from: SourceFile },
): readonly SourceFile[] {
  const named = name === "" ? find(from, module.name) : find(from, joinedName(module.name, name));
  const used = [...namesUsed(from)].flatMap((one) => namespaces.types(from, module.name, one));
  return [...new Set((named.length > 0 ? named : used).map(({ file }) => file))];
}

/** Names that start an expression or a type in the file. */
function namesUsed({ facts }: SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { target, kind } of facts.sites) {
    let at = target;
    while ("of" in at) at = at.of;
    if (at.kind === "name") names.add(at.name);
    if (at.kind === "name" && kind === "decorator") names.add(`${at.name}Attribute`);
  }
  return names;
}

/** By project. */
function globalUsings(namespaces: Namespaces): ReadonlyMap<string, readonly Import[]> {
  const found = new Map<string, Import[]>();
  for (const file of namespaces.files) {
    const project = namespaces.projectOf(file);
    if (!found.has(project)) found.set(project, [...namespaces.projects.usingsOf(project)]);
  }
  for (const file of namespaces.files) {
    for (const one of file.facts.imports) if (one.reexport) pushTo(found, namespaces.projectOf(file), one);
  }
  return found;
}

/** A using inside of a namespace may start from there. */
function relativeTo(namespaces: Namespaces, file: SourceFile, { module, scope }: Import): string {
  if (scope === 0) return module;
  for (const { namespace } of levelsAround({ file, scope })) {
    const full = joinedName(namespace, module);
    if (namespaces.has(full)) return full;
  }
  return module;
}

/** A type, or one nested in it, by its full name. */
function findTypes(namespaces: Namespaces, from: SourceFile, dotted: string): readonly Entity[] {
  const parts = dotted.split(".");
  for (let length = parts.length - 1; length >= 0; length--) {
    const namespace = parts.slice(0, length).join(".");
    let found = namespaces.types(from, namespace, parts[length] ?? "");
    for (const part of parts.slice(length + 1)) {
      found = found.flatMap((one) => (one.children.get(part) ?? []).filter(isClassLike));
    }
    // Its type arguments are not written, so that it has none.
    const plain = found.filter(({ facts }) => facts.typeParameters === undefined);
    if (plain.length > 0) return plain;
  }
  return [];
}

/** A namespace offers its types and the namespaces in it, a type its members. */
function offerOf(namespaces: Namespaces, module: Package, name: string): Offer {
  const own = namespaces.types(module.of, module.name, name);
  const holders = own.length > 0 ? [] : findTypes(namespaces, module.of, module.name);
  const members = holders.flatMap((type) => type.children.get(name) ?? []);
  const values: (ReturnType<typeof entityValue> | Module)[] = [...own, ...members].map((one) => entityValue(one));
  const inner = joinedName(module.name, name);
  if (values.length === 0 && namespaces.has(inner)) values.push({ kind: "package", name: inner, of: module.of });
  return { values, elsewhere: [] };
}

interface Scopes {
  readonly namespaces: Namespaces;
  readonly usingsOf: (file: SourceFile, scope: number) => readonly Import[];
  readonly resolved: (file: SourceFile, found: Import) => string;
  readonly find: (file: SourceFile, dotted: string) => readonly Entity[];
}

/** From the inside out: a namespace's own types, namespaces in it, then what its usings bring in. */
function ambient(scopes: Scopes, name: string, at: At): Offer {
  for (const level of levelsAround(at)) {
    const found = inLevel(scopes, { name, at, level });
    if (found !== undefined) return found;
  }
  return outside(scopes, name, at);
}

interface Asked {
  readonly name: string;
  readonly at: At;
  readonly level: Level;
}

function inLevel({ namespaces, usingsOf, resolved, find }: Scopes, { name, at, level }: Asked): Offer | undefined {
  const { file } = at;
  const fits = (one: Entity): boolean => isMeantHere(one, at);
  const own = namespaces.types(file, level.namespace, name).filter(fits);
  if (own.length > 0) return { values: own.map((one) => entityValue(one)), elsewhere: [] };
  const full = joinedName(level.namespace, name);
  if (namespaces.has(full)) return { values: [{ kind: "package", name: full, of: file }], elsewhere: [] };
  if (level.scope < 0) return undefined;
  const found: Entity[] = [];
  for (const using of usingsOf(file, level.scope)) {
    const target = resolved(file, using);
    const given = using.isStatic
      ? find(file, target).flatMap((type) => type.children.get(name) ?? [])
      : namespaces.types(file, target, name);
    found.push(...given.filter(fits));
  }
  const values = [...new Set(found)].map((one) => entityValue(one));
  return values.length > 0 ? { values, elsewhere: [] } : undefined;
}

function isMeantHere(entity: Entity, { isType, isCallee, arity = 0 }: At): boolean {
  if (!isClassLike(entity)) return isType !== true;
  if (isCallee === true) return false;
  return (entity.facts.typeParameters?.length ?? 0) === arity;
}

/** Types of the library by their names; others where only one using leads outside. */
function outside({ namespaces, usingsOf, resolved }: Scopes, name: string, at: At): Offer {
  const { file, isCallee, isType } = at;
  const usings = levelsAround(at).flatMap(({ scope }) => (scope < 0 ? [] : usingsOf(file, scope)));
  if (isCallee === true && CSHARP_ROOT.has(name)) {
    return { values: [external("System", `Object.${name}`)], elsewhere: [] };
  }
  if (isCallee === true || !/^[A-Z]/.test(name)) return NO_OFFER;
  const leads = usings.some((one) => one.module === name || one.module.startsWith(`${name}.`));
  if (ROOTS.has(name) || (leads && isType !== true)) return { values: [external(name, "")], elsewhere: [] };
  const known = CSHARP_TYPES.get(name) ?? CSHARP_TYPES.get(`${name}Attribute`);
  if (known !== undefined) return { values: [external(known, name)], elsewhere: [] };
  const leading = usings
    .filter((one) => !one.isStatic)
    .map((one) => resolved(file, one))
    .filter((one) => !namespaces.has(one) && !/^System(?:\.|$)/.test(one));
  const [only, ...others] = new Set(leading);
  if (only !== undefined && others.length === 0) return { values: [external(only, name)], elsewhere: [] };
  // It can come from none of ours: all their namespaces are known.
  return only === undefined ? NO_OFFER : { values: [external(UNKNOWN_PACKAGE, name)], elsewhere: [] };
}

/** Of a type that several outside namespaces could have. */
const UNKNOWN_PACKAGE = "(unknown)";

/** Names that full names of the library start with. */
const ROOTS: ReadonlySet<string> = new Set(["System", "Microsoft", "Windows"]);

function external(namespace: string, symbol: string): External {
  return { kind: "external", family: "csharp", package: namespace, symbol, instance: false, arguments: [] };
}
