/** PHP's functions as values: named by text (`"f"`, `"A::m"`) or by an object and text (`[$a, "m"]`). */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, type Role, textOf } from "./matches.ts";
import { addPointer } from "./pointers.ts";

/** A longer text is no name. */
const MAX_NAME_CHARS = 200;
const CALLABLE = /^["'](?:(\\?[A-Za-z_][\w\\]*)::)?(\\{0,2}(?:\w+\\{1,2})*[A-Za-z_]\w*)["']$/;

/** An argument, which may be given by the name of its parameter. */
export const argument: Role = (draft, _match, node) => {
  const name = node.childForFieldName("name");
  const value = node.lastNamedChild;
  if (value === null || value.id === name?.id) return;
  const of = callable(draft, value) ?? value.id;
  if (name === null) addPiece(draft, node, { kind: value.type === "variadic_unpacking" ? "rest" : "pass", of });
  else addPiece(draft, node, { kind: "pair", name: `$${textOf(draft, name)}`, of });
};

/** The id of a piece for the function that a value may name; undefined for all other values. */
function callable(draft: Draft, node: Node): number | undefined {
  if (node.type === "array_creation_expression") return memberNamed(draft, node);
  const [, type, name] = matched(draft, node) ?? [];
  if (name === undefined) return undefined;
  if (type === undefined) return addPointer(draft, node, { kind: "name", name: fromRoot(name) });
  const last = node.lastNamedChild ?? node;
  const of = last === node ? undefined : addPointer(draft, last, { kind: "name", name: fromRoot(type) });
  return of && addPointer(draft, node, { kind: "part", of, name });
}

/** In text a name with a namespace is a full one; its backslashes may be escaped. */
function fromRoot(name: string): string {
  return name.includes("\\") ? `\\${name.replace(/^\\+/, "").replace(/\\+/g, "\\")}` : name;
}

function memberNamed(draft: Draft, node: Node): number | undefined {
  if (node.namedChildCount !== 2) return undefined;
  const [of, text] = node.namedChildren.map((element) => element.lastNamedChild);
  const [, type, name] = (text && matched(draft, text)) ?? [];
  return of && name !== undefined && type === undefined
    ? addPointer(draft, node, { kind: "part", of: of.id, name })
    : undefined;
}

function matched(draft: Draft, node: Node): RegExpExecArray | undefined {
  const isText = node.type === "string" || node.type === "encapsed_string";
  if (!isText || node.endIndex - node.startIndex > MAX_NAME_CHARS) return undefined;
  return CALLABLE.exec(textOf(draft, node)) ?? undefined;
}
