/** JavaScript, TypeScript and TSX: definitions, what names functions and classes, and what modifiers say. */
import type { Node, QueryMatch } from "web-tree-sitter";

import { keepGiven } from "./arguments.ts";
import { defineNode } from "./define.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { markDescribed } from "./ecmascript-descriptors.ts";
import { index, keyedValue } from "./ecmascript-keys.ts";
import { eachOf } from "./ecmascript-loops.ts";
import { MODULE_ROLES } from "./ecmascript-modules.ts";
import { nameValues, refine, TYPE_ARGUMENTS } from "./ecmascript-names.ts";
import { markPrototype } from "./ecmascript-prototypes.ts";
import { addPiece, captured, capturedId, type Role, textOf, wordOf } from "./matches.ts";
import { addBase, assignment, COMMON_ROLES, define, wrap } from "./roles.ts";
import type { LanguageRules } from "./rules.ts";

/** A definition whose name may be quoted or computed. */
function definition(kind: DraftDefinition["kind"]): Role {
  return (draft, match, node) => {
    const made = define(draft, { kind, match, node });
    if (/^["']/.test(made.name)) made.name = made.name.slice(1, -1);
  };
}

/** A constructor's parameter that is a field as well. */
const parameterProperty: Role = (draft, match, node) => {
  const made = define(draft, { kind: "Field", match, node });
  made.lifted = true;
};

/** `namespace a.b.c { … }`: each name is a namespace in the one before. */
const namespace: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const parts = name?.type === "nested_identifier" ? name.descendantsOfType(["identifier", "property_identifier"]) : [];
  if (parts.length === 0) definition("Module")(draft, match, node);
  const body = captured(match, "body");
  for (const [at, part] of parts.entries()) {
    if (part === null) continue;
    const own = at === 0 ? node : part;
    const { startIndex: start } = own;
    const made = defineNode(draft, own, { kind: "Module", name: part, body, parameters: 0, start, end: node.endIndex });
    made.exported = at > 0;
  }
};

const enumMember: Role = (draft, match) => {
  const name = captured(match, "name");
  if (name !== undefined) definition("Field")(draft, { ...match, captures: match.captures.slice(1) }, name);
};

const classExpression: Role = (draft, match, node) => {
  define(draft, { kind: "Class", match, node });
  addPiece(draft, node, { kind: "class" });
  noteOwnName(draft, match, node);
};

/** A function expression with a name of its own is known by it, unless something else names it. */
const functionExpression: Role = (draft, match, node) => {
  COMMON_ROLES["lambda"]?.(draft, match, node);
  noteOwnName(draft, match, node);
};

/** A name that is seen inside of the expression alone. */
function noteOwnName(draft: Draft, match: QueryMatch, node: Node): void {
  const name = captured(match, "name");
  if (name === undefined) return;
  draft.claims.push(name.id);
  draft.ownNames.set(node.id, { name: wordOf(draft, name), start: name.startIndex, nameId: name.id });
}

const classBase =
  (kind: "extends" | "implements"): Role =>
  (draft, match, node) => {
    const base = captured(match, "base");
    if (base === undefined) return;
    draft.claims.push(base.id);
    addBase(draft, node.id, { kind, type: base.id, start: base.startIndex });
  };

const genericType: Role = (draft, match, node) => {
  const of = captured(match, "of");
  addPiece(draft, node, { kind: "generic", of: of?.id ?? 0, value: capturedId(match, "items"), ...(of && { at: of }) });
};

const arrayType: Role = (draft, match, node) => {
  addPiece(draft, node, { kind: "generic", name: "Array" });
  COMMON_ROLES["list"]?.(draft, match, node);
};

/** `typeof f` as a type. */
const valueType: Role = (draft, match, node) => {
  addPiece(draft, node, { kind: "deref", of: capturedId(match, "of") });
};

/** The name in `ns.T` is part of the member type around it. */
const typeName: Role = (draft, match, node) => {
  if (draft.text[node.startIndex - 1] !== ".") COMMON_ROLES["type_name"]?.(draft, match, node);
};

/** Unions nest to the left, so the second member is asked for: a capture of it would make long unions quadratic. */
const unionType: Role = (draft, match, node) => {
  const first = capturedId(match, "of");
  const last = node.lastNamedChild?.id ?? first;
  addPiece(draft, node, { kind: "union" });
  draft.lists.set(node.id, first === last ? [first] : [first, last]);
};

/** `make<Box>(…)`: the name is the one of a function that is given types. */
function noteTypeArguments(draft: Draft, match: QueryMatch, node: Node): void {
  const [of, given] = [captured(match, "of"), node.lastNamedChild];
  if (of === undefined || given === null || draft.text[given.startIndex - 1] !== ">") return;
  const types = node.namedChild(1);
  if (types?.type !== "type_arguments") return;
  draft.marks.push({ kind: TYPE_ARGUMENTS, start: of.startIndex, end: of.endIndex, id: of.id, other: types.id });
}

const construction: Role = (draft, match, node) => {
  COMMON_ROLES["new"]?.(draft, match, node);
  const type = captured(match, "of");
  if (type !== undefined && COPIES.has(wordOf(draft, type))) keepGiven(draft, node);
  noteTypeArguments(draft, match, node);
};

/** Calls, and the two that import. */
const call: Role = (draft, match, node) => {
  COMMON_ROLES["call"]?.(draft, match, node);
  keepGiven(draft, node);
  noteTypeArguments(draft, match, node);
  const callee = captured(match, "of");
  if (callee !== undefined) markDescribed(draft, node, callee);
  if (callee === undefined || !/^(?:require|import)\b/.test(draft.text.slice(callee.startIndex, callee.startIndex + 8)))
    return;
  if (callee.endIndex - callee.startIndex > "require".length) return;
  const args = node.lastNamedChild ?? undefined;
  const module = args && /^\(\s*(["'`])([^"'`$\n]+)\1\s*,?\s*\)$/.exec(argumentText(draft, args))?.[2];
  if (module === undefined) return;
  draft.moduleCalls.set(node.id, module);
  const piece = draft.pieces.get(node.id);
  if (piece !== undefined) piece.use = "none";
  draft.claims.push(callee.id);
};

/** Containers that are made of others. */
const COPIES: ReadonlySet<string> = new Set(["Array", "Map", "Set", "WeakMap"]);

/** A module specifier longer than this is none. */
const MAX_SPECIFIER_CHARS = 1_000;

function argumentText(draft: Draft, args: Node): string {
  return draft.text.slice(args.startIndex, Math.min(args.endIndex, args.startIndex + MAX_SPECIFIER_CHARS));
}

const QUOTED = /^["'](.*)["']$/s;

const pair: Role = (draft, match, node) => {
  const key = captured(match, "key");
  const name = key === undefined ? "" : textOf(draft, key).replace(QUOTED, "$1");
  addPiece(draft, node, { kind: "pair", of: capturedId(match, "of"), name });
};

const defaultValue: Role = (draft, match, node) => {
  addPiece(draft, node, { kind: "default", of: capturedId(match, "of"), value: capturedId(match, "value") });
};

/** Literal `map` tells that its names are members of the value. */
const objectPattern: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "pattern", literal: "map" });
};

/** Places that are left out (`[, b]`) are no nodes: the others are then taken as a set, from no place of their own. */
const arrayPattern: Role = (draft, _match, node) => {
  const text = draft.text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + MAX_SPECIFIER_CHARS));
  addPiece(draft, node, { kind: "pattern", literal: /[[,]\s*,/.test(text) ? "set" : "list" });
};

/** `const`, `let` or `var`: which one it is decides kind and scope. */
const declaration: Role = (draft, match, node) => {
  wrap(wordOf(draft, node))(draft, match, node);
};

const assign: Role = (draft, match, node) => {
  addPiece(draft, node, { kind: "pass", of: capturedId(match, "value"), value: capturedId(match, "target") });
  assignment({ element: false, scoping: "existing", declares: undefined })(draft, match, node);
};

/** `n += 1`, `n++`: a use of the name as well. */
const change: Role = (draft, match, node) => {
  assignment({ element: false, scoping: "existing", declares: undefined, isUse: true })(draft, match, node);
};

/** `key: () => …` in an object. */
const namedValue: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const value = captured(match, "value");
  if (name === undefined || value === undefined) return;
  draft.namedValues.push({
    kind: "Method",
    name: textOf(draft, name).replace(QUOTED, "$1"),
    nameStart: name.startIndex,
    start: node.startIndex,
    end: node.endIndex,
    valueStart: value.startIndex,
    value: value.id,
    node: node.id,
  });
};

