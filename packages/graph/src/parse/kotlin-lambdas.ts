/** Kotlin: what lambdas bind, and what `is` tells of a name. */
import type { Node, QueryMatch } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, captured, parentOf, type Role } from "./matches.ts";
import { addPointer } from "./pointers.ts";
import { COMMON_ROLES } from "./roles.ts";
import { bareWord } from "./words.ts";

/** Functions of the language's own library that run their lambda with the receiver as `this`, or as its only parameter. */
const WITH_THIS: ReadonlySet<string> = new Set(["apply", "run"]);
const WITH_PARAMETER: ReadonlySet<string> = new Set(
  (
    "let also takeIf takeUnless all any associateBy associateWith count filter filterNot find findLast first firstOrNull " +
    "flatMap forEach groupBy last lastOrNull map mapNotNull maxBy maxByOrNull minBy minByOrNull none onEach partition " +
    "single singleOrNull sortedBy sortedByDescending sumOf"
  ).split(" "),
);

/**
 * The receiver of a lambda is an element of the function that takes it: resolution gives that function the receiver as
 * its only content, or knows that it is one of the repository, of which nothing is known.
 */
const lambdaLiteral: Role = (draft, match, node) => {
  COMMON_ROLES["block"]?.(draft, match, node);
  const takenBy = functionOf(draft, node);
  const name = takenBy === undefined ? "" : nameOf(draft, takenBy);
  const parameters = node.namedChildren.find(({ type }) => type === "lambda_parameters");
  if (WITH_THIS.has(name) || name === "with") bindReceiver(draft, node, takenBy);
  else if (parameters !== undefined) bindParameters(draft, parameters, WITH_PARAMETER.has(name) ? takenBy : undefined);
  else bindNamed(draft, node, { name: "it", value: WITH_PARAMETER.has(name) ? (takenBy?.id ?? 0) : 0, element: true });
};

/** The function that the lambda is passed to behind its parentheses. */
function functionOf(draft: Draft, lambda: Node): Node | undefined {
  const around = parentOf(draft, lambda);
  const call = around?.type === "annotated_lambda" ? around.parent : null;
  return call?.type === "call_expression" ? (call.firstNamedChild ?? undefined) : undefined;
}

function nameOf(draft: Draft, callee: Node): string {
  if (callee.type === "navigation_expression") {
    const name = callee.lastNamedChild;
    return name === null ? "" : bareWord(draft, name);
  }
  const inner = callee.type === "call_expression" ? callee.firstNamedChild : null;
  return inner?.type === "identifier" && bareWord(draft, inner) === "with" ? "with" : "";
}

/** `with(x) { … }` has x as `this`, `x.apply { … }` the content of the member. */
function bindReceiver(draft: Draft, lambda: Node, takenBy: Node | undefined): void {
  if (takenBy === undefined) return;
  if (takenBy.type === "navigation_expression") {
    bindNamed(draft, lambda, { name: "this", value: takenBy.id, element: true });
    return;
  }
  const [first] = takenBy.lastNamedChild?.namedChildren ?? [];
  if (first !== undefined) bindNamed(draft, lambda, { name: "this", value: first.id, element: false });
}

/** A name without a node of its own; it stands where the node begins. */
function bindNamed(
  draft: Draft,
  node: Node,
  bound: { readonly name: string; readonly value: number; readonly element: boolean; readonly type?: number },
): void {
  const target = addPointer(draft, node, { kind: "name", name: bound.name });
  const { startIndex: start, endIndex: end } = node;
  draft.targets.set(target, {
    target,
    type: bound.type ?? 0,
    value: bound.value,
    start,
    end,
    valueStart: end,
    element: bound.element,
    scoping: "block",
    declares: undefined,
    node: node.id,
  });
}

function bindParameters(draft: Draft, parameters: Node, takenBy: Node | undefined): void {
  const children = parameters.namedChildren;
  for (const child of children) bindVariables(draft, child, { value: children.length > 1 ? undefined : takenBy });
}

