/** Functions, types, fields, variables and macros of C, which C++ shares. */
import type { Node } from "web-tree-sitter";

import { type Declarator, readDeclarator, trailingType, writtenType } from "./c-declarators.ts";
import { plainName, readMemberName } from "./c-names.ts";
import { isMacroLike } from "./c-words.ts";
import { defineNode } from "./define.ts";
import { type Draft, type DraftDefinition, type DraftTarget, emptyDefinition } from "./draft.ts";
import { addPiece, captured, parentOf, type Role, textOf } from "./matches.ts";
import { ADDRESS } from "./pieces.ts";
import { addPointer } from "./pointers.ts";

/** A function with its body. */
export const functionDefinition: Role = (draft, _match, node) => {
  const declarator = readDeclarator(node.childForFieldName("declarator"));
  const body = node.childForFieldName("body") ?? node.namedChildren.find(({ type }) => type === "try_statement");
  if (declarator.name === undefined || isDeleted(draft, node)) return;
  const definition = defineFunction(draft, node, { ...declarator, type: writtenType(node), body: body ?? undefined });
  if (node.childForFieldName("type") !== null || !isMacroLike(definition.name)) return;
  if (definition.name !== nameOfType(draft, node)) nameByMacro(draft, definition, declarator.ofFunction);
};

interface FunctionParts extends Declarator {
  readonly type: Node | undefined;
  readonly body: Node | undefined;
  readonly start?: number;
  readonly end?: number;
}

/** `= delete` says that there is no such function. */
function isDeleted(draft: Draft, node: Node): boolean {
  return /=\s*delete\s*;?\s*$/.test(draft.text.slice(Math.max(node.startIndex, node.endIndex - 40), node.endIndex));
}

function defineFunction(draft: Draft, node: Node, parts: FunctionParts): DraftDefinition {
  const { name, ofFunction, body, type, start = node.startIndex, end = node.endIndex } = parts;
  const parameters = ofFunction?.childForFieldName("parameters")?.id ?? 0;
  const definition = defineNode(draft, node, { kind: "Function", name, body, parameters, start, end });
  const returns = (ofFunction && trailingType(ofFunction)) ?? type;
  definition.returns = returns?.id ?? 0;
  if (name !== undefined) nameFunction(draft, definition, name);
  readModifiers(draft, definition, ofFunction?.endIndex ?? end);
  return definition;
}

/** What stands before the name and after the parameters. */
function readModifiers({ text }: Draft, definition: DraftDefinition, parametersEnd: number): void {
  const { start, nameStart, bodyStart, bodyId, modifiers } = definition;
  const after = text.slice(Math.min(parametersEnd, bodyStart), bodyStart);
  if (/\bstatic\b/.test(text.slice(start, nameStart))) modifiers.push("static");
  if (/\boverride\b/.test(text.slice(nameStart, bodyStart))) modifiers.push("override");
  if (bodyId === 0 && /^[^;]*=\s*0\s*;?$/.test(after)) modifiers.push("abstract");
}

/** `Box::open` is the member `open` of what `Box` names. */
function nameFunction(draft: Draft, definition: DraftDefinition, name: Node): void {
  if (name.type !== "qualified_identifier") {
    definition.name = plainName(draft, name);
    return;
  }
  const { owner, ownerName, last } = readMemberName(draft, name);
  definition.name = plainName(draft, last);
  definition.nameStart = last.startIndex;
  if (owner === 0) return;
  definition.kind = "Method";
  definition.receiver = { type: owner, name: "" };
  if (definition.name === ownerName) definition.modifiers.push("constructor");
}

/** Of the type whose body a member stands in; empty if it stands in none. A constructor has no type either: `DB(int n) {`. */
function nameOfType(draft: Draft, member: Node): string {
  const list = parentOf(draft, member);
  const name = list?.type === "field_declaration_list" ? list.parent?.childForFieldName("name") : undefined;
  return name ? textOf(draft, name) : "";
}

/** `TEST(Box, Opens) { … }` defines a function whose name only the macro knows: it is called as it is written. */
function nameByMacro(draft: Draft, definition: DraftDefinition, ofFunction: Node | undefined): void {
  const list = ofFunction?.childForFieldName("parameters");
  if (list === null || list === undefined) return;
  definition.name = `${definition.name}${textOf(draft, list).replace(/\s+/g, " ")}`;
  definition.parameters = 0;
}

