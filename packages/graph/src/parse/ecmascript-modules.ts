/**
 * Imports and exports of JavaScript and TypeScript, those of CommonJS included.
 * `const x = require("m")` is a namespace import of m, `module.exports = x` and `export = x` are the export named `=`.
 */
import type { QueryMatch } from "web-tree-sitter";

import type { Draft, DraftTarget } from "./draft.ts";
import { captured, capturedId, type Role, textOf } from "./matches.ts";
import { boundNames } from "./patterns.ts";
import type { Piece } from "./pieces.ts";

/** What replaces the whole module for those who import it. */
const WHOLE_MODULE = "=";

/** `"./m"` without its quotes. */
function sourceOf(draft: Draft, match: QueryMatch): string {
  const node = captured(match, "source");
  return node === undefined ? "" : textOf(draft, node).slice(1, -1);
}

function isTypeOnly(draft: Draft, start: number): boolean {
  return /^(?:(?:import|export)\s+)?type\b/.test(draft.text.slice(start, start + 20));
}

const BARE = { imported: "", local: "", reexport: false, typeOnly: false, isStatic: false } as const;

/** An import whose statement says all: default, namespace, effect, or everything. */
function importWhole(form: "name" | "namespace" | "effect" | "all", reexport: boolean): Role {
  return (draft, match, node) => {
    const local = captured(match, "local");
    if (local !== undefined) draft.claims.push(local.id);
    draft.imports.push({
      ...BARE,
      start: node.startIndex,
      module: sourceOf(draft, match),
      form,
      imported: form === "name" ? "default" : "",
      local: local === undefined ? "" : textOf(draft, local),
      reexport,
      typeOnly: isTypeOnly(draft, node.startIndex),
    });
  };
}

const importNames: Role = (draft, match, node) => {
  const names = capturedId(match, "names");
  draft.modules.set(names, { module: sourceOf(draft, match), typeOnly: isTypeOnly(draft, node.startIndex) });
};

/** A specifier in braces; what it is imported or exported from, the statement around says. */
function specifier(reexport: boolean): Role {
  return (draft, match, node) => {
    const name = captured(match, "name");
    const alias = captured(match, "alias");
    const place = captured(match, "specifier");
    if (name === undefined || place === undefined) return;
    draft.claims.push(name.id, alias?.id ?? 0);
    draft.importNames.push({
      ...BARE,
      statement: node.id,
      start: place.startIndex,
      form: "name",
      imported: textOf(draft, name),
      local: textOf(draft, alias ?? name),
      reexport,
      typeOnly: isTypeOnly(draft, place.startIndex),
      value: name.id,
    });
  };
}

const exportDefault: Role = (draft, match, node) => {
  const value = captured(match, "value");
  if (value === undefined) return;
  draft.exports.push({ name: "default", value: value.id });
  draft.wrappers.set(value.id, { id: node.id, start: node.startIndex, kind: "export", isFirst: true });
};

const exportEquals: Role = (draft, match) => {
  const value = captured(match, "value");
  if (value !== undefined) draft.exports.push({ name: WHOLE_MODULE, value: value.id });
};

export const MODULE_ROLES: Readonly<Record<string, Role>> = {
  import_default: importWhole("name", false),
  import_namespace: importWhole("namespace", false),
  import_effect: importWhole("effect", false),
  import_names: importNames,
  import_name: specifier(false),
  export_names: importNames,
  export_name: specifier(true),
  export_all: importWhole("all", true),
  export_namespace: importWhole("namespace", true),
  export_default: exportDefault,
  export_equals: exportEquals,
};

/** `export { a as b }` without a module is an export, and `a` there is a use. */
export function exportLocals(draft: Draft): void {
  for (const each of draft.importNames) {
    if (!each.reexport || draft.modules.get(each.statement)?.module !== "") continue;
    draft.exports.push({ name: each.local, value: each.value });
  }
  for (const [id, { module }] of draft.modules) if (module === "") draft.modules.delete(id);
}

/**
 * `require("m")` and `import("m")` that are bound to names become imports. What is used on the spot, as in
 * `require("m").run()`, is bound to a name that nobody can write; others are kept for their effect.
 */
