/** Where C++ makes values: `new`, `Box{1}`, initialisers of members. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, captured, type Role, wordOf } from "./matches.ts";
import { addPointer } from "./pointers.ts";

/** Keeps the arguments, by which overloads are chosen. */
export function passes(draft: Draft, node: Node, given: Node | null): void {
  const piece = draft.pieces.get(node.id);
  if (piece !== undefined && given !== null) piece.value = given.id;
}

export const newExpression: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of !== undefined) constructs(draft, node, { of, given: node.childForFieldName("arguments") });
};

/** `Box{1}`. */
export const literalOf: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of !== undefined) constructs(draft, node, { of, given: node.childForFieldName("value") });
};

function constructs(draft: Draft, node: Node, { of, given }: { readonly of: Node; readonly given: Node | null }): void {
  const isBuiltin = of.type === "primitive_type" || of.type === "sized_type_specifier";
  const argumentCount = given?.namedChildCount ?? 0;
  // `new Box*[n]` makes addresses only.
  const isPointer = /^\s*\*/.test(draft.text.slice(of.endIndex, of.endIndex + 20));
  addPiece(draft, node, {
    kind: "new",
    of: of.id,
    use: isBuiltin || isPointer ? "none" : "value",
    argumentCount,
    at: of,
  });
  passes(draft, node, given);
}

/** A parameter of the same name is not meant. */
function addMember(draft: Draft, node: Node): void {
  const self = addPointer(draft, node, { kind: "this", name: "", of: 0, type: 0 });
  addPiece(draft, node, { kind: "member", name: wordOf(draft, node), of: self });
}

/** `Box() : Base(1), lid_(2) {`: bases and fields are constructed. */
export const memberInitializer: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of === undefined) return;
  const argumentCount = node.lastNamedChild?.namedChildCount ?? 0;
  if (of.type !== "qualified_identifier") addMember(draft, of);
  addPiece(draft, node, { kind: "new", of: of.id, use: "value", argumentCount, at: of });
  passes(draft, node, node.lastNamedChild);
};
