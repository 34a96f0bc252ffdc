/**
 * What an indexer of the team's own says of one file, in the numbers of our facts: lines from 1, columns in UTF-16 units
 * from 0. It holds for the content it was compared with, so it is kept by that content's hash like all facts.
 */
export interface ScipFacts {
  /** Name and version, `scip-typescript@0.4.0`. */
  readonly tool: string;
  /** As the indexer spells them; those that begin with `local ` mean something in this file alone. */
  readonly symbols: readonly string[];
  /** Three numbers each: symbol, line, column of the name. */
  readonly definitions: readonly number[];
  /** Three numbers each, where a symbol is named that is defined elsewhere or before. */
  readonly uses: readonly number[];
  /** Symbols of files that stand for themselves: the symbol, then the file's own or where it is named in quotes, by line. */
  readonly modules: { readonly own: readonly number[]; readonly named: readonly number[] };
  /** Two numbers each: a type or method, and one above it. */
  readonly above: readonly number[];
  /** Those that other packages define. */
  readonly outside: readonly OutsideSymbol[];
}

export interface OutsideSymbol {
  readonly symbol: number;
  /** As imports name it; empty for the language itself. */
  readonly package: string;
  /** Dotted. */
  readonly path: string;
}
