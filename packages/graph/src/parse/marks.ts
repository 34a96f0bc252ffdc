/** What a language notes of a match, to be read when all matches are in. */

/** A range with what its kind needs: ids of pieces or nodes, or a further offset. */
export interface DraftMark {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly id: number;
  readonly other: number;
  readonly name?: string;
}

/** What is called of the piece `of`: each member on the result of the one before; nothing if the piece itself is made. */
export interface DraftImplied {
  readonly start: number;
  readonly of: number;
  readonly members: readonly string[];
  /** Id of a node that reads something, unless a value is assigned to it. */
  readonly read?: number;
}
