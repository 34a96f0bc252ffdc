/** Kotlin: properties, as members, with accessors, on other types, and of constructors. */
import type { Node } from "web-tree-sitter";

import { type Draft, type DraftDefinition, emptyDefinition } from "./draft.ts";
import { bindVariables } from "./kotlin-lambdas.ts";
import {
  defineParts,
  type Parts,
  readParts,
  receive,
  returnExpression,
  typesAround,
  widenScope,
} from "./kotlin-parts.ts";
import type { Role } from "./matches.ts";
import { bareWord } from "./words.ts";

const MAX_PROPERTY_IN_SIGNATURE = 120;

/** A definition without a scope of its own. */
export function addProperty(draft: Draft, node: Node, name: Node): DraftDefinition {
  const definition = emptyDefinition("Property", node.id);
  const end = node.endIndex;
  const isShort = end - node.startIndex <= MAX_PROPERTY_IN_SIGNATURE;
  Object.assign(definition, {
    name: bareWord(draft, name),
    nameStart: name.startIndex,
    start: node.startIndex,
    end,
    bodyStart: end,
    headEnd: isShort ? end : name.endIndex,
  });
  draft.claims.push(name.id);
  draft.definitions.set(node.id, definition);
  return definition;
}

/** With accessors, or on another type, it is a function in all but its use; else a place that holds a value. */
export const property: Role = (draft, _match, node) => {
  const parts = readParts(draft, node);
  const variable = parts.children.find(({ type }) => type.endsWith("variable_declaration"));
  if (variable === undefined) return;
  const value = valueOf(parts, variable);
  const getter = parts.of("getter");
  const { receiver } = typesAround(parts, variable.startIndex);
  const isPlain = getter === undefined && parts.of("setter") === undefined && receiver === undefined;
  if (isPlain || variable.type !== "variable_declaration") {
    bindDeclared(draft, node, { parts, variable, value });
    return;
  }
  const [name, type] = variable.namedChildren;
  if (name === undefined) return;
  const more = getter === undefined ? { type, value } : { returns: type };
  const definition = defineParts(draft, node, { kind: "Property", parts: { ...parts, name, body: getter }, more });
  widenScope(draft, node, parts.of("type_parameters") ?? receiver);
  receive(definition, receiver);
  if (hasBody(parts.of("setter"))) definition.modifiers.push("setter");
  if (getter === undefined) return;
  if (hasBody(getter)) definition.modifiers.push("getter");
  definition.modifiers.push("property");
  returnExpression(
    definition,
    getter.namedChildren.find((child) => child.type === "function_body"),
  );
};

/** `private set` only says who may write. */
function hasBody(accessor: Node | undefined): boolean {
  return accessor?.namedChildren.some(({ type }) => type === "function_body" || type === "block") === true;
}

/** What is assigned, or what `by lazy { … }` computes at last. */
function valueOf({ children, of }: Parts, variable: Node): Node | undefined {
  const call = of("property_delegate")?.firstNamedChild;
  if (call === null || call === undefined) {
    const value = children.find((child) => child.startIndex >= variable.endIndex);
    return value === undefined || /^(?:[gs]etter|property_delegate|type_constraints)$/.test(value.type)
      ? undefined
      : value;
  }
  const lambda = call.firstNamedChild?.text === "lazy" ? call.lastNamedChild?.firstNamedChild : undefined;
  return lambda?.type === "lambda_literal" ? (lambda.lastNamedChild ?? undefined) : undefined;
}

function bindDeclared(
  draft: Draft,
  node: Node,
  { parts, variable, value }: { readonly parts: Parts; readonly variable: Node; readonly value: Node | undefined },
): void {
  bindVariables(draft, variable, { value });
  const names = variable.type === "variable_declaration" ? [variable] : variable.namedChildren;
  for (const one of names) {
    const name = one.firstNamedChild;
    const target = name === null ? undefined : draft.targets.get(name.id);
    if (name === null || target === undefined) continue;
    const declares = parts.words.has("const") ? "Constant" : "Variable";
    const { id, startIndex: start, endIndex: end } = node;
    draft.targets.set(name.id, { ...target, element: false, declares, node: id, start, end });
    draft.wrappers.set(id, { id: -id, start, kind: [...parts.words].join(" "), isFirst: true });
  }
}
