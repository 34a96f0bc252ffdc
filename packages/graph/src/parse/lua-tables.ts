/**
 * Tables as modules and classes. A table that a name of the file holds is a definition with members: fields of its
 * constructor, `M.f = …`, `function M.f()`. One that serves as a metatable or has methods with `self` is a class.
 */
import type { Node } from "web-tree-sitter";

import { defineFunction, wrapDefinition } from "./declare.ts";
import { type Draft, type DraftDefinition, emptyDefinition } from "./draft.ts";
import { addNamePath, addSynthetic, addWrittenPath } from "./lua-paths.ts";
import type { DraftMark } from "./marks.ts";
import { addPiece, captured, type Role, textOf, wordOf } from "./matches.ts";
import { innermost, nest, type Region } from "./nest.ts";
import { alternatives } from "./patterns.ts";
import { addBase } from "./roles.ts";

/** Kinds of marks. `id` is what is assigned to, `other` the value. */
export const TABLE_MARKS = {
  local: "local",
  global: "global",
  assigned: "assigned",
  methods: "methods",
  returned: "returned",
  metatable: "metatable",
  table: "table",
  field: "field",
} as const;

const PATH = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;
const MAX_HEAD = 120;
const MAX_DEPTH = 16;
/** The last ones of a file; more say nothing of what it is. */
const MAX_RETURNED = 8;

export const tableConstructor: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "literal", literal: "map" });
  const { startIndex: start, endIndex: end, id } = node;
  draft.marks.push({ kind: TABLE_MARKS.table, start, end, id, other: 0 });
};

export const tableField: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const value = captured(match, "value");
  if (name === undefined || value === undefined) return;
  draft.claims.push(name.id);
  const { startIndex: start, endIndex: end } = node;
  draft.marks.push({ kind: TABLE_MARKS.field, start, end, id: name.id, other: value.id, name: wordOf(draft, name) });
};

/** `setmetatable(t, mt)`: what `t` looks its members up in. A table written in its place is read for `__index`. */
export function noteMetatable(draft: Draft, node: Node): void {
  const given = node.lastNamedChild;
  const [holder, meta] = [given?.namedChild(0), given?.namedChild(1)];
  if (holder == null || meta == null) return;
  const text = textOf(draft, meta);
  const index = /\b__index\s*=\s*([A-Za-z_][\w.]*)/.exec(text)?.[1];
  const isTable = meta.type === "table_constructor";
  const name = isTable ? (index === undefined || index === "function" ? "" : `=${index}`) : PATH.test(text) ? text : "";
  const { startIndex: start, endIndex: end, id } = node;
  draft.marks.push({ kind: TABLE_MARKS.metatable, start, end, id, other: holder.id, name });
}

interface Tables {
  readonly draft: Draft;
  readonly marks: ReadonlyMap<string, readonly DraftMark[]>;
  /** False inside of functions. */
  readonly isTop: (offset: number) => boolean;
  /** First declaration of each name of the file. */
  readonly declared: ReadonlyMap<string, DraftMark>;
  readonly fields: ReadonlyMap<number, readonly DraftMark[]>;
  /** Which table a metatable looks into, by its name. */
  readonly indexes: ReadonlyMap<string, string>;
  readonly classes: Set<string>;
  /** By the path of the class. */
  readonly bases: Map<string, string>;
}

export function nameTables(draft: Draft): void {
  const marks = Map.groupBy(draft.marks, ({ kind }) => kind);
  const isTop = topLevel(draft);
  const declared = declaredNames(draft, marks, isTop);
  const fields = fieldsByTable(marks);
  const indexes = indexTables({ marks, fields, declared }, draft);
  const tables: Tables = { draft, marks, isTop, declared, fields, indexes, classes: new Set(), bases: new Map() };
  findClasses(tables);
  for (const mark of marks.get(TABLE_MARKS.metatable) ?? []) replaceMetatable(tables, mark);
  defineClasses(tables);
  for (const { id, other } of declared.values()) {
    if (draft.targets.has(id) || draft.definitions.has(id)) defineHeld(tables, other);
  }
  defineAssigned(tables);
  exportReturned(tables);
}

