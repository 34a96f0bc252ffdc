/** Occurrences in the order they were found, in flat arrays: eight bytes each, grouped by term when they are read. */
import { type Entry, FIELD_COUNT, impactOf } from "./posting.ts";

/** Higher counts change nothing: the frequency is saturated long before. */
const FREQUENCY_MAX = 255;

export interface Occurrence {
  readonly term: number;
  readonly ordinal: number;
  readonly field: number;
  readonly frequency: number;
}

export class PostingList {
  #size = 0;
  #terms = new Int32Array(1 << 14);
  #ordinals = new Int32Array(1 << 14);
  #counts = new Uint16Array(1 << 14);
  #lengths = new Int32Array(1 << 12);

  /** Occurrences of a term must come in ascending order of (ordinal, field). */
  add({ term, ordinal, field, frequency }: Occurrence): void {
    if (this.#size === this.#terms.length) {
      this.#terms = grown(this.#terms, this.#size * 2);
      this.#ordinals = grown(this.#ordinals, this.#size * 2);
      const counts = new Uint16Array(this.#size * 2);
      counts.set(this.#counts);
      this.#counts = counts;
    }
    this.#terms[this.#size] = term;
    this.#ordinals[this.#size] = ordinal;
    this.#counts[this.#size] = (field << 8) | Math.min(FREQUENCY_MAX, frequency);
    this.#size += 1;
  }

  /** Records how many words a unit has in a field. */
  setLength(ordinal: number, field: number, words: number): void {
    const at = ordinal * FIELD_COUNT + field;
    if (at >= this.#lengths.length) this.#lengths = grown(this.#lengths, Math.max(at + 1, this.#lengths.length * 2));
    this.#lengths[at] = words;
  }

  /** Entries by term number; average lengths by field number. Counting sort: linear, and stable within a term. */
  *byTerm(termCount: number, averages: readonly number[]): Generator<Entry[]> {
    const ends = new Int32Array(termCount + 1);
    for (let i = 0; i < this.#size; i++) bump(ends, (this.#terms[i] ?? 0) + 1);
    for (let term = 0; term < termCount; term++) ends[term + 1] = (ends[term + 1] ?? 0) + (ends[term] ?? 0);
    const starts = ends.slice(0, termCount);
    const order = new Int32Array(this.#size);
    for (let i = 0; i < this.#size; i++) {
      const term = this.#terms[i] ?? 0;
      order[starts[term] ?? 0] = i;
      bump(starts, term);
    }
    for (let term = 0; term < termCount; term++) {
      const entries: Entry[] = [];
      for (let at = ends[term] ?? 0; at < (ends[term + 1] ?? 0); at++)
        entries.push(this.#entry(order[at] ?? 0, averages));
      yield entries;
    }
  }

  #entry(index: number, averages: readonly number[]): Entry {
    const count = this.#counts[index] ?? 0;
    const field = count >> 8;
    const ordinal = this.#ordinals[index] ?? 0;
    const length = this.#lengths[ordinal * FIELD_COUNT + field] ?? 0;
    return { unit: ordinal, field, impact: impactOf(count & FREQUENCY_MAX, length, averages[field] ?? 0) };
  }
}

function bump(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
