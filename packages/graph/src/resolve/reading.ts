/** What a reader of a language knows of its names, beyond what edges need: which of several lines a place can mean. */
export interface Reading {
  /** A local is not there before it is declared: an outer name is meant until then. */
  readonly localsBeginAtDeclaration?: true;
  /** A block ends where the indentation does. */
  readonly blocksAreIndented?: true;
  /** Languages of the family in which no type is ever declared: what a place takes over says more of it. */
  readonly untyped?: ReadonlySet<string>;
}
