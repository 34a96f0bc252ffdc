/** Lua: functions and what names them, assignments, modules by `require`. Tables as modules and classes are in `lua-tables.ts`. */
import type { Node } from "web-tree-sitter";

import type { Draft, DraftDefinition } from "./draft.ts";
import { addWrittenPath } from "./lua-paths.ts";
import { nameTables, noteMetatable, TABLE_MARKS, tableConstructor, tableField } from "./lua-tables.ts";
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
const binary: Role = (draft, match, node) => {
  const left = captured(match, "left");
  if (left === undefined) return;
  const operator = /^\s*(or|and)\b/.exec(draft.text.slice(left.endIndex, left.endIndex + 40))?.[1];
  const right = operator === undefined ? null : node.lastNamedChild;
  if (right === null) return;
  if (operator === "and") addPiece(draft, node, { kind: "pass", of: right.id });
  else {
    addPiece(draft, node, { kind: "either" });
    draft.lists.set(node.id, [left.id, right.id]);
  }
};

const REQUIRE = /^(?:require|dofile|loadfile)\s*\(?\s*(?:"([^"\n]*)"|'([^'\n]*)'|\[\[([^\]\n]*)\]\])\s*\)?/;
const GUARDED = /^pcall\s*\(\s*require\s*,\s*(?:"([^"\n]*)"|'([^'\n]*)')\s*\)/;
const MAX_CALL_CHARS = 300;

const call: Role = (draft, match, node) => {
  COMMON_ROLES["call"]?.(draft, match, node);
  const of = captured(match, "of");
  if (of === undefined || of.type !== "identifier") return;
  const name = wordOf(draft, of);
  if (name === "setmetatable") noteMetatable(draft, node);
  const isLoad = name === "require" || name === "dofile" || name === "loadfile";
  if (!isLoad && name !== "pcall") return;
  const text = draft.text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + MAX_CALL_CHARS));
  const found = (isLoad ? REQUIRE : GUARDED).exec(text);
  const module = found?.[1] ?? found?.[2] ?? found?.[3];
  if (module === undefined || module === "") return;
  draft.moduleCalls.set(node.id, name === "require" || name === "pcall" ? module : fileName(module));
};

/** `dofile` names a file, not a module. */
function fileName(path: string): string {
  return /^\.\.?\//.test(path) || path.startsWith("/") ? path : `./${path}`;
}

/** `function f()`, `local function f()`, `function M.f()`, `function M.sub:f()`. */
const functionDeclaration: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  const body = node.childForFieldName("body");
  const captures =
    body === null ? match.captures : [...match.captures, { ...match.captures[0], name: "body", node: body }];
  const definition = define(draft, {
    kind: "Function",
    match: { ...match, captures: captures as typeof match.captures },
    node,
  });
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

function assign(draft: Draft, { node, target, value, isLocal, isAlone }: Assigned): void {
  const { startIndex, endIndex } = target;
  // Of several names each has a range of its own, so that none contains another.
  const isFunction = value?.type === "function_definition";
  const end = (isAlone || isFunction ? value?.endIndex : undefined) ?? endIndex;
  const first = isFunction ? value.startIndex : startIndex;
  if (target.type !== "identifier") draft.claims.push(target.id);
  draft.targets.set(target.id, {
    target: target.id,
    type: 0,
    value: value?.id ?? 0,
    start: isAlone ? node.startIndex : first,
    end,
    valueStart: value?.startIndex ?? end,
    element: false,
    scoping: isLocal || target.type !== "identifier" ? "block" : "existing",
    declares: "Variable",
    node: isAlone ? node.id : 0,
  });
  if (target.type === "dot_index_expression") {
    const name = textOf(draft, target).replace(/\s/g, "");
    draft.marks.push({
      kind: TABLE_MARKS.assigned,
      start: startIndex,
      end,
      id: target.id,
      other: value?.id ?? 0,
      name,
    });
  } else if (target.type === "identifier") {
    const name = wordOf(draft, target);
    const kind = isLocal ? TABLE_MARKS.local : TABLE_MARKS.global;
    draft.marks.push({ kind, start: startIndex, end, id: target.id, other: value?.id ?? 0, name });
  }
}

/** `local ok, m = pcall(require, "m")`: the second name is the module. */
function assignGuarded(
  draft: Draft,
  { target, last, place }: { readonly target: Node; readonly last: Node; readonly place: number },
): void {
  const known = draft.targets.get(target.id);
  if (
    place !== 1 ||
    known === undefined ||
    !GUARDED.test(draft.text.slice(last.startIndex, last.startIndex + MAX_CALL_CHARS))
  )
    return;
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

/** A `require` that a name holds is the import of that name; any other is one of a name that no source can have. */
function linkModules(draft: Draft): void {
  const holders = new Map<number, { readonly id: number; readonly name: string }>();
  for (const { target, value } of draft.targets.values()) {
    const piece = draft.pieces.get(target);
    if (piece?.kind === "name" && draft.moduleCalls.has(value)) holders.set(value, { id: target, name: piece.name });
  }
  for (const [id, module] of draft.moduleCalls) {
    const call = draft.pieces.get(id);
    const holder = holders.get(id);
    const callee = draft.pieces.get(call?.of ?? 0);
    if (call === undefined || callee === undefined) continue;
    const target = { kind: "name", name: callee.name } as const;
    draft.extraSites.push({ kind: "call", start: callee.start, target, argumentCount: call.argumentCount });
    callee.use = "none";
    const local = holder?.name ?? `require ${module}`;
    if (holder === undefined) draft.pieces.set(id, { ...call, kind: "name", name: local, of: 0, use: "none" });
    else {
      draft.targets.delete(holder.id);
      draft.claims.push(holder.id);
      call.use = "none";
    }
    const rest = { imported: "", reexport: false, typeOnly: false, isStatic: false } as const;
    draft.imports.push({ start: call.start, module, form: "namespace", local, ...rest });
  }
}

function finish(draft: Draft): void {
  linkModules(draft);
  nameTables(draft);
}

/** What stands before a name that a statement declares. */
const LOCAL = /\blocal\s+(?:[\w\s,<>]*,\s*)?$/;

/** What is local is for the file alone; a member of a table that nothing in the file declares is no name of its own. */
function refine(definition: DraftDefinition, draft: Draft): void {
  const { within, parent, kind, nameStart } = definition;
  const isLocal = LOCAL.test(draft.text.slice(Math.max(0, nameStart - MAX_CALL_CHARS), nameStart));
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
