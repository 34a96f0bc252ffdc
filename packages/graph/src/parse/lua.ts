/** Lua: functions and what names them, assignments, modules by `require`. Tables as modules and classes are in `lua-tables.ts`. */
import type { Node } from "web-tree-sitter";

import type { Draft, DraftDefinition } from "./draft.ts";
import { noteMetatable, TABLE_MARKS, tableConstructor, tableField } from "./lua-marks.ts";
import { addWrittenPath } from "./lua-paths.ts";
import { isGuarded, linkModules, noteModule } from "./lua-requires.ts";
import { nameTables } from "./lua-tables.ts";
import { addPiece, captured, capturedId, type Role, textOf, wordOf } from "./matches.ts";
import { COMMON_ROLES, define, wrap } from "./roles.ts";
import type { LanguageRules } from "./rules.ts";

/** What follows a dot or colon is a member, which the whole expression stands for; `..` joins strings. */
const word: Role = (draft, _match, node) => {
  if (followsDot(draft.text, node.startIndex)) return;
  const name = wordOf(draft, node);
  if (name === "self") addPiece(draft, node, { kind: "this", name });
  else addPiece(draft, node, { kind: "name", name, use: "value" });
};

function followsDot(text: string, start: number): boolean {
  let at = start - 1;
  while (at >= 0 && text.charCodeAt(at) <= 32) at--;
  const sign = text[at];
  return (sign === "." && text[at - 1] !== ".") || (sign === ":" && text[at - 1] !== ":");
}

/** `a or b` is one of them, `a and b` is b. */
/** With text beside it, it is text. */
function concatenation(draft: Draft, left: Node, node: Node): void {
  if (!/^\s*\.\./.test(draft.text.slice(left.endIndex, left.endIndex + 40))) return;
  const isText = left.type === "string" || node.lastNamedChild?.type === "string";
  if (isText) addPiece(draft, node, { kind: "literal", literal: "string" });
}

const binary: Role = (draft, match, node) => {
  const left = captured(match, "left");
  if (left === undefined) return;
  const operator = /^\s*(or|and)\b/.exec(draft.text.slice(left.endIndex, left.endIndex + 40))?.[1];
  if (operator === undefined) concatenation(draft, left, node);
  const right = operator === undefined ? null : node.lastNamedChild;
  if (right === null) return;
  if (operator === "and") addPiece(draft, node, { kind: "pass", of: right.id });
  else {
    addPiece(draft, node, { kind: "either" });
    draft.lists.set(node.id, [left.id, right.id]);
  }
};

const call: Role = (draft, match, node) => {
  COMMON_ROLES["call"]?.(draft, match, node);
  const of = captured(match, "of");
  if (of === undefined || of.type !== "identifier") return;
  const name = wordOf(draft, of);
  if (name === "setmetatable") noteMetatable(draft, node);
  else noteModule(draft, node, name);
};

/** `function f()`, `local function f()`, `function M.f()`, `function M.sub:f()`. */
const functionDeclaration: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  const body = node.childForFieldName("body");
  const [first] = match.captures;
  const captures = body && first ? [...match.captures, { ...first, name: "body", node: body }] : match.captures;
  const definition = define(draft, { kind: "Function", match: { ...match, captures }, node });
  definition.headEnd = (captured(match, "parameters") ?? node).endIndex;
  const path = textOf(draft, name).replace(/\s/g, "");
  const cut = Math.max(path.lastIndexOf("."), path.lastIndexOf(":"));
  if (cut < 0) definition.exported = !draft.text.startsWith("local", node.startIndex);
  else nameMember(draft, definition, { path, cut, start: name.startIndex });
};

function nameMember(
  draft: Draft,
  definition: DraftDefinition,
  { path, cut, start }: { readonly path: string; readonly cut: number; readonly start: number },
): void {
  const end = definition.nameStart + definition.name.length;
  definition.kind = "Method";
  definition.name = path.slice(cut + 1);
  definition.nameStart = end - definition.name.length;
  definition.within = path.slice(0, cut);
  definition.exported = true;
  if (path[cut] === ":")
    draft.marks.push({ kind: TABLE_MARKS.methods, start, end, id: 0, other: 0, name: definition.within });
}

const lambda: Role = (draft, match, node) => {
  const body = node.childForFieldName("body");
  COMMON_ROLES["lambda"]?.(draft, match, node);
  const known = draft.functions.get(node.id);
  const head = captured(match, "parameters")?.endIndex ?? node.endIndex;
  if (known !== undefined) draft.functions.set(node.id, { ...known, bodyStart: head, bodyId: body?.id ?? 0 });
};

