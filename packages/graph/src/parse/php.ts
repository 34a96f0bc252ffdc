/** PHP: names, member access, calls and assignments. Variables and properties keep their `$`, which tells them from functions, methods and constants. */
import type { Node } from "web-tree-sitter";

import type { TypeExpression } from "../facts.ts";
import type { Draft } from "./draft.ts";
import { addPiece, captured, capturedId, lastWordOf, type Role, textOf, wordOf } from "./matches.ts";
import { argument } from "./php-callables.ts";
import { DEFINITION_ROLES, nameNamespaces, orderBases, refine } from "./php-definitions.ts";
import { declareDocumented } from "./php-docs.ts";
import { IMPORT_ROLES } from "./php-imports.ts";
import { binary, NARROWING_ROLES, narrow } from "./php-narrowing.ts";
import { addPointer } from "./pointers.ts";
import { assignment, COMMON_ROLES } from "./roles.ts";
import type { LanguageRules } from "./rules.ts";

const OWN_TYPES: ReadonlySet<string> = new Set(["self", "static", "parent"]);
/** `$this`, `static`: the type of the receiver. */
const RECEIVER_TYPE: TypeExpression = { of: { kind: "this" }, arguments: [], or: [] };

/** The grammar names all alike; what follows `->`, `::`, `$` or stands in a path belongs to that. */
const word: Role = (draft, _match, node) => {
  if (isPart(draft.text, node.startIndex)) return;
  const name = wordOf(draft, node);
  if (draft.text[node.startIndex + name.length] === "\\" || /^__[A-Z]+__$/.test(name)) return;
  addPiece(draft, node, { kind: "name", name, use: OWN_TYPES.has(name.toLowerCase()) ? "none" : "value" });
};

function isPart(text: string, start: number): boolean {
  if (text[start - 1] === "$" || text[start - 1] === "\\") return true;
  let at = start - 1;
  while (at >= 0 && text.charCodeAt(at) <= 32) at--;
  return (text[at] === ">" && text[at - 1] === "-") || (text[at] === ":" && text[at - 1] === ":");
}

const path: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "name", name: textOf(draft, node).replace(/\s/g, ""), use: "value" });
};

const variable: Role = (draft, _match, node) => {
  const name = wordOf(draft, node);
  addPiece(draft, node, name === "$this" ? { kind: "this" } : { kind: "name", name });
};

/** `self::` and `static::` reach the members that `$this` has, and the static ones. */
const ownType: Role = (draft, _match, node) => {
  const name = wordOf(draft, node).toLowerCase();
  addPiece(draft, node, name === "parent" ? { kind: "name", name } : { kind: "this" });
};

const property: Role = (draft, match, node) => {
  const { word: name, start } = lastWordOf(draft, node);
  if (name === "" || name.startsWith("$")) addPiece(draft, node, { kind: "pass" });
  else addPiece(draft, node, { kind: "member", start, name: `$${name}`, of: capturedId(match, "of"), use: "value" });
};

/** `Foo::BAR` and `Foo::$bar`; `Foo::class` stands for the class. */
const staticMember: Role = (draft, match, node) => {
  const of = capturedId(match, "of");
  const { word: name, start } = lastWordOf(draft, node);
  if (name === "" || name === "class") addPiece(draft, node, { kind: "pass", of: name === "" ? 0 : of });
  else addPiece(draft, node, { kind: "member", start, name, of, use: "value" });
};

/** `foo(...)` calls nothing: it is the function as a value. */
function isCallable(draft: Draft, argumentList: Node | null): boolean {
  return (
    argumentList !== null &&
    /^\(\s*\.\.\.\s*\)/.test(draft.text.slice(argumentList.startIndex, argumentList.startIndex + 40))
  );
}

const call: Role = (draft, match, node) => {
  const of = captured(match, "of");
  const given = node.lastNamedChild;
  if (of === undefined) return;
  const isValue = isCallable(draft, given);
  const argumentCount = given?.namedChildCount ?? 0;
  if (isValue) addPiece(draft, node, { kind: "pass", of: of.id });
  else addPiece(draft, node, { kind: "call", of: of.id, argumentCount, use: "value", at: of, value: given?.id ?? 0 });
  if (of.type !== "name" || wordOf(draft, of) !== "assert") return;
  draft.marks.push({ kind: "assert", start: node.startIndex, end: node.endIndex, id: 0, other: 0 });
};

