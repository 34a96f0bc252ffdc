/** What stands at file and namespace level, by namespace and name; a namespace is all of its blocks in all files. */
import { outerScope, pushTo, type World } from "./project.ts";
import type { At, Entity, SourceFile, Variable } from "./values.ts";

export interface Scopes {
  /** All of the name in a namespace (`a::b`, empty for the global one), wherever it stands. */
  members(namespace: string, name: string): readonly Entity[];
  /** Names that `using` binds in a namespace. */
  bound(namespace: string, name: string): readonly Variable[];
  isNamespace(namespace: string): boolean;
  /** The namespace that a block opens, or that a definition stands in. */
  namespaceOf(entity: Entity): string;
  /** The namespaces around a place, the innermost first. */
  around(at: At): readonly string[];
  /** A function that is written `ns::f` belongs to the namespace. */
  add(namespace: string, entity: Entity): void;
}

export function createScopes(world: World): Scopes {
  const tables = { members: new Map<string, Entity[]>(), bound: new Map<string, Variable[]>() };
  const namespaces = new Set<string>([""]);
  const files = world.files.filter(({ facts }) => facts.language === "c" || facts.language === "cpp");
  const opened = namespacesOfMacros(files);
  const namespaceOf = (entity: Entity): string => pathOf(entity, opened);
  for (const file of files) {
    for (const entity of file.entities) {
      if (entity.facts.kind === "Module") openNamespace(namespaces, namespaceOf(entity));
      else place(tables.members, entity, namespaceOf);
    }
    file.names.forEach((names, scope) => {
      const owner = file.entities[file.facts.scopes[scope]?.definition ?? -1];
      if (scope !== 0 && owner?.facts.kind !== "Module") return;
      const namespace = owner === undefined ? "" : namespaceOf(owner);
      for (const [name, { variable }] of names)
        if (variable !== undefined) pushTo(tables.bound, keyOf(namespace, name), variable);
    });
  }
  return {
    members: (namespace, name) => tables.members.get(keyOf(namespace, name)) ?? [],
    bound: (namespace, name) => tables.bound.get(keyOf(namespace, name)) ?? [],
    isNamespace: (namespace) => namespaces.has(namespace),
    namespaceOf,
    around: (at) => around(at, namespaceOf),
    add: (namespace, entity) => pushTo(tables.members, keyOf(namespace, entity.facts.name), entity),
  };
}

function openNamespace(namespaces: Set<string>, path: string): void {
  const parts = path.split("::");
  for (let length = 1; length <= parts.length; length++) namespaces.add(parts.slice(0, length).join("::"));
}

function place(members: Map<string, Entity[]>, entity: Entity, namespaceOf: (of: Entity) => string): void {
  const { facts, parent } = entity;
  if (facts.receiver !== undefined || facts.name === "") return;
  // A macro is no part of what it happens to stand in.
  if (facts.kind === "Macro") pushTo(members, keyOf("", facts.name), entity);
  else if (isOpen(parent)) pushTo(members, keyOf(namespaceOf(entity), facts.name), entity);
  else if (parent.facts.kind === "Enum" && isOpen(parent.parent) && !parent.facts.modifiers.includes("static")) {
    pushTo(members, keyOf(namespaceOf(parent), facts.name), entity);
  }
}

function isOpen(parent: Entity | undefined): parent is undefined {
  return parent === undefined || parent.facts.kind === "Module";
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}::${name}`;
}

export function joined(namespace: string, name: string): string {
  return namespace === "" ? name : `${namespace}::${name}`;
}

/** Which namespace a macro opens: `#define SHOP_BEGIN namespace shop {`. */
function namespacesOfMacros(files: readonly SourceFile[]): ReadonlyMap<string, string> {
  const opened = new Map<string, string>();
  for (const { facts } of files) {
    for (const { form, local, module } of facts.imports) if (form === "namespace") opened.set(local, module);
  }
  return opened;
}

/** Blocks without a name, and inline ones, are parts of what is around them; some are named by the macro that opens them. */
function pathOf(entity: Entity, opened: ReadonlyMap<string, string>): string {
  const parts: string[] = [];
  for (let at: Entity | undefined = entity; at !== undefined; at = at.parent) {
    const { kind, modifiers } = at.facts;
    if (kind !== "Module" || modifiers.includes("default")) continue;
    const name = at.facts.name === "" ? opened.get(macroOf(at)) : at.facts.name;
    if (name !== undefined) parts.push(name);
  }
  return parts.reverse().join("::");
}

function macroOf({ facts: { decorators } }: Entity): string {
  const [macro] = decorators;
  return macro?.kind === "name" ? macro.name : "";
}

function around({ file, scope, owner }: At, namespaceOf: (of: Entity) => string): readonly string[] {
  const found = new Set<string>();
  const addAll = (namespace: string): void => {
    const parts = namespace.split("::");
    for (let length = parts.length; length > 0; length--) found.add(parts.slice(0, length).join("::"));
  };
  if (owner !== undefined) addAll(namespaceOf(owner));
  for (let at = scope; at >= 0; at = outerScope(file, at)) {
    const entity = file.entities[file.facts.scopes[at]?.definition ?? -1];
    if (entity !== undefined) addAll(namespaceOf(entity));
  }
  found.delete("");
  return [...found, ""];
}

/** Nobody outside of the file can name it: `static`, or in a namespace without a name. */
export function isInternal(entity: Entity): boolean {
  if (entity.facts.visibility === "private" && entity.parent === undefined) return true;
  for (let at: Entity | undefined = entity; at !== undefined; at = at.parent) {
    const { kind, name, visibility, modifiers } = at.facts;
    if (kind === "Module" && name === "" && macroOf(at) === "") return true;
    if (kind === "Function" && visibility === "private" && modifiers.includes("static")) return true;
  }
  return false;
}