/** The type of a function. */
const signature: Role = (draft, match, node) => {
  const [value, type] = [capturedId(match, "parameters"), capturedId(match, "returns")];
  addPiece(draft, node, { kind: "signature", value, type });
};

const callSignature: Role = (draft, match, node) => {
  signature(draft, match, node);
  draft.signatures.push({ start: node.startIndex, id: node.id });
};

/** Names in lower case are elements of the page, not components. */
const element: Role = (draft, match) => {
  const name = captured(match, "name");
  if (name !== undefined && /^[a-z][^.]*$/.test(textOf(draft, name))) draft.claims.push(name.id);
};

const closingElement: Role = (draft, match) => {
  draft.claims.push(capturedId(match, "name"));
};

/** `export` around a declaration; a default one is an export under that name. */
const exported: Role = (draft, match, node) => {
  wrap("export")(draft, match, node);
  const inner = captured(match, "of");
  if (inner === undefined || !/\bdefault\s+$/.test(draft.text.slice(node.startIndex, inner.startIndex).slice(-40)))
    return;
  addPiece(draft, inner, { kind: "function" });
  draft.exports.push({ name: "default", value: inner.id });
};

/** `module.exports = { a, b: c }` exports each of them by name. */
const objectExport: Role = (draft, match) => {
  const target = captured(match, "target");
  const value = captured(match, "value");
  if (target === undefined || value === undefined || markPrototype(draft, match, { target, value })) return;
  if (!/^module\.exports\b/.test(textOf(draft, target))) return;
  draft.exports.push({ name: textOf(draft, captured(match, "name") ?? value), value: value.id });
  if (value.type === "method_definition") addPiece(draft, value, { kind: "function" });
};

