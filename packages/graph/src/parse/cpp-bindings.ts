/** What C++ binds to names: declarations that construct, loops, what is caught, and `using`. */
import type { Node } from "web-tree-sitter";

import { type Declarator, readDeclarator, writtenType } from "./c-declarators.ts";
import { declaration as cDeclaration } from "./c-definitions.ts";
import { BUILTIN_TYPES } from "./c-words.ts";
import { addScope } from "./define.ts";
import type { Draft, DraftTarget } from "./draft.ts";
import { addPiece, captured, parentOf, type Role, textOf, wordOf } from "./matches.ts";
import { addPointer } from "./pointers.ts";
import { COMMON_ROLES } from "./roles.ts";

/** Types whose values are made where they are declared. */
const CONSTRUCTED: ReadonlySet<string> = new Set(["type_identifier", "qualified_identifier", "template_type"]);

/** `Box b(1)`, `Box b{1}` and `Box b` run a constructor. */
export const declaration: Role = (draft, match, node) => {
  cDeclaration(draft, match, node);
  const type = writtenType(node);
  const isUse = type !== undefined && CONSTRUCTED.has(type.type) && !BUILTIN_TYPES.has(wordOf(draft, type));
  const isDeclaredOnly = isExternOnly(draft, node);
  for (const each of node.childrenForFieldName("declarator")) {
    const declarator = readDeclarator(each);
    const { name, value, ofFunction } = declarator;
    if (name === undefined || ofFunction !== undefined) continue;
    if (name.type === "structured_binding_declarator") bindParts(draft, name);
    if (type === undefined) typeByFactory(draft, name, value);
    else if (isUse && isMade(declarator) && !isDeclaredOnly) addConstruction(draft, { type, name, given: value });
  }
};

/** An object of its own that is not the copy of another. */
function isMade({ isPointer, isArray, value }: Declarator): boolean {
  if (isPointer || isArray) return false;
  return value === undefined || value.type === "argument_list" || value.type === "initializer_list";
}

function isExternOnly(draft: Draft, node: Node): boolean {
  return /^extern\b/.test(draft.text.slice(node.startIndex, node.startIndex + 8));
}

/** The use of the type becomes the use of its constructor. */
function addConstruction(
  draft: Draft,
  { type, name, given }: { readonly type: Node; readonly name: Node; readonly given: Node | undefined },
): void {
  const id = addPointer(draft, name, { kind: "new", name: "", of: type.id, type: 0 });
  const piece = draft.pieces.get(id);
  if (piece === undefined) return;
  piece.use = "value";
  piece.argumentCount = given?.namedChildCount ?? 0;
  piece.value = given?.type === "argument_list" ? given.id : 0;
}

/** `auto [a, b] = …`: names whose values are not followed. */
function bindParts(draft: Draft, pattern: Node): void {
  for (const name of pattern.namedChildren) bind(draft, name, { node: name });
  draft.targets.delete(pattern.id);
}

interface BindParts {
  readonly node: Node;
  readonly type?: number;
  readonly value?: Node | undefined;
  readonly element?: boolean;
}

function bind(draft: Draft, name: Node, { node, type = 0, value, element = false }: BindParts): void {
  draft.claims.push(name.id);
  const end = node.endIndex;
  const target: DraftTarget = {
    target: name.id,
    type,
    value: value?.id ?? 0,
    start: name.startIndex,
    end,
    valueStart: value?.startIndex ?? end,
    element,
    scoping: "block",
    declares: undefined,
    node: name.id,
  };
  draft.targets.set(name.id, target);
}

/**
 * `void (*run)() = f;` reads like an assignment to what two calls give. Asked of each of these calls; true of no other.
 */
export function declaresPointer(draft: Draft, call: Node): boolean {
  const of = call.childForFieldName("function");
  const isOuter = of?.type === "call_expression";
  const inner = isOuter ? of : call;
  const name = pointerIn(draft, inner);
  const outer = name && (isOuter ? call : callOf(draft, inner));
  if (name === undefined || outer === undefined) return false;
  const assignment = assignmentTo(draft, outer);
  // No value is called by the name of a type of the language.
  if (assignment === undefined && !isOfPlainType(inner)) return false;
  if (isOuter) bindPointer(draft, name, assignment ?? outer);
  return true;
}

function bindPointer(draft: Draft, name: Node, node: Node): void {
  bind(draft, name, { node, value: node.childForFieldName("right") ?? undefined });
}

function isOfPlainType(call: Node): boolean {
  return call.childForFieldName("function")?.type === "primitive_type";
}

/** The call of what a call gives. */
function callOf(draft: Draft, call: Node): Node | undefined {
  const around = parentOf(draft, call);
  return around?.childForFieldName("function")?.id === call.id ? around : undefined;
}

