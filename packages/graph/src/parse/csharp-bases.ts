/** C#: what a type is based on, and what limits its type parameters. */
import type { Node } from "web-tree-sitter";

import { addBase } from "./define.ts";
import type { Draft } from "./draft.ts";
import { captured, parentOf, type Role, textOf } from "./matches.ts";
import { addPointer } from "./pointers.ts";

/** Which of them is the class, only their definitions say; by custom an interface starts with an I. */
const base: Role = (draft, match, node) => {
  const named = captured(match, "named");
  if (named === undefined || named.type === "argument_list" || named.type === "comment") return;
  const isFirst = !draft.bases.has(node.id);
  const isInterface =
    /^(?:\w+(?:\.|::))*I[A-Z]/.test(textOf(draft, named)) || !isFirst || node.type.startsWith("struct");
  const kind = isInterface && node.type !== "interface_declaration" ? "implements" : "extends";
  addBase(draft, node.id, { kind, type: named.id, start: named.startIndex });
};

/** `where T : A, B` limits a parameter that stands in the list before. */
const constraint: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const limit = captured(match, "type");
  const owner = parentOf(draft, node);
  if (name === undefined || limit === undefined || owner === null) return;
  draft.claims.push(name.id);
  const list = draft.definitions.get(owner.id)?.typeParameters ?? 0;
  for (const id of draft.lists.get(list) ?? []) {
    const parameter = draft.pieces.get(id);
    if (parameter !== undefined && isNamed(draft, parameter.of, textOf(draft, name))) {
      parameter.type = bothLimits(draft, parameter.type, limit);
    }
  }
};

function isNamed(draft: Draft, id: number, name: string): boolean {
  return draft.pieces.get(id)?.name === name;
}

function bothLimits(draft: Draft, known: number, limit: Node): number {
  if (known === 0) return limit.id;
  const union = addPointer(draft, limit, { kind: "union" });
  draft.lists.set(union, [known, limit.id]);
  return union;
}

export const BASE_ROLES: Readonly<Record<string, Role>> = { base, constraint };
