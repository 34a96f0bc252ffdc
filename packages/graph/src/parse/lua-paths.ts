/** Dotted names of Lua, read and made. */
import type { Expression } from "../facts.ts";
import type { Draft } from "./draft.ts";
import { unusedId } from "./pointers.ts";
import { addSynthetic } from "./synthetic.ts";

/** The pieces of `a.b.c`. */
export function addNamePath(draft: Draft, path: string, start: number): number {
  const [first = "", ...rest] = path.split(".");
  const kind = first === "self" ? "this" : "name";
  return rest.reduce(
    (of, name) => addSynthetic(draft, { kind: "member", name, start, of }),
    addSynthetic(draft, { kind, name: first, start, of: 0 }),
  );
}

/** The type that `a.b.c` names. Returns its id. */
export function addWrittenPath(draft: Draft, path: string): number {
  const [first = "", ...rest] = path.split(/[.:]/);
  const start: Expression = { kind: "name", name: first };
  const of = rest.reduce<Expression>((inner, name) => ({ kind: "member", of: inner, name }), start);
  const id = unusedId(draft);
  draft.writtenTypes.set(id, { of, arguments: [], or: [] });
  return id;
}

const MAX_LINKS = 16;

/** What a name or a chain of members is, as `a.b.c`; undefined for everything else. */
export function pathOf(draft: Draft, id: number): string | undefined {
  const names: string[] = [];
  let piece = draft.pieces.get(id);
  for (; piece?.kind === "member" && names.length < MAX_LINKS; piece = draft.pieces.get(piece.of)) {
    names.unshift(piece.name);
  }
  return piece?.kind === "name" || piece?.kind === "this" ? [piece.name, ...names].join(".") : undefined;
}
