/** Literals with what they hold, and what is taken from containers by index or key. */
import type { Node } from "web-tree-sitter";

import type { Entry, Expression, Held, Key, Taking } from "../facts.ts";
import type { Draft } from "./draft.ts";
import { addPiece, captured, type Role, textOf } from "./matches.ts";
import type { Piece } from "./pieces.ts";

/** A literal with more items is data: nothing of it is kept. */
const MAX_ITEMS = 64;
/** Literals in literals, beyond which nothing is kept. */
const MAX_NESTED_LITERALS = 4;
/** Longer ones, with their quotes, are no names of anything. */
const MAX_KEY_CHARS = 66;

const OTHER: Expression = { kind: "other" };

/** How grammars call `key: value` in a literal; it has fields of these names. */
const PAIRS: ReadonlySet<string> = new Set(["pair"]);

/** The items of a literal. They are asked for here: a query that captured them would take the square of the nesting. */
export const items: Role = (draft, _match, node) => {
  if (node.namedChildCount > MAX_ITEMS) return;
  const ids: number[] = [];
  for (const child of node.namedChildren) {
    if (child.isExtra) continue;
    ids.push(child.id);
    if (PAIRS.has(child.type)) addPair(draft, child);
  }
  draft.lists.set(node.id, ids);
};

function addPair(draft: Draft, node: Node): void {
  const key = node.childForFieldName("key");
  const value = node.childForFieldName("value");
  if (key === null || value === null) return;
  addPiece(draft, node, { kind: "pair", of: value.id, at: key, ...keyFields(draft, key) });
}

/** A literal that a comprehension makes: any number of values, made in a scope of their own. */
export const comprehension: Role = (draft, match, node) => {
  const literal = node.type.startsWith("dict") ? "map" : node.type.startsWith("set") ? "set" : "list";
  const body = captured(match, "body");
  if (body !== undefined && PAIRS.has(body.type)) addPair(draft, body);
  addPiece(draft, node, { kind: "literal", literal, value: body?.id ?? 0 });
};

/** `of[key]`, `of[1:]`. */
export const index: Role = (draft, match, node) => {
  const of = captured(match, "of");
  const keyNode = captured(match, "key");
  const taken = keyNode?.type === "slice" ? sliceFields(draft, keyNode) : keyFields(draft, keyNode);
  addPiece(draft, node, { kind: "index", of: of?.id ?? 0, ...(of && { at: of }), ...taken });
};

/** `yield x`; all of what `yield from` and `yield*` name. */
export const yields: Role = (draft, match, node) => {
  const value = captured(match, "value");
  draft.innerModifiers.push({ start: node.startIndex, modifier: "generator" });
  if (value === undefined) return;
  const isAll = /^yield\s*(?:\*|from\b)/.test(draft.text.slice(node.startIndex, node.startIndex + MAX_KEY_CHARS));
  if (isAll) addPiece(draft, node, { kind: "index", of: value.id });
  draft.yielded.push({ start: node.startIndex, value: isAll ? node.id : value.id });
};

type KeyFields = Pick<Piece, "name" | "literal">;

/** As a piece says it: by the type of a literal. */
export function keyFields(draft: Draft, node: Node | undefined): Partial<KeyFields> {
  const key = node && keyOf(draft, node);
  if (key === undefined) return {};
  return { name: String(key), literal: typeof key === "number" ? "number" : "string" };
}

