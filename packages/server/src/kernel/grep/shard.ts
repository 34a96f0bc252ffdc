import { type Occurrences, packBlock } from "./gram-block.ts";
/**
 * A shard is the grams of some files, made in memory and written once. Long files are cut into parts, so that what stands far apart in
 * one is not taken for what stands together. Grams are cut by their first bits into blocks of some 1,500 bytes, a row each: a row for
 * each gram would weigh more than the text.
 */
import { DETAIL_BITS, GramCollector, TRIGRAM_BITS, trigramIn } from "./gram.ts";

/** A part of a file's text, to its next part or its end. */
export interface FilePart {
  /** The file's number in the segment. */
  readonly file: number;
  /** Where it begins: bytes and lines of the text that stand before it. */
  readonly bytes: number;
  readonly lines: number;
}

export interface GramShard {
  /** By file and place in it; a part's place in this list is its number in the blocks. */
  readonly parts: readonly FilePart[];
  /** UTF-16 units of their texts. */
  readonly chars: number;
  /** A gram's block is its first so many bits. */
  readonly bits: number;
  /** Those that are not empty, ascending by number. */
  readonly blocks: readonly { readonly number: number; readonly entries: Uint8Array }[];
}

/** Occurrences held in memory while a shard is made, 6 bytes each; one file may go beyond it. */
const OCCURRENCES_MAX = 2_000_000;
const PARTS_MAX = 4096;
/** A text is cut at the first line's end behind so many units, if there is half as much behind that. */
const PART_CHARS = 32_768;
const BLOCK_BYTES = 1500;
const BLOCK_BITS_MAX = 16;
/** What a gram weighs beside its places, and a place, as a rule. */
const [GRAM_BYTES, PLACE_BYTES] = [1.2, 0.75];

/** Takes files one by one; hands over shards when they are full. */
export class ShardBuilder {
  readonly #collector = new GramCollector();
  readonly #full: GramShard[] = [];
  #grams = new Int32Array(1 << 16);
  #places = new Uint16Array(1 << 16);
  #size = 0;
  #parts: FilePart[] = [];
  #chars = 0;

  /** `file` is its number in the segment; numbers must ascend. All parts of a file are in one shard. */
  add(file: number, text: string): void {
    const cuts = [...partsOf(text)];
    if (this.#size > OCCURRENCES_MAX || this.#parts.length + cuts.length > PARTS_MAX) this.#close();
    let [bytes, lines] = [0, 0];
    for (const [from, to] of cuts) {
      this.#note(this.#collector.collect(text, from, to));
      this.#parts.push({ file, bytes, lines });
      if (to === text.length) break;
      bytes += Buffer.byteLength(text.slice(from, to));
      lines += linesIn(text, from, to);
    }
    this.#chars += text.length;
  }

  #note(found: Int32Array): void {
    this.#room(found.length);
    this.#grams.set(found, this.#size);
    this.#places.fill(this.#parts.length, this.#size, this.#size + found.length);
    this.#size += found.length;
  }

  /** All that was added since the last call. */
  take(): GramShard[] {
    this.#close();
    return this.#full.splice(0);
  }

  #close(): void {
    if (this.#parts.length === 0) return;
    const grams = this.#grams.subarray(0, this.#size);
    const sorted = sortByGram(grams, this.#places.subarray(0, this.#size));
    this.#full.push({ parts: this.#parts, chars: this.#chars, ...cutBlocks(sorted, this.#parts.length) });
    this.#parts = [];
    this.#size = 0;
    this.#chars = 0;
  }

  #room(more: number): void {
    if (this.#size + more <= this.#grams.length) return;
    const length = Math.max(this.#grams.length * 2, this.#size + more);
    const [grams, places] = [new Int32Array(length), new Uint16Array(length)];
    grams.set(this.#grams);
    places.set(this.#places);
    this.#grams = grams;
    this.#places = places;
  }
}

/** Offsets of a text's parts, each of whole lines; a line that is longer makes a part of its own size. */
export function* partsOf(text: string): Generator<readonly [from: number, to: number]> {
  let from = 0;
  while (text.length - from > 1.5 * PART_CHARS) {
    const newline = text.indexOf("\n", from + PART_CHARS);
    if (newline === -1 || newline + 1 === text.length) break;
    yield [from, newline + 1];
    from = newline + 1;
  }
  yield [from, text.length];
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

const DIGIT_BITS = 10;
const DIGITS = 1 << DIGIT_BITS;

/** Sorts by gram in three rounds of ten bits; parts of one gram stay in their order. */
function sortByGram(grams: Int32Array, places: Uint16Array): Occurrences {
  let from: Occurrences = { grams, places };
  for (let shift = 0; shift < TRIGRAM_BITS + DETAIL_BITS; shift += DIGIT_BITS) from = sortByDigit(from, shift);
  return from;
}

function sortByDigit({ grams, places }: Occurrences, shift: number): Occurrences {
  const starts = new Int32Array(DIGITS + 1);
  for (const gram of grams) bump(starts, ((gram >>> shift) & (DIGITS - 1)) + 1);
  for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
  const sorted = { grams: new Int32Array(grams.length), places: new Uint16Array(grams.length) };
  for (let at = 0; at < grams.length; at++) {
    const gram = grams[at] ?? 0;
    const digit = (gram >>> shift) & (DIGITS - 1);
    const to = starts[digit] ?? 0;
    sorted.grams[to] = gram;
    sorted.places[to] = places[at] ?? 0;
    starts[digit] = to + 1;
  }
  return sorted;
}

function bump(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

function cutBlocks({ grams, places }: Occurrences, parts: number): Pick<GramShard, "bits" | "blocks"> {
  let distinct = 0;
  for (let at = 0; at < grams.length; at++) if (at === 0 || grams[at] !== grams[at - 1]) distinct += 1;
  const bytes = grams.length * PLACE_BYTES + distinct * GRAM_BYTES;
  const bits = Math.min(BLOCK_BITS_MAX, Math.max(0, Math.round(Math.log2(bytes / BLOCK_BYTES))));
  const blocks: { number: number; entries: Uint8Array }[] = [];
  for (let from = 0; from < grams.length;) {
    const number = blockOf(grams[from] ?? 0, bits);
    let to = from + 1;
    while (to < grams.length && blockOf(grams[to] ?? 0, bits) === number) to += 1;
    const occurrences = { grams: grams.subarray(from, to), places: places.subarray(from, to) };
    blocks.push({ number, entries: packBlock(occurrences, { from: firstOf(number, bits), parts }) });
    from = to;
  }
  return { bits, blocks };
}

/** The block of a shard that holds a gram, if any does; grams of one trigram are all in one. */
export function blockOf(gram: number, bits: number): number {
  return trigramIn(gram) >>> (TRIGRAM_BITS - bits);
}

/** The least trigram that a block can have. */
export function firstOf(block: number, bits: number): number {
  return block << (TRIGRAM_BITS - bits);
}
