/** Scala: expressions, types, patterns and imports. Definitions stand in `scala-definitions.ts`. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { number } from "./java-values.ts";
import { addPiece, captured, capturedId, parentOf, type Role, textOf } from "./matches.ts";
import { addPointer, listedParameter, typed } from "./pointers.ts";
import { assignment, COMMON_ROLES } from "./roles.ts";
import type { LanguageRules } from "./rules.ts";
import { anonymousType, refineScala, scalaDefinitions } from "./scala-definitions.ts";
import { readImports } from "./scala-imports.ts";
import { bareWord, dottedText } from "./words.ts";

/** Members that run their function with the elements, or the content, of what they are called on. */
const WITH_ELEMENT: ReadonlySet<string> = new Set(
  (
    "foreach map flatMap filter filterNot withFilter exists forall find count collect groupBy sortBy maxBy minBy partition " +
    "takeWhile dropWhile span tapEach distinctBy indexWhere"
  ).split(" "),
);

/** A word, `this` and `super` among them; what a larger node has made of it stays. */
const word: Role = (draft, _match, node) => {
  if (draft.pieces.has(node.id)) return;
  const name = bareWord(draft, node);
  if (name === "this" || name === "super") addPiece(draft, node, { kind: name });
  else if (name !== "_") addPiece(draft, node, { kind: "name", name, use: "value" });
};

/** Each member on the way may be a function that is called by naming it, and so is a use of its own. */
const navigation: Role = (draft, match, node) => {
  const name = node.lastNamedChild;
  const before = captured(match, "of");
  if (name === null || before === undefined) return;
  draft.claims.push(name.id);
  const isOnTheWay = before.type === "field_expression";
  const of = isOnTheWay ? addPointer(draft, before, { kind: "generic", of: before.id }) : before.id;
  addPiece(draft, node, { kind: "member", start: name.startIndex, name: bareWord(draft, name), of, use: "value" });
};

/** `f _` is the function itself. */
const postfix: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of !== undefined && node.lastNamedChild?.text === "_") addPiece(draft, node, { kind: "pass", of: of.id });
};

/** A further list of arguments belongs to the same call. */
const invocation: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of === undefined) return;
  if (of.type === "call_expression") {
    addPiece(draft, node, { kind: "pass", of: of.id });
    return;
  }
  const list = node.childForFieldName("arguments");
  const isList = list?.type === "arguments";
  const argumentCount = isList ? list.namedChildCount : 1;
  const value = isList ? list.id : 0;
  addPiece(draft, node, { kind: "call", of: of.id, argumentCount, use: "value", at: of, value });
};

/** `x.asInstanceOf[T]` is a T, other functions with written types are themselves. */
const applied: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of === undefined) return;
  const isCast = of.type === "field_expression" && of.lastNamedChild?.text === "asInstanceOf";
  const type = isCast ? node.lastNamedChild?.firstNamedChild : undefined;
  if (type === null || type === undefined) addPiece(draft, node, { kind: "pass", of: of.id });
  else addPiece(draft, node, { kind: "new", of: addPointer(draft, type, { kind: "pass", of: type.id }) });
};

/** `new A(x)`, and `new A with B { … }`, whose members are those of a type without a name. */
const instance: Role = (draft, _match, node) => {
  const type = node.firstNamedChild;
  if (type === null) return;
  const list = node.namedChildren.find((child) => child.type === "arguments");
  const body = node.namedChildren.find((child) => child.type.endsWith("template_body"));
  if (type === body) return;
  const argumentCount = list?.namedChildCount ?? 0;
  const base = type.type === "compound_type" ? (type.firstNamedChild ?? type) : type;
  const name = base.type === "generic_type" ? (base.firstNamedChild ?? base) : base;
  addPiece(draft, node, { kind: "new", of: name.id, argumentCount, use: "value", at: name, value: list?.id ?? 0 });
  if (body !== undefined) anonymousType(draft, node, { base, body });
};

/** `a plus b` is `a.plus(b)`; of operators nothing is said. */
const infix: Role = (draft, _match, node) => {
  const name = node.childForFieldName("operator");
  const left = node.childForFieldName("left");
  if (name?.type !== "identifier" || left === null) return;
  draft.claims.push(name.id);
  addPiece(draft, name, { kind: "member", name: bareWord(draft, name), of: left.id });
  addPiece(draft, node, { kind: "call", of: name.id, argumentCount: 1, use: "value", at: name });
};

