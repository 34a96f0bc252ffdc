/** C#: what variables, patterns, parameters and accessors bind, and what `new()` makes where its type is written elsewhere. */
import type { Node } from "web-tree-sitter";

import { plainName } from "./csharp-names.ts";
import type { Draft, DraftTarget } from "./draft.ts";
import { addPiece, captured, capturedId, parentOf, type Role, textOf, wordOf } from "./matches.ts";
import { RECEIVER } from "./pieces.ts";
import { addPointer } from "./pointers.ts";

/** A name that gets a value in the block around it. */
function bind(
  draft: Draft,
  target: Node,
  parts: Partial<Pick<DraftTarget, "type" | "value" | "element" | "node">>,
): void {
  const end = target.endIndex;
  draft.targets.set(target.id, {
    target: target.id,
    type: 0,
    value: 0,
    start: target.startIndex,
    end,
    valueStart: end,
    element: false,
    scoping: "block",
    declares: undefined,
    node: target.id,
    ...parts,
  });
}

const LAMBDAS: ReadonlySet<string> = new Set(["lambda_expression", "anonymous_method_expression"]);

/** The written type; none for `var`. */
export function writtenType(type: Node | undefined): number {
  return type === undefined || type.type === "implicit_type" ? 0 : type.id;
}

/**
 * The value of a declaration, whose type `new()` and a lambda's parameters take over. A lambda makes no function of the
 * variable that holds it: what is called is a value of its type.
 */
export function valueOf(draft: Draft, value: Node | undefined, type: Node | undefined): number {
  if (value === undefined) return 0;
  const written = writtenType(type);
  if (value.type === "implicit_object_creation_expression" && written !== 0) makes(draft, value, written);
  if (!LAMBDAS.has(value.type)) return value.id;
  if (written !== 0) draft.lists.set(-value.id, [written]);
  return 0;
}

/** `new()` makes an instance of the type, or of what the expression holds. */
function makes(draft: Draft, made: Node, of: number): void {
  addPointer(draft, made, { kind: "generic", of });
}

const variable: Role = (draft, match) => {
  const declarator = captured(match, "declarator");
  const type = captured(match, "type");
  const target = declarator?.firstNamedChild;
  const last = declarator?.lastChild;
  if (declarator === undefined || target === null || target === undefined) return;
  const isValue = last !== null && last !== undefined && last.id !== target.id && last.type !== "comment";
  const value = isValue && last.type !== "bracketed_argument_list" ? last : undefined;
  bind(draft, target, { type: writtenType(type), value: valueOf(draft, value, type), node: declarator.id });
};

/** `out var x`: its type is that of the parameter, which is filled in when the call is known. */
const declarationExpression: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  const type = writtenType(captured(match, "type"));
  addPiece(draft, node, { kind: "given" });
  bind(draft, name, { type, value: type === 0 ? node.id : 0 });
};

/** `x is { } y` and `x is var y`: the same value under another name. */
const matched: Role = (draft, match) => {
  const pattern = captured(match, "pattern");
  const name = pattern?.childForFieldName("name");
  if (name === null || name === undefined || pattern?.childForFieldName("type") !== null) return;
  if (pattern.type === "var_pattern" || pattern.type === "recursive_pattern") {
    bind(draft, name, { value: capturedId(match, "value") });
  }
};

/** Variables of a query: `from` takes the elements, `let` the value. */
const range: Role = (draft, match, node) => {
  const target = captured(match, "target");
  const value = node.lastNamedChild;
  if (target === undefined) return;
  const type = node.childForFieldName("type") ?? undefined;
  if (node.type === "join_clause") bind(draft, target, {});
  else bind(draft, target, { type: writtenType(type), value: value?.id ?? 0, element: node.type === "from_clause" });
};

const tuplePattern: Role = (draft, match, node) => {
  if (!draft.pieces.has(node.id)) addPiece(draft, node, { kind: "pattern" });
  const item = captured(match, "item");
  if (item === undefined || item.type === "comment") return;
  const items = draft.lists.get(node.id);
  if (items === undefined) draft.lists.set(node.id, [item.id]);
  else if (items.at(-1) !== item.id) items.push(item.id);
};

