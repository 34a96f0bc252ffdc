/** What PHP declares: namespaces, types with their members and bases, traits and how they are adapted. */
import type { Node } from "web-tree-sitter";

import type { Modifier } from "../facts.ts";
import type { Visibility } from "../model.ts";
import { type Draft, type DraftDefinition, emptyDefinition } from "./draft.ts";
import type { DraftMark } from "./marks.ts";
import { addPiece, captured, capturedId, type Role, textOf, wordOf } from "./matches.ts";
import { innermost, nest } from "./nest.ts";
import { documentDefinition } from "./php-docs.ts";
import { addPointer, unusedId } from "./pointers.ts";
import { addBase, COMMON_ROLES, define } from "./roles.ts";

const MAX_FIELD_IN_SIGNATURE = 120;
const MODIFIERS: Readonly<Record<string, Modifier>> = { static: "static", abstract: "abstract" };
const VISIBILITIES: Readonly<Record<string, Visibility>> = {
  public: "public",
  protected: "protected",
  private: "private",
};

function declaration(kind: DraftDefinition["kind"]): Role {
  return (draft, match, node) => {
    define(draft, { kind, match, node });
  };
}

/** An expression that is a class: `new class(…) extends Base { … }`. */
const anonymousClass: Role = (draft, match, node) => {
  const definition = define(draft, { kind: "Class", match, node });
  definition.modifiers.push("anonymous");
  definition.visibility = "private";
  addPiece(draft, node, { kind: "class" });
  const scope = draft.scopes.at(-1);
  // What is passed to its constructor stands before the body and belongs to the code around.
  if (scope?.owner === node.id) draft.scopes[draft.scopes.length - 1] = { ...scope, start: definition.bodyStart };
};

/** Each name of `public A $a, $b;` is a field. */
const field: Role = (draft, match, node) => {
  const element = captured(match, "element");
  if (element === undefined) return;
  const definition = ensureMember(draft, element, "Field");
  definition.type ||= capturedId(match, "type");
  readModifiers(definition, draft.text.slice(node.startIndex, element.startIndex));
};

const fieldValue: Role = (draft, match, node) => {
  ensureMember(draft, node, "Field").value = capturedId(match, "value");
};

const constant: Role = (draft, match, node) => {
  const element = captured(match, "element");
  if (element === undefined) return;
  const definition = ensureMember(draft, element, "Constant");
  draft.claims.push(capturedId(match, "name"));
  definition.value = capturedId(match, "value");
  readModifiers(definition, draft.text.slice(node.startIndex, element.startIndex));
};

/** A definition whose node begins with its name. */
function ensureMember(draft: Draft, node: Node, kind: DraftDefinition["kind"]): DraftDefinition {
  const known = draft.definitions.get(node.id);
  if (known !== undefined) return known;
  const { startIndex: start, endIndex: end } = node;
  const definition = emptyDefinition(kind, node.id);
  definition.name = wordOf(draft, node);
  const headEnd = end - start <= MAX_FIELD_IN_SIGNATURE ? end : start + definition.name.length;
  Object.assign(definition, { nameStart: start, start, end, bodyStart: end, headEnd });
  draft.definitions.set(node.id, definition);
  return definition;
}

/** A constructor's parameter that is a field as well. */
const promoted: Role = (draft, match, node) => {
  COMMON_ROLES["parameter"]?.(draft, match, node);
  const definition = define(draft, { kind: "Field", match, node });
  definition.lifted = true;
};

/** A case is an instance of its enum, whose type `self` names. */
const enumCase: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  const definition = define(draft, { kind: "Constant", match, node });
  const self = addPointer(draft, name, { kind: "name", name: "self" });
  definition.value = addPointer(draft, node, { kind: "new", of: self });
  definition.headEnd = definition.end;
};

function base(kind: "extends" | "implements"): Role {
  return (draft, match, node) => {
    const type = captured(match, "base");
    if (type === undefined || type.type === "comment") return;
    draft.claims.push(type.id);
    addBase(draft, node.id, { kind, type: type.id, start: type.startIndex });
  };
}

