/** Kotlin: classes, objects, functions and properties. */
import type { Node } from "web-tree-sitter";

import { addBase, define } from "./define.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { asMatch } from "./kotlin-lambdas.ts";
import {
  applyModifiers,
  defineParts,
  type Parts,
  readParts,
  receive,
  returnExpression,
  TYPES,
  typesAround,
  widenScope,
} from "./kotlin-parts.ts";
import { addProperty, property } from "./kotlin-properties.ts";
import { addPiece, captured, type Role } from "./matches.ts";
import { addPointer } from "./pointers.ts";

const classDeclaration: Role = (draft, _match, node) => {
  const parts = readParts(draft, node);
  const list = parts.of("primary_constructor")?.namedChildren.find(({ type }) => type === "class_parameters");
  const more = { type_parameters: parts.of("type_parameters"), parameters: list };
  const kind = kindOf(draft, node, parts);
  const definition = defineParts(draft, node, { kind, parts, more });
  if (node.type === "companion_object") {
    definition.wrappers.push("companion");
    if (parts.name === undefined) definition.name = "Companion";
  }
  for (const parameter of list?.namedChildren ?? []) classParameter(draft, parameter);
  for (const one of parts.of("delegation_specifiers")?.namedChildren ?? []) addSuperType(draft, node, { one, kind });
};

function kindOf(draft: Draft, node: Node, { words, name, of }: Parts): DraftDefinition["kind"] {
  if (words.has("enum")) return "Enum";
  const start = of("modifiers")?.endIndex ?? node.startIndex;
  const head = draft.text.slice(start, name?.startIndex ?? start);
  return /\binterface\b/.test(head) ? "Interface" : "Class";
}

/** A class is called where it is extended; what is only named is an interface. */
function addSuperType(
  draft: Draft,
  node: Node,
  { one, kind }: { readonly one: Node; readonly kind: DraftDefinition["kind"] },
): void {
  const first = one.firstNamedChild;
  const type =
    first?.type === "constructor_invocation" || first?.type === "explicit_delegation" ? first.firstNamedChild : first;
  if (type === null || type === undefined) return;
  claimType(draft, type);
  const isExtended = kind === "Interface" || first?.type === "constructor_invocation";
  addBase(draft, node.id, { kind: isExtended ? "extends" : "implements", type: type.id, start: type.startIndex });
}

/** The base is drawn as such and is no further use. */
function claimType(draft: Draft, type: Node): void {
  const name = type.namedChildren.findLast((child) => child.type === "identifier");
  if (name !== undefined) draft.claims.push(name.id);
}

/** `val` and `var` make the parameter a property too. */
function classParameter(draft: Draft, node: Node): void {
  if (node.type !== "class_parameter") return;
  const parts = readParts(draft, node);
  const [name, type, value] = parts.children.filter((child) => child.type !== "modifiers");
  if (name === undefined || type === undefined) return;
  draft.claims.push(name.id);
  const isRest = parts.words.has("vararg");
  addPiece(draft, node, { kind: isRest ? "rest" : "parameter", of: name.id, type: type.id, value: value?.id ?? 0 });
  const before = draft.text.slice(parts.of("modifiers")?.endIndex ?? node.startIndex, name.startIndex);
  if (!/\bva[lr]\b/.test(before)) return;
  const definition = addProperty(draft, node, name);
  definition.type = isRest ? 0 : type.id;
  applyModifiers(definition, parts.words);
}

const alias: Role = (draft, _match, node) => {
  const parts = readParts(draft, node);
  const name = node.childForFieldName("type") ?? undefined;
  const type = parts.children.findLast((child) => TYPES.has(child.type));
  const more = { type_parameters: parts.of("type_parameters"), type };
  defineParts(draft, node, { kind: "Type", parts: { ...parts, name }, more });
};

/** A constant is an instance of the enum around it. */
const enumEntry: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  const definition = addProperty(draft, node, name);
  definition.kind = "Constant";
  definition.wrappers.push("enum");
  const body = node.namedChildren.find(({ type }) => type === "class_body");
  if (body !== undefined) definition.headEnd = body.startIndex;
};