/** Prototypes and variables: each declarator of `int a, *b, f(int);`. */
export const declaration: Role = (draft, _match, node) => {
  if (draft.wrappers.get(node.id)?.kind === "friend") return;
  const type = writtenType(node);
  const declarators = node.childrenForFieldName("declarator");
  const value = node.childForFieldName("value") ?? undefined;
  declarators.forEach((each, at) => {
    const declarator = readDeclarator(each);
    const place = { node, type, isFirst: at === 0, isOnly: declarators.length === 1 };
    if (declarator.ofFunction !== undefined) prototype(draft, declarator, place);
    else if (declarator.name !== undefined) variable(draft, { ...declarator, value: declarator.value ?? value }, place);
  });
};

interface Place {
  readonly node: Node;
  readonly type: Node | undefined;
  readonly isFirst: boolean;
  readonly isOnly: boolean;
}

function prototype(draft: Draft, declarator: Declarator, { node, type, isFirst, isOnly }: Place): void {
  const { ofFunction, name } = declarator;
  if (ofFunction === undefined || name === undefined || isDeleted(draft, node)) return;
  const start = isFirst ? node.startIndex : name.startIndex;
  const end = isOnly ? node.endIndex : ofFunction.endIndex;
  defineFunction(draft, ofFunction, { ...declarator, type, body: undefined, start, end });
}

function variable(draft: Draft, declarator: Declarator, place: Place): void {
  const { name, value, isFunctionPointer } = declarator;
  if (name === undefined) return;
  draft.claims.push(name.id);
  const { node, type, isFirst, isOnly } = place;
  const end = isOnly ? node.endIndex : (value ?? name).endIndex;
  const isFollowed = value !== undefined && value.type !== "argument_list";
  const target: DraftTarget = {
    target: name.id,
    type: isFunctionPointer || type === undefined ? 0 : type.id,
    value: isFollowed ? value.id : 0,
    start: isFirst ? node.startIndex : name.startIndex,
    end,
    valueStart: value?.startIndex ?? end,
    element: false,
    scoping: "block",
    declares: isConstant(draft.text.slice(node.startIndex, name.startIndex)) ? "Constant" : "Variable",
    node: isFirst ? node.id : name.id,
  };
  draft.targets.set(name.id, target);
}

function isConstant(head: string): boolean {
  return /\bconst(?:expr)?\b/.test(head) && !/\*\s*$/.test(head);
}

/** Members of a type: fields, and functions without a body. */
export const field: Role = (draft, _match, node) => {
  const type = writtenType(node);
  const declarators = node.childrenForFieldName("declarator");
  declarators.forEach((each, at) => {
    const declarator = readDeclarator(each);
    const place = { node, type, isFirst: at === 0, isOnly: declarators.length === 1 };
    if (declarator.ofFunction !== undefined) prototype(draft, declarator, place);
    else if (declarator.name !== undefined) fieldOf(draft, declarator, place);
  });
};

function fieldOf(draft: Draft, { name, isFunctionPointer }: Declarator, { node, type, isFirst, isOnly }: Place): void {
  if (name === undefined) return;
  const definition = emptyDefinition("Field", name.id);
  const end = isOnly ? node.endIndex : name.endIndex;
  const value = node.childForFieldName("default_value");
  definition.name = plainName(draft, name);
  definition.nameId = name.id;
  definition.nameStart = name.startIndex;
  definition.start = isFirst ? node.startIndex : name.startIndex;
  definition.end = end;
  definition.bodyStart = end;
  definition.headEnd = end;
  definition.type = isFunctionPointer ? 0 : (type?.id ?? 0);
  if (isOnly && value !== null) definition.value = value.id;
  if (/\bstatic\b/.test(draft.text.slice(node.startIndex, name.startIndex))) definition.modifiers.push("static");
  draft.claims.push(name.id);
  draft.definitions.set(name.id, definition);
}

/** `struct`, `union` and `class` with their members. One without a name that declares nothing gives its members to the type around it. */
export function typeWithMembers(kind: "Struct" | "Class"): Role {
  return (draft, match, node) => {
    const name = node.childForFieldName("name") ?? undefined;
    if (draft.definitions.has(node.id)) return;
    if (name === undefined && /^\s*;/.test(draft.text.slice(node.endIndex, node.endIndex + 20))) return;
    defineType(draft, node, { kind, name, body: captured(match, "body") });
  };
}

interface TypeParts {
  readonly kind: "Struct" | "Class" | "Enum" | "Type";
  readonly name: Node | undefined;
  readonly body: Node | undefined;
}