/** Which class uses it is known when all are there. */
const uses: Role = (draft, match) => {
  const type = captured(match, "base");
  if (type === undefined) return;
  draft.claims.push(type.id);
  draft.marks.push({ kind: "trait", start: type.startIndex, end: type.endIndex, id: type.id, other: 0 });
};

/** `A::hello as protected greet`: a further name of a method. */
const adapted: Role = (draft, _match, node) => {
  const parts = /^(?:([\\\w]+)\s*::\s*)?(\w+)\s+as\s+(?:(?:public|protected|private)\b\s*)?(\w*)$/i.exec(
    textOf(draft, node),
  );
  const [, of = "", method = "", name = ""] = parts ?? [];
  if (name !== "") nameMethod(draft, node, { of, method, name });
};

/** `A::hello insteadof B`: of several methods of one name the one that is meant. */
const chosen: Role = (draft, _match, node) => {
  const parts = /^([\\\w]+)\s*::\s*(\w+)\s+insteadof\b/i.exec(textOf(draft, node));
  const [, of = "", method = ""] = parts ?? [];
  if (method !== "") nameMethod(draft, node, { of, method, name: method });
};

/** Binds a member of the class around to a trait's method. */
function nameMethod(
  draft: Draft,
  node: Node,
  { of, method, name }: { readonly of: string; readonly method: string; readonly name: string },
): void {
  const { startIndex: start, endIndex: end } = node;
  const trait = synthetic(draft, node, of === "" ? { kind: "this" } : { kind: "name", name: of });
  const value = synthetic(draft, node, { kind: "member", name: method, of: trait });
  const owner = synthetic(draft, node, { kind: "this" });
  const target = synthetic(draft, node, { kind: "member", name, of: owner });
  const place = { target, type: 0, value, start, end, valueStart: start, node: node.id };
  draft.targets.set(target, { ...place, element: false, scoping: "block", declares: undefined });
}

/** Adds a piece that no node of the tree stands for. */
function synthetic(draft: Draft, near: Node, fields: Parameters<typeof addPiece>[2]): number {
  const own = draft.pieces.get(near.id);
  const piece = addPiece(draft, near, fields);
  draft.pieces.delete(near.id);
  if (own !== undefined) draft.pieces.set(near.id, own);
  const id = unusedId(draft);
  draft.pieces.set(id, { ...piece, id });
  return id;
}

const namespace: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const body = captured(match, "body");
  const end = body === undefined ? draft.text.length : node.endIndex;
  const other = body?.startIndex ?? node.endIndex;
  const written = name === undefined ? "" : textOf(draft, name).replace(/\s/g, "");
  draft.marks.push({ kind: "namespace", start: node.startIndex, end, id: body?.id ?? 0, other, name: written });
};

/** The only namespace of a file is its package; several are modules in it, since a name of one means nothing in another. */
export function nameNamespaces(draft: Draft): void {
  const byStart = new Map<number, DraftMark>();
  for (const mark of draft.marks) {
    // A body is optional in the pattern, which then matches without it too.
    if (mark.kind === "namespace" && (mark.id !== 0 || !byStart.has(mark.start))) byStart.set(mark.start, mark);
  }
  const found = [...byStart.values()].sort((a, b) => a.start - b.start);
  if (found.length === 1) draft.packageName = found[0]?.name ?? "";
  if (found.length < 2) return;
  for (const [index, mark] of found.entries()) {
    if (mark.name !== "")
      defineNamespace(draft, mark, mark.id === 0 ? (found[index + 1]?.start ?? mark.end) : mark.end);
  }
}

function defineNamespace(draft: Draft, { start, id, other, name }: DraftMark, end: number): void {
  const definition = emptyDefinition("Module", -start - 0.5);
  Object.assign(definition, { name, nameStart: start + "namespace ".length, start, end });
  Object.assign(definition, { bodyStart: other, headEnd: other, bodyId: id });
  draft.definitions.set(definition.id, definition);
  const scope = { owner: definition.id, node: definition.id, parameters: 0, names: new Set<string>() };
  draft.scopes.push({ start: start + 1, end, ...scope, parent: undefined, depth: 0, index: -1 });
}

