/** Pieces for what has no node of its own; each is kept under the negative id of the node it is about. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, captured, capturedId, type PieceFields, type Role } from "./matches.ts";

/** Adds a piece that points to, or says more of, the piece of the node, which stays as it is. Returns its id. */
export function addPointer(
  draft: Draft,
  node: Node,
  fields: Pick<PieceFields, "kind" | "name" | "of" | "type" | "start" | "use">,
): number {
  const own = draft.pieces.get(node.id);
  const pointer = addPiece(draft, node, fields);
  draft.pieces.delete(node.id);
  if (own !== undefined) draft.pieces.set(node.id, own);
  draft.pieces.set(-node.id, { ...pointer, id: -node.id });
  return -node.id;
}

/** A written type makes the expression an instance of it; the type stays a use of its own behind a pointer. */
export const typed: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of === undefined) return;
  addPiece(draft, node, { kind: "new", of: addPointer(draft, of, { kind: "pass", of: of.id }) });
};

/** A type that holds others and has no name in the source: the last of `key` and `item` is what iterating gives. */
export function container(name: string): Role {
  return (draft, match, node) => {
    const parts = ["key", "item"].map((part) => capturedId(match, part));
    addPiece(draft, node, { kind: "generic", name });
    draft.lists.set(
      node.id,
      parts.filter((id) => id !== 0),
    );
  };
}

/** A parameter named inside of a list node: `a, b int` has two, and a type parameter is one. */
export const listedParameter: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  const known = draft.pieces.get(-name.id);
  const type = capturedId(match, "type") || (known?.type ?? 0);
  const kind = captured(match, "rest") === undefined ? "parameter" : "rest";
  const id = addPointer(draft, name, { kind, of: name.id, type });
  draft.claims.push(name.id);
  if (known === undefined) draft.lists.set(node.id, [...(draft.lists.get(node.id) ?? []), id]);
};

/** Free until a piece or a written type is kept under it. Ids of nodes are whole numbers, so that a fraction is never one of them. */
export function unusedId({ pieces, writtenTypes }: Pick<Draft, "pieces" | "writtenTypes">): number {
  return pieces.size + writtenTypes.size + 0.5;
}
