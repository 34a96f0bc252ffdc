/**
 * A block: some grams of a shard, ascending, each with the parts of texts that have it. Whatever grows is told by how far it is from
 * the one before, in as many bits as such a distance has on the whole.
 */
import { BitReader, BitWriter } from "./bits.ts";
import { DETAIL_BITS, isSuch } from "./gram.ts";

/** Grams ascending, and to each the place of one part that has it; places of one gram ascend. */
export interface Occurrences {
  readonly grams: Int32Array;
  readonly places: Uint16Array;
}

/** Bits of the number of a gram's trigram, of which a block has so many. */
const [SCALE_BITS, COUNT_BITS] = [5, 24];
const DETAIL_GAP_BITS = 2;
const DETAILS = 1 << DETAIL_BITS;

/** `from` is the least trigram that the block can have, `parts` how many the shard has. */
interface BlockPlace {
  readonly from: number;
  readonly parts: number;
}

/** Grams of the block that are not the same, and their trigrams. */
function countGrams({ grams }: Occurrences): { readonly grams: number; readonly trigrams: number } {
  const counts = { grams: 0, trigrams: 0 };
  for (let at = 0, before = -1; at < grams.length; at++) {
    const gram = grams[at] ?? 0;
    if (gram !== before) counts.grams += 1;
    if (gram >>> DETAIL_BITS !== before >>> DETAIL_BITS) counts.trigrams += 1;
    before = gram;
  }
  return counts;
}

export function packBlock(occurrences: Occurrences, { from, parts }: BlockPlace): Uint8Array {
  const { grams, places } = occurrences;
  const out = new BitWriter();
  const counts = countGrams(occurrences);
  const last = (grams.at(-1) ?? 0) >>> DETAIL_BITS;
  const scale = riceBits(last - from + 1, counts.trigrams);
  out.bits(counts.grams, COUNT_BITS);
  out.bits(scale, SCALE_BITS);
  let trigram = from - 1;
  let detail = 0;
  for (let start = 0; start < grams.length;) {
    const gram = grams[start] ?? 0;
    let end = start + 1;
    while (end < grams.length && grams[end] === gram) end += 1;
    const isNew = gram >>> DETAIL_BITS !== trigram;
    out.bits(isNew ? 1 : 0, 1);
    if (isNew) {
      out.rice((gram >>> DETAIL_BITS) - trigram - 1, scale);
      out.bits(gram & (DETAILS - 1), DETAIL_BITS);
    } else out.rice((gram & (DETAILS - 1)) - detail - 1, DETAIL_GAP_BITS);
    trigram = gram >>> DETAIL_BITS;
    detail = gram & (DETAILS - 1);
    writePlaces(out, places.subarray(start, end), parts);
    start = end;
  }
  return out.written();
}

function writePlaces(out: BitWriter, places: Uint16Array, parts: number): void {
  out.gamma(places.length);
  const bits = riceBits(parts, places.length);
  let next = 0;
  for (const place of places) {
    out.rice(place - next, bits);
    next = place + 1;
  }
}

/** For distances between `count` numbers below `range`, spread by chance (Golomb: ln 2 of the mean); where half have it, a bit for each. */
function riceBits(range: number, count: number): number {
  return Math.max(0, 31 - Math.clz32((range * 11) / (count * 16)));
}

/** The places of parts that have such a gram, ascending, for each that is asked for; of one that asks for several grams, each once. */
export function placesIn(
  entries: Uint8Array,
  asked: readonly number[],
  { from, parts }: BlockPlace,
): ReadonlyMap<number, readonly number[]> {
  const found = new Map(asked.map((one) => [one, new Array<number[]>()]));
  const reader = new BitReader(entries);
  const total = reader.bits(COUNT_BITS);
  const scale = reader.bits(SCALE_BITS);
  let trigram = from - 1;
  let detail = 0;
  for (let known = 0; known < total; known++) {
    if (reader.bits(1) === 1) {
      trigram += 1 + reader.rice(scale);
      detail = reader.bits(DETAIL_BITS);
    } else detail += 1 + reader.rice(DETAIL_GAP_BITS);
    const gram = (trigram << DETAIL_BITS) | detail;
    const wanted = asked.filter((one) => isSuch(gram, one));
    if (wanted.length === 0) skipPlaces(reader, parts);
    else {
      const places = readPlaces(reader, parts);
      for (const one of wanted) found.get(one)?.push(places);
    }
  }
  return new Map([...found].map(([one, lists]) => [one, united(lists)]));
}

function readPlaces(reader: BitReader, parts: number): number[] {
  const count = reader.gamma();
  const bits = riceBits(parts, count);
  const places: number[] = [];
  for (let next = 0; places.length < count; next = (places.at(-1) ?? 0) + 1) places.push(next + reader.rice(bits));
  return places;
}

function skipPlaces(reader: BitReader, parts: number): void {
  const count = reader.gamma();
  const bits = riceBits(parts, count);
  for (let left = count; left > 0; left--) reader.rice(bits);
}

/** Ascending lists as one. */
export function united(lists: readonly (readonly number[])[]): readonly number[] {
  const [only = []] = lists;
  if (lists.length < 2) return only;
  const isThere = new Uint8Array(1 + lists.reduce((most, list) => Math.max(most, list.at(-1) ?? 0), 0));
  for (const list of lists) for (const place of list) isThere[place] = 1;
  const all: number[] = [];
  for (let place = isThere.indexOf(1); place >= 0; place = isThere.indexOf(1, place + 1)) all.push(place);
  return all;
}

/** What two ascending lists share. */
export function shared(one: readonly number[], other: readonly number[]): readonly number[] {
  const both: number[] = [];
  for (let at = 0, beside = 0; at < one.length && beside < other.length;) {
    const [left = 0, right = 0] = [one[at], other[beside]];
    if (left === right) both.push(left);
    if (left <= right) at += 1;
    if (right <= left) beside += 1;
  }
  return both;
}