/** An accessor with a body sees the new value under a name that is written nowhere. */
const accessor: Role = (draft, _match, node) => {
  const text = textOf(draft, node);
  if (!/\b(?:set|init|add|remove)\s*(?:\{|=>)/.test(text.slice(0, MAX_ACCESSOR_HEAD))) return;
  const list = parentOf(draft, node);
  if (list === null) return;
  const type = list.parent?.childForFieldName("type");
  const piece = addPiece(draft, node, { kind: "name", name: "value" });
  bind(draft, node, { type: writtenType(type ?? undefined) });
  draft.pieces.set(node.id, piece);
};
const MAX_ACCESSOR_HEAD = 200;

const parameter: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  draft.claims.push(name.id);
  const type = node.childForFieldName("type");
  const last = node.lastNamedChild;
  const value = last !== null && last.id !== name.id && last.endIndex > name.endIndex ? last.id : 0;
  const head = type === null ? "" : draft.text.slice(node.startIndex, type.startIndex);
  const receiver = /\bthis\s/.test(head) ? RECEIVER : "";
  addPiece(draft, node, { kind: "parameter", of: name.id, type: type?.id ?? 0, value, name: receiver });
};

/** The only parameter of `x => …` is its own list. */
const implicitParameter: Role = (draft, _match, node) => {
  const name = addPointer(draft, node, { kind: "name", name: plainName(wordOf(draft, node)) });
  addPiece(draft, node, { kind: "parameter", of: name });
};

/** Parameters in their order; `params` comes last, wherever its match does. */
const parameters: Role = (draft, match, node) => {
  const item = capturedId(match, "item");
  const items = draft.lists.get(node.id);
  if (items === undefined) draft.lists.set(node.id, [item]);
  else if ((items.at(-1) ?? 0) < 0) items.splice(-1, 0, item);
  else items.push(item);
};

/** `params Item[] items` takes items. */
const restParameter: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const type = captured(match, "type");
  if (name === undefined || type === undefined) return;
  const element = type.type === "array_type" ? type.childForFieldName("type") : null;
  draft.claims.push(name.id);
  const id = addPointer(draft, name, { kind: "rest", of: name.id, type: (element ?? type).id });
  draft.lists.set(node.id, [...(draft.lists.get(node.id) ?? []), id]);
};

/** How far up from a `return` its function is looked for. */
const MAX_CLIMB = 64;
const RETURN_TYPES: Readonly<Record<string, string>> = {
  method_declaration: "returns",
  local_function_statement: "type",
  property_declaration: "type",
  indexer_declaration: "type",
  operator_declaration: "type",
  conversion_operator_declaration: "type",
};

const returnedNew: Role = (draft, match, node) => {
  const made = captured(match, "made");
  if (made === undefined) return;
  let at = parentOf(draft, node);
  for (let step = 0; at !== null && step < MAX_CLIMB; step++, at = at.parent) {
    if (LAMBDAS.has(at.type)) return;
    const field = RETURN_TYPES[at.type];
    if (field === undefined) continue;
    const type = at.childForFieldName(field);
    if (type !== null) makes(draft, made, promised(draft, at, type).id);
    return;
  }
};

/** An async function returns what its task is of. */
function promised(draft: Draft, of: Node, type: Node): Node {
  if (type.type !== "generic_name" || !/^(?:Value)?Task\b/.test(textOf(draft, type))) return type;
  const isAsync = /\basync\b/.test(draft.text.slice(of.startIndex, type.startIndex));
  return (isAsync ? type.lastNamedChild?.firstNamedChild : undefined) ?? type;
}

const assignedNew: Role = (draft, match) => {
  const made = captured(match, "made");
  if (made !== undefined) makes(draft, made, capturedId(match, "of"));
};

const implicitNew: Role = (draft, _match, node) => {
  const list = node.firstNamedChild;
  addPiece(draft, node, {
    kind: "new",
    of: -node.id,
    value: list?.type === "argument_list" ? list.id : 0,
    use: "value",
  });
};

/** `new Item { Name = … }` sets members of what it makes. */
const initialized: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const maker = parentOf(draft, node);
  if (name === undefined || maker === null) return;
  if (!maker.type.endsWith("object_creation_expression")) {
    draft.claims.push(name.id);
    return;
  }
  const member = plainName(wordOf(draft, name));
  addPiece(draft, name, { kind: "member", of: maker.id, name: member, use: "value" });
};

export const BINDING_ROLES: Readonly<Record<string, Role>> = {
  variable,
  declaration_expression: declarationExpression,
  matched,
  range,
  tuple_pattern: tuplePattern,
  accessor,
  parameter,
  implicit_parameter: implicitParameter,
  parameters,
  rest_parameter: restParameter,
  returned_new: returnedNew,
  assigned_new: assignedNew,
  implicit_new: implicitNew,
  initialized,
};
