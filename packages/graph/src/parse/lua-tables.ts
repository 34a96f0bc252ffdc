/**
 * Tables as modules and classes. A table that a name of the file holds is a definition with members: fields of its
 * constructor, `M.f = …`, `function M.f()`. One that serves as a metatable or has methods with `self` is a class.
 */
import { defineFunction, wrapDefinition } from "./declare.ts";
import { type Draft, type DraftDefinition, emptyDefinition } from "./draft.ts";
import { readTables, rootOf, type Tables } from "./lua-classes.ts";
import { PATH, TABLE_MARKS } from "./lua-marks.ts";
import { addNamePath, pathOf } from "./lua-paths.ts";
import type { DraftMark } from "./marks.ts";
import { alternatives } from "./patterns.ts";
import { addBase } from "./roles.ts";

const MAX_HEAD = 120;
const MAX_DEPTH = 16;
/** The last ones of a file; more say nothing of what it is. */
const MAX_RETURNED = 8;

export function nameTables(draft: Draft): void {
  const tables = readTables(draft);
  defineClasses(tables);
  for (const { id, other } of tables.declared.values()) {
    if (draft.targets.has(id) || draft.definitions.has(id)) defineHeld(tables, other);
  }
  defineAssigned(tables);
  addToLibrary(tables);
  exportReturned(tables);
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
  for (const { name = "", id, other, start, end } of marks.get(TABLE_MARKS.assigned) ?? []) {
    const isMember = PATH.test(name) && !name.endsWith(".__index") && isTop(start) && declared.has(rootOf(name));
    if (!isMember || seen.has(name)) continue;
    seen.add(name);
    const cut = name.lastIndexOf(".");
    const nameStart = draft.pieces.get(id)?.start ?? start;
    const made = defineMember(tables, { id, start, end, name, value: other, nameStart });
    made.within = name.slice(0, cut);
    if (made.kind !== "Field" || !classes.has(name)) continue;
    made.kind = "Class";
    addBaseOf(draft, bases.get(name), made);
  }
}

const LIBRARY_TABLE = /^(?:bit|bit32|coroutine|debug|io|math|os|package|string|table|utf8)\.\w+$/;

/** `string.trim = function … end`. */
function addToLibrary(tables: Tables): void {
  const { draft, marks, declared } = tables;
  for (const { name = "", id, other: value, start, end } of marks.get(TABLE_MARKS.assigned) ?? []) {
    if (!LIBRARY_TABLE.test(name) || declared.has(rootOf(name)) || !draft.functions.has(value)) continue;
    const nameStart = draft.pieces.get(id)?.start ?? start;
    const made = defineMember(tables, { id, start, end, name, value, nameStart });
    made.receiver = { type: addNamePath(draft, rootOf(name), start), name: "" };
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
