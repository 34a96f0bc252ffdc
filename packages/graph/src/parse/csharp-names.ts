/** C#: names, members and types as they are written, with the type arguments that tell generic types and methods apart. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, captured, capturedId, lastWordOf, type PieceFields, type Role, textOf, wordOf } from "./matches.ts";
import { suffixed } from "./numbers.ts";
import { addPointer } from "./pointers.ts";

/** `@class` is the name `class`. */
export function plainName(text: string): string {
  return text.startsWith("@") ? text.slice(1) : text;
}

/** A name after a dot is part of the member that the dot makes; `..` is a range. */
function followsDot({ text }: Draft, start: number): boolean {
  let at = start - 1;
  while (at >= 0 && text.charCodeAt(at) <= 32) at--;
  if (text[at] === ">") return text[at - 1] === "-";
  if (text[at] === ":") return text[at - 1] === ":";
  return text[at] === "." && text[at - 1] !== ".";
}

const word: Role = (draft, _match, node) => {
  if (draft.pieces.has(node.id) || followsDot(draft, node.startIndex)) return;
  addPiece(draft, node, { kind: "name", name: plainName(wordOf(draft, node)), use: "value" });
};

/** `Box<Item>` is one name with its arguments. */
const genericName: Role = (draft, _match, node) => {
  if (followsDot(draft, node.startIndex)) return;
  const [name, list] = partsOfGeneric(node);
  if (name === undefined) return;
  draft.claims.push(name.id);
  addPiece(draft, node, { kind: "name", name: wordOf(draft, name), value: list?.id ?? 0, use: "value" });
};

function partsOfGeneric(node: Node): readonly [Node | undefined, Node | undefined] {
  return [node.firstNamedChild ?? undefined, node.lastNamedChild ?? undefined];
}

function addMember(
  draft: Draft,
  node: Node,
  { of, use }: { readonly of: number; readonly use: "value" | "type" },
): void {
  const { word: name, start } = lastWordOf(draft, node);
  if (name !== "") {
    addPiece(draft, node, { kind: "member", start, name, of, use });
    return;
  }
  const last = lastName(node);
  const [inner, list] = last === undefined ? [undefined, undefined] : partsOfGeneric(last);
  if (inner === undefined) return;
  const fields: PieceFields = { kind: "member", at: inner, name: wordOf(draft, inner), of, use, value: list?.id ?? 0 };
  addPiece(draft, node, fields);
}

/** The generic name that a member access or a conditional one ends with. */
function lastName(node: Node): Node | undefined {
  const last = node.lastNamedChild;
  const inner = last?.type === "member_binding_expression" ? last.lastNamedChild : last;
  return inner?.type === "generic_name" ? inner : undefined;
}

const memberAccess: Role = (draft, match, node) =>
  addMember(draft, node, { of: capturedId(match, "of"), use: "value" });

/** `a?.b` and `a?[0]` are what they are without the question mark. */
const conditionalAccess: Role = (draft, match, node) => {
  const of = capturedId(match, "of");
  if (draft.text[node.endIndex - 1] === "]") addPiece(draft, node, { kind: "index", of });
  else addMember(draft, node, { of, use: "value" });
};

const qualified: Role = (draft, match, node) => addMember(draft, node, { of: capturedId(match, "of"), use: "type" });

/** `global::A` starts outside of all namespaces, where `A` is mostly meant in any case. */
const aliasQualified: Role = (draft, _match, node) => {
  const alias = node.firstNamedChild;
  const name = node.lastNamedChild;
  if (alias === null || name === null) return;
  draft.claims.push(alias.id);
  const [inner, list] = name.type === "generic_name" ? partsOfGeneric(name) : [name, undefined];
  if (inner === undefined) return;
  const own = { at: inner, name: plainName(wordOf(draft, inner)), value: list?.id ?? 0, use: "type" } as const;
  if (textOf(draft, alias) === "global") {
    addPiece(draft, node, { kind: "name", ...own });
    return;
  }
  const of = addPointer(draft, alias, { kind: "name", name: textOf(draft, alias) });
  addPiece(draft, node, { kind: "member", of, ...own });
};

const typeAt: Role = (draft, _match, node) => {
  draft.typeRanges.push(node.startIndex, node.endIndex);
};

/** `new Item[3]` is a list of items; its type is asked for by what it is assigned to. */
const arrayCreation: Role = (draft, match, node) => {
  addPiece(draft, node, { kind: "cast", type: capturedId(match, "type") });
};

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">=", "&&", "||"]);

/** What is added to a string is a string; of other operators and of `??` the left side has the type. */
const binary: Role = (draft, match, node) => {
  const left = captured(match, "of");
  const right = node.lastNamedChild;
  if (left === undefined || right === null) return;
  const operator = draft.text.slice(left.endIndex, right.startIndex).trim();
  const isText = operator === "+" && right.type.includes("string");
  if (COMPARISONS.has(operator)) addPiece(draft, node, { kind: "literal", literal: "boolean" });
  else if (isText) addPiece(draft, node, { kind: "literal", literal: "string" });
  else addPiece(draft, node, { kind: "pass", of: left.id });
};

export const NAME_ROLES: Readonly<Record<string, Role>> = {
  word,
  generic_name: genericName,
  member_access: memberAccess,
  conditional_access: conditionalAccess,
  qualified,
  alias_qualified: aliasQualified,
  type_at: typeAt,
  array_creation: arrayCreation,
  binary,
  number: suffixed({
    whole: { "": "number", l: "long", u: "unsigned" },
    real: { "": "float", d: "float", f: "single" },
  }),
};
