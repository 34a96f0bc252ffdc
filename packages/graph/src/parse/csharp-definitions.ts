/** C#: types and their members, with modifiers as they are written before the name. */
import type { Node, QueryMatch } from "web-tree-sitter";

import type { Modifier } from "../facts.ts";
import type { Visibility } from "../model.ts";
import { BASE_ROLES } from "./csharp-bases.ts";
import { valueOf, writtenType } from "./csharp-bindings.ts";
import { plainName } from "./csharp-names.ts";
import { defineField, defineNode } from "./define.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { captured, capturedId, parentOf, type Role, textOf, wordOf } from "./matches.ts";
import { addPointer, listedParameter } from "./pointers.ts";

const MODIFIERS: Readonly<Record<string, Modifier>> = {
  static: "static",
  abstract: "abstract",
  override: "override",
  async: "async",
};
const VISIBILITIES: Readonly<Record<string, Visibility>> = {
  public: "public",
  protected: "protected",
  internal: "package",
  private: "private",
};
const TOKENS = /@?"(?:\\.|""|[^"\\])*"|\/\/[^\n]*|\/\*[^]*?\*\/|[[\]()]|@?\w+/g;

/** Words before the name, without attributes and what stands in their brackets. */
function readModifiers(draft: Draft, definition: DraftDefinition, end: number): void {
  let depth = 0;
  for (const [token] of draft.text.slice(definition.start, end).matchAll(TOKENS)) {
    if (token === "[" || token === "(") depth++;
    else if (token === "]" || token === ")") depth--;
    else if (depth === 0) applyModifier(definition, token);
  }
}

function applyModifier(definition: DraftDefinition, word: string): void {
  const modifier = Object.hasOwn(MODIFIERS, word) ? MODIFIERS[word] : undefined;
  if (modifier !== undefined) definition.modifiers.push(modifier);
  // `protected internal` is seen by heirs elsewhere, `private protected` by heirs.
  if (Object.hasOwn(VISIBILITIES, word) && definition.visibility !== "protected") {
    definition.visibility = VISIBILITIES[word];
  }
  if (word === "const" || word === "readonly") definition.wrappers.push(word);
}

interface Parts {
  readonly kind: DraftDefinition["kind"];
  readonly name?: Node | undefined;
  readonly called?: string;
  readonly body?: Node | null | undefined;
  readonly parameters?: number;
}

function declare(draft: Draft, node: Node, { kind, name, called, body, parameters = 0 }: Parts): DraftDefinition {
  const definition = defineNode(draft, node, { kind, name, body: body ?? undefined, parameters });
  definition.name = called ?? plainName(definition.name);
  readModifiers(draft, definition, name?.startIndex ?? definition.bodyStart);
  return definition;
}

function childOf(node: Node, type: string): Node | undefined {
  return node.namedChildren.find((child) => child.type === type);
}

function type(kind: "Class" | "Struct" | "Interface" | "Enum"): Role {
  return (draft, match, node) => {
    const name = captured(match, "name");
    const parameters = childOf(node, "parameter_list")?.id ?? 0;
    const body = node.childForFieldName("body");
    const definition = declare(draft, node, { kind, name, body, parameters });
    definition.typeParameters = childOf(node, "type_parameter_list")?.id ?? 0;
  };
}

const record: Role = (draft, match, node) => {
  const head = draft.text.slice(node.startIndex, captured(match, "name")?.startIndex);
  type(/\brecord\s+struct\s+$/.test(head) ? "Struct" : "Class")(draft, match, node);
};

const namespace: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  const body = captured(match, "body");
  const parts = { kind: "Module", name, body, parameters: 0 } as const;
  // Without a body it reaches to the end of the file.
  const definition = defineNode(draft, node, body === undefined ? { ...parts, end: draft.text.length } : parts);
  definition.name = textOf(draft, name).replace(/\s/g, "");
  if (body === undefined) definition.bodyStart = definition.headEnd = node.endIndex;
  draft.packageName ||= definition.name;
};

function callable(kind: "Method" | "Function" | "Type"): Role {
  return (draft, match, node) => {
    const name = captured(match, "name");
    const parts = { kind, name, body: node.childForFieldName("body"), parameters: capturedId(match, "parameters") };
    const definition = declare(draft, node, parts);
    definition.typeParameters = node.childForFieldName("type_parameters")?.id ?? 0;
    setResult(draft, definition, captured(match, "returns"));
    if (kind === "Method") setInterface(draft, definition, node);
  };
}

/** The result stands before the name and belongs to the definition all the same. */
function setResult(draft: Draft, definition: DraftDefinition, returns: Node | undefined): void {
  const scope = draft.scopes.at(-1);
  if (returns === undefined || scope === undefined) return;
  definition.returns = returns.id;
  draft.scopes[draft.scopes.length - 1] = { ...scope, start: Math.min(scope.start, returns.startIndex) };
}

/** `void IShape.Draw()` is no member of the type that holds it: it is called through the interface only. */
function setInterface(draft: Draft, definition: DraftDefinition, node: Node): void {
  const before = draft.text.slice(Math.max(0, definition.nameStart - 1), definition.nameStart);
  const named = before === "." ? childOf(node, "explicit_interface_specifier")?.firstNamedChild : undefined;
  if (named === undefined || named === null) return;
  definition.receiver = { type: named.id, name: "" };
  definition.visibility = "public";
}

/** A static one runs by itself and is never called. */
const constructor: Role = (draft, match, node) => {
  callable("Method")(draft, match, node);
  const definition = draft.definitions.get(node.id);
  if (definition?.modifiers.includes("static") === false) definition.modifiers.push("constructor");
};