function assignmentTo(draft: Draft, place: Node): Node | undefined {
  const around = parentOf(draft, place);
  const isSet = around?.type === "assignment_expression" && around.childForFieldName("left")?.id === place.id;
  return isSet ? around : undefined;
}

/** `run` of `void(*run)`. */
function pointerIn(draft: Draft, call: Node): Node | undefined {
  const [only, ...others] = call.childForFieldName("arguments")?.namedChildren ?? [];
  if (only?.type !== "pointer_expression" || others.length > 0 || !textOf(draft, only).startsWith("*"))
    return undefined;
  const name = only.childForFieldName("argument");
  return name?.type === "identifier" ? name : undefined;
}

const FACTORIES: Readonly<Record<string, string>> = {
  make_unique: "unique_ptr",
  make_shared: "shared_ptr",
  static_pointer_cast: "shared_ptr",
  dynamic_pointer_cast: "shared_ptr",
  make_optional: "optional",
};

/** `auto b = std::make_unique<Box>(1)` is a `std::unique_ptr<Box>`. */
function typeByFactory(draft: Draft, name: Node, value: Node | undefined): void {
  const target = draft.targets.get(name.id);
  if (value?.type !== "call_expression") return;
  const callee = value.childForFieldName("function");
  const last = callee?.type === "qualified_identifier" ? callee.childForFieldName("name") : callee;
  if (target === undefined || last?.type !== "template_function") return;
  const pointerName = FACTORIES[wordOf(draft, last)];
  const items = last.childForFieldName("arguments");
  if (pointerName === undefined || items === null) return;
  const std = addPointer(draft, items, { kind: "name", name: "std", of: 0, type: 0 });
  const of = addPointer(draft, callee ?? last, { kind: "member", name: pointerName, of: std, type: 0 });
  const known = addPointer(draft, value, { kind: "generic", name: "", of, type: 0 });
  draft.pieces.set(known, { ...piecesOf(draft, known), value: items.id });
  draft.targets.set(name.id, { ...target, type: known });
}

function piecesOf(draft: Draft, id: number) {
  const piece = draft.pieces.get(id);
  if (piece === undefined) throw new Error("a pointer has no piece");
  return piece;
}

/** `for (auto& each : all)`. */
export const range: Role = (draft, match, node) => {
  const value = captured(match, "value");
  const { name } = readDeclarator(node.childForFieldName("declarator"));
  if (name === undefined) return;
  if (name.type === "structured_binding_declarator") return bindParts(draft, name);
  bind(draft, name, { node, type: writtenType(node)?.id ?? 0, value, element: true });
};

export const catchClause: Role = (draft, match, node) => {
  COMMON_ROLES["block"]?.(draft, match, node);
  for (const each of node.childForFieldName("parameters")?.namedChildren ?? []) {
    const { name } = readDeclarator(each.childForFieldName("declarator"));
    if (name !== undefined) bind(draft, name, { node: each, type: writtenType(each)?.id ?? 0 });
  }
};

/** Binds its own names, and calls for whoever it stands in: it has no name of its own. */
export const lambda: Role = (draft, _match, node) => {
  const [start, end] = [node.startIndex, node.endIndex];
  const parameters = node.childForFieldName("declarator")?.childForFieldName("parameters")?.id ?? 0;
  addPiece(draft, node, { kind: "function" });
  addScope(draft, { start, end, owner: node.id, node: node.id, parameters });
};

const PLAIN_IMPORT = { imported: "", local: "", reexport: false, typeOnly: false, isStatic: false } as const;

/** `using namespace a::b` opens a namespace; `using a::f` binds a name. */
export const using: Role = (draft, _match, node) => {
  const of = node.lastNamedChild;
  if (of === null) return;
  const text = textOf(draft, node);
  if (/^using\s+namespace\b/.test(text)) {
    draft.claims.push(of.id);
    draft.imports.push({
      ...PLAIN_IMPORT,
      start: node.startIndex,
      module: textOf(draft, of).replace(/\s/g, ""),
      form: "all",
    });
    return;
  }
  const name = /([\w$]+)\s*;?\s*$/.exec(text)?.[1];
  if (name === undefined || of.type !== "qualified_identifier") return;
  const id = addPointer(draft, node, { kind: "name", name, of: 0, type: 0 });
  const [start, end] = [node.startIndex, node.endIndex];
  const fixed = { type: 0, element: false, scoping: "block", declares: undefined } as const;
  draft.targets.set(id, { ...fixed, target: id, value: of.id, start, end, valueStart: start, node: node.id });
};

export const namespaceAlias: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const of = node.lastNamedChild;
  if (name === undefined || of === null) return;
  const module = textOf(draft, of).replace(/\s/g, "");
  draft.imports.push({
    ...PLAIN_IMPORT,
    start: node.startIndex,
    module,
    form: "namespace",
    local: wordOf(draft, name),
  });
};
