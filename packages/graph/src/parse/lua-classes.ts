/** Which tables of a Lua file are classes, what they look their members up in, and what `setmetatable` gives. */
import type { Draft } from "./draft.ts";
import { PATH, TABLE_MARKS } from "./lua-marks.ts";
import { addNamePath, addWrittenPath, pathOf } from "./lua-paths.ts";
import type { DraftMark } from "./marks.ts";
import { innermost, nest, type Region } from "./nest.ts";
import { addSynthetic } from "./synthetic.ts";

/** What the tables of a file are to each other. */
export interface Tables {
  readonly draft: Draft;
  readonly marks: ReadonlyMap<string, readonly DraftMark[]>;
  /** False inside of functions. */
  readonly isTop: (offset: number) => boolean;
  /** First declaration of each name of the file. */
  readonly declared: ReadonlyMap<string, DraftMark>;
  /** By the id of the constructor. */
  readonly fields: ReadonlyMap<number, readonly DraftMark[]>;
  /** Paths. */
  readonly classes: ReadonlySet<string>;
  /** By the path of the class. */
  readonly bases: ReadonlyMap<string, string>;
}

type Known = Pick<Tables, "draft" | "marks" | "isTop" | "declared" | "fields">;

export function readTables(draft: Draft): Tables {
  const marks = Map.groupBy(draft.marks, ({ kind }) => kind);
  const functions = placesOf([...draft.functions.values(), ...draft.definitions.values()]);
  const isTop = (offset: number): boolean => innermost(functions, offset) === undefined;
  const declared = declaredNames(draft, marks, isTop);
  const known: Known = { draft, marks, isTop, declared, fields: fieldsByTable(marks) };
  const indexes = indexTables(known);
  const metatables = readMetatables(known, indexes);
  const classes = findClasses(known, indexes, metatables);
  const bases = findBases(known, metatables);
  for (const metatable of metatables) replaceMetatable(known, metatable);
  returnInstances(draft, functions, metatables);
  return { ...known, classes, bases };
}

interface Place extends Region<Place> {
  readonly id: number;
}
type Range = Pick<Place, "id" | "start" | "end">;

function placesOf(ranges: readonly Range[]): readonly Place[] {
  return nest<Place>(ranges.map(({ id, start, end }) => ({ id, start, end, parent: undefined, depth: 0, index: 0 })))
    .regions;
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
  return Map.groupBy(marks.get(TABLE_MARKS.field) ?? [], ({ start }) => innermost(tables, start)?.id ?? 0);
}