function defineType(draft: Draft, node: Node, parts: TypeParts): DraftDefinition {
  const definition = defineNode(draft, node, { ...parts, parameters: 0 });
  definition.name = definition.name.replace(/\s+/g, " ");
  if (parts.name?.type === "qualified_identifier") {
    const { owner, last } = readMemberName(draft, parts.name);
    definition.name = textOf(draft, last).replace(/\s+/g, " ");
    if (owner !== 0) definition.receiver = { type: owner, name: "" };
  }
  if (definition.name !== "") addPiece(draft, node, { kind: "name", name: definition.name });
  return definition;
}

export const enumeration: Role = (draft, match, node) => {
  const name = node.childForFieldName("name") ?? undefined;
  if (name === undefined || draft.definitions.has(node.id)) return;
  const definition = defineType(draft, node, { kind: "Enum", name, body: captured(match, "body") });
  // Names of `enum class` are hidden in it, those of a plain enum are not.
  if (/^enum\s+(?:class|struct)\b/.test(textOf(draft, node).slice(0, 40))) definition.modifiers.push("static");
};

export const enumerator: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name !== undefined) defineNode(draft, node, { kind: "Constant", name, body: undefined, parameters: 0 });
};

const TAGGED: Readonly<Record<string, TypeParts["kind"]>> = { enum_specifier: "Enum", class_specifier: "Class" };

/** `typedef struct { … } Box, *BoxPointer;` gives the members to the first name; other names are types of their own. */
export const typeDefinition: Role = (draft, _match, node) => {
  const type = node.childForFieldName("type");
  if (type === null) return;
  const declarators = node.childrenForFieldName("declarator").map((each) => readDeclarator(each));
  const body = type.childForFieldName("body") ?? undefined;
  const tag = type.childForFieldName("name") ?? undefined;
  const plain = declarators.find(isPlain)?.name;
  const own = body === undefined ? tag : (tag ?? plain);
  if (body !== undefined) {
    // Without a tag the struct has no name: what is named is the type.
    const kind = own === tag ? TAGGED[type.type] : "Type";
    defineType(draft, type, { kind: kind ?? "Struct", name: own, body });
    draft.wrappers.set(type.id, { id: node.id, start: node.startIndex, kind: "decorated", isFirst: true });
  }
  const start = declarators.length === 1 && body === undefined ? node.startIndex : undefined;
  for (const declarator of declarators) {
    if (declarator.name !== undefined) draft.claims.push(declarator.name.id);
    defineAlias(draft, declarator, { type, start, own });
  }
};

function isPlain({ isPointer, isFunctionPointer }: Declarator): boolean {
  return !isPointer && !isFunctionPointer;
}

interface AliasParts {
  readonly type: Node;
  readonly start: number | undefined;
  /** What the struct itself is called. */
  readonly own: Node | undefined;
}

function defineAlias(
  draft: Draft,
  { name, isFunctionPointer, ofFunction }: Declarator,
  { type, start, own }: AliasParts,
): void {
  if (name === undefined || (own !== undefined && textOf(draft, name) === textOf(draft, own))) return;
  const definition = emptyDefinition("Type", name.id);
  const end = name.endIndex;
  Object.assign(definition, { name: textOf(draft, name), nameId: name.id, nameStart: name.startIndex });
  Object.assign(definition, { start: start ?? name.startIndex, end, bodyStart: end, headEnd: end });
  if (!isFunctionPointer && ofFunction === undefined) definition.type = type.id;
  draft.definitions.set(name.id, definition);
}

/** `void` alone is no parameter; one without a name is called `#`. */
export const parameter: Role = (draft, _match, node) => {
  const { name, isAddress, isFunctionPointer } = readDeclarator(node.childForFieldName("declarator"));
  const type = writtenType(node);
  if (node.childForFieldName("declarator") === null && type !== undefined && textOf(draft, node) === "void") return;
  if (name !== undefined) draft.claims.push(name.id);
  const of = name?.id ?? addPointer(draft, node, { kind: "name", name: "#", of: 0, type: 0 });
  const kind = node.type === "variadic_parameter_declaration" ? "rest" : "parameter";
  const value = node.childForFieldName("default_value")?.id ?? 0;
  addPiece(draft, node, {
    kind,
    of,
    type: isFunctionPointer ? 0 : (type?.id ?? 0),
    value,
    name: isAddress ? ADDRESS : "",
  });
};

/** `...` takes whatever comes. */
export const variadic: Role = (draft, match, node) => {
  const dots = captured(match, "dots");
  if (dots === undefined) return;
  const of = addPointer(draft, dots, { kind: "name", name: "...", of: 0, type: 0 });
  addPiece(draft, dots, { kind: "rest", of });
  const items = draft.lists.get(node.id);
  if (items === undefined) draft.lists.set(node.id, [dots.id]);
  else if (items.at(-1) !== dots.id) items.push(dots.id);
};
