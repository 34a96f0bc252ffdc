/** Rust: written types, and bounds of type parameters. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, captured, capturedId, parentOf, type Role, textOf, wordOf } from "./matches.ts";
import { addPointer } from "./pointers.ts";
import { COMMON_ROLES } from "./roles.ts";

/** `_` is a type that nobody writes. */
export const typeWord: Role = (draft, match, node) => {
  if (wordOf(draft, node) !== "_") COMMON_ROLES["type_name"]?.(draft, match, node);
};

export const genericType: Role = (draft, match, node) => {
  const items = node.lastNamedChild;
  addPiece(draft, node, { kind: "generic", of: capturedId(match, "of"), value: items?.id ?? 0 });
};

/** Lifetimes are no types; a number tells forms of a type apart. */
export const typeItem: Role = (draft, match, node) => {
  const item = captured(match, "item");
  if (item === undefined || item.type === "lifetime") return;
  if (item.type !== "integer_literal") {
    COMMON_ROLES["list"]?.(draft, match, node);
    return;
  }
  const number = addPointer(draft, item, { kind: "name", name: textOf(draft, item), use: "none" });
  draft.lists.set(node.id, [...(draft.lists.get(node.id) ?? []), number]);
};

/** What stands among bounds and is no trait. */
export const NO_BOUNDS: ReadonlySet<string> = new Set([
  "lifetime",
  "removed_trait_bound",
  "line_comment",
  "block_comment",
]);

export const bound: Role = (draft, match, node) => {
  if (NO_BOUNDS.has(captured(match, "item")?.type ?? "")) return;
  if (!draft.pieces.has(node.id)) addPiece(draft, node, { kind: "union" });
  COMMON_ROLES["list"]?.(draft, match, node);
};

/** `where T: A` says more of a parameter of the same item. */
export const where: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const type = capturedId(match, "type");
  const list = parentOf(draft, node)?.childForFieldName("type_parameters");
  if (name === undefined || !list) return;
  for (const id of draft.lists.get(list.id) ?? []) {
    const parameter = draft.pieces.get(id);
    if (parameter === undefined || draft.pieces.get(parameter.of)?.name !== wordOf(draft, name)) continue;
    if (parameter.type === 0) parameter.type = type;
    else {
      const both = addPointer(draft, name, { kind: "union" });
      draft.lists.set(both, [parameter.type, type]);
      parameter.type = both;
    }
  }
};

/** Parts in their order; a missing one keeps its place. */
function addContainer(
  draft: Draft,
  node: Node,
  { name, parts }: { readonly name: string; readonly parts: readonly number[] },
): void {
  addPiece(draft, node, { kind: "generic", name });
  draft.lists.set(node.id, [...parts]);
}

/** In parentheses stands a type; with a comma it is a tuple of one. */
export const tupleType: Role = (draft, _match, node) => {
  const [only, ...others] = node.namedChildren;
  if (only !== undefined && others.length === 0 && !/,\s*\)$/.test(textOf(draft, node))) {
    addPiece(draft, node, { kind: "pass", of: only.id });
    return;
  }
  addContainer(draft, node, { name: "tuple", parts: node.namedChildren.map(({ id }) => id) });
};

/** What it gives comes first, then what it takes. */
export const functionType: Role = (draft, _match, node) => {
  const taken = node.childForFieldName("parameters")?.namedChildren ?? [];
  const returns = node.childForFieldName("return_type")?.id ?? 0;
  addContainer(draft, node, { name: "fn", parts: [returns, ...taken.map(({ id }) => id)] });
};
