/** Pieces of expressions, types and patterns, linked by node id. */
import type { Expression, LiteralType } from "../facts.ts";

/**
 * `pass` is transparent (parentheses), `cast` is `of` with a written type, `rest` is `*args` or `...xs`;
 * `either` is one of its items (`a ?? b`); `generic` and `union` occur in types; `pattern`, `pair` and `default` in what is assigned to.
 */
export type PieceKind =
  | "name"
  | "member"
  | "call"
  | "new"
  | "index"
  | "deref"
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
  /** Composed once, with the number of links below it. */
  expression: Expression | undefined;
  depth: number;
}
