/** What is noted of tables while matches come in: constructors and their fields, assignments, metatables. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, captured, type Role, textOf, wordOf } from "./matches.ts";

/** Kinds of marks. `id` is what is assigned to, `other` the value. */
export const TABLE_MARKS = {
  local: "local",
  global: "global",
  assigned: "assigned",
  methods: "methods",
  returned: "returned",
  metatable: "metatable",
  table: "table",
  field: "field",
} as const;

/** A name, or a member of one by dots alone. */
export const PATH = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

export const tableConstructor: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "literal", literal: "map" });
  const { startIndex: start, endIndex: end, id } = node;
  draft.marks.push({ kind: TABLE_MARKS.table, start, end, id, other: 0 });
};

export const tableField: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const value = captured(match, "value");
  if (name === undefined || value === undefined) return;
  draft.claims.push(name.id);
  const { startIndex: start, endIndex: end } = node;
  draft.marks.push({ kind: TABLE_MARKS.field, start, end, id: name.id, other: value.id, name: wordOf(draft, name) });
};

/** `setmetatable(t, mt)`: what `t` looks its members up in. */
export function noteMetatable(draft: Draft, node: Node): void {
  const [holder, meta] = node.lastNamedChild?.namedChildren ?? [];
  if (!holder || !meta) return;
  const { startIndex: start, endIndex: end, id } = node;
  const name = metatableName(meta.type, textOf(draft, meta));
  draft.marks.push({ kind: TABLE_MARKS.metatable, start, end, id, other: holder.id, name });
}

/** The name of a metatable; of one that is written in place, `=` and what its `__index` names. */
function metatableName(type: string, text: string): string {
  if (type !== "table_constructor") return PATH.test(text) ? text : "";
  const index = /\b__index\s*=\s*([A-Za-z_][\w.]*)/.exec(text)?.[1] ?? "function";
  return index === "function" ? "" : `=${index}`;
}