function keyOf(draft: Draft, node: Node): Key | undefined {
  if (node.endIndex - node.startIndex > MAX_KEY_CHARS) return undefined;
  const text = textOf(draft, node);
  if (node.type.endsWith("property_identifier")) return text;
  const quoted = /^\[?(["'`])([^"'`\\$\n]*)\1\]?$/.exec(text)?.[2];
  if (quoted !== undefined) return quoted;
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Where a slice begins; one with a step, or one that begins at what is computed, may give any. */
function sliceFields(draft: Draft, node: Node): KeyFields {
  const text = textOf(draft, node).slice(0, MAX_KEY_CHARS);
  const start = /^(\d{0,9}):[^:]*$/.exec(text)?.[1];
  return { name: start === undefined ? "-1" : start || "0", literal: "list" };
}

/** What an index takes. */
export function takenBy({ name, literal }: Piece): Taking {
  if (literal === "list") return { from: Number(name) };
  const key = keyOfPiece({ name, literal });
  return key === undefined ? {} : { key };
}

function keyOfPiece({ name, literal }: KeyFields): Key | undefined {
  return literal === "string" ? name : literal === "number" ? Number(name) : undefined;
}

export interface HeldOptions {
  /** Which node ids became definitions of the file; -1 for others. */
  readonly indexOf: (id: number) => number;
  readonly compose: (id: number) => Expression;
  readonly lineAt: (offset: number) => number;
  /** The scope that a node makes; -1 if it binds nothing. */
  readonly scopeOf: (id: number) => number;
  /** A key is a member that is defined where it stands: it is kept whatever its value. */
  readonly keysAreMembers: boolean;
}

/** Makes the function that says what a literal holds. Literals in literals are counted, so that facts stay linear. */
export function createHeld(draft: Draft, options: HeldOptions): (literal: Expression, piece: Piece) => Expression {
  let nesting = 0;
  const held = (piece: Piece): Held<Expression> => {
    if (piece.value !== 0) return made(draft, options, piece);
    const ids = draft.lists.get(piece.id) ?? [];
    if (ids.length === 0 || ids.length > MAX_ITEMS) return {};
    return piece.literal === "map" ? entriesOf(draft, options, ids) : itemsOf(draft, options, ids);
  };
  return (literal, piece) => {
    if (literal.kind !== "literal" || nesting === MAX_NESTED_LITERALS) return literal;
    nesting++;
    const found = { ...literal, ...held(piece) };
    nesting--;
    return found;
  };
}

/** Says more than that it is there: a name, a call, a literal that holds something. */
export function isFollowable(expression: Expression): boolean {
  if (expression.kind !== "literal") return expression.kind !== "other";
  return expression.items !== undefined || expression.entries?.some(({ value }) => value !== undefined) === true;
}

function made(draft: Draft, { compose, scopeOf }: HeldOptions, { id, value }: Piece): Held<Expression> {
  const body = draft.pieces.get(value);
  const each = compose(body?.kind === "pair" ? body.of : value);
  const scope = scopeOf(id);
  return isFollowable(each) && scope >= 0 ? { entries: [{ value: each }], scope } : {};
}

function itemsOf(draft: Draft, { compose }: HeldOptions, ids: readonly number[]): Held<Expression> {
  const all = ids.map((id) => valueAt(draft, compose, id) ?? OTHER);
  return all.some(({ kind }) => kind !== "other") ? { items: all } : {};
}

/** Undefined for what cannot be followed. */
function valueAt(draft: Draft, compose: HeldOptions["compose"], id: number): Expression | undefined {
  const piece = draft.pieces.get(id);
  if (piece?.kind !== "rest") return followable(compose(id));
  const value = followable(compose(piece.of));
  return value && { kind: "spread", value };
}

function followable(expression: Expression): Expression | undefined {
  return isFollowable(expression) ? expression : undefined;
}

function entriesOf(draft: Draft, options: HeldOptions, ids: readonly number[]): Held<Expression> {
  const entries = ids.flatMap((id) => entryAt(draft, options, id));
  return entries.length === 0 ? {} : { entries };
}

/** `__proto__: p` gives an object all that p has. */
const PROTOTYPE_KEY = "__proto__";

function entryAt(draft: Draft, options: HeldOptions, id: number): Entry<Expression>[] {
  const { key, start, value } = readEntry(draft, options, id);
  if (options.keysAreMembers && key === PROTOTYPE_KEY && draft.pieces.get(id)?.kind === "pair")
    return value === undefined ? [] : [{ key, value: { kind: "spread", value } }];
  const isMember = options.keysAreMembers && key !== undefined;
  if (value === undefined && !isMember) return [];
  const where = isMember ? { line: options.lineAt(start) } : {};
  return [{ ...(key !== undefined && { key }), ...(value && { value }), ...where }];
}

interface EntryParts {
  readonly key: Key | undefined;
  readonly start: number;
  readonly value: Expression | undefined;
}

function readEntry(draft: Draft, { compose, indexOf }: HeldOptions, id: number): EntryParts {
  const method = draft.definitions.get(id);
  if (method !== undefined) {
    return { key: method.name, start: method.nameStart, value: { kind: "definition", index: indexOf(id) } };
  }
  const piece = draft.pieces.get(id);
  const value = valueAt(draft, compose, piece?.kind === "pair" ? piece.of : id);
  return { key: keyOfEntry(piece), start: piece?.start ?? 0, value };
}

/** A bare name is its own key (`{ f }`). */
function keyOfEntry(piece: Piece | undefined): Key | undefined {
  if (piece?.kind === "pair") return keyOfPiece(piece);
  return piece?.kind === "name" ? piece.name : undefined;
}