const functionDeclaration: Role = (draft, _match, node) => {
  const parts = readParts(draft, node);
  if (parts.name === undefined || parts.name.isMissing) return;
  const { receiver, result } = typesAround(parts, parts.name.startIndex);
  const typeParameters = parts.of("type_parameters");
  const more = {
    parameters: parts.of("function_value_parameters"),
    type_parameters: typeParameters,
    returns: result,
  };
  const definition = defineParts(draft, node, { kind: "Function", parts, more });
  widenScope(draft, node, typeParameters ?? receiver);
  receive(definition, receiver);
  returnExpression(definition, parts.body);
};

const secondaryConstructor: Role = (draft, _match, node) => {
  const parts = readParts(draft, node);
  const parameters = parts.of("function_value_parameters");
  const definition = defineParts(draft, node, { kind: "Method", parts, more: { parameters } });
  definition.name = "constructor";
  definition.nameStart = Math.max(node.startIndex, (parameters?.startIndex ?? 0) - definition.name.length);
  definition.modifiers.push("constructor");
};

/** `object : Base() { … }` is an instance of its base; its members are those of a class without a name. */
const objectLiteral: Role = (draft, _match, node) => {
  const parts = readParts(draft, node);
  const specifiers = parts.of("delegation_specifiers")?.namedChildren ?? [];
  const first = specifiers[0]?.firstNamedChild;
  const base = first?.type === "constructor_invocation" ? first.firstNamedChild : first;
  if (base !== null && base !== undefined) {
    addPiece(draft, node, { kind: "new", of: addPointer(draft, base, { kind: "pass", of: base.id }) });
  }
  const { body } = parts;
  if (body === undefined) return;
  const definition = define(draft, { kind: "Class", match: asMatch([]), node: body });
  Object.assign(definition, { start: node.startIndex, nameStart: node.startIndex, bodyStart: body.startIndex });
  definition.headEnd = body.startIndex;
  definition.visibility = "private";
  definition.modifiers.push("anonymous");
  for (const one of specifiers) addSuperType(draft, body, { one, kind: "Class" });
};

const MEMBERS_OF: ReadonlySet<string> = new Set(["Class", "Interface", "Enum", "Constant"]);

export function refineKotlin(definition: DraftDefinition, draft: Draft): void {
  const { parent } = definition;
  const isMember = parent !== undefined && MEMBERS_OF.has(parent.kind);
  const isLocal = parent !== undefined && (!isMember || parent.modifiers.includes("anonymous"));
  const words = new Set(definition.wrappers.flatMap((one) => one.split(" ")));
  definition.kind = kindAs(definition.kind, isMember, words.has("const"));
  applyModifiers(definition, words);
  definition.visibility ??= "public";
  definition.exported = !isLocal && definition.visibility !== "private" && (parent?.exported ?? true);
  if (parent !== undefined) refineMember(definition, parent, draft);
}

function kindAs(kind: DraftDefinition["kind"], isMember: boolean, isConstant: boolean): DraftDefinition["kind"] {
  if (kind === "Field" || kind === "Variable") return isConstant ? "Constant" : "Property";
  return kind === "Function" && isMember ? "Method" : kind;
}

function refineMember(definition: DraftDefinition, parent: DraftDefinition, draft: Draft): void {
  const hasNoBody = definition.kind === "Method" && definition.bodyId === 0;
  if (hasNoBody && parent.kind === "Interface") definition.modifiers.push("abstract");
  if (definition.kind !== "Constant" || !definition.wrappers.includes("enum")) return;
  definition.type = -definition.id;
  draft.writtenTypes.set(definition.type, { of: { kind: "name", name: parent.name }, arguments: [], or: [] });
}

export const kotlinDeclarations: Readonly<Record<string, Role>> = {
  class: classDeclaration,
  alias,
  enum_entry: enumEntry,
  function: functionDeclaration,
  constructor: secondaryConstructor,
  property,
  object: objectLiteral,
};