/** The names of `x`, `x: T` or `(a, b)`; the value is taken by a single name, as an element of it. */
export function bindVariables(draft: Draft, node: Node, { value }: { readonly value: Node | undefined }): void {
  if (node.type === "multi_variable_declaration") {
    for (const one of node.namedChildren) bindVariables(draft, one, { value: undefined });
    return;
  }
  const [name, type] = node.namedChildren.filter((child) => child.type !== "annotation");
  if (node.type !== "variable_declaration" || name === undefined) return;
  const captures = [
    { name: "target", node: name },
    ...(type === undefined ? [] : [{ name: "type", node: type }]),
    ...(value === undefined ? [] : [{ name: "value", node: value }]),
  ];
  COMMON_ROLES["each"]?.(draft, asMatch(captures), node);
}

/** A match made of nodes that were found without the query. */
export function asMatch(captures: readonly { readonly name: string; readonly node: Node }[]): QueryMatch {
  return { patternIndex: 0, captures: captures.map((each) => ({ ...each, patternIndex: 0 })) };
}

const loop: Role = (draft, match) => {
  const target = captured(match, "target");
  if (target !== undefined) bindVariables(draft, target, { value: captured(match, "value") });
};

/** In what is only reached when `x is T` holds, x is a T. */
const test: Role = (draft, match, node) => {
  const target = captured(match, "target");
  const type = captured(match, "type");
  const parent = parentOf(draft, node);
  if (target === undefined || type === undefined || parent === null) return;
  const isAnd = parent.type === "binary_expression" && parent.childForFieldName("operator")?.type === "&&";
  const isCondition = parent.type === "if_expression" && parent.firstNamedChild?.id === node.id;
  const guarded = isAnd ? parent.childForFieldName("right") : isCondition ? parent.namedChildren[1] : undefined;
  if (guarded !== undefined && guarded !== null && guarded.id !== node.id) {
    narrow(draft, guarded, { name: bareWord(draft, target), type });
  }
};

const whenTest: Role = (draft, match, node) => {
  const type = captured(match, "type");
  const subject = parentOf(draft, node)?.firstNamedChild;
  const isOnly = node.childrenForFieldName("condition").length === 1;
  const [first] = subject?.type === "when_subject" ? subject.namedChildren : [];
  const named = first?.type === "variable_declaration" ? first.firstNamedChild : first;
  const guarded = node.lastNamedChild;
  if (!isOnly || type === undefined || guarded === null || named?.type !== "identifier") return;
  narrow(draft, guarded, { name: bareWord(draft, named), type });
};

function narrow(draft: Draft, node: Node, { name, type }: { readonly name: string; readonly type: Node }): void {
  COMMON_ROLES["block"]?.(draft, asMatch([]), node);
  bindNamed(draft, node, { name, value: 0, element: false, type: type.id });
}

/** `fun(x: T): R { … }`: a function that is named by what holds it. */
const anonymousFunction: Role = (draft, _match, node) => {
  const parameters = node.namedChildren.find((child) => child.type === "function_value_parameters");
  const body = node.namedChildren.find((child) => child.type === "function_body");
  const inner = body?.firstNamedChild;
  const captures = [
    ...(parameters === undefined ? [] : [{ name: "parameters", node: parameters }]),
    ...(inner === undefined || inner === null ? [] : [{ name: "body", node: inner }]),
  ];
  COMMON_ROLES["lambda"]?.(draft, asMatch(captures), node);
};

/** A parameter list is flat: modifiers, a parameter, its default value, and so on. */
const parameters: Role = (draft, _match, node) => {
  const items: number[] = [];
  let isRest = false;
  for (const child of node.namedChildren) {
    if (child.type === "parameter_modifiers") isRest = /\bvararg\b/.test(child.text);
    else if (child.type === "parameter") {
      const [name, type] = child.namedChildren;
      if (name === undefined) continue;
      draft.claims.push(name.id);
      addPiece(draft, child, { kind: isRest ? "rest" : "parameter", of: name.id, type: type?.id ?? 0 });
      items.push(child.id);
      isRest = false;
    } else if (child.type === "class_parameter") items.push(child.id);
    else if (!child.type.endsWith("comment")) setDefault(draft, items.at(-1), child.id);
  }
  draft.lists.set(node.id, items);
};

function setDefault(draft: Draft, parameter: number | undefined, value: number): void {
  const piece = parameter === undefined ? undefined : draft.pieces.get(parameter);
  if (piece !== undefined) piece.value = value;
}

export const kotlinLambdas: Readonly<Record<string, Role>> = {
  lambda_literal: lambdaLiteral,
  loop,
  test,
  when_test: whenTest,
  anonymous_function: anonymousFunction,
  parameters,
};
