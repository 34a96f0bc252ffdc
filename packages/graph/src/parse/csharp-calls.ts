/** C#: arguments of calls, and what a call says of the lambdas and `out` variables among them. */
import type { Node } from "web-tree-sitter";

import { parameterIds } from "./bindings.ts";
import type { Draft, DraftFunction } from "./draft.ts";
import { addPiece, captured, capturedId, parentOf, type Role } from "./matches.ts";
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

/** `new Rules { r => r.Check() }` hands the function to the method `Add` of what it makes. */
const added: Role = (draft, match, node) => {
  const value = captured(match, "value");
  const maker = parentOf(draft, node);
  if (value === undefined || maker === null || !maker.type.endsWith("object_creation_expression")) return;
  draft.lists.set(-value.id, [addPointer(draft, node, { kind: "member", name: "Add", of: maker.id }), 0]);
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
    describe(draft, made);
    const [of, argumentIndex = -1] = draft.lists.get(-made.id) ?? [];
    if (of !== undefined) giveParameters(draft, made, { of, argument: argumentIndex, count: 1 });
  }
}

/** Longer bodies are not looked through for what they return. */
const MAX_BODY = 4_000;
/** Expressions that can stand alone: a function made of one need not give its value. */
const STATEMENT = /(?:\)|\+\+|--|\})\s*$|^(?:await|new|throw|\+\+|--)\b|[^=!<>]=[^=>]/;

function describe(draft: Draft, { id, start, end, bodyStart, parameters }: DraftFunction): void {
  const piece = draft.pieces.get(id);
  if (piece === undefined) return;
  piece.argumentCount = parameters === 0 ? 0 : parameterIds(draft, parameters).length;
  const body = end - bodyStart > MAX_BODY ? "" : draft.text.slice(bodyStart, end);
  const isAsync = /^(?:static\s+)?async\b/.test(draft.text.slice(start, start + MAX_HEAD));
  piece.literal = isAsync ? "map" : givenBy(body);
}
const MAX_HEAD = 20;

function givenBy(body: string): Piece["literal"] {
  if (body === "") return undefined;
  if (!body.startsWith("{")) return STATEMENT.test(body) ? undefined : "map";
  if (/\breturn\s*[^;\s]/.test(body)) return "map";
  return /\bthrow\b/.test(body) ? undefined : "null";
}

function linkArguments(draft: Draft, piece: Piece): void {
  const items = draft.lists.get(piece.value) ?? [];
  piece.argumentCount = items.length;
  for (const [index, item] of items.entries()) {
    const value = draft.pieces.get(draft.pieces.get(item)?.of ?? 0);
    const giver = { of: piece.of, argument: index, count: items.length };
    if (value?.kind === "given" && value.of === 0) {
      Object.assign(value, { of: piece.of, given: { argument: index, count: items.length } });
    }
    const made = value && draft.functions.get(value.id);
    if (made !== undefined) giveParameters(draft, made, giver);
  }
}

interface Giver {
  readonly of: number;
  readonly argument: number;
  readonly count: number;
}

/** Parameters without a type of their own have what the call hands over. */
function giveParameters(draft: Draft, made: DraftFunction, { of, ...place }: Giver): void {
  const ids = parameterIds(draft, made.parameters);
  for (const [index, id] of ids.entries()) {
    const parameter = draft.pieces.get(id);
    if (parameter?.kind !== "parameter" || parameter.type !== 0 || parameter.value !== 0) continue;
    // Ids of nodes are whole, and those of pointers to them: this piece has no node.
    parameter.value = id + 0.5;
    const given = { ...place, parameter: { index, of: ids.length } };
    draft.pieces.set(parameter.value, { ...parameter, id: parameter.value, kind: "given", of, value: 0, given });
  }
}

export const CALL_ROLES: Readonly<Record<string, Role>> = {
  call,
  new: construct,
  delegation,
  base_with_arguments: baseWithArguments,
  argument,
  anonymous_object: anonymousObject,
  added,
};
