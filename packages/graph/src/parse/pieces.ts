/** Pieces of expressions, types and patterns, linked by node id. */
import type { Expression, LiteralType } from "../facts.ts";

/**
 * `pass` is transparent (parentheses), `cast` is `of` with a written type, `rest` is `*args` or `...xs`;
 * `signature` is the type of a function: parameters in `value`, result in `type`;
 * `given` is what the call of `of` hands to one of its arguments (`Piece.given`). `function` has the number of its parameters
 * as `argumentCount` where overloads are chosen by it, `null` as its literal if it gives no value and any other if it does.
 * `part` is a member that the source does not write, so that nothing is used by it; `either` is one of its items (`a ?? b`); `generic` and `union` occur in types; `pattern`, `pair` and `default` in what is assigned to.
 */
export type PieceKind =
  | "name"
  | "member"
  | "part"
  | "call"
  | "new"
  | "index"
  | "deref"
  | "given"
  | "await"
  | "pass"
  | "cast"
  | "this"
  | "super"
  | "literal"
  | "function"
  | "class"
  | "generic"
  | "union"
  | "signature"
  | "either"
  | "rest"
  | "pattern"
  | "pair"
  | "default"
  | "parameter";

/** What a piece stands for when sites are made: `none` is a declaration or part of a larger piece. */
export type PieceUse = "value" | "type" | "none";

/** One node of an expression, type or pattern; `of`, `value` and `type` are ids of other pieces, 0 for none. */
export interface Piece {
  readonly kind: PieceKind;
  readonly id: number;
  /** Where the name that identifies it stands: for `a.b` that of `b`. */
  readonly start: number;
  readonly name: string;
  of: number;
  value: number;
  type: number;
  use: PieceUse;
  argumentCount: number;
  literal: LiteralType | undefined;
  /** Of a piece of the kind `given`. */
  given?: GivenPlace;
  /** Composed once, with the number of links below it. */
  expression: Expression | undefined;
  depth: number;
}

/** An argument of a call, as facts have it. */
export type GivenPlace = Omit<Extract<Expression, { readonly kind: "given" }>, "kind" | "of">;

/** Stands as the name of a parameter piece that takes an address. */
export const ADDRESS = "*";

/** Stands as the name of a parameter piece whose argument is written before the dot of a call. */
export const RECEIVER = "this";
