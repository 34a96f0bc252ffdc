/** What C puts into structs and arrays where they are made: `{ .open = f, .next = { g } }`, `{ f, g }`. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, type Role, textOf } from "./matches.ts";

/** An initialiser with more parts is data: nothing of it is kept. */
const MAX_PARTS = 64;

/** Its parts are asked for here: a query that captured them would take the square of the nesting. */
export const initializerList: Role = (draft, _match, node) => {
  const parts = node.namedChildCount > MAX_PARTS ? [] : node.namedChildren.filter(({ isExtra }) => !isExtra);
  const isNamed = parts.length > 0 && parts.every(({ type }) => type === "initializer_pair");
  addPiece(draft, node, { kind: "literal", literal: isNamed ? "map" : "list" });
  if (isNamed) for (const part of parts) addNamed(draft, part);
  if (parts.length > 0)
    draft.lists.set(
      node.id,
      parts.map(({ id }) => id),
    );
};

/** What is put into a place of an array has no name. */
function addNamed(draft: Draft, part: Node): void {
  const [designator, ...further] = part.childrenForFieldName("designator");
  const value = part.childForFieldName("value");
  if (designator === undefined || value === null) return;
  const name = designator.type === "field_designator" && further.length === 0 ? designator.lastNamedChild : null;
  const key = name === null ? {} : ({ name: textOf(draft, name), literal: "string" } as const);
  addPiece(draft, part, { kind: "pair", of: value.id, at: designator, ...key });
}