export function importCalls(draft: Draft): void {
  const bound = new Set<number>();
  for (const [key, target] of draft.targets) {
    const call = moduleCall(draft, target.value);
    const module = call && draft.moduleCalls.get(call.id);
    if (call === undefined || module === undefined || !importBound(draft, target, { module, call })) continue;
    bound.add(call.id);
    draft.targets.delete(key);
  }
  exportCalls(draft, bound);
  const unbound = [...draft.moduleCalls].filter(([id]) => !bound.has(id));
  const used = unbound.length === 0 ? bound : usedParts(draft);
  for (const [id, module] of unbound) {
    const call = draft.pieces.get(id);
    if (call === undefined) continue;
    const local = used.has(id) ? `require ${module}` : "";
    const form = local === "" ? "effect" : "namespace";
    draft.imports.push({ ...BARE, ...howImported(draft, call), start: call.start, module, form, local });
    if (local !== "") draft.pieces.set(id, { ...call, kind: "name", name: local, of: 0, use: "none" });
  }
}

/** Ids of what is part of a larger expression, an argument, an item, a base, or what a function gives. */
function usedParts({ pieces, lists, bases, returned }: Draft): ReadonlySet<number> {
  const used = new Set<number>();
  for (const { of, value } of pieces.values()) used.add(of).add(value);
  for (const list of lists.values()) for (const id of list) used.add(id);
  for (const { value } of returned) used.add(value);
  for (const all of bases.values()) for (const { type } of all) used.add(type);
  return used;
}

/** `module.exports = require("m")`, `exports.a = require("m").b`: re-exports; `bound` takes the calls they consist of. */
function exportCalls(draft: Draft, bound: Set<number>): void {
  for (const target of draft.targets.values()) {
    const piece = draft.pieces.get(target.target);
    const local = piece && exportedName(draft, piece);
    const call = moduleCall(draft, target.value);
    const module = call && draft.moduleCalls.get(call.id);
    if (local === undefined || call === undefined || module === undefined) continue;
    const member = draft.pieces.get(target.value);
    const imported = member?.kind === "member" ? member.name : "";
    const form = imported === "" ? "namespace" : "name";
    const how = howImported(draft, call);
    draft.imports.push({ ...BARE, ...how, start: call.start, module, form, imported, local, reexport: true });
    bound.add(call.id);
  }
}

interface ModuleCall {
  readonly module: string;
  readonly call: Piece;
}

/** False if a name is bound in a way that an import cannot say. */
function importBound(draft: Draft, target: DraftTarget, { module, call }: ModuleCall): boolean {
  const member = draft.pieces.get(target.value);
  const path = member?.kind === "member" && member.of === call.id ? [member.name] : [];
  const names = boundNames(draft, target).map((name) => ({ ...name, path: [...path, ...name.path] }));
  if (names.length === 0 || names.some((name) => name.member || name.isRest || name.path.length > 1)) return false;
  for (const {
    path: [taken = ""],
  } of names)
    if (typeof taken !== "string") return false;
  for (const {
    piece,
    path: [imported = ""],
  } of names) {
    if (typeof imported !== "string") continue;
    piece.use = "none";
    const form = imported === "" ? "namespace" : "name";
    const how = howImported(draft, call);
    draft.imports.push({ ...BARE, ...how, start: piece.start, module, form, imported, local: piece.name });
  }
  return true;
}

function howImported({ text }: Draft, { start }: Piece): { readonly required?: true } {
  return text.startsWith("require", start) ? { required: true } : {};
}

const MAX_WRAPPING = 8;

/** The call of `require` or `import` in `await (import("m"))` or `require("m").x`. */
function moduleCall(draft: Draft, id: number): Piece | undefined {
  let piece = draft.pieces.get(id);
  if (piece?.kind === "member") piece = draft.pieces.get(piece.of);
  for (let depth = 0; depth < MAX_WRAPPING; depth++) {
    if (piece?.kind !== "await" && piece?.kind !== "pass" && piece?.kind !== "cast") break;
    piece = draft.pieces.get(piece.of);
  }
  return piece !== undefined && draft.moduleCalls.has(piece.id) ? piece : undefined;
}

/** `module.exports = …`, `exports.a = …`: what an assignment makes visible; undefined if it exports nothing. */
export function exportedName(draft: Draft, target: Piece): string | undefined {
  if (target.kind !== "member") return undefined;
  const of = draft.pieces.get(target.of);
  if (of?.kind === "name" && of.name === "exports") return target.name;
  if (isModuleExports(draft, target)) return WHOLE_MODULE;
  return of !== undefined && isModuleExports(draft, of) ? target.name : undefined;
}

function isModuleExports(draft: Draft, piece: Piece): boolean {
  const of = draft.pieces.get(piece.of);
  return piece.kind === "member" && piece.name === "exports" && of?.kind === "name" && of.name === "module";
}
