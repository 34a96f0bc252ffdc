/** What becomes of the values that matches collected: functions and classes get names, declarations kinds, definitions modifiers. */
import type { Modifier } from "../facts.ts";
import type { Visibility } from "../model.ts";
import { defineFunction, nameFunction, unwrapped } from "./declare.ts";
import type { Draft, DraftDefinition, DraftTarget } from "./draft.ts";
import { placeDescribed } from "./ecmascript-descriptors.ts";
import { exportedName, exportLocals, importCalls } from "./ecmascript-modules.ts";
import { placePrototypes } from "./ecmascript-prototypes.ts";
import { addWrittenPath } from "./lua-paths.ts";
import type { Piece } from "./pieces.ts";

const WORD_MODIFIERS: Readonly<Record<string, Modifier>> = {
  static: "static",
  abstract: "abstract",
  async: "async",
  override: "override",
  default: "default",
  get: "property",
  set: "property",
  "*": "generator",
};

/** Runs when all matches are in. */
export function nameValues(draft: Draft): void {
  liftAwaits(draft);
  exportLocals(draft);
  importCalls(draft);
  for (const named of draft.namedValues) nameFunction(draft, named);
  nameFieldFunctions(draft);
  const fields = namesOf(draft, ["Field"]);
  for (const target of draft.targets.values()) placeTarget(draft, target, fields);
  nameBySelf(draft);
  nameDefaults(draft);
  draft.holders = namesOf(draft, ["Class", "Function"]);
  placePrototypes(draft);
  placeDescribed(draft);
  for (const { kind, id, other } of draft.marks) if (kind === TYPE_ARGUMENTS) applyTypes(draft, id, other);
}

function namesOf({ definitions }: Draft, kinds: readonly DraftDefinition["kind"][]): ReadonlySet<string> {
  return new Set([...definitions.values()].flatMap(({ kind, name }) => (kinds.includes(kind) ? [name] : [])));
}

/** Marks what is called with types that are written out. */
export const TYPE_ARGUMENTS = "type arguments";

function applyTypes(draft: Draft, id: number, types: number): void {
  const piece = draft.pieces.get(id);
  if (piece?.kind === "name" || piece?.kind === "member") piece.value = types;
}

/**
 * The grammar reads `await a.b<T>(c).d()` as `(await a.b)<T>(c).d()`: an await that is called without parentheses around
 * it stands for the whole chain. Its end takes the place of the await, under a new id.
 */
function liftAwaits(draft: Draft): void {
  const { pieces } = draft;
  const called = [...pieces.values()].filter(({ kind, of }) => kind === "call" && pieces.get(of)?.kind === "await");
  if (called.length === 0) return;
  const users = new Map<number, Piece>();
  for (const piece of pieces.values()) if (CHAINED.has(piece.kind)) users.set(piece.of, piece);
  for (const [at, call] of called.entries()) {
    call.of = pieces.get(call.of)?.of ?? 0;
    let end = call;
    for (let user = users.get(end.id); user !== undefined; user = users.get(end.id)) end = user;
    const id = -1 - at;
    pieces.set(id, { ...end, id });
    pieces.set(end.id, { ...end, kind: "await", of: id, use: "none" });
  }
}

const CHAINED: ReadonlySet<Piece["kind"]> = new Set(["member", "call", "index"]);

/** `handle = () => {…}` in a class is a method. */
function nameFieldFunctions(draft: Draft): void {
  const fields = [...draft.definitions.values()].filter(
    ({ kind, value }) => kind === "Field" && draft.functions.has(value),
  );
  for (const field of fields) {
    draft.definitions.delete(field.id);
    nameFunction(draft, { ...field, kind: "Method", valueStart: field.end, node: field.id });
  }
}

/** Which declaration it is, or what an assignment to a member defines and exports. */
function placeTarget(draft: Draft, target: DraftTarget, fields: ReadonlySet<string>): void {
  const declaration = draft.wrappers.get(target.node)?.kind;
  if (target.declares !== undefined) {
    if (declaration === "var") target.scoping = "function";
    if (declaration === "const") target.declares = "Constant";
    return;
  }
  const piece = draft.pieces.get(target.target);
  if (piece?.kind !== "member") return;
  const exported = exportedName(draft, piece);
  if (exported !== undefined) draft.exports.push({ name: exported, value: target.value });
  if (isHandedOn(draft, target)) return;
  // A function assigned to a declared field is its value, not a second member.
  if (draft.pieces.get(piece.of)?.kind !== "this") nameAssigned(draft, target, { piece, exported });
  else if (!fields.has(piece.name)) nameMember(draft, target, piece);
}

/** Of `a.get = a.header = function () {}` the last name is the function's, the others are further names of it. */
function isHandedOn(draft: Draft, { value }: DraftTarget): boolean {
  const inner = draft.pieces.get(draft.pieces.get(value)?.value ?? 0);
  return inner?.kind === "member" && draft.targets.has(inner.id) && exportedName(draft, inner) !== "=";
}

/** `this.handle = () => {…}` in a method: a method of the class around. */
function nameMember(draft: Draft, target: DraftTarget, piece: Piece): void {
  const { name, start: nameStart } = piece;
  const method = nameFunction(draft, { ...target, kind: "Method", name, nameStart });
  if (method === undefined) return;
  method.lifted = true;
  method.modifiers.push("unbound");
}

/** What is assigned to their members is seen by its bare name everywhere. */
const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(["globalThis", "window", "global"]);

