/** Nodes of files and definitions, with ids that do not move when text does. */
import type { Definition, FileFacts } from "../facts.ts";
import { stableId } from "../ids.ts";
import type { GraphNode } from "../model.ts";
import { pushTo } from "./project.ts";
import { type Entity, isClassLike, type SourceFile } from "./values.ts";

export interface Nodes {
  /** The node that stands for a definition: its own, or the one around it if it has no name. Undefined: the file. */
  nodeOf(entity: Entity | undefined): GraphNode | undefined;
  fileNode(file: SourceFile): GraphNode;
  /** The id of the definition itself; undefined if it has no name. */
  ownId(entity: Entity): string | undefined;
  entityOf(id: string): Entity | undefined;
  /** The file's node first, then its definitions in the order of their start. */
  nodesOf(file: SourceFile): readonly GraphNode[];
}

const ANONYMOUS = "<anonymous>";

/** Nodes of earlier runs, by the facts they were made from; making one costs a hash. */
export interface NodeCache {
  readonly files: WeakMap<FileFacts, GraphNode>;
  readonly definitions: WeakMap<Definition, { readonly ordinal: number; readonly node: GraphNode }>;
}

export function createNodeCache(): NodeCache {
  return { files: new WeakMap(), definitions: new WeakMap() };
}

export function createNodes(repoKey: string, files: readonly SourceFile[], cache: NodeCache): Nodes {
  const fileNodes = new Map(files.map((file) => [file, fileNodeOf(cache, repoKey, file)]));
  const byEntity = new Map<Entity, GraphNode>();
  const qualifiedName = createQualifiedNames();
  for (const file of files) {
    const ordinals = new Map<string, number>();
    for (const entity of file.entities) {
      if (nameOf(entity) !== "")
        byEntity.set(entity, nodeFor(cache, { repoKey, entity, qualifiedName: qualifiedName(entity) }, ordinals));
    }
  }
  const perFile = new Map<SourceFile, GraphNode[]>();
  for (const [entity, node] of byEntity) {
    const parent = named(containerOf(entity));
    const around = (parent === undefined ? fileNodes.get(entity.file) : byEntity.get(parent))?.id ?? "";
    const placed = node.parentId === around ? node : { ...node, parentId: around };
    if (placed !== node) {
      byEntity.set(entity, placed);
      const known = cache.definitions.get(entity.facts);
      if (known !== undefined) cache.definitions.set(entity.facts, { ...known, node: placed });
    }
    pushTo(perFile, entity.file, placed);
  }
  for (const nodes of perFile.values()) nodes.sort((a, b) => a.startLine - b.startLine);
  let byId: ReadonlyMap<string, Entity> | undefined;
  const fileNode = (file: SourceFile): GraphNode => fileNodes.get(file) ?? makeFileNode(repoKey, file);
  return {
    nodeOf: (entity) => {
      const owner = named(entity);
      return owner === undefined ? undefined : byEntity.get(owner);
    },
    fileNode,
    ownId: (entity) => byEntity.get(entity)?.id,
    entityOf(id) {
      byId ??= new Map([...byEntity].map(([entity, node]) => [node.id, entity]));
      return byId.get(id);
    },
    nodesOf: (file) => [fileNode(file), ...(perFile.get(file) ?? [])],
  };
}

/** What contains it: of a type in several parts the one it stands in. */
export function containerOf({ file, facts, parent }: Entity): Entity | undefined {
  const part = file.entities[facts.parent];
  return part !== undefined && part.definedBy === parent ? part : parent;
}

/** The definition itself, or the nearest around it that has a name. */
function named(entity: Entity | undefined): Entity | undefined {
  let at = entity;
  while (at !== undefined && nameOf(at) === "") at = at.parent;
  return at;
}

/** Without recursion: a definition can be nested as deep as its parser allows. */
function createQualifiedNames(): (entity: Entity) => string {
  const names = new Map<Entity, string>();
  return (entity) => {
    const pending: Entity[] = [];
    let at: Entity | undefined = entity;
    while (at !== undefined && !names.has(at) && pending.length < MAX_NESTING) {
      pending.push(at);
      at = named(at.parent);
    }
    let scope = at === undefined ? "" : (names.get(at) ?? "");
    for (const one of pending.reverse()) {
      scope = scope === "" ? outerName(one) : `${scope}.${nameOf(one)}`;
      names.set(one, scope);
    }
    return scope;
  };
}

interface Named {
  readonly repoKey: string;
  readonly entity: Entity;
  readonly qualifiedName: string;
}

function nodeFor(cache: NodeCache, of: Named, ordinals: Map<string, number>): GraphNode {
  const { facts, file } = of.entity;
  const equal = `${facts.kind} ${of.qualifiedName} ${facts.signature}`;
  const ordinal = ordinals.get(equal) ?? 0;
  ordinals.set(equal, ordinal + 1);
  const known = cache.definitions.get(facts);
  const isSame = known?.ordinal === ordinal && known.node.qualifiedName === of.qualifiedName;
  if (known !== undefined && isSame && known.node.file === file.path) return known.node;
  const node = makeNode(of, ordinal);
  cache.definitions.set(facts, { ordinal, node });
  return node;
}

function makeNode({ repoKey, entity, qualifiedName }: Named, ordinal: number): GraphNode {
  const { facts, file } = entity;
  const { kind, signature, doc, visibility, exported, startLine, endLine } = facts;
  const id = stableId({ repoKey, kind, path: file.path, qualifiedName, signature, ordinal });
  const { language } = file.facts;
  const name = nameOf(entity);
  return {
    id,
    kind,
    name,
    qualifiedName,
    file: file.path,
    startLine,
    endLine,
    language,
    parentId: "",
    signature,
    doc,
    visibility,
    exported,
  };
}

/** Parsers nest at most 128 deep; a Go method adds its type. Guards against a cycle of parents, which no parser makes. */
const MAX_NESTING = 512;

/** Empty for what is no node: a function without a name belongs to what is around it. */
function nameOf(entity: Entity): string {
  const { name, modifiers } = entity.facts;
  if (modifiers.includes("extension")) return "";
  if (name === "" && modifiers.includes("default")) return "default";
  if (modifiers.includes("anonymous")) return isClassLike(entity) ? name || ANONYMOUS : "";
  return name;
}

/** A Go method is named after its receiver even where the type is not to be found. */
function outerName(entity: Entity): string {
  const name = nameOf(entity);
  const receiver = entity.facts.receiver?.type.of;
  return receiver !== undefined && "name" in receiver ? `${receiver.name}.${name}` : name;
}

function fileNodeOf(cache: NodeCache, repoKey: string, file: SourceFile): GraphNode {
  const known = cache.files.get(file.facts);
  if (known?.file === file.path) return known;
  const node = makeFileNode(repoKey, file);
  cache.files.set(file.facts, node);
  return node;
}

function makeFileNode(repoKey: string, file: SourceFile): GraphNode {
  const { path, facts } = file;
  return {
    id: stableId({ repoKey, kind: "File", path, qualifiedName: path, signature: "", ordinal: 0 }),
    kind: "File",
    name: path.slice(path.lastIndexOf("/") + 1),
    qualifiedName: path,
    file: path,
    startLine: 1,
    endLine: Math.max(1, facts.lineCount),
    language: facts.language,
    parentId: "",
    signature: "",
    doc: "",
    visibility: "public",
    exported: true,
  };
}
