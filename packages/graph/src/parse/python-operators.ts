/** Which methods Python calls for its operators and statements. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { imply, operand } from "./implied.ts";
import { captured, type Role, textOf, wordOf } from "./matches.ts";
import { COMMON_ROLES } from "./roles.ts";

const OPERATORS: Readonly<Record<string, string>> = {
  "+": "__add__",
  "-": "__sub__",
  "*": "__mul__",
  "@": "__matmul__",
  "/": "__truediv__",
  "//": "__floordiv__",
  "%": "__mod__",
  "**": "__pow__",
  "<<": "__lshift__",
  ">>": "__rshift__",
  "&": "__and__",
  "|": "__or__",
  "^": "__xor__",
  "<": "__lt__",
  "<=": "__le__",
  ">": "__gt__",
  ">=": "__ge__",
  "==": "__eq__",
  "!=": "__ne__",
};

/** Functions that do nothing but call a method of what they are given. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  len: "__len__",
  str: "__str__",
  repr: "__repr__",
  iter: "__iter__",
  next: "__next__",
  hash: "__hash__",
  abs: "__abs__",
  bool: "__bool__",
  reversed: "__reversed__",
};

/** `a + b`, `a < b`: the method of the left side; `a in b` that of the right one. */
export function implyOperator(draft: Draft, left: Node, node: Node): void {
  const sign = signAfter(draft.text, left.endIndex);
  const name = OPERATORS[sign];
  if (name !== undefined) imply(draft, left, [name]);
  if (sign !== "in" && sign !== "not") return;
  const right = node.lastNamedChild;
  if (right !== null && node.namedChildCount === 2) imply(draft, right, ["__contains__"]);
}

/** Read from the text, since a capture of it would make nested operators quadratic. */
function signAfter(text: string, from: number): string {
  let at = from;
  while (text.charCodeAt(at) <= 32 || text[at] === "\\") at++;
  return /^(?:not|in|[-+*@/%<>&|^=!]+)/.exec(text.slice(at, at + 3))?.[0] ?? "";
}

const comparison: Role = (draft, match, node) => {
  const left = captured(match, "of");
  if (left !== undefined) implyOperator(draft, left, node);
};

/** `a += b` is `a + b` where there is no method of its own. */
const augmented: Role = (draft, match) => {
  const left = captured(match, "of");
  const sign = captured(match, "sign");
  const name = left && sign && OPERATORS[textOf(draft, sign).slice(0, -1)];
  if (left === undefined || name === undefined) return;
  imply(draft, left, [name]);
  imply(draft, left, [`__i${name.slice(2)}`]);
};

const setItem = operand("__setitem__");

/** `x[k]` reads, `del x[k]` deletes. */
const subscript: Role = (draft, match, node) => {
  COMMON_ROLES["index"]?.(draft, match, node);
  const of = captured(match, "of");
  if (of === undefined) return;
  const isDeleted = draft.text.startsWith("del ", node.startIndex - "del ".length);
  const members = [isDeleted ? "__delitem__" : "__getitem__"];
  draft.implied.push({ start: of.startIndex, of: of.id, members, read: node.id });
};

const iterated: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of === undefined) return;
  const [first, next] = isAsync(draft, node) ? ["__aiter__", "__anext__"] : ["__iter__", "__next__"];
  imply(draft, of, [first]);
  imply(draft, of, [first, next]);
};

/** Text before the object of a `with` that is looked at for `async`. */
const MAX_HEAD = 100;

const entered: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of === undefined) return;
  const before = draft.text.slice(Math.max(0, node.startIndex - MAX_HEAD), node.startIndex);
  const prefix = /\basync\s+with\b[^\n]*$/.test(before) ? "__a" : "__";
  for (const name of ["enter__", "exit__"]) imply(draft, of, [prefix + name]);
};

function isAsync(draft: Draft, node: Node): boolean {
  return draft.text.startsWith("async", node.startIndex);
}

/** `raise A` makes an A. */
const raised: Role = (draft, match) => {
  const of = captured(match, "of");
  if (of !== undefined && of.type !== "call") imply(draft, of, []);
};

/** `len(x)`. */
export function implyRun(draft: Draft, callee: Node, call: Node): void {
  const name = callee.type === "identifier" ? FUNCTIONS[wordOf(draft, callee)] : undefined;
  const given = name === undefined ? null : call.lastNamedChild?.firstNamedChild;
  if (name !== undefined && given) imply(draft, given, [name]);
}

export const PYTHON_OPERATORS: Readonly<Record<string, Role>> = {
  comparison,
  augmented,
  set_item: setItem,
  subscript,
  iterated,
  entered,
  raised,
};
