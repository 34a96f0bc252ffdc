/** C#: arguments of calls, and what a call says of the lambdas and `out` variables among them. */
import type { Node } from "web-tree-sitter";

import { parameterIds } from "./bindings.ts";
import type { Draft, DraftFunction } from "./draft.ts";
import { addPiece, capturedId, type Role } from "./matches.ts";
import type { Piece } from "./pieces.ts";
import { addPointer } from "./pointers.ts";
import { COMMON_ROLES } from "./roles.ts";

/** Calls and constructions keep their arguments, by which overloads are told apart. */
const call: Role = (draft, match, node) => {
  COMMON_ROLES["call"]?.(draft, match, node);
  setArguments(draft, node, node.lastNamedChild);
};

const construct: Role = (draft, match, node) => {
  COMMON_ROLES["new"]?.(draft, match, node);
  setArguments(draft, node, node.childForFieldName("arguments"));
};

function setArguments(draft: Draft, node: Node, list: Node | null): void {
  const piece = draft.pieces.get(node.id);
  if (piece !== undefined && list?.type === "argument_list") piece.value = list.id;
}

/** `: this(…)` and `: base(…)` run another constructor. */
const delegation: Role = (draft, _match, node) => {
  const list = node.lastNamedChild;
  const kind = /^:\s*base\b/.test(draft.text.slice(node.startIndex, list?.startIndex)) ? "super" : "this";
  const of = addPointer(draft, node, { kind });
  addPiece(draft, node, { kind: "call", of, value: list?.id ?? 0, use: "value" });
};

/** `class A(int x) : Base(x)`. */
const baseWithArguments: Role = (draft, match, node) => {
  addPiece(draft, node, { kind: "pass", of: capturedId(match, "of") });
};

const NAMED = /@?\w+\s*:(?!:)/y;

/** The value of an argument; of one that is passed by name the place says nothing. */
const argument: Role = (draft, _match, node) => {
  NAMED.lastIndex = node.startIndex;
  if (!NAMED.test(draft.text)) {
    addPiece(draft, node, { kind: "pass", of: node.lastChild?.id ?? 0 });
    return;
  }
  const name = node.firstNamedChild;
  if (name !== null) draft.claims.push(name.id);
};

/** Objects without a named type: their members are declared by naming them. */
const anonymousObject: Role = (draft, _match, node) => {
  for (const [at, child] of node.namedChildren.entries()) {
    const next = node.namedChildren[at + 1];
    const isName = child.type === "identifier" && next !== undefined;
    if (isName && /^\s*=/.test(draft.text.slice(child.endIndex, next.startIndex))) draft.claims.push(child.id);
  }
};

/** When all matches are in: counts arguments, and says where lambdas and `out` variables among them get their values. */
export function linkCalls(draft: Draft): void {
  for (const piece of draft.pieces.values()) {
    if ((piece.kind === "call" || piece.kind === "new") && piece.use !== "none") linkArguments(draft, piece);
  }
  for (const made of draft.functions.values()) {
    const [type] = draft.lists.get(-made.id) ?? [];
    if (type !== undefined) giveParameters(draft, made, { of: type, argument: -1 });
  }
}

function linkArguments(draft: Draft, piece: Piece): void {
  const items = draft.lists.get(piece.value) ?? [];
  piece.argumentCount = items.length;
  for (const [index, item] of items.entries()) {
    const value = draft.pieces.get(draft.pieces.get(item)?.of ?? 0);
    if (value?.kind === "given" && value.of === 0) Object.assign(value, { of: piece.of, argumentCount: index });
    const made = value && draft.functions.get(value.id);
    if (made !== undefined) giveParameters(draft, made, { of: piece.of, argument: index });
  }
}

interface Giver {
  readonly of: number;
  readonly argument: number;
}

/** Parameters without a type of their own have what the call hands over. */
function giveParameters(draft: Draft, made: DraftFunction, { of, argument: argumentCount }: Giver): void {
  for (const [position, id] of parameterIds(draft, made.parameters).entries()) {
    const parameter = draft.pieces.get(id);
    if (parameter?.kind !== "parameter" || parameter.type !== 0 || parameter.value !== 0) continue;
    // Ids of nodes are whole, and those of pointers to them: this piece has no node.
    parameter.value = id + 0.5;
    const given = { ...parameter, id: parameter.value, kind: "given", of, argumentCount, value: position + 1 } as const;
    draft.pieces.set(given.id, given);
  }
}

export const CALL_ROLES: Readonly<Record<string, Role>> = {
  call,
  new: construct,
  delegation,
  base_with_arguments: baseWithArguments,
  argument,
  anonymous_object: anonymousObject,
};
