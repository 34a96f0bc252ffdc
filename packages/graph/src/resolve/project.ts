/**
 * The project as resolution sees it: files by path and folder, definitions as entities, names by scope.
 * Files are sorted first, so nothing that follows depends on the order in which they were handed in.
 */
import type { Binding, Expression, FileFacts } from "../facts.ts";
import { type Stored, storedIn } from "./stores.ts";
import {
  type At,
  type BoundName,
  type Entity,
  type Given,
  isClassLike,
  isFunctionLike,
  isVariableLike,
  type Source,
  type SourceFile,
  type Variable,
} from "./values.ts";

export interface ProjectFile {
  readonly path: string;
  readonly facts: FileFacts;
}

/** A file that says how modules are found: package.json, tsconfig.json, go.mod, pyproject.toml, setup.cfg, pom.xml. */
export interface Manifest {
  readonly path: string;
  readonly text: string;
}

export interface Project {
  /** Tells equal paths of two repositories apart in ids. */
  readonly repoKey: string;
  readonly files: readonly ProjectFile[];
  readonly manifests: readonly Manifest[];
}

export interface World {
  readonly repoKey: string;
  /** By path, ascending in code units. */
  readonly files: readonly SourceFile[];
  readonly byPath: ReadonlyMap<string, SourceFile>;
  readonly byDirectory: ReadonlyMap<string, readonly SourceFile[]>;
  readonly manifests: readonly Manifest[];
}