/** Between a receiver and its member: `->`, `?->` or `::`, with white space and comments. */
const MEMBER =
  /(?:\s|\/\/[^\n]*|#[^\n]*|\/\*[^]*?\*\/)*(?:\?->|->|::)(?:\s|\/\/[^\n]*|#[^\n]*|\/\*[^]*?\*\/)*([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)/y;

/** The name is read from the text: a query that captured it would wait for it down a whole chain. */
const memberCall: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of === undefined) return;
  MEMBER.lastIndex = of.endIndex;
  const name = MEMBER.exec(draft.text)?.[1];
  const given = node.lastNamedChild;
  const argumentCount = given?.namedChildCount ?? 0;
  if (name === undefined) {
    addPiece(draft, node, { kind: "call", argumentCount, use: "value" });
    return;
  }
  const start = MEMBER.lastIndex - name.length;
  const isValue = isCallable(draft, given);
  const callee = addPointer(draft, node, { kind: "member", start, name, of: of.id, use: isValue ? "value" : "none" });
  if (isValue) addPiece(draft, node, { kind: "pass", of: callee });
  else addPiece(draft, node, { kind: "call", start, of: callee, argumentCount, use: "value", value: given?.id ?? 0 });
};

const construct: Role = (draft, match, node) => {
  const of = captured(match, "of");
  const last = node.lastNamedChild;
  const argumentCount = last?.type === "arguments" ? last.namedChildCount : 0;
  const isNamed = of !== undefined && of.type !== "anonymous_class";
  const value = last?.type === "arguments" ? last.id : 0;
  const place = isNamed ? { at: of } : {};
  addPiece(draft, node, { kind: "new", of: of?.id ?? 0, argumentCount, use: "value", value, ...place });
};

const type: Role = (draft, match, node) => {
  const inner = captured(match, "of");
  addPiece(draft, node, { kind: "pass", of: inner?.id ?? 0 });
  draft.typeRanges.push(node.startIndex, node.endIndex);
  if (inner !== undefined && wordOf(draft, inner) === "static") draft.writtenTypes.set(node.id, RECEIVER_TYPE);
};

const unionMember: Role = (draft, match, node) => {
  if (!draft.pieces.has(node.id)) addPiece(draft, node, { kind: "union" });
  COMMON_ROLES["list"]?.(draft, match, node);
};

const variadic: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  const known = draft.pieces.get(node.id);
  addPiece(draft, node, { kind: "rest", of: name.id, type: capturedId(match, "type") || (known?.type ?? 0) });
};

/** A function without a name: what it calls belongs to the function around it, as in the source. */
const closure: Role = (draft, match, node) => {
  const { startIndex: start, endIndex: end, id } = node;
  const parameters = capturedId(match, "parameters");
  draft.marks.push({ kind: "barrier", start, end, id: 0, other: 0 });
  draft.scopes.push({
    start,
    end,
    owner: id,
    node: id,
    parameters,
    names: new Set(),
    parent: undefined,
    depth: 0,
    index: -1,
  });
};

const ASSIGN = assignment({ element: false, scoping: "function", declares: undefined });

/** Stands for its value, as in `$a = $b = new C`. */
const assign: Role = (draft, match, node) => {
  ASSIGN(draft, match, node);
  addPiece(draft, node, { kind: "pass", of: capturedId(match, "value") });
};

const each = assignment({ element: true, scoping: "function", declares: undefined });

const yields: Role = (draft, _match, node) => {
  draft.innerModifiers.push({ start: node.startIndex, modifier: "generator" });
};

function finish(draft: Draft): void {
  nameNamespaces(draft);
  orderBases(draft);
  declareDocumented(draft);
  narrow(draft);
}

export const php: LanguageRules = {
  roles: {
    word,
    path,
    variable,
    own_type: ownType,
    property,
    static_property: staticMember,
    class_constant: staticMember,
    call,
    argument,
    member_call: memberCall,
    new: construct,
    binary,
    yield: yields,
    type,
    union_member: unionMember,
    variadic,
    closure,
    assign: ASSIGN,
    assignment: assign,
    each,
    ...DEFINITION_ROLES,
    ...IMPORT_ROLES,
    ...NARROWING_ROLES,
  },
  finish,
  refine,
};
