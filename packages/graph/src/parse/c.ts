/**
 * C. Declarations wrap names (`c-declarators.ts`), macros cut through them: the grammar reads a text in which those are
 * blank (`c-text.ts`). What C++ has besides stands in `cpp.ts`.
 */
import type { Node } from "web-tree-sitter";

import {
  declaration,
  enumeration,
  enumerator,
  field,
  functionDefinition,
  parameter,
  typeDefinition,
  typeWithMembers,
  variadic,
} from "./c-definitions.ts";
import { initializerList } from "./c-initializers.ts";
import { macro } from "./c-macros.ts";
import { builtinType } from "./c-names.ts";
import { isCpp, prepareC } from "./c-text.ts";
import { BUILTIN_TYPES } from "./c-words.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { addPiece, captured, lastWordOf, type Role, textOf, wordOf } from "./matches.ts";
import { nest } from "./nest.ts";
import { addPointer, typed } from "./pointers.ts";
import type { LanguageRules } from "./rules.ts";

const typeWord: Role = (draft, _match, node) => {
  const name = wordOf(draft, node);
  addPiece(draft, node, { kind: "name", name, use: BUILTIN_TYPES.has(name) ? "none" : "type" });
};

/** `p->x` is `p.x`: in C every name of a struct can only be followed in one way. */
const fieldAccess: Role = (draft, match, node) => {
  const of = captured(match, "of");
  const { word, start } = lastWordOf(draft, node);
  if (of !== undefined && word !== "")
    addPiece(draft, node, { kind: "member", start, name: word, of: of.id, use: "value" });
};

const pointer: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of !== undefined) addPiece(draft, node, { kind: "pass", of: of.id, at: of });
};

const literalOf: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of !== undefined)
    addPiece(draft, node, { kind: "new", of: addPointer(draft, of, { kind: "pass", name: "", of: of.id, type: 0 }) });
};

/** The path as written, with what stands around it: `"box.h"` and `<stdio.h>` are looked for in other places. */
const include: Role = (draft, match, node) => {
  const path = captured(match, "path");
  if (path === undefined || !/^["<]/.test(textOf(draft, path))) return;
  draft.imports.push({
    start: node.startIndex,
    module: textOf(draft, path),
    form: "all",
    imported: "",
    local: "",
    reexport: true,
    typeOnly: false,
    isStatic: false,
  });
};

/** What stands in the body of a function and looks like a function is none: a macro with a block, or a variable. */
export function dropInnerFunctions(draft: Draft, onDrop: (dropped: DraftDefinition) => void): void {
  const { regions } = nest([...draft.definitions.values()]);
  for (const definition of regions) {
    if (definition.kind !== "Function" && definition.kind !== "Method") continue;
    let around = definition.parent;
    while (around !== undefined && !isHolder(around)) around = around.parent;
    if (around?.kind !== "Function" && around?.kind !== "Method") continue;
    draft.definitions.delete(definition.id);
    onDrop(definition);
  }
}

function isHolder({ kind, bodyId }: DraftDefinition): boolean {
  return kind === "Class" || kind === "Struct" || ((kind === "Function" || kind === "Method") && bodyId !== 0);
}

/** Static functions belong to their file; a header's are everybody's who includes it. */
export function refineC(definition: DraftDefinition): void {
  const { parent, kind, modifiers } = definition;
  const isMember = parent?.kind === "Struct" || parent?.kind === "Class";
  if (kind === "Function" && isMember) definition.kind = "Method";
  const isPrivate = !isMember && modifiers.includes("static") && kind !== "Enum";
  definition.visibility ??= isPrivate ? "private" : "public";
  const isSeen = parent === undefined || (parent.exported && parent.kind !== "Function" && parent.kind !== "Method");
  definition.exported = !isPrivate && isSeen;
}

/** The node whose text starts a word, for roles of C++ too. */
export function startsWith(draft: Draft, node: Node, text: string): boolean {
  return draft.text.startsWith(text, node.startIndex);
}

export const C_ROLES: LanguageRules["roles"] = {
  builtin_type: builtinType,
  type_word: typeWord,
  field_access: fieldAccess,
  pointer,
  typed,
  new_literal: literalOf,
  function: functionDefinition,
  declaration,
  field,
  type_definition: typeDefinition,
  struct: typeWithMembers("Struct"),
  enum: enumeration,
  enumerator,
  macro,
  c_parameter: parameter,
  variadic,
  initializer: initializerList,
  include,
};

export const c: LanguageRules = {
  dialect: (text) => (isCpp(text) ? "cpp" : undefined),
  prepare: prepareC,
  roles: C_ROLES,
  finish: (draft) => dropInnerFunctions(draft, () => undefined),
  refine: refineC,
};
