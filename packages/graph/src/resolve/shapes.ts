/**
 * What a file means to others, name by name: text that changes whenever something changes that a look at the name could
 * show elsewhere. Positions and the bodies of functions are no part of it, except for what they return and bind.
 */
import type { Definition, FileFacts } from "../facts.ts";
import { isGlobalScript } from "../global-scripts.ts";
import { putsIn } from "./c-puts.ts";
import { scipShapes } from "./scip-symbols.ts";
import { storedIn } from "./stores.ts";

/** What one name means in a file. */
interface Shape {
  /** Everything; the order of equal things counts, since it decides between them. */
  text: string;
  /** What files that have nothing of this one could come upon by the name: definitions at file level, exports, modules. */
  readonly heads: Set<string>;
  /** Packages that the name is part of: whoever means one has come upon no file of it, also where it goes away. */
  readonly packages: Set<string>;
}
export type Shapes = ReadonlyMap<string, Shape>;

/** Names by which others reach what is no plain name: a star passes on anything. */
export const ANY_NAME = "*";

export function shapesOf(path: string, facts: FileFacts): Shapes {
  const shapes = new Map<string, Shape>();
  const canBeMet = isSeenUnasked(facts);
  const names = qualifiedNames(facts.definitions);
  const named = (key: string, value: unknown): unknown =>
    key === "index" && typeof value === "number" ? names[value] : value;
  const add = (name: string, part: readonly unknown[], head?: string): Shape => {
    let shape = shapes.get(name);
    if (shape === undefined) shapes.set(name, (shape = { text: "", heads: new Set(), packages: new Set() }));
    shape.text += `${JSON.stringify(part, named)}\n`;
    if (head !== undefined && canBeMet) {
      shape.heads.add(`${facts.packageName} ${head}`);
      shape.text += `${facts.packageName}\n`;
    }
    return shape;
  };
  for (const [index, definition] of facts.definitions.entries()) {
    const part = [names[index], shapeOfDefinition(definition)];
    const { kind, exported, visibility, typeParameters } = definition;
    const head = `${names[index]} ${kind} ${exported} ${visibility} ${typeParameters?.length ?? 0}`;
    const isHead = isMetByName(facts, definition);
    for (const name of namesOf(facts, definition, index)) {
      const shape = add(name, part, isHead ? head : undefined);
      if (isConformedTo(facts, definition)) shape.heads.add(`member ${head}`);
    }
  }
  addEmbedded(facts, names, add);
  addBindings(facts, names, add);
  for (const { name, value } of facts.exports) add(name, ["export", value], "export");
  for (const name of canBeMet || facts.language === "python" ? pathNames(path) : [])
    add(name, ["path"]).heads.add(path);
  for (const [name, place] of scipShapes(facts)) add(name, [place]).heads.add(path);
  for (const full of packagesOf(facts)) {
    for (const name of full.split(/[^\w$]+/)) add(name, ["package", full], full).packages.add(full);
  }
  return shapes;
}

/** Others can come upon its names without an import of it. */
function isSeenUnasked(facts: FileFacts): boolean {
  return !SEEN_BY_IMPORTS.has(facts.language) || isGlobalScript(facts);
}

/** The one of the file, and the namespaces of languages that name them in full where they open them. */
function packagesOf({ packageName, definitions }: FileFacts): ReadonlySet<string> {
  const dotted = definitions.filter(({ kind, name }) => kind === "Module" && name.includes("."));
  return new Set([packageName, ...dotted.map(({ name }) => name)]);
}

/** Seen without its owner: at file level, in a namespace, in an enum of C; a macro knows no owners. */
function isMetByName(facts: FileFacts, definition: Definition): boolean {
  const around = facts.definitions[definition.parent]?.kind;
  if (around === undefined || around === "Module" || around === "Enum" || definition.kind === "Macro") return true;
  return definition.receiver !== undefined || isOfExtension(facts, definition);
}

/** Types anywhere may conform to the one that it is a member of: a Go interface, a Python protocol. */
function isConformedTo({ definitions, language }: FileFacts, { parent }: Definition): boolean {
  const owner = definitions[parent];
  if (owner === undefined) return false;
  if (language === "go") return owner.kind === "Interface";
  return language === "python" && owner.bases.some(({ type: { of } }) => "name" in of && of.name === "Protocol");
}

type Add = (name: string, part: readonly unknown[], head?: string) => unknown;

/** Whatever conforms to what an interface of Go embeds may conform to the interface too. */
function addEmbedded({ language, definitions }: FileFacts, names: readonly string[], add: Add): void {
  for (const [index, { kind, bases }] of language === "go" ? definitions.entries() : []) {
    if (kind !== "Interface") continue;
    for (const { type } of bases)
      if ("name" in type.of) add(type.of.name, ["embedded", names[index]], `embedded ${names[index]}`);
  }
}

function addBindings(facts: FileFacts, names: readonly string[], add: Add): void {
  const scopeOf = (scope: number): string => names[definitionAt(facts, scope)] ?? "";
  for (const { name, scope, member, holder, type, value, element } of facts.bindings) {
    const around = scopeOf(scope);
    add(name, ["binding", around, member, holder ?? 0, type, value, element], around === "" ? "binding" : undefined);
  }
  for (const { name, stored } of storedIn(facts)) {
    for (const one of [name, ...stored.path]) if (typeof one === "string") add(one, ["store", name, stored]);
  }
  for (const { names: keys, scope, into } of putsIn(facts)) {
    const part = ["put", scopeOf(scope), into];
    for (const one of keys) add(one, part, JSON.stringify(part));
  }
  for (const found of facts.imports) {
    const { line: _line, scope, ...rest } = found;
    const part = ["import", scopeOf(scope), rest];
    if (found.form === "all") add(ANY_NAME, part);
    else for (const name of new Set([found.local, found.imported])) add(name, part, "import");
  }
}

