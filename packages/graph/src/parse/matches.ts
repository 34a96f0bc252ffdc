/** How a match is read: its captures by name, their text, and the piece that a node becomes. */
import type { Node, QueryMatch } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import type { Piece } from "./pieces.ts";

/** What one kind of match adds to the draft; `node` is the outermost captured node of the pattern. */
export type Role = (draft: Draft, match: QueryMatch, node: Node) => void;

/** The node captured under a name, or undefined if the pattern matched without it. */
export function captured(match: QueryMatch, name: string): Node | undefined {
  for (const capture of match.captures) if (capture.name === name) return capture.node;
  return undefined;
}

/** Like `captured`, as an id; 0 for none. */
export function capturedId(match: QueryMatch, name: string): number {
  return captured(match, name)?.id ?? 0;
}

/** Text of a node; identifiers are scanned here because asking the tree for an end costs more. */
export function wordOf(draft: Draft, node: Node): string {
  const { text } = draft;
  let end = node.startIndex;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code > 127) return text.slice(node.startIndex, node.endIndex);
    if (!isWordCode(code)) break;
  }
  return end === node.startIndex ? text.slice(end, node.endIndex) : text.slice(node.startIndex, end);
}

/**
 * The identifier that ends where the node ends: the member in `a.b.c`. A query that captured it would keep a state
 * open for each link of a chain while it goes down the chain, which takes quadratic time.
 */
export function lastWordOf(draft: Draft, node: Node): { readonly word: string; readonly start: number } {
  const { text } = draft;
  const end = node.endIndex;
  let start = end;
  while (start > node.startIndex && isNameCode(text.charCodeAt(start - 1))) start--;
  return { word: text.slice(start, end), start };
}

export function textOf(draft: Draft, node: Node): string {
  return draft.text.slice(node.startIndex, node.endIndex);
}

function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36
  );
}

/** Characters of a member's name: words, `#private`, and all beyond ASCII. */
function isNameCode(code: number): boolean {
  return isWordCode(code) || code === 35 || code > 127;
}

/** Far more than nest in each other before `nest` leaves out the rest. */
const MAX_ASKING = 256;

/**
 * The node around a node; null where so many nodes that stand around it were asked the same that nothing of it is kept.
 * A pattern that captures both is better: tree-sitter looks for a parent from the root down, so asking for each of many
 * nodes in each other would take quadratic time.
 */
export function parentOf({ asking }: Draft, node: Node): Node | null {
  while (asking.length > 0 && (asking.at(-1)?.end ?? 0) <= node.startIndex) asking.pop();
  if (asking.at(-1)?.id !== node.id) asking.push({ id: node.id, end: node.endIndex });
  return asking.length > MAX_ASKING ? null : node.parent;
}

/** What differs from a plain piece; `at` is the node whose position counts. */
export type PieceFields = Partial<Piece> & Pick<Piece, "kind"> & { readonly at?: Node };

/** Adds the piece of a node; a later one replaces it. */
export function addPiece(draft: Draft, node: Node, fields: PieceFields): Piece {
  const piece: Piece = {
    kind: fields.kind,
    id: node.id,
    start: fields.start ?? (fields.at ?? node).startIndex,
    name: fields.name ?? "",
    of: fields.of ?? 0,
    value: fields.value ?? 0,
    type: fields.type ?? 0,
    use: fields.use ?? "none",
    argumentCount: fields.argumentCount ?? -1,
    literal: fields.literal,
    expression: undefined,
    depth: 0,
  };
  draft.pieces.set(node.id, piece);
  return piece;
}