/** Members of traits come before those of the parent, whatever the order in which the source names them. */
export function orderBases(draft: Draft): void {
  const marks = draft.marks.filter((mark) => mark.kind === "trait");
  if (marks.length === 0) return;
  const types = [...draft.definitions.values()].filter(
    ({ kind }) => kind === "Class" || kind === "Trait" || kind === "Enum",
  );
  const { regions } = nest(
    types.map(({ id, start, end }) => ({ id, start, end, parent: undefined, depth: 0, index: 0 })),
  );
  for (const { start, id } of marks) {
    const owner = innermost(regions, start)?.id ?? 0;
    const known = draft.bases.get(owner) ?? [];
    const traits = known.filter(({ kind }) => kind === "embeds");
    const others = known.filter(({ kind }) => kind !== "embeds");
    draft.bases.set(owner, [...traits, { kind: "embeds", type: id, start }, ...others]);
  }
}

/** Words before the name, without attributes. */
function readModifiers(definition: DraftDefinition, text: string): void {
  for (const [word] of text.replace(/'[^']*'|"[^"]*"/g, "").matchAll(/\b[a-z]+\b(?=\s)/g)) {
    const modifier = Object.hasOwn(MODIFIERS, word) ? MODIFIERS[word] : undefined;
    if (modifier !== undefined) definition.modifiers.push(modifier);
    if (Object.hasOwn(VISIBILITIES, word)) definition.visibility = VISIBILITIES[word];
  }
}

export function refine(definition: DraftDefinition, draft: Draft): void {
  const { kind, start, nameStart, decorators } = definition;
  const head = Math.max(start, decorators.at(-1)?.end ?? start);
  if (kind !== "Field" || definition.lifted) readModifiers(definition, draft.text.slice(head, nameStart));
  if (kind === "Method") refineMethod(definition);
  definition.exported = isReachable(definition);
  documentDefinition(draft, definition);
  if (kind === "Method") refineResult(draft, definition);
}

function isReachable({ parent, visibility }: DraftDefinition): boolean {
  if (visibility === "private" || visibility === "protected") return false;
  if (parent?.kind === "Method" || parent?.kind === "Function") return false;
  return parent === undefined || parent.kind === "Module" || parent.exported;
}

/** A method that only ever gives its receiver gives one of the receiver's type. */
function refineResult(draft: Draft, definition: DraftDefinition): void {
  const { returned, returns } = definition;
  const isSelf = returns === 0 || namedType(draft, returns) === "self";
  if (returned.length === 0 || !isSelf || !returned.every((id) => isReceiver(draft, id))) return;
  definition.returns = unusedId(draft);
  draft.writtenTypes.set(definition.returns, { of: { kind: "this" }, arguments: [], or: [] });
}

function isReceiver(draft: Draft, id: number): boolean {
  const piece = draft.pieces.get(id);
  return piece?.kind === "this" || (piece?.kind === "new" && draft.pieces.get(piece.of)?.name === "static");
}

function namedType(draft: Draft, id: number): string | undefined {
  const piece = draft.pieces.get(id);
  return piece?.kind === "pass" ? draft.pieces.get(piece.of)?.name : piece?.name;
}

function refineMethod(definition: DraftDefinition): void {
  const { parent, bodyId, modifiers, name } = definition;
  if (parent?.kind === "Interface" && bodyId === 0) modifiers.push("abstract");
  if (name.toLowerCase() === "__construct") modifiers.push("constructor");
}

export const DEFINITION_ROLES: Readonly<Record<string, Role>> = {
  namespace,
  class: declaration("Class"),
  interface: declaration("Interface"),
  trait: declaration("Trait"),
  enum: declaration("Enum"),
  anonymous_class: anonymousClass,
  function: declaration("Function"),
  method: declaration("Method"),
  field,
  field_value: fieldValue,
  promoted,
  constant,
  enum_case: enumCase,
  extends: base("extends"),
  implements: base("implements"),
  uses,
  adapted,
  chosen,
};
