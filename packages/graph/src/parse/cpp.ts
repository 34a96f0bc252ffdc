/** C++: what it has besides C. */
import type { Node } from "web-tree-sitter";

import { readDeclarator } from "./c-declarators.ts";
import { functionDefinition, typeWithMembers } from "./c-definitions.ts";
import { genericType, memberName, qualified } from "./c-names.ts";
import { prepareC } from "./c-text.ts";
import { C_ROLES, refineC, startsWith } from "./c.ts";
import { catchClause, declaration, declaresPointer, lambda, namespaceAlias, range, using } from "./cpp-bindings.ts";
import { literalOf, memberInitializer, newExpression, passes } from "./cpp-constructions.ts";
import { declareVariables } from "./cpp-variables.ts";
import { addBase, defineNode } from "./define.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { addPiece, captured, type Role, textOf, wordOf } from "./matches.ts";
import { suffixed } from "./numbers.ts";
import { addPointer } from "./pointers.ts";
import { COMMON_ROLES } from "./roles.ts";
import type { LanguageRules } from "./rules.ts";

const namespaceWord: Role = (draft, _match, node) => {
  if (!draft.pieces.has(node.id)) addPiece(draft, node, { kind: "name", name: wordOf(draft, node) });
};

/** `p->x` is a member of what p points to, or of what its `operator->` gives. */
const fieldAccess: Role = (draft, match, node) => {
  const of = captured(match, "of");
  const { word, start } = memberName(draft, node);
  if (of === undefined || word === "") return;
  const isArrow = of.type !== "this" && /^\s*->/.test(draft.text.slice(of.endIndex, of.endIndex + 200));
  const object = isArrow ? addPointer(draft, node, { kind: "deref", name: "", of: of.id, type: 0 }) : of.id;
  addPiece(draft, node, { kind: "member", start, name: word, of: object, use: "value" });
};

const pointer: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of !== undefined)
    addPiece(draft, node, { kind: startsWith(draft, node, "*") ? "deref" : "pass", of: of.id, at: of });
};

/** `static_cast<Box*>(x)` is a Box; what is passed in counts as arguments. */
const call: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (declaresPointer(draft, node)) return;
  if (of?.type === "template_function" && /^\w+_cast\b/.test(textOf(draft, of).slice(0, 40))) {
    const type = of.childForFieldName("arguments")?.firstNamedChild;
    const name = of.childForFieldName("name");
    if (name !== null) draft.claims.push(name.id);
    if (type !== null && type !== undefined) {
      addPiece(draft, node, {
        kind: "new",
        of: addPointer(draft, type, { kind: "pass", name: "", of: type.id, type: 0 }),
      });
    }
    return;
  }
  COMMON_ROLES["call"]?.(draft, match, node);
  passes(draft, node, node.childForFieldName("arguments"));
};

const namespace: Role = (draft, match, node) => {
  const name = node.childForFieldName("name") ?? undefined;
  const definition = defineNode(draft, node, { kind: "Module", name, body: captured(match, "body"), parameters: 0 });
  definition.name = definition.name.replace(/\s|inline\b/g, "");
  if (startsWith(draft, node, "inline")) definition.modifiers.push("default");
  else if (!startsWith(draft, node, "namespace")) {
    // A macro opens it (`c-macro-uses.ts`).
    const target = addPointer(draft, node, { kind: "name", name: wordOf(draft, node), of: 0, type: 0 });
    definition.decorators.push({ target, start: definition.start, end: definition.start });
  }
};

const base: Role = (draft, match, node) => {
  const type = captured(match, "type");
  if (type !== undefined) addBase(draft, node.id, { kind: "extends", type: type.id, start: type.startIndex });
};

/** The parameters belong to what is declared; kept as wrapper, joined in `finish`. */
const template: Role = (draft, match, node) => {
  const parameters = captured(match, "parameters");
  const inner = node.lastNamedChild;
  if (parameters === undefined || inner === null) return;
  const wrapper = { id: node.id, start: node.startIndex, kind: `template ${parameters.id}`, isFirst: true };
  for (const id of declaredBy(inner)) draft.wrappers.set(id, wrapper);
};

/** Ids under which a declaration makes its definitions. */
function declaredBy(node: Node): number[] {
  const ids = [node.id];
  if (node.type === "declaration" || node.type === "friend_declaration") {
    const { ofFunction } = readDeclarator(node.childForFieldName("declarator"));
    if (ofFunction !== undefined) ids.push(ofFunction.id);
    const type = node.childForFieldName("type");
    if (type?.type.endsWith("_specifier") === true) ids.push(type.id);
  }
  return ids;
}

const typeParameter: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  draft.claims.push(name.id);
  addPiece(draft, node, { kind: "parameter", of: name.id });
};

const alias: Role = (draft, match, node) => {
  const type = captured(match, "type");
  const definition = defineNode(draft, node, {
    kind: "Type",
    name: captured(match, "name"),
    body: undefined,
    parameters: 0,
  });
  definition.type = type?.id ?? 0;
};

const access: Role = (draft, match, node) => {
  const label = captured(match, "label");
  if (label === undefined) return;
  const found = { start: label.startIndex, word: wordOf(draft, label) };
  const known = draft.labels.get(node.id);
  if (known === undefined) draft.labels.set(node.id, [found]);
  else known.push(found);
};

const friend: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of !== undefined)
    draft.wrappers.set(of.id, { id: node.id, start: node.startIndex, kind: "friend", isFirst: true });
};

function finish(draft: Draft): void {
  for (const definition of draft.definitions.values()) {
    for (
      let wrapper = draft.wrappers.get(definition.id);
      wrapper !== undefined;
      wrapper = draft.wrappers.get(wrapper.id)
    ) {
      if (wrapper.kind === "friend") definition.lifted = true;
      const parameters = /^template (\d+)$/.exec(wrapper.kind)?.[1];
      if (parameters !== undefined) definition.typeParameters ||= Number(parameters);
    }
  }
  declareVariables(draft);
}

/** The last label before a member decides who sees it. */
function refine(definition: DraftDefinition, draft: Draft): void {
  const { parent } = definition;
  const isInType = parent !== undefined && (parent.kind === "Class" || parent.kind === "Struct");
  if (isInType && !definition.lifted) {
    const label = draft.labels.get(parent.bodyId)?.findLast(({ start }) => start < definition.start)?.word;
    const seen = label ?? (parent.kind === "Class" ? "private" : "public");
    definition.visibility = seen === "private" || seen === "protected" ? seen : "public";
    if (definition.name === parent.name.replace(/\s*<[^]*$/, "")) definition.modifiers.push("constructor");
  }
  refineC(definition);
}

export const cpp: LanguageRules = {
  choosesByArguments: true,
  prepare: prepareC,
  roles: {
    ...C_ROLES,
    number: suffixed({
      whole: { "": "number", l: "long", u: "unsigned" },
      real: { "": "float", f: "single" },
    }),
    namespace_word: namespaceWord,
    field_access: fieldAccess,
    pointer,
    call,
    new_expression: newExpression,
    new_literal: literalOf,
    qualified,
    generic_type: genericType,
    c_lambda: lambda,
    member_initializer: memberInitializer,
    namespace,
    class: typeWithMembers("Class"),
    base,
    template,
    alias,
    access,
    type_parameter: typeParameter,
    declaration,
    function: functionDefinition,
    range,
    catch: catchClause,
    using,
    namespace_alias: namespaceAlias,
    friend,
  },
  finish,
  refine,
};