/** `exports.a = function …`, `Foo.prototype.a = …`, `Foo.a = …`. */
function nameAssigned(
  draft: Draft,
  target: DraftTarget,
  { piece, exported }: { readonly piece: Piece; readonly exported: string | undefined },
): void {
  if (exported === "=") return;
  const { name, start: nameStart } = piece;
  const kind = exported === undefined ? "Method" : "Function";
  const definition = nameFunction(draft, { ...target, kind, name, nameStart });
  if (definition === undefined) return;
  definition.exported ||= exported !== undefined;
  let of = draft.pieces.get(piece.of);
  if (of?.kind !== "name" || !GLOBAL_OBJECTS.has(of.name)) definition.modifiers.push("unbound");
  if (exported !== undefined) return;
  if (of?.kind === "member" && of.name === "prototype") of = draft.pieces.get(of.of);
  else definition.modifiers.push("static");
  if (of?.kind === "name") definition.within = of.name;
}

/** Function expressions that nothing else names go by their own name. */
function nameBySelf(draft: Draft): void {
  const named = [...draft.targets.values()].filter(({ target }) => draft.pieces.get(target)?.kind === "name");
  const assigned = new Set(named.map(({ value }) => unwrapped(draft, value)));
  for (const [id, { name, start }] of draft.ownNames) {
    if (assigned.has(id)) continue;
    const known = draft.definitions.get(id);
    const definition = known ?? defineFunction(draft, id, "Closure");
    if (definition === undefined) continue;
    if (known === undefined) Object.assign(definition, { name, nameStart: start });
    if (definition.name === name && !definition.modifiers.includes("unbound")) definition.modifiers.push("unbound");
  }
}

/** What is exported as default or as the whole module without a name is a definition all the same. */
function nameDefaults(draft: Draft): void {
  for (const { name, value } of draft.exports) {
    if (name !== "default" && name !== "=") continue;
    const definition = draft.definitions.get(value) ?? defineFunction(draft, value, "Function");
    if (definition === undefined) continue;
    definition.exported = true;
    if (definition.kind === "Closure") definition.kind = "Function";
    definition.modifiers.push("default");
    if (definition.name === "") definition.modifiers.push("anonymous");
  }
}

/** Text before a name that is looked at for modifiers. */
const MAX_HEAD_CHARS = 300;

/** Runs for each definition when its decorators and parent are known. */
export function refine(definition: DraftDefinition, draft: Draft): void {
  const { name } = definition;
  const words = wordsBeforeName(definition, draft);
  for (const word of words) {
    const modifier = WORD_MODIFIERS[word];
    if (modifier !== undefined) definition.modifiers.push(modifier);
    if (word === "get" || word === "set") definition.modifiers.push(word === "get" ? "getter" : "setter");
  }
  const own = draft.functions.get(definition.id);
  if (own !== undefined) definition.modifiers.push(...functionModifiers(draft.text.slice(own.start, own.start + 20)));
  if (name === "constructor" && definition.kind === "Method") definition.modifiers.push("constructor");
  if (name === "" && !definition.modifiers.includes("anonymous")) definition.modifiers.push("anonymous");
  if (isOfObject(definition)) definition.modifiers.push("unbound");
  addOutsideOwner(definition, draft);
  definition.visibility = writtenVisibility(name, words);
  definition.exported ||= isExported(definition, draft);
}

/** A method of an object that is written out. */
function isOfObject({ kind, within, parent }: DraftDefinition): boolean {
  return kind === "Method" && within === "" && (parent === undefined || !TYPES.has(parent.kind));
}

const TYPES: ReadonlySet<DraftDefinition["kind"]> = new Set(["Class", "Interface", "Type", "Enum"]);

/** `Array.prototype.last = function …`: a member of a type that the file does not define. */
function addOutsideOwner(definition: DraftDefinition, draft: Draft): void {
  const { within, parent, modifiers } = definition;
  if (within === "" || modifiers.includes("static") || parent?.name === within) return;
  definition.receiver = { type: addWrittenPath(draft, within), name: "this" };
}

function writtenVisibility(name: string, words: readonly string[]): Visibility | undefined {
  if (words.includes("private") || name.startsWith("#")) return "private";
  return words.includes("protected") ? "protected" : undefined;
}

function wordsBeforeName({ start, nameStart, decorators }: DraftDefinition, draft: Draft): readonly string[] {
  const from = Math.max(start, decorators.at(-1)?.end ?? start, nameStart - MAX_HEAD_CHARS);
  return draft.text.slice(from, nameStart).match(/[a-z]+|\*/g) ?? [];
}

function functionModifiers(head: string): Modifier[] {
  const modifiers: Modifier[] = [];
  if (/^async\b/.test(head)) modifiers.push("async");
  if (/^(?:async\s+)?function\s*\*/.test(head)) modifiers.push("generator");
  return modifiers;
}

/** By `export` around it or in a list; members as far as their type is and they are visible. */
function isExported({ kind, name, parent, wrappers, visibility }: DraftDefinition, draft: Draft): boolean {
  const isMember = kind === "Method" || kind === "Field";
  if (isMember) return parent?.exported === true && visibility === undefined;
  const isVisible = parent === undefined || (parent.kind === "Module" && parent.exported);
  return isVisible && (wrappers.includes("export") || (parent === undefined && exportedNames(draft).has(name)));
}

function exportedNames(draft: Draft): ReadonlySet<string> {
  draft.publicNames ??= new Set(
    draft.exports.flatMap(({ value }) => {
      const piece = draft.pieces.get(value);
      return piece?.kind === "name" ? [piece.name] : [];
    }),
  );
  return draft.publicNames;
}