interface Place extends Region<Place> {
  readonly id: number;
}

function placesOf(
  ranges: Iterable<{ readonly id: number; readonly start: number; readonly end: number }>,
): readonly Place[] {
  return nest<Place>(
    [...ranges].map(({ id, start, end }) => ({ id, start, end, parent: undefined, depth: 0, index: 0 })),
  ).regions;
}

function topLevel(draft: Draft): (offset: number) => boolean {
  const functions = placesOf([...draft.functions.values(), ...draft.definitions.values()]);
  return (offset) => innermost(functions, offset) === undefined;
}

type Marks = Tables["marks"];

function declaredNames(draft: Draft, marks: Marks, isTop: Tables["isTop"]): Map<string, DraftMark> {
  const declared = new Map<string, DraftMark>();
  const found = [...(marks.get(TABLE_MARKS.local) ?? []), ...(marks.get(TABLE_MARKS.global) ?? [])];
  for (const mark of found.sort((a, b) => a.start - b.start)) {
    const { name = "", id, start } = mark;
    // What a `require` gives is declared elsewhere.
    if (!declared.has(name) && draft.targets.has(id) && isTop(start)) declared.set(name, mark);
  }
  return declared;
}

function fieldsByTable(marks: Marks): Map<number, DraftMark[]> {
  const tables = placesOf(marks.get(TABLE_MARKS.table) ?? []);
  const fields = new Map<number, DraftMark[]>();
  for (const mark of marks.get(TABLE_MARKS.field) ?? []) {
    const id = innermost(tables, mark.start)?.id ?? 0;
    const known = fields.get(id);
    if (known === undefined) fields.set(id, [mark]);
    else known.push(mark);
  }
  return fields;
}

/** `local mt = { __index = M }` and `mt.__index = M`. */
function indexTables(
  { marks, fields, declared }: Pick<Tables, "marks" | "fields" | "declared">,
  draft: Draft,
): Map<string, string> {
  const indexes = new Map<string, string>();
  for (const [name, { other }] of declared) {
    const index = fields.get(other)?.find((field) => field.name === "__index");
    const path = index && pathOf(draft, index.other);
    if (path !== undefined) indexes.set(name, path);
  }
  for (const { name = "", other } of marks.get(TABLE_MARKS.assigned) ?? []) {
    if (!name.endsWith(".__index")) continue;
    const holder = name.slice(0, -".__index".length);
    const path = pathOf(draft, other);
    indexes.set(holder, path === undefined || path === "self" ? holder : path);
  }
  return indexes;
}

function pathOf(draft: Draft, id: number): string | undefined {
  const names: string[] = [];
  let piece = draft.pieces.get(id);
  for (; piece?.kind === "member" && names.length < MAX_DEPTH; piece = draft.pieces.get(piece.of))
    names.unshift(piece.name);
  return piece?.kind === "name" || piece?.kind === "this" ? [piece.name, ...names].join(".") : undefined;
}

/** The table that a metatable, named or written in place, looks into. */
function classBehind({ indexes }: Pick<Tables, "indexes">, name: string): string {
  return name.startsWith("=") ? name.slice(1) : (indexes.get(name) ?? name);
}