/** `local mt = { __index = M }` and `mt.__index = M`: which table a metatable looks into, by its name. */
function indexTables({ draft, marks, fields, declared }: Known): ReadonlyMap<string, string> {
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

/** One call of `setmetatable`. */
interface Metatable {
  readonly mark: DraftMark;
  /** Path of what it is set for, if it has one. */
  readonly holder: string | undefined;
  /** The table that is looked into, empty if nothing says so. */
  readonly path: string;
  /** The holder is a table that the file declares. */
  readonly isDeclared: boolean;
}

function readMetatables({ draft, marks, isTop, declared }: Known, indexes: ReadonlyMap<string, string>): Metatable[] {
  return (marks.get(TABLE_MARKS.metatable) ?? []).map((mark) => {
    const { name = "", other, start } = mark;
    const holder = pathOf(draft, other);
    const path = name.startsWith("=") ? name.slice(1) : (indexes.get(name) ?? name);
    const isDeclared = holder !== undefined && isTop(start) && declared.has(rootOf(holder));
    return { mark, holder, path, isDeclared };
  });
}

function findClasses(
  { marks, declared }: Known,
  indexes: ReadonlyMap<string, string>,
  metatables: readonly Metatable[],
): ReadonlySet<string> {
  const methods = (marks.get(TABLE_MARKS.methods) ?? []).map(({ name = "" }) => name);
  const all = [...methods, ...indexes.values(), ...metatables.map(({ path }) => path)];
  return new Set(all.filter((path) => declared.has(rootOf(path))));
}

function findBases({ draft, marks, declared, isTop }: Known, metatables: readonly Metatable[]): Map<string, string> {
  const bases = new Map<string, string>();
  const given = new Map<number, string>();
  for (const { mark, holder, path, isDeclared } of metatables) {
    if (path === "" || path === "self") continue;
    given.set(mark.id, path);
    if (isDeclared && holder !== undefined && holder !== path) bases.set(holder, path);
  }
  const assigned = (marks.get(TABLE_MARKS.assigned) ?? []).filter(({ start }) => isTop(start));
  for (const { name = "", id, other } of [...declared.values(), ...assigned]) {
    const base = given.get(other) ?? extended(draft, id);
    if (base !== undefined && base !== name) bases.set(name, base);
  }
  return bases;
}

const EXTENDED = /^([A-Za-z_][\w.]*)[.:](?:extend|subclass)\s*[("'{]/;

/** `Base:extend(…)` and `Base:subclass(…)`, as class libraries call it. */
function extended(draft: Draft, target: number): string | undefined {
  const { valueStart = 0, end = 0 } = draft.targets.get(target) ?? {};
  return EXTENDED.exec(draft.text.slice(valueStart, Math.min(end, valueStart + 200)))?.[1];
}

/** The first part of a path. */
export function rootOf(path: string): string {
  const dot = path.indexOf(".");
  return dot < 0 ? path : path.slice(0, dot);
}

/** What `setmetatable` gives is its first argument, which is an instance of the class from then on. */
function replaceMetatable({ draft }: Known, { mark, holder, path, isDeclared }: Metatable): void {
  const { id, other, start } = mark;
  const call = draft.pieces.get(id);
  const callee = draft.pieces.get(call?.of ?? 0);
  if (call === undefined || callee === undefined || (!isDeclared && path === "")) return;
  const target = { kind: "name", name: callee.name } as const;
  draft.extraSites.push({ kind: "call", start: callee.start, target, argumentCount: call.argumentCount });
  callee.use = "none";
  const kind = isDeclared || path === "self" ? "pass" : "new";
  const of = isDeclared ? other : addNamePath(draft, path, start);
  draft.pieces.set(id, { ...call, kind, of, use: "none", argumentCount: -1 });
  if (!isDeclared && isVariable(holder)) bindInstance(draft, { id, start, holder, path });
}

/** `setmetatable(o, self) … return o` gives an instance, whatever was passed as `o`. */
function returnInstances(draft: Draft, functions: readonly Place[], metatables: readonly Metatable[]): void {
  const made = new Map<string, DraftMark>();
  const keyAt = (start: number, name: string): string => `${innermost(functions, start)?.id ?? 0} ${name}`;
  for (const { mark, holder, path, isDeclared } of metatables) {
    if (!isDeclared && path !== "" && isVariable(holder)) made.set(keyAt(mark.start, holder), mark);
  }
  for (const [index, { start, value }] of draft.returned.entries()) {
    const piece = draft.pieces.get(value);
    const mark = piece?.kind === "name" ? made.get(keyAt(start, piece.name)) : undefined;
    if (mark !== undefined && mark.start < start) draft.returned[index] = { start, value: mark.id };
  }
}

function isVariable(holder: string | undefined): holder is string {
  return holder !== undefined && PATH.test(holder) && !holder.includes(".") && holder !== "self";
}

function bindInstance(
  draft: Draft,
  {
    id,
    start,
    holder,
    path,
  }: { readonly id: number; readonly start: number; readonly holder: string; readonly path: string },
): void {
  const target = addSynthetic(draft, { kind: "name", name: holder, start, of: 0 });
  const type = path === "self" ? 0 : addWrittenPath(draft, path);
  const place = { target, type, value: id, start, end: start, valueStart: start, node: target };
  draft.targets.set(target, { ...place, element: false, scoping: "existing", declares: undefined });
}