/** Names that mean something else than before. */
export interface ChangedNames {
  /** Files that have nothing of this one may come upon them now. */
  readonly everywhere: ReadonlySet<string>;
  /** Only files that had something of this one see the difference. */
  readonly known: ReadonlySet<string>;
}

export function changedNames(before: Shapes | undefined, after: Shapes | undefined): ChangedNames {
  const everywhere = new Set<string>();
  const known = new Set<string>();
  for (const [name, shape] of after ?? []) {
    const old = before?.get(name);
    if (!isSame(old, shape)) (isWithin(shape, old ?? NO_SHAPE) ? known : everywhere).add(name);
  }
  for (const [name, { heads, packages }] of before ?? []) {
    // What is gone may have kept others from a name that is known outside.
    if (after?.has(name) !== true) (heads.size + packages.size === 0 ? known : everywhere).add(name);
  }
  return { everywhere, known };
}

/** Nothing new can be come upon, and nothing is gone from where it could be. */
function isWithin(shape: Shape, before: Shape): boolean {
  return areEqual(before.heads, shape.heads) && areEqual(before.packages, shape.packages);
}

/** Text says nothing of the package around, heads do. */
function isSame(before: Shape | undefined, after: Shape): boolean {
  return (
    before?.text === after.text && areEqual(before.heads, after.heads) && areEqual(before.packages, after.packages)
  );
}

function areEqual(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.symmetricDifference(b).size === 0;
}

const NO_SHAPE: Shape = { text: "", heads: new Set(), packages: new Set() };

function isOfExtension({ definitions }: FileFacts, { parent }: Definition): boolean {
  return definitions[parent]?.modifiers.includes("extension") === true;
}

function shapeOfDefinition(definition: Definition): unknown {
  const { kind, signature, visibility, exported, modifiers, typeParameters } = definition;
  const parameters = definition.parameters.map(({ line: _line, ...parameter }) => parameter);
  const { returns, moreReturns, returnValues, type, value, decorators, receiver } = definition;
  const bases = definition.bases.map((base) => [base.kind, base.type]);
  const written = [kind, signature, visibility, exported, modifiers, typeParameters, parameters, bases, decorators];
  return [
    ...written,
    returns ?? 0,
    moreReturns ?? 0,
    returnValues ?? 0,
    type ?? 0,
    definition.calls ?? 0,
    value ?? 0,
    receiver ?? 0,
  ];
}

/** Its own, and those through which it is found: extensions by their type, what is used without its name by its owner. */
function namesOf(facts: FileFacts, definition: Definition, index: number): ReadonlySet<string> {
  const { definitions, exports } = facts;
  const { name, modifiers, receiver, parent } = definition;
  const names = new Set<string>([name]);
  if (modifiers.includes("default")) names.add("default");
  addTypeName(names, receiver);
  for (const one of exports) if (one.value.kind === "definition" && one.value.index === index) names.add(one.name);
  const owner = definitions[parent];
  if (owner === undefined) return names;
  const isUsedThroughOwner =
    name === "" ||
    isFilledByPlace(facts, definition) ||
    modifiers.includes("constructor") ||
    HOLDERS.has(owner.kind) ||
    isConformedTo(facts, definition);
  if (!isUsedThroughOwner) return names;
  names.add(owner.name);
  addTypeName(names, owner.receiver);
  return names;
}

/** Fields of C are filled in their order, without their names. */
function isFilledByPlace({ language }: FileFacts, { kind }: Definition): boolean {
  return kind === "Field" && (language === "c" || language === "cpp");
}

function addTypeName(names: Set<string>, receiver: Definition["receiver"]): void {
  if (receiver !== undefined && "name" in receiver.type.of) names.add(receiver.type.of.name);
}

/** What is looked at as a whole: an object with its members, an alias. */
const HOLDERS: ReadonlySet<string> = new Set(["Constant", "Variable", "Field", "Property", "Type", "Interface"]);

function qualifiedNames(definitions: readonly Definition[]): readonly string[] {
  const names: string[] = [];
  for (const { name, parent } of definitions) names.push(parent < 0 ? name : `${names[parent] ?? ""}.${name}`);
  return names;
}

function definitionAt({ scopes }: FileFacts, scope: number): number {
  for (let at = scopes[scope]; at !== undefined; at = scopes[at.parent]) if (at.definition >= 0) return at.definition;
  return -1;
}

/** Languages in which nothing of a file is visible without an import of it; that one led to it is known then. */
const SEEN_BY_IMPORTS: ReadonlySet<string> = new Set(["typescript", "tsx", "javascript", "python", "markdown"]);

/** A module is named by the parts of its path. */
function pathNames(path: string): readonly string[] {
  return path.split("/").flatMap((part) => {
    const dot = part.indexOf(".");
    return dot > 0 ? [part.slice(0, dot), part] : [part];
  });
}