const genericType: Role = (draft, match, node) => {
  addPiece(draft, node, { kind: "generic", of: capturedId(match, "of"), value: capturedId(match, "items") });
};

const LOCAL = assignment({ element: false, scoping: "block", declares: undefined });
const EACH = assignment({ element: true, scoping: "block", declares: undefined });

function asTarget(
  match: Parameters<Role>[1],
  parts: { readonly target: Node; readonly type?: Node | null; readonly value?: Node | null },
): Parameters<Role>[1] {
  const captures = Object.entries(parts).flatMap(([name, node]) =>
    node === null || node === undefined ? [] : [{ name, node, patternIndex: 0 }],
  );
  return { ...match, captures };
}

/** A word in a pattern binds, unless it begins with a capital: then it is compared. */
const bound: Role = (draft, match, node) => {
  const target = captured(match, "target");
  if (target !== undefined && /^[a-z_]/.test(textOf(draft, target))) LOCAL(draft, match, node);
};

/** `x @ Circle(_)` is a circle. */
const capture: Role = (draft, match, node) => {
  const target = captured(match, "target");
  const type = captured(match, "pattern")?.childForFieldName("type");
  if (target !== undefined) LOCAL(draft, asTarget(match, { target, type: type ?? null }), node);
};

/** `x <- xs` takes each element, `y = f(x)` the value itself. */
const enumerator: Role = (draft, match, node) => {
  const [target, value] = node.namedChildren;
  if (target === undefined || value === undefined || target.type !== "identifier") return;
  const isEach = draft.text.slice(target.endIndex, value.startIndex).includes("<-");
  (isEach ? EACH : LOCAL)(draft, asTarget(match, { target, value }), node);
};

/** Its parameters are bound in its own scope; the only one may take the elements of what it is passed to. */
const lambdaExpression: Role = (draft, match, node) => {
  COMMON_ROLES["block"]?.(draft, match, node);
  const list = node.childForFieldName("parameters");
  if (list === null) return;
  const items = list.type === "bindings" ? list.namedChildren : [list];
  const takenBy = items.length === 1 ? elementsOf(draft, node) : undefined;
  for (const one of items) {
    const target = one.type === "binding" ? one.childForFieldName("name") : one;
    if (target?.type !== "identifier") continue;
    const type = one.type === "binding" ? one.childForFieldName("type") : null;
    const role = takenBy === undefined ? LOCAL : EACH;
    role(draft, asTarget(match, { target, type, value: takenBy ?? null }), node);
  }
};

/** The member that the function is passed to, if it is one that runs it with elements. */
function elementsOf(draft: Draft, lambda: Node): Node | undefined {
  const call = parentOf(draft, lambda)?.parent;
  const callee = call?.type === "call_expression" ? call.firstNamedChild : undefined;
  const name = callee?.type === "field_expression" ? callee.lastNamedChild : undefined;
  if (callee === null || callee === undefined || name === null || name === undefined) return undefined;
  return WITH_ELEMENT.has(textOf(draft, name)) ? callee : undefined;
}

const packageClause: Role = (draft, match) => {
  const named = captured(match, "name");
  if (named === undefined) return;
  const text = dottedText(textOf(draft, named));
  const name = draft.packageName === "" ? text : `${draft.packageName}.${text}`;
  if (name.split(".").length <= MAX_PACKAGE_PARTS) draft.packageName = name;
};
/** Every import is looked for in all packages around it. */
const MAX_PACKAGE_PARTS = 32;

const importDeclaration: Role = (draft, _match, node) => {
  for (const found of readImports(textOf(draft, node))) draft.imports.push({ ...found, start: node.startIndex });
};

export const scala: LanguageRules = {
  choosesByArguments: true,
  accessors: "assigned",
  roles: {
    word,
    number,
    navigation,
    invocation,
    postfix,
    applied,
    instance,
    infix,
    typed,
    generic_type: genericType,
    type_parameter: listedParameter,
    bound,
    capture,
    enumerator,
    lambda_expression: lambdaExpression,
    package: packageClause,
    import: importDeclaration,
    ...scalaDefinitions,
  },
  refine: refineScala,
};
