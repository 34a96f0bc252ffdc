/** Calls with what they are given, in languages whose rules point a call to its list of arguments. */
import type { Node } from "web-tree-sitter";

import type { Expression } from "../facts.ts";
import { isFollowable } from "./containers.ts";
import type { Draft } from "./draft.ts";
import type { Piece } from "./pieces.ts";

type Compose = (id: number) => Expression;

const MAX_ARGUMENTS = 32;
const MAX_PARENTHESES = 16;

/** The same expression; a call, or what waits for one, has its arguments. */
export function withArguments(draft: Draft, compose: Compose, id: number): Expression {
  const expression = compose(id);
  const outer = inside(draft, id);
  if (expression.kind === "call") return callWith(draft, compose, { call: expression, piece: outer });
  if (expression.kind !== "await" || expression.of.kind !== "call") return expression;
  const piece = inside(draft, outer?.of ?? 0);
  return { ...expression, of: callWith(draft, compose, { call: expression.of, piece }) };
}

/**
 * A call within a chain keeps how many arguments it has, and those that are names or literals: a chain is part of the site
 * of each of its links, so that longer ones would cost the square of its length.
 */
export function withShortArguments(draft: Draft, expression: Expression, { kind, value }: Piece): Expression {
  if (kind !== "call" || expression.kind !== "call" || value === 0) return expression;
  const items = (draft.lists.get(value) ?? []).slice(0, MAX_ARGUMENTS);
  return { ...expression, arguments: items.map((id) => shortOf(inside(draft, id))) };
}

function shortOf(piece: Piece | undefined): Expression {
  if (piece?.kind === "name" && piece.value === 0) return { kind: "name", name: piece.name };
  if (piece?.kind === "literal" && piece.literal !== undefined) return { kind: "literal", type: piece.literal };
  if (piece?.kind === "function") return passedFunction(piece);
  return piece?.kind === "this" ? { kind: "this" } : { kind: "other" };
}

/** What overloads can be told apart by: how many parameters it has, and whether it gives a value. */
export function passedFunction({ kind, argumentCount, literal }: Piece): Expression {
  if (kind !== "function" || argumentCount < 0) return { kind: "other" };
  const gives = literal === undefined ? {} : { gives: literal !== "null" };
  return { kind: "lambda", parameters: argumentCount, ...gives };
}

/** Says that the expression of a call has its arguments: what the call gives can be what it was given. */
export function keepGiven(draft: Draft, call: Node): void {
  const piece = draft.pieces.get(call.id);
  if (piece?.kind === "call" || piece?.kind === "new") piece.type = piece.value;
}

/** Those before a spread one, up to the last that can be followed; none if there is no such. */
export function followed(
  draft: Draft,
  compose: Compose,
  ids: readonly number[],
): { readonly arguments?: readonly Expression[] } {
  const given: Expression[] = [];
  for (const id of ids) {
    const piece = draft.pieces.get(id);
    if (piece?.kind === "rest") break;
    given.push(piece?.kind === "pair" ? { kind: "named", name: piece.name, value: compose(piece.of) } : compose(id));
  }
  const last = given.findLastIndex(isFollowable);
  return last < 0 ? {} : { arguments: given.slice(0, last + 1) };
}

function callWith(
  draft: Draft,
  compose: Compose,
  { call, piece }: { readonly call: Expression & { readonly kind: "call" }; readonly piece: Piece | undefined },
): Expression {
  if (piece?.kind !== "call" || piece.value === 0) return call;
  // One call deep: arguments of arguments would make facts quadratic in the depth of calls.
  const given = (draft.lists.get(piece.value) ?? []).slice(0, MAX_ARGUMENTS);
  return { ...call, arguments: given.map(compose) };
}

function inside(draft: Draft, id: number): Piece | undefined {
  let piece = draft.pieces.get(id);
  for (let depth = 0; piece?.kind === "pass" && depth < MAX_PARENTHESES; depth++) piece = draft.pieces.get(piece.of);
  return piece;
}
