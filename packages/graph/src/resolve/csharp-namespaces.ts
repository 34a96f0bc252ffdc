/** C#: namespaces over all files, types in several parts, and which project a file belongs to. */
import { joinParts } from "./attach.ts";
import { createProjects, type Projects } from "./csharp-projects.ts";
import { outerScope, pushTo, type World } from "./project.ts";
import { type At, type Entity, isClassLike, type SourceFile } from "./values.ts";

export interface Namespaces {
  /** Types of a namespace by their plain name, with any number of type parameters; those of the file's own project first. */
  types(from: SourceFile, namespace: string, name: string): readonly Entity[];
  /** True for a namespace of the repository, and for what such a one lies in. */
  has(namespace: string): boolean;
  /** All types that stand at namespace level. */
  readonly all: readonly Entity[];
  readonly anyFile: SourceFile | undefined;
  readonly files: readonly SourceFile[];
  /** Files of one project see each other's global usings. */
  projectOf(file: SourceFile): string;
  readonly projects: Projects;
}

export function createNamespaces(world: World): Namespaces {
  const files = world.files.filter((file) => file.facts.language === "csharp");
  const projects = createProjects(world);
  const projectOf = (file: SourceFile): string => projects.projectOf(file);
  const types = new Map<string, Entity[]>();
  const names = new Set<string>();
  for (const entity of files.flatMap((file) => file.entities)) {
    if (entity.facts.kind === "Module") addPrefixes(names, namespaceOf(entity));
    const isTop = entity.parent === undefined || entity.parent.facts.kind === "Module";
    if (isTop && isClassLike(entity)) {
      pushTo(types, joinedName(namespaceOf(entity.parent), entity.facts.name), entity);
    }
  }
  for (const alike of types.values()) joinPartial(alike, projectOf);
  for (const [name, alike] of types) {
    const wholes = alike.filter((one) => one.definedBy === undefined);
    types.set(name, wholes);
  }
  return {
    files,
    projects,
    projectOf,
    anyFile: files[0],
    all: [...types.values()].flat(),
    has: (namespace) => names.has(namespace),
    types(from, namespace, name) {
      const found = types.get(joinedName(namespace, name)) ?? [];
      if (found.length < 2) return found;
      const own = projectOf(from);
      const near = found.filter((one) => projectOf(one.file) === own);
      return near.length > 0 ? near : found;
    },
  };
}

export function joinedName(namespace: string, name: string): string {
  return namespace === "" ? name : `${namespace}.${name}`;
}

/** The full name of a namespace block; empty outside of all. */
export function namespaceOf(block: Entity | undefined): string {
  let name = "";
  for (let at = block; at !== undefined; at = at.parent) {
    if (at.facts.kind === "Module") name = name === "" ? at.facts.name : `${at.facts.name}.${name}`;
  }
  return name;
}

function addPrefixes(names: Set<string>, full: string): void {
  for (let at = full; at !== "" && !names.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) names.add(at);
}

/** A namespace around a place, and the scope whose usings are seen there; -1 where it has none of its own. */
export interface Level {
  readonly namespace: string;
  readonly scope: number;
}

/** From the inside out; the file itself comes last, with no namespace. */
export function levelsAround({ file, scope }: At): readonly Level[] {
  const levels: Level[] = [];
  for (let at = scope; at >= 0; at = outerScope(file, at)) {
    const block = file.entities[file.facts.scopes[at]?.definition ?? -1];
    if (block?.facts.kind !== "Module") continue;
    const outer = namespaceOf(block.parent);
    let name = namespaceOf(block);
    for (let own = at; name !== outer && name !== ""; own = -1) {
      levels.push({ namespace: name, scope: own });
      name = name.slice(0, Math.max(0, name.lastIndexOf(".")));
    }
  }
  return [...levels, { namespace: "", scope: 0 }];
}

/** Parts of one type in one project are one; so are those of the types nested in it. */
function joinPartial(alike: readonly Entity[], projectOf: (file: SourceFile) => string): void {
  const groups = new Map<string, Entity[]>();
  for (const entity of alike) {
    if (!isPartial(entity)) continue;
    pushTo(groups, `${projectOf(entity.file)} ${entity.facts.typeParameters?.length ?? 0}`, entity);
  }
  for (const parts of groups.values()) {
    joinParts(parts);
    const nested = parts[0]?.children.values() ?? [];
    for (const children of nested) if (children.length > 1) joinPartial(children.filter(isClassLike), projectOf);
  }
}

function isPartial({ facts }: Entity): boolean {
  return /\bpartial\s+(?:class|struct|interface|record)\b/.test(facts.signature);
}
