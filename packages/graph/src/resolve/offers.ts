/** What modules offer to those who import from them. */
import type { Module, Value } from "./values.ts";

/** What a module has under a name: values of its own, and names of other modules that stand for it. */
export interface Offer {
  readonly values: readonly Value[];
  readonly elsewhere: readonly NameIn[];
  /** Nothing else can be meant, but where it comes from is not known. */
  readonly isLikely?: true;
}
export interface NameIn {
  readonly module: Module;
  readonly name: string;
}
export const NO_OFFER: Offer = { values: [], elsewhere: [] };