const finalizer: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  const body = node.childForFieldName("body");
  const definition = declare(draft, node, { kind: "Method", name, body, called: `~${textOf(draft, name)}` });
  definition.visibility = "private";
};

const OPERATOR = /\b(?:(implicit|explicit)\s+(?:[\w.]+\.)?)?operator\s+(?:checked\s+)?([^\s(]+)/;

const operator: Role = (draft, match, node) => {
  const parameters = captured(match, "parameters");
  const head = draft.text.slice(node.startIndex, parameters?.startIndex);
  const [, , symbol = ""] = OPERATOR.exec(head) ?? [];
  const body = node.childForFieldName("body");
  const called = `operator ${symbol}`;
  const definition = declare(draft, node, { kind: "Method", body, called, parameters: parameters?.id ?? 0 });
  definition.nameStart = node.startIndex + Math.max(0, head.lastIndexOf("operator"));
  definition.modifiers.splice(0, definition.modifiers.length, "static");
  setResult(draft, definition, captured(match, "returns"));
};

function accessorsOf(node: Node): Node | null {
  return node.childForFieldName("accessors") ?? node.childForFieldName("value");
}

/** What of a property is written out: the rest is a field in all but its name. */
function addAccessors(draft: Draft, { modifiers }: DraftDefinition, node: Node): void {
  const accessors = node.childForFieldName("accessors");
  if (accessors === null && node.childForFieldName("value")?.type === "arrow_expression_clause")
    modifiers.push("getter");
  for (const one of accessors?.namedChildren ?? []) {
    const word = one.childForFieldName("name");
    if (word === null || one.childForFieldName("body") === null) continue;
    modifiers.push(textOf(draft, word) === "get" ? "getter" : "setter");
  }
}

const property: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const definition = declare(draft, node, { kind: "Property", name, body: accessorsOf(node) });
  addAccessors(draft, definition, node);
  const written = captured(match, "type");
  definition.type = written?.id ?? 0;
  const value = node.childForFieldName("value");
  if (value !== null && value.id !== definition.bodyId) valueOf(draft, value, written);
  setInterface(draft, definition, node);
};

const indexer: Role = (draft, match, node) => {
  const parts = { kind: "Property", called: "this[]", parameters: capturedId(match, "parameters") } as const;
  const definition = declare(draft, node, { ...parts, body: accessorsOf(node) });
  definition.nameStart = (captured(match, "parameters")?.startIndex ?? node.startIndex + 4) - 4;
  definition.modifiers.push("property");
  setResult(draft, definition, captured(match, "returns"));
  setInterface(draft, definition, node);
};

/** Each name of `int a = 1, b` is a field. */
const field: Role = (draft, match, node) => {
  const declarator = captured(match, "declarator");
  const name = captured(match, "name");
  if (declarator === undefined || name === undefined) return;
  const definition = addField(draft, declarator, name);
  const written = captured(match, "type");
  const last = declarator.lastNamedChild;
  definition.type = writtenType(written);
  if (last !== null && last.id !== name.id) definition.value = valueOf(draft, last, written);
  const start = definition.start;
  definition.start = node.startIndex;
  readModifiers(draft, definition, written?.startIndex ?? start);
  // The first name has the modifiers, further ones start at themselves.
  if (draft.text.slice(written?.endIndex, name.startIndex).trim() !== "") definition.start = start;
  else definition.end = Math.max(definition.end, node.endIndex);
  if (definition.wrappers.includes("const")) definition.kind = "Constant";
};

function addField(draft: Draft, node: Node, name: Node): DraftDefinition {
  const definition = defineField(draft, node, name);
  definition.name = plainName(definition.name);
  definition.nameId = name.id;
  return definition;
}

/** `record Point(int X)` has a property `X`. */
const recordComponent: Role = (draft, match) => {
  const component = captured(match, "component");
  const name = captured(match, "name");
  if (component === undefined || name === undefined) return;
  const definition = addField(draft, component, name);
  definition.kind = "Property";
  definition.type = capturedId(match, "type");
  definition.visibility = "public";
};

/** A constant is a value of its enum. */
const enumConstant: Role = (draft, match) => {
  const constant = captured(match, "constant");
  const name = captured(match, "name");
  const of = captured(match, "enum");
  if (constant === undefined || name === undefined || of === undefined) return;
  const definition = addField(draft, constant, name);
  definition.kind = "Constant";
  definition.visibility = "public";
  definition.type = addPointer(draft, name, { kind: "name", name: plainName(wordOf(draft, of)) });
};

/** Brackets around attributes are no part of what follows; those of the assembly belong to nothing. */
const attribute: Role = (draft, match: QueryMatch, node) => {
  const target = captured(match, "of");
  if (target === undefined) return;
  const isOfAll = parentOf(draft, node)?.type === "global_attribute";
  const closing = /^\s*,?\s*\]/.exec(draft.text.slice(node.endIndex, node.endIndex + MAX_CLOSING));
  const end = node.endIndex + (isOfAll ? 0 : (closing?.[0].length ?? 0));
  draft.decorators.push({ target: target.id, start: node.startIndex, end });
};
const MAX_CLOSING = 100;

export const DEFINITION_ROLES: Readonly<Record<string, Role>> = {
  namespace,
  file_namespace: namespace,
  class: type("Class"),
  struct: type("Struct"),
  record,
  interface: type("Interface"),
  enum: type("Enum"),
  delegate: callable("Type"),
  ...BASE_ROLES,
  record_component: recordComponent,
  enum_constant: enumConstant,
  method: callable("Method"),
  local_function: callable("Function"),
  constructor,
  finalizer,
  operator,
  conversion: operator,
  property,
  indexer,
  field,
  type_parameter: listedParameter,
  decorator: attribute,
};
