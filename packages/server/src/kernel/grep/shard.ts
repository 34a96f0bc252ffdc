/**
 * A shard is the grams of some files, made in memory and written once. Its grams are cut by their first bits into blocks of some
 * 1,500 bytes, a row each: a row for each gram would weigh more than the text. A block holds its grams in ascending order, each with
 * the numbers of the files that have it, or with a bit for every file where that is shorter.
 */
import { GRAM_BITS, GramCollector } from "./gram.ts";
import { ByteReader, ByteWriter } from "./varint.ts";

export interface GramShard {
  /** The files' numbers in the segment, ascending; a file's place in this list is its number in the blocks. */
  readonly files: readonly number[];
  /** UTF-16 units of their texts. */
  readonly chars: number;
  /** A gram's block is its first so many bits. */
  readonly bits: number;
  /** Those that are not empty, ascending by number. */
  readonly blocks: readonly { readonly number: number; readonly entries: Uint8Array }[];
}

/** Occurrences held in memory while a shard is made, 6 bytes each. */
const OCCURRENCES_MAX = 2_000_000;
const FILES_MAX = 4096;
const BLOCK_BYTES = 1500;
const BLOCK_BITS_MAX = 16;
/** What a gram weighs beside its files. */
const GRAM_BYTES = 3;

/** Takes files one by one; hands over shards when they are full. */
export class ShardBuilder {
  readonly #collector = new GramCollector();
  readonly #full: GramShard[] = [];
  #grams = new Int32Array(1 << 16);
  #places = new Uint16Array(1 << 16);
  #size = 0;
  #files: number[] = [];
  #chars = 0;

  /** `file` is its number in the segment; numbers must ascend. */
  add(file: number, text: string): void {
    const found = this.#collector.collect(text);
    if (this.#files.length === FILES_MAX || this.#size + found.length > OCCURRENCES_MAX) this.#close();
    this.#room(found.length);
    this.#grams.set(found, this.#size);
    this.#places.fill(this.#files.length, this.#size, this.#size + found.length);
    this.#size += found.length;
    this.#files.push(file);
    this.#chars += text.length;
  }

  /** All that was added since the last call. */
  take(): GramShard[] {
    this.#close();
    return this.#full.splice(0);
  }

  #close(): void {
    if (this.#files.length === 0) return;
    const grams = this.#grams.subarray(0, this.#size);
    const sorted = sortByGram(grams, this.#places.subarray(0, this.#size));
    this.#full.push({ files: this.#files, chars: this.#chars, ...cutBlocks(sorted, this.#files.length) });
    this.#files = [];
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

interface Occurrences {
  readonly grams: Int32Array;
  readonly places: Uint16Array;
}

const DIGIT_BITS = GRAM_BITS / 2;
const DIGITS = 1 << DIGIT_BITS;

/** Sorts by gram in two rounds of twelve bits; files of one gram stay in their order. */
function sortByGram(grams: Int32Array, places: Uint16Array): Occurrences {
  let from: Occurrences = { grams, places };
  for (const shift of [0, DIGIT_BITS]) from = sortByDigit(from, shift);
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

function cutBlocks({ grams, places }: Occurrences, files: number): Pick<GramShard, "bits" | "blocks"> {
  let distinct = 0;
  for (let at = 0; at < grams.length; at++) if (at === 0 || grams[at] !== grams[at - 1]) distinct += 1;
  const bytes = grams.length + distinct * GRAM_BYTES;
  const bits = Math.min(BLOCK_BITS_MAX, Math.max(0, Math.ceil(Math.log2(bytes / BLOCK_BYTES))));
  const blocks: { number: number; entries: Uint8Array }[] = [];
  for (let from = 0; from < grams.length;) {
    const number = blockOf(grams[from] ?? 0, bits);
    const to = endOfBlock(grams, { from, number, bits });
    blocks.push({ number, entries: packBlock(grams.subarray(from, to), places.subarray(from, to), files) });
    from = to;
  }
  return { bits, blocks };
}

function endOfBlock(grams: Int32Array, at: { readonly from: number; readonly number: number; readonly bits: number }) {
  let to = at.from;
  while (to < grams.length && blockOf(grams[to] ?? 0, at.bits) === at.number) to += 1;
  return to;
}

/** The block of a shard that holds a gram, if any does. */
export function blockOf(gram: number, bits: number): number {
  return gram >>> (GRAM_BITS - bits);
}

/** Entries: how far the gram is from the one before, `count << 1 | isBitmap`, then the files. */
function packBlock(grams: Int32Array, places: Uint16Array, files: number): Uint8Array {
  const out = new ByteWriter();
  const bitmapBytes = (files + 7) >>> 3;
  let before = 0;
  for (let from = 0; from < grams.length;) {
    const gram = grams[from] ?? 0;
    let to = from;
    while (to < grams.length && grams[to] === gram) to += 1;
    const count = to - from;
    const isBitmap = count > bitmapBytes;
    out.number(gram - before);
    out.number((count << 1) | (isBitmap ? 1 : 0));
    if (isBitmap) out.bytes(toBitmap(places.subarray(from, to), bitmapBytes));
    else writeGaps(out, places.subarray(from, to));
    before = gram;
    from = to;
  }
  return out.written().slice();
}

function writeGaps(out: ByteWriter, places: Uint16Array): void {
  let next = 0;
  for (const place of places) {
    out.number(place - next);
    next = place + 1;
  }
}

function toBitmap(places: Uint16Array, bytes: number): Uint8Array {
  const bitmap = new Uint8Array(bytes);
  for (const place of places) bitmap[place >>> 3] = (bitmap[place >>> 3] ?? 0) | (1 << (place & 7));
  return bitmap;
}

/** The files that have a gram, ascending; none where the block does not know it. */
export function filesWith(entries: Uint8Array, gram: number, files: number): number[] {
  const reader = new ByteReader(entries);
  const bitmapBytes = (files + 7) >>> 3;
  for (let known = 0; reader.hasMore;) {
    known += reader.number();
    if (known > gram) return [];
    const head = reader.number();
    const isBitmap = (head & 1) === 1;
    if (known === gram) return isBitmap ? fromBitmap(reader.bytes(bitmapBytes)) : readGaps(reader, head >>> 1);
    if (isBitmap) reader.bytes(bitmapBytes);
    else for (let left = head >>> 1; left > 0; left--) reader.number();
  }
  return [];
}

function readGaps(reader: ByteReader, count: number): number[] {
  const places: number[] = [];
  for (let next = 0; places.length < count; next = (places.at(-1) ?? 0) + 1) places.push(next + reader.number());
  return places;
}

function fromBitmap(bitmap: Uint8Array): number[] {
  const places: number[] = [];
  for (const [at, byte] of bitmap.entries()) {
    for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) places.push(at * 8 + bit);
  }
  return places;
}