const assignment: Role = (draft, match, node) => {
  const names = captured(match, "names")?.namedChildren ?? [];
  const values = captured(match, "values")?.namedChildren ?? [];
  const targets = names.filter(
    (one): one is Node => one !== null && one.type !== "attribute" && one.type !== "comment",
  );
  const isLocal = /\blocal\s+$/.test(draft.text.slice(Math.max(0, node.startIndex - 40), node.startIndex));
  for (const [index, target] of targets.entries()) {
    const value = values[index] ?? undefined;
    assign(draft, { node, target, value, isLocal, isAlone: targets.length === 1 });
    const last = values.at(-1);
    if (value === undefined && last) assignGuarded(draft, { target, last, place: index - values.length + 1 });
  }
};

interface Assigned {
  readonly node: Node;
  readonly target: Node;
  readonly value: Node | undefined;
  readonly isLocal: boolean;
  readonly isAlone: boolean;
}

function assign(draft: Draft, assigned: Assigned): void {
  const { node, target, value, isLocal, isAlone } = assigned;
  const isName = target.type === "identifier";
  if (!isName) draft.claims.push(target.id);
  const { start, end } = rangeOf(assigned);
  draft.targets.set(target.id, {
    target: target.id,
    type: 0,
    value: value?.id ?? 0,
    start,
    end,
    valueStart: value?.startIndex ?? end,
    element: false,
    scoping: isLocal || !isName ? "block" : "existing",
    declares: "Variable",
    node: isAlone ? node.id : 0,
  });
  noteAssigned(draft, assigned, end);
}

function noteAssigned(draft: Draft, { target, value, isLocal }: Assigned, end: number): void {
  const isName = target.type === "identifier";
  const isMember = target.type === "dot_index_expression";
  if (!isName && !isMember) return;
  const name = isName ? wordOf(draft, target) : textOf(draft, target).replace(/\s/g, "");
  const kind = isMember ? TABLE_MARKS.assigned : isLocal ? TABLE_MARKS.local : TABLE_MARKS.global;
  draft.marks.push({ kind, start: target.startIndex, end, id: target.id, other: value?.id ?? 0, name });
}

/** Of several names each has a range of its own, so that none contains another. */
function rangeOf({ node, target, value, isAlone }: Assigned): { readonly start: number; readonly end: number } {
  if (isAlone) return { start: node.startIndex, end: (value ?? target).endIndex };
  const own = value?.type === "function_definition" ? value : target;
  return { start: own.startIndex, end: own.endIndex };
}

/** `local ok, m = pcall(require, "m")`: the second name is the module. */
function assignGuarded(
  draft: Draft,
  { target, last, place }: { readonly target: Node; readonly last: Node; readonly place: number },
): void {
  const known = draft.targets.get(target.id);
  if (place !== 1 || known === undefined || !isGuarded(draft, last)) return;
  draft.targets.set(target.id, { ...known, value: last.id });
}

/** Without a value. */
const localNames: Role = (draft, match, node) => {
  for (const target of captured(match, "names")?.namedChildren ?? []) {
    if (target?.type === "identifier") assign(draft, { node, target, value: undefined, isLocal: true, isAlone: false });
  }
};

const moduleReturn: Role = (draft, match, node) => {
  const value = capturedId(match, "value");
  draft.returned.push({ start: node.startIndex, value });
  draft.marks.push({ kind: TABLE_MARKS.returned, start: node.startIndex, end: node.endIndex, id: value, other: 0 });
};

function finish(draft: Draft): void {
  linkModules(draft);
  nameTables(draft);
}

const MAX_NAMES_CHARS = 300;
/** What stands before a name that a statement declares. */
const LOCAL = /\blocal\s+(?:[\w\s,<>]*,\s*)?$/;

/** What is local is for the file alone; a member of a table that nothing in the file declares is no name of its own. */
function refine(definition: DraftDefinition, draft: Draft): void {
  const { within, parent, kind, nameStart } = definition;
  const isLocal = LOCAL.test(draft.text.slice(Math.max(0, nameStart - MAX_NAMES_CHARS), nameStart));
  if (kind === "Variable" || kind === "Class") definition.exported = !isLocal;
  // A global is one of the file, whichever function sets it first.
  if (kind === "Variable" && !isLocal && within === "") definition.parent = undefined;
  if (kind === "Field") definition.exported = parent?.exported ?? true;
  if (within === "" || parent?.name === within.slice(within.lastIndexOf(".") + 1)) return;
  const type = addWrittenPath(draft, within);
  definition.receiver = { type, name: "" };
}

export const lua: LanguageRules = {
  roles: {
    word,
    binary,
    call,
    function: functionDeclaration,
    lambda,
    table: tableConstructor,
    table_field: tableField,
    assignment,
    local_names: localNames,
    local_statement: wrap("local"),
    module_return: moduleReturn,
  },
  finish,
  refine,
};