export const ecmascript: LanguageRules = {
  keysAreMembers: true,
  accessors: "incremented",
  roles: {
    ...MODULE_ROLES,
    call,
    index,
    keyed_value: keyedValue,
    new: construction,
    pair,
    default: defaultValue,
    object_pattern: objectPattern,
    array_pattern: arrayPattern,
    function_expression: functionExpression,
    class_expression: classExpression,
    class: definition("Class"),
    function: definition("Function"),
    method: definition("Method"),
    field: definition("Field"),
    interface: definition("Interface"),
    enum: definition("Enum"),
    module: namespace,
    type_alias: definition("Type"),
    enum_member: enumMember,
    parameter_property: parameterProperty,
    class_base: classBase("extends"),
    class_implements: classBase("implements"),
    generic_type: genericType,
    array_type: arrayType,
    type_name: typeName,
    union_type: unionType,
    value_type: valueType,
    declaration,
    declarator: assignment({ element: false, scoping: "block", declares: "Variable" }),
    assignment: assign,
    change,
    each_of: eachOf,
    named_value: namedValue,
    signature,
    call_signature: callSignature,
    ambient: wrap("ambient"),
    export: exported,
    object_export: objectExport,
    element,
    closing_element: closingElement,
  },
  finish: nameValues,
  refine,
};
