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