function findClasses(tables: Tables): void {
  const { draft, marks, declared, indexes, classes, bases, isTop } = tables;
  const add = (path: string): void => {
    if (declared.has(rootOf(path))) classes.add(path);
  };
  for (const { name = "" } of marks.get(TABLE_MARKS.methods) ?? []) add(name);
  for (const path of indexes.values()) add(path);
  const behind = new Map<number, string>();
  for (const { id, other, name = "", start } of marks.get(TABLE_MARKS.metatable) ?? []) {
    const path = name === "" ? "" : classBehind(tables, name);
    if (path === "" || path === "self") continue;
    add(path);
    behind.set(id, path);
    const holder = pathOf(draft, other);
    if (holder !== undefined && holder !== path && isTop(start) && declared.has(rootOf(holder)))
      bases.set(holder, path);
  }
  const held = [...declared.values(), ...(marks.get(TABLE_MARKS.assigned) ?? []).filter(({ start }) => isTop(start))];
  for (const { name = "", id, other } of held) {
    const base = behind.get(other) ?? extended(draft, id);
    if (base !== undefined && base !== name) bases.set(name, base);
  }
}

/** `Base:extend(…)` and `Base:subclass(…)`, as class libraries call it. */
function extended(draft: Draft, target: number): string | undefined {
  const { valueStart = 0, end = 0 } = draft.targets.get(target) ?? {};
  return /^([A-Za-z_][\w.]*)[.:](?:extend|subclass)\s*[("'{]/.exec(
    draft.text.slice(valueStart, Math.min(end, valueStart + 200)),
  )?.[1];
}

function rootOf(path: string): string {
  const dot = path.indexOf(".");
  return dot < 0 ? path : path.slice(0, dot);
}

/** What `setmetatable` gives is its first argument, now an instance of the class. */
function replaceMetatable(tables: Tables, { id, other, name = "", start }: DraftMark): void {
  const { draft, declared, isTop } = tables;
  const call = draft.pieces.get(id);
  const callee = draft.pieces.get(call?.of ?? 0);
  const holder = pathOf(draft, other);
  const path = name === "" ? "" : classBehind(tables, name);
  if (call === undefined || callee === undefined) return;
  const isDeclared = holder !== undefined && isTop(start) && declared.has(rootOf(holder));
  if (!isDeclared && path === "") return;
  const target = { kind: "name", name: callee.name } as const;
  draft.extraSites.push({ kind: "call", start: callee.start, target, argumentCount: call.argumentCount });
  callee.use = "none";
  const isPassed = isDeclared || path === "self";
  const of = isDeclared ? other : addNamePath(draft, path, start);
  draft.pieces.set(id, { ...call, kind: isPassed ? "pass" : "new", of, use: "none", argumentCount: -1 });
  const isVariable = holder !== undefined && PATH.test(holder) && !holder.includes(".") && holder !== "self";
  if (isDeclared || !isVariable) return;
  const variable = addSynthetic(draft, { kind: "name", name: holder, start, of: 0 });
  const type = path === "self" ? 0 : addWrittenPath(draft, path);
  const place = { target: variable, type, value: id, start, end: start, valueStart: start, node: variable };
  draft.targets.set(variable, { ...place, element: false, scoping: "existing", declares: undefined });
}

/** Those that a name of the file holds; those that a field holds come with the fields. */
function defineClasses({ draft, classes, declared, bases }: Tables): void {
  for (const name of classes) {
    const mark = declared.get(name);
    const target = draft.targets.get(mark?.id ?? 0);
    if (mark === undefined || target === undefined) continue;
    const definition = place(
      draft,
      { ...mark, start: target.start },
      { kind: "Class", nameStart: mark.start, value: target.value },
    );
    wrapDefinition(draft, definition, target.node);
    draft.targets.delete(mark.id);
    addBaseOf(draft, bases.get(name), definition);
  }
}

function addBaseOf(draft: Draft, base: string | undefined, { id, start }: DraftDefinition): void {
  if (base !== undefined) addBase(draft, id, { kind: "extends", type: addNamePath(draft, base, start), start });
}

function place(
  draft: Draft,
  { id, start, end, name = "" }: DraftMark,
  {
    kind,
    nameStart,
    value,
  }: { readonly kind: DraftDefinition["kind"]; readonly nameStart: number; readonly value: number },
): DraftDefinition {
  const definition = emptyDefinition(kind, id);
  const last = name.slice(name.lastIndexOf(".") + 1);
  const headEnd = end - start <= MAX_HEAD ? end : nameStart + last.length;
  Object.assign(definition, { name: last, nameStart, start, end, bodyStart: end, headEnd, value });
  draft.definitions.set(id, definition);
  draft.claims.push(id);
  return definition;
}

/** `M.f = function … end`, `M.sub = {…}`, `M.alias = other`: members of a table that the file declares. */
function defineAssigned(tables: Tables): void {
  const { draft, marks, isTop, declared, classes, bases } = tables;
  const seen = new Set<string>();
  for (const mark of marks.get(TABLE_MARKS.assigned) ?? []) {
    const { name = "", id, other, start, end } = mark;
    const cut = name.lastIndexOf(".");
    if (!PATH.test(name) || !isTop(start) || name.endsWith(".__index") || seen.has(name)) continue;
    if (!declared.has(rootOf(name))) continue;
    seen.add(name);
    const nameStart = start + draft.text.slice(start, end).search(/[\w\s.]*/) + name.length - (name.length - cut - 1);
    const made = defineMember(tables, { id, start, end, name, value: other, nameStart });
    made.within = name.slice(0, cut);
    if (made.kind === "Field" && classes.has(name)) {
      made.kind = "Class";
      addBaseOf(draft, bases.get(name), made);
    }
  }
}

interface Member {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly value: number;
  readonly nameStart: number;
}

function defineMember(tables: Tables, { value, nameStart, ...mark }: Member): DraftDefinition {
  const { draft } = tables;
  const made = defineFunction(draft, value, "Method");
  if (made === undefined) {
    defineHeld(tables, value);
    return place(draft, { kind: "", other: 0, ...mark }, { kind: "Field", nameStart, value });
  }
  const { start, end, name } = mark;
  Object.assign(made, {
    name: name.slice(name.lastIndexOf(".") + 1),
    nameStart,
    start,
    end: Math.max(end, made.end),
    exported: true,
  });
  draft.claims.push(mark.id);
  return made;
}

/** Functions, and names for what is defined elsewhere, among the fields of a table and of the tables in it. */
function defineHeld(tables: Tables, value: number, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  let hasMembers = false;
  for (const id of alternatives(tables.draft, value)) {
    for (const field of tables.fields.get(id) ?? []) {
      if (defineField(tables, field, depth)) hasMembers = true;
    }
  }
  return hasMembers;
}

function defineField(tables: Tables, { name = "", ...mark }: DraftMark, depth: number): boolean {
  const { draft } = tables;
  const { id, start, end, other: value } = mark;
  if (name === "__index") return false;
  const isNamed = pathOf(draft, value) !== undefined;
  if (!draft.functions.has(value) && !isNamed && !defineHeld(tables, value, depth + 1)) return false;
  defineMember(tables, { id, start, end, name, value, nameStart: start });
  return true;
}

/** What the file returns is what `require` gives: a name, or a table without one. */
function exportReturned(tables: Tables): void {
  const { draft, marks, isTop } = tables;
  const returned = (marks.get(TABLE_MARKS.returned) ?? []).filter(({ start }) => isTop(start));
  for (const { id } of returned.slice(-MAX_RETURNED)) {
    const table = marks.get(TABLE_MARKS.table)?.find((mark) => mark.id === id);
    if (table !== undefined && defineHeld(tables, id)) {
      const definition = place(draft, { ...table, name: "" }, { kind: "Constant", nameStart: table.start, value: id });
      definition.headEnd = table.start;
      definition.modifiers.push("anonymous");
      const piece = draft.pieces.get(id);
      if (piece !== undefined) draft.pieces.set(id, { ...piece, kind: "class" });
    }
    draft.exports.push({ name: "=", value: id });
    draft.claims.push(id);
  }
}