export function createWorld(project: Project): World {
  const unique = new Map(project.files.map((file) => [file.path, file]));
  const byPath = new Map<string, SourceFile>();
  const byDirectory = new Map<string, SourceFile[]>();
  const files: SourceFile[] = [];
  for (const { path, facts } of [...unique.values()].sort((a, b) => compareText(a.path, b.path))) {
    const file = createFile(path, facts);
    files.push(file);
    byPath.set(path, file);
    pushTo(byDirectory, file.directory, file);
  }
  const manifests = [...project.manifests].sort((a, b) => compareText(a.path, b.path));
  return { repoKey: project.repoKey, files, byPath, byDirectory, manifests };
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function pushTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The folder of a path, empty for the root. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** `a/b` and `../c/./d` give `a/c/d`; undefined if it leaves the repository. */
export function joinPath(directory: string, relative: string): string | undefined {
  const parts = directory === "" ? [] : directory.split("/");
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

function createFile(path: string, facts: FileFacts): SourceFile {
  const entities: Entity[] = [];
  const names = facts.scopes.map(() => new Map<string, BoundName>());
  if (names.length === 0) names.push(new Map());
  const given = new Map<number, Given>();
  const stores = new Map<Variable | Entity, Stored[]>();
  const file: SourceFile = { path, directory: directoryOf(path), facts, entities, names, given, stores };
  for (const definition of facts.definitions) {
    entities.push({
      file,
      facts: definition,
      parent: entities[definition.parent],
      children: new Map(),
      members: new Map(),
      bases: [],
      definedBy: undefined,
      bodyScope: -1,
    });
  }
  facts.scopes.forEach((scope, index) => {
    const entity = entities[scope.definition];
    if (entity !== undefined && entity.bodyScope < 0) entity.bodyScope = index;
  });
  for (const entity of entities) {
    bindEntity(file, entity);
    const at: At = { file, scope: declaringScope(entity), owner: entity };
    for (const base of entity.facts.bases) entity.bases.push({ base, at });
  }
  for (const found of facts.imports) {
    if (!found.reexport) boundName(file, found.scope, found.local)?.imports.push(found);
  }
  for (const binding of facts.bindings) bind(file, binding);
  for (const site of facts.sites) {
    for (const argument of site.arguments ?? []) {
      const scope = functionScope(entities, argument);
      if (scope >= 0) given.set(scope, { site, argument });
    }
  }
  addStores(file, stores);
  return file;
}

function addStores(file: SourceFile, stores: Map<Variable | Entity, Stored[]>): void {
  for (const { name, isMember, stored } of storedIn(file.facts)) {
    const { scope } = stored;
    const place = isMember ? memberAt(file, scope, name) : boundAt(file, scope, name);
    if (place !== undefined) pushTo(stores, place, stored);
  }
}

function memberAt(file: SourceFile, scope: number, name: string): Variable | Entity | undefined {
  const holder = holderOf(file, scope);
  return holder?.members.get(name) ?? holder?.children.get(name)?.find(isVariableLike);
}

/** What a plain name of a file means in its own scopes. */
function boundAt(file: SourceFile, from: number, name: string): Variable | Entity | undefined {
  for (let scope = from; scope >= 0; scope = outerScope(file, scope)) {
    const body = file.entities[file.facts.scopes[scope]?.definition ?? -1];
    const isHidden = scope !== from && body !== undefined && isClassLike(body);
    const bound = isHidden ? undefined : file.names[scope]?.get(name);
    if (bound !== undefined) return bound.entities.at(-1) ?? bound.variable;
  }
  return undefined;
}

/** The scope of a function that is written where it is given; -1 for everything else. */
function functionScope(entities: readonly Entity[], argument: Expression): number {
  const value = argument.kind === "named" ? argument.value : argument;
  if (value.kind === "function") return value.scope;
  return value.kind === "definition" ? (entities[value.index]?.bodyScope ?? -1) : -1;
}

/** The entry for a name in a scope, made if there is none; undefined for names and scopes that cannot be. */
function boundName(file: SourceFile, scope: number, name: string): BoundName | undefined {
  const table = file.names[scope];
  if (table === undefined || name === "") return undefined;
  let bound = table.get(name);
  if (bound === undefined) table.set(name, (bound = { entities: [], imports: [], variable: undefined }));
  return bound;
}

function bindEntity(file: SourceFile, entity: Entity): void {
  const { facts, parent } = entity;
  if (facts.receiver === undefined) {
    if (parent !== undefined && facts.name !== "") pushTo(parent.children, facts.name, entity);
    if (isLexical(entity)) boundName(file, declaringScope(entity), facts.name)?.entities.push(entity);
  }
  const { bodyScope: scope } = entity;
  if (facts.receiver !== undefined) {
    addSource(entity, facts.receiver.name, {
      scope,
      type: facts.receiver.type,
      element: false,
      isParameter: true,
      line: facts.nameLine,
    });
  }
  for (const [position, { name, type, defaultValue, rest, line = facts.nameLine }] of facts.parameters.entries()) {
    addSource(entity, name, {
      scope,
      element: false,
      isParameter: true,
      position,
      rest,
      line,
      ...(type !== undefined && { type }),
      ...(defaultValue !== undefined && { value: defaultValue }),
    });
  }
}

/** Members of an object literal are no names in the functions around them, nor are constructors in their type, nor what a type has that no body of its own holds. */
function isLexical({ parent, facts }: Entity): boolean {
  if (facts.modifiers.includes("unbound")) return false;
  if (parent === undefined) return true;
  if (parent.bodyScope < 0 && (isClassLike(parent) || isVariableLike(parent))) return false;
  return facts.kind !== "Method" || !(isVariableLike(parent) || parent.facts.name === facts.name);
}

/** The scope that binds the name of a definition: the one around its own body. */
export function declaringScope({ bodyScope, facts, file }: Entity): number {
  const around = bodyScope >= 0 ? file.facts.scopes[bodyScope]?.parent : undefined;
  return around ?? Math.max(0, file.entities[facts.parent]?.bodyScope ?? 0);
}

function addSource(place: Entity | SourceFile, name: string, source: Source): void {
  const [file, parameterOf] = "entities" in place ? [place, undefined] : [place.file, place];
  const bound = boundName(file, source.scope, name);
  if (bound === undefined) return;
  bound.variable ??= { file, sources: [], parameterOf };
  bound.variable.sources.push(source);
}

function bind(file: SourceFile, binding: Binding): void {
  if (!binding.member) {
    addSource(file, binding.name, binding);
    return;
  }
  const holder = binding.holder === undefined ? holderOf(file, binding.scope) : namedHolder(file, binding);
  if (holder === undefined) return;
  const known = holder.members.get(binding.name);
  if (known !== undefined) known.sources.push(binding);
  else holder.members.set(binding.name, { file, sources: [binding], parameterOf: undefined });
}

/** The type or function that a member is assigned to by its name. */
function namedHolder(file: SourceFile, { scope, holder = "" }: Binding): Entity | undefined {
  for (let at = scope; at >= 0; at = outerScope(file, at)) {
    const bound = file.names[at]?.get(holder);
    if (bound === undefined) continue;
    return bound.entities.findLast((one) => isClassLike(one) || isFunctionLike(one));
  }
  return undefined;
}

/** The scope around a scope, -1 around the file. */
export function outerScope(file: SourceFile, scope: number): number {
  return file.facts.scopes[scope]?.parent ?? -1;
}

/** The definition that a scope is part of the body of. */
export function entityAt(file: SourceFile, scope: number): Entity | undefined {
  for (let at = scope; at >= 0; at = outerScope(file, at)) {
    const entity = file.entities[file.facts.scopes[at]?.definition ?? -1];
    if (entity !== undefined) return entity;
  }
  return undefined;
}

/** What `this` means in a scope: the type, object or constructor function around it. Arrow functions pass it through. */
export function holderOf(file: SourceFile, scope: number): Entity | undefined {
  let entity = entityAt(file, scope);
  while (entity?.parent !== undefined && !isClassLike(entity) && !hasOwnThis(entity)) {
    if (isFunctionLike(entity) && !isFunctionLike(entity.parent)) return entity.parent;
    if (entity.facts.kind === "Method" && !isArrow(entity)) return entity.parent;
    entity = entity.parent;
  }
  return entity;
}

/** JavaScript: the function around a scope whose `this` is what its caller says; undefined where there is none. */
export function freeFunctionAt(file: SourceFile, scope: number): Entity | undefined {
  let entity = entityAt(file, scope);
  while (entity !== undefined && isFunctionLike(entity) && !bindsThis(entity)) entity = entity.parent;
  return entity !== undefined && isFree(entity) ? entity : undefined;
}

/** It is no member of a type or an object, and makes no object whose members it sets. */
export function isFree(entity: Entity): boolean {
  const { parent, members, children } = entity;
  if (!isFunctionLike(entity) || !bindsThis(entity) || members.size > 0) return false;
  if (parent !== undefined && !isFunctionLike(parent)) return false;
  return ![...children.values()].flat().some(({ facts }) => facts.kind === "Method");
}

function bindsThis(entity: Entity): boolean {
  return hasOwnThis(entity) || (entity.facts.kind === "Method" && !isArrow(entity));
}

/** JavaScript: `{ cancel: () => this.abort() }` has the `this` of what is around the object. */
export function isArrow({ facts }: Entity): boolean {
  return /^[^(<:]+: ?(?!(?:async )?function\b)/.test(facts.signature);
}

/** JavaScript: a plain function that is no method has a `this` that depends on its caller. */
function hasOwnThis({ facts }: Entity): boolean {
  return (
    (facts.kind === "Function" || facts.kind === "Closure") &&
    /^(?:export )?(?:default )?(?:async )?function\b|= ?(?:async )?function\b/.test(facts.signature)
  );
}
