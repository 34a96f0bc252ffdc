/** Go: what slices, arrays and maps are made with, and of which type each of it is. */
import type { Node } from "web-tree-sitter";

import { keyFields } from "./containers.ts";
import type { Draft } from "./draft.ts";
import { addPiece, captured, type Role } from "./matches.ts";
import { addPointer } from "./pointers.ts";

/** A literal with more parts is data: nothing of it is kept. */
const MAX_PARTS = 64;
/** What names a type of which `{ … }` makes one. */
const NAMED: ReadonlySet<string> = new Set(["type_identifier", "qualified_type"]);

/** `[]Item{{…}, a}`, `map[string]func(){"a": f}`: its parts are asked for here, since a query would take the square of the nesting. */
export const containerLiteral: Role = (draft, match, node) => {
  const [type, body] = [captured(match, "type"), captured(match, "body")];
  if (type === undefined || body === undefined) return;
  const isMap = type.type === "map_type";
  addPiece(draft, node, { kind: "cast", of: body.id, type: type.id, at: node });
  addPiece(draft, body, { kind: "literal", literal: isMap ? "map" : "list" });
  if (body.namedChildCount > MAX_PARTS) return;
  const element = elementOf(type.childForFieldName(isMap ? "value" : "element"));
  const ids = body.namedChildren.filter(({ isExtra }) => !isExtra).map((part) => partOf(draft, part, element));
  draft.lists.set(body.id, ids);
};

/** What `{ … }` without a type makes where such elements are expected. */
function elementOf(type: Node | null): Node | undefined {
  const pointed = type?.type === "pointer_type" ? type.firstNamedChild : type;
  return pointed !== null && pointed !== undefined && NAMED.has(pointed.type) ? pointed : undefined;
}

/** The id under which the part is known. */
function partOf(draft: Draft, part: Node, element: Node | undefined): number {
  if (part.type !== "keyed_element") return valueOf(draft, part, element);
  const [key, value] = [part.firstNamedChild, part.lastNamedChild];
  if (key === null || value === null) return part.id;
  addPiece(draft, part, { kind: "pair", of: valueOf(draft, value, element), at: key, ...keyFields(draft, key) });
  return part.id;
}

function valueOf(draft: Draft, part: Node, element: Node | undefined): number {
  const value = part.firstNamedChild;
  if (value?.type !== "literal_value") return value?.id ?? part.id;
  if (element !== undefined)
    addPiece(draft, value, {
      kind: "new",
      of: addPointer(draft, value, { kind: "pass", name: "", of: element.id, type: 0 }),
    });
  return value.id;
}
