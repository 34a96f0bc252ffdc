/** What an assignment binds: a name, a member of `this`, or the names inside a pattern, each with the way to its value. */
import type { Expression } from "../facts.ts";
import type { Draft } from "./draft.ts";
import type { Part } from "./parts.ts";
import type { Piece } from "./pieces.ts";

const MAX_PATTERN_DEPTH = 16;

export interface Bound {
  readonly piece: Piece;
  readonly member: boolean;
  /** Ids of the written type and of the whole value, 0 for none. */
  readonly type: number;
  readonly value: number;
  /** What is taken from the value, outermost first. `{ a: [b] } = v` binds b by a, 0. */
  readonly path: readonly Part[];
  /** What is left of the value after other names took their part: no value that could be followed. */
  readonly isRest: boolean;
  /** The definition of this file that it is a member of, where it is assigned through its name: `Box.last = …`. */
  readonly holder?: string;
}

interface Step {
  readonly id: number;
  readonly type: number;
  readonly value: number;
  readonly path: readonly Part[];
  readonly isRest: boolean;
}

/** All names that the target binds, in no particular order. */
export function boundNames(
  draft: Draft,
  target: { readonly target: number; readonly type: number; readonly value: number; readonly element: boolean },
): Bound[] {
  const bound: Bound[] = [];
  const { type, value } = target;
  const steps: Step[] = [{ id: target.target, type, value, path: target.element ? [null] : [], isRest: false }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const piece = draft.pieces.get(step.id);
    if (piece === undefined || step.path.length > MAX_PATTERN_DEPTH) continue;
    const member = piece.kind === "member";
    if (piece.kind === "name") bound.push({ ...step, piece, member });
    else if (!member) steps.push(...innerSteps(draft, piece, step));
    else {
      const holder = draft.pieces.get(piece.of)?.kind === "this" ? {} : holderOf(draft, piece);
      if (holder !== undefined) bound.push({ ...step, piece, member, ...holder });
    }
  }
  return bound;
}

/** The definition whose member it is, by its name or through its prototype. */
function holderOf(draft: Draft, { of }: Piece): { readonly holder: string } | undefined {
  const named = draft.pieces.get(of);
  const holder = named?.kind === "member" && named.name === "prototype" ? draft.pieces.get(named.of) : named;
  return holder?.kind === "name" && draft.holders.has(holder.name) ? { holder: holder.name } : undefined;
}

function innerSteps(draft: Draft, piece: Piece, step: Step): Step[] {
  switch (piece.kind) {
    case "pass":
    case "cast":
      return [{ ...step, id: piece.of }];
    case "default":
    case "parameter":
      return [{ ...step, id: piece.of, value: step.value || piece.value, type: step.type || piece.type }];
    case "rest":
      return [{ ...step, id: piece.of, type: 0, isRest: true }];
    case "pair":
      return [{ ...step, id: piece.of, type: 0, path: [...step.path, piece.name] }];
    case "pattern":
    case "literal":
      return itemSteps(draft, piece, step);
    default:
      return [];
  }
}

/** `a, b = f, g`: items whose values are written out, in their order, take those. */
function itemSteps(draft: Draft, pattern: Piece, step: Step): Step[] {
  const ids = draft.lists.get(pattern.id) ?? [];
  const values = step.path.length === 0 && pattern.literal !== "map" ? (draft.lists.get(step.value) ?? []) : [];
  const isSpread = (id: number): boolean => draft.pieces.get(id)?.kind === "rest";
  const restAt = ids.findIndex(isSpread);
  const fits = restAt < 0 ? values.length === ids.length : values.length >= ids.length - 1;
  const isWritten = fits && pattern.literal !== "set" && !values.some(isSpread);
  return ids.map((id, index) => {
    const isAfterRest = restAt >= 0 && index > restAt;
    const value = isWritten ? values[isAfterRest ? values.length - ids.length + index : index] : undefined;
    if (index === restAt || value === undefined)
      return itemStep(draft, pattern, { step: { ...step, id }, at: isAfterRest ? index - ids.length : index });
    return { ...step, id, type: 0, value };
  });
}

/** Names in the pattern of an object, and pairs, say which member they take; all else is taken by position. */
function itemStep(draft: Draft, pattern: Piece, { step, at }: { readonly step: Step; readonly at: number }): Step {
  const item = draft.pieces.get(step.id);
  if (item?.kind === "pair") return step;
  const { literal } = pattern;
  if (item?.kind === "rest") {
    const from = literal === "map" ? 0 : literal === "set" ? -1 : at;
    return { ...step, id: item.of, type: 0, path: [...step.path, { from }] };
  }
  const named = item?.kind === "default" ? draft.pieces.get(item.of) : item;
  const key = literal === "map" && named?.kind === "name" ? named.name : null;
  const part = literal === "map" || literal === "set" ? key : at;
  return { ...step, type: 0, path: [...step.path, part] };
}

/** More values than this say nothing. */
const MAX_ALTERNATIVES = 8;

/** Ids of the values that a value may be, in their order; the value itself if there is no choice. */
export function alternatives(draft: Draft, id: number): readonly number[] {
  const found: number[] = [];
  const stack = [id];
  for (let at = stack.pop(); at !== undefined && found.length < MAX_ALTERNATIVES; at = stack.pop()) {
    const piece = draft.pieces.get(at);
    if (piece?.kind === "pass") stack.push(piece.of);
    else if (piece?.kind === "either") stack.push(...(draft.lists.get(at) ?? []).toReversed());
    else found.push(at);
  }
  return found;
}

/** The value that is bound, and whether an element of it is meant. */
export function valueAlong(
  whole: Expression,
  path: readonly Part[],
): { readonly value: Expression; readonly element: boolean } {
  const element = path.at(-1) === null;
  return { value: (element ? path.slice(0, -1) : path).reduce(partOf, whole), element };
}

function partOf(of: Expression, part: Part): Expression {
  if (typeof part === "string") return { kind: "member", of, name: part };
  if (typeof part === "number") return { kind: "index", of, key: part };
  return part === null ? { kind: "index", of, each: true } : { kind: "index", of, from: part.from };
}
