/**
 * How much of what was said stands in a place: the weight of the words found there, however often. BM25 gives a word that is said twice
 * more than one that is said once; here each counts once, and words of several places are told from the same word in each of them.
 */
import { fieldNumber } from "./posting.ts";

export interface SaidShares {
  /** In its name, scope or signature. */
  readonly said_in_head: number;
  readonly said_in_file: number;
  /** In its head or its path. */
  readonly said_in_place: number;
  /** In it or its path. */
  readonly said_anywhere: number;
}

/** So many words, the rarest, are followed each by itself: one bit of an integer a word. */
export const SAID_MAX = 31;

const [NAME, SCOPE, HEADER] = [fieldNumber("name"), fieldNumber("scope"), fieldNumber("header")];
const [BODY, COMMENT] = [fieldNumber("body"), fieldNumber("comment")];
const [PATH, FILE] = [fieldNumber("path"), fieldNumber("file")];

export class SaidMatcher {
  readonly #weights: readonly number[];
  readonly #total: number;
  /** Many candidates have the same words in their path or head. */
  readonly #known = new Map<number, number>([[0, 0]]);

  /** Weights of words by their bit. */
  constructor(weights: readonly number[]) {
    this.#weights = weights;
    this.#total = weights.reduce((sum, weight) => sum + weight, 0);
  }

  /** Bits by field, of a unit and of its file. */
  match(own: Int32Array, file: Int32Array): SaidShares {
    const bits = (found: Int32Array, field: number): number => found[field] ?? 0;
    const path = bits(file, PATH);
    const head = bits(own, NAME) | bits(own, SCOPE) | bits(own, HEADER);
    return {
      said_in_head: this.#shareOf(head),
      said_in_file: this.#shareOf(bits(file, FILE)),
      said_in_place: this.#shareOf(head | path),
      said_anywhere: this.#shareOf(head | bits(own, BODY) | bits(own, COMMENT) | path),
    };
  }

  #shareOf(bits: number): number {
    const known = this.#known.get(bits);
    if (known !== undefined) return known;
    let sum = 0;
    for (let left = bits; left !== 0; left &= left - 1) sum += this.#weights[31 - Math.clz32(left & -left)] ?? 0;
    const share = sum / Math.max(Number.EPSILON, this.#total);
    this.#known.set(bits, share);
    return share;
  }
}
