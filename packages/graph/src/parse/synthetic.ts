/** Pieces for names that no node of their own stands for. */
import type { Draft } from "./draft.ts";
import type { Piece } from "./pieces.ts";
import { unusedId } from "./pointers.ts";

/** Adds a piece that is no use of anything. Returns its id. */
export function addSynthetic(
  draft: Draft,
  { kind, name, start, of }: Pick<Piece, "kind" | "name" | "start" | "of">,
): number {
  const id = unusedId(draft);
  const rest = { value: 0, type: 0, use: "none", argumentCount: -1, literal: undefined } as const;
  draft.pieces.set(id, { kind, id, start, name, of, ...rest, expression: undefined, depth: 0 });
  return id;
}
