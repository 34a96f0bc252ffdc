/**
 * Roles that all languages share. A pattern's outermost capture names its role, the captures inside name the parts:
 * `(call function: (_) @of arguments: (_) @arguments) @call`. A language adds roles of its own, or replaces these.
 */
import type { LiteralType } from "../facts.ts";
import { call, construct, keyword, list } from "./calls.ts";
import { comprehension, index, items, yields } from "./containers.ts";
import { addLambda, addScope } from "./define.ts";
import type { DraftTarget } from "./draft.ts";
import { addPiece, captured, capturedId, lastWordOf, type Role, wordOf } from "./matches.ts";
import type { PieceKind } from "./pieces.ts";

export { addBase, define } from "./define.ts";

/** An identifier that is a use of a name unless something claims it as a declaration. */
const name: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "name", name: wordOf(draft, node), use: "value" });
};

const typeName: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "name", name: wordOf(draft, node), use: "type" });
};

/** A type that is built into the language: known by name, but no use of a definition. */
const builtinType: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "name", name: wordOf(draft, node) });
};

/** `of` and `name`; without a captured name it is the last word of the node. Where the grammar lets `of` be absent, the member is a bare name. */
function member(use: "value" | "type"): Role {
  return (draft, match, node) => {
    const of = capturedId(match, "of");
    const nameNode = captured(match, "name");
    if (nameNode === undefined) {
      const { word, start } = lastWordOf(draft, node);
      addPiece(draft, node, word === "" ? { kind: "pass", of } : { kind: "member", start, name: word, of, use });
      return;
    }
    draft.claims.push(nameNode.id);
    addPiece(draft, node, { kind: of === 0 ? "name" : "member", at: nameNode, name: wordOf(draft, nameNode), of, use });
  };
}

/** A piece that only points to another. */
function link(kind: PieceKind): Role {
  return (draft, match, node) => {
    const of = captured(match, "of");
    addPiece(draft, node, { kind, of: of?.id ?? 0, type: capturedId(match, "type"), ...(of && { at: of }) });
  };
}

function literal(type: LiteralType): Role {
  return (draft, _match, node) => {
    addPiece(draft, node, { kind: "literal", literal: type });
  };
}

/** A parameter with more than a name: `name` (or a pattern), `type`, `value`. */
const parameter: Role = (draft, match, node) => {
  const nameNode = captured(match, "name");
  if (nameNode === undefined) return;
  draft.claims.push(nameNode.id);
  const known = draft.pieces.get(node.id);
  addPiece(draft, node, {
    kind: "parameter",
    of: nameNode.id,
    type: capturedId(match, "type") || (known?.type ?? 0),
    value: capturedId(match, "value") || (known?.value ?? 0),
  });
};

/** `name` is declared here and is no use of anything. */
const declared: Role = (draft, _match, node) => {
  draft.claims.push(node.id);
};

const comment: Role = (draft, _match, node) => {
  draft.comments.push(node.startIndex, node.endIndex);
};

const block: Role = (draft, _match, node) => {
  addScope(draft, { start: node.startIndex, end: node.endIndex, owner: 0, node: node.id, parameters: 0 });
};

/** A function expression: a scope, and a definition if something gives it a name. */
const lambda: Role = (draft, match, node) => {
  addLambda(draft, node, {
    body: captured(match, "body"),
    parameters: capturedId(match, "parameters"),
    returns: capturedId(match, "returns"),
  });
};

/** `a ?? b`, `c ? a : b`: the value is one of them. */
const either: Role = (draft, match, node) => {
  if (!draft.pieces.has(node.id)) addPiece(draft, node, { kind: "either" });
  list(draft, match, node);
};

const returned: Role = (draft, match, node) => {
  draft.returned.push({ start: node.startIndex, value: capturedId(match, "value") });
};

/** `target` takes `value`; `element` targets take its elements. */
export function assignment(options: Pick<DraftTarget, "element" | "scoping" | "declares" | "isUse">): Role {
  return (draft, match, node) => {
    const target = captured(match, "target");
    if (target === undefined) return;
    const value = captured(match, "value");
    const end = node.endIndex;
    draft.targets.set(target.id, {
      target: target.id,
      type: capturedId(match, "type"),
      value: value?.id ?? 0,
      start: target.startIndex,
      end,
      valueStart: value?.startIndex ?? end,
      ...options,
      node: node.id,
    });
  };
}

/** A node around a declaration, which then starts where the wrapper starts. */
export const wrap =
  (kind: string): Role =>
  (draft, match, node) => {
    const inner = captured(match, "of");
    if (inner === undefined) return;
    const isFirst = !draft.wrapperIds.has(node.id);
    draft.wrapperIds.add(node.id);
    draft.wrappers.set(inner.id, { id: node.id, start: node.startIndex, kind, isFirst });
  };

/** Finds its definition later: the next one to be named after the decorator ends. */
const decorator: Role = (draft, match, node) => {
  const target = captured(match, "of");
  if (target !== undefined) draft.decorators.push({ target: target.id, start: node.startIndex, end: node.endIndex });
};

export const COMMON_ROLES: Readonly<Record<string, Role>> = {
  name,
  type_name: typeName,
  builtin_type: builtinType,
  member: member("value"),
  type_member: member("type"),
  call,
  new: construct,
  index,
  await: link("await"),
  pass: link("pass"),
  cast: link("cast"),
  rest: link("rest"),
  generic: link("generic"),
  union: link("union"),
  pattern: link("pattern"),
  this: link("this"),
  super: link("super"),
  string: literal("string"),
  number: literal("number"),
  float: literal("float"),
  character: literal("character"),
  class_literal: literal("class"),
  boolean: literal("boolean"),
  null: literal("null"),
  array: literal("list"),
  map: literal("map"),
  set: literal("set"),
  tuple: literal("tuple"),
  regex: literal("regex"),
  list,
  items,
  comprehension,
  keyword,
  parameter,
  declared,
  comment,
  block,
  lambda,
  return: returned,
  either,
  yield: yields,
  assign: assignment({ element: false, scoping: "function", declares: undefined }),
  reassign: assignment({ element: false, scoping: "existing", declares: undefined }),
  local: assignment({ element: false, scoping: "block", declares: undefined }),
  each: assignment({ element: true, scoping: "block", declares: undefined }),
  decorated: wrap("decorated"),
  decorator,
};
