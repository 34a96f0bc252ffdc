/**
 * How a word's occurrence is stored: one 32-bit integer a (unit, field), `offset << 14 | field << 10 | impact`. The impact is BM25's
 * saturated, length-normalised frequency, so a score is Σ idf × weight(field) × impact and needs no other table. SQL can unpack it too:
 * unit = first_unit + (entry >> 14), field = (entry >> 10) & 15, impact = entry & 1023.
 */

/** Where a word stands. Path, history and the whole file's words are kept once, on the file's unit. Numbers are stored: only append. */
export const FIELDS = ["name", "scope", "header", "body", "comment", "path", "history", "file", "symbol"] as const;
export type Field = (typeof FIELDS)[number];
export const FIELD_COUNT = FIELDS.length;

/** Number of a field as stored. */
export function fieldNumber(field: Field): number {
  return FIELDS.indexOf(field);
}

const BLOCK_ENTRIES_MAX = 512;
/** Units in one block lie at most this far apart (17 bits). */
const OFFSET_MAX = (1 << 17) - 1;
const IMPACT_BITS = 10;
const FIELD_BITS = 4;
const IMPACT_MAX = (1 << IMPACT_BITS) - 1;

// BM25's usual constants (Robertson, Zaragoza 2009).
const K1 = 1.2;
const B = 0.75;
/** The factor stays below this, so it maps onto the ten bits. */
export const IMPACT_FACTOR_MAX = K1 + 1;

/** One step of a stored impact as a BM25 factor. */
export const IMPACT_STEP = IMPACT_FACTOR_MAX / IMPACT_MAX;

/** The stored form of a term frequency, 1..1023. */
export function impactOf(frequency: number, length: number, averageLength: number): number {
  const normal = 1 - B + (B * length) / Math.max(1, averageLength);
  const factor = (frequency * IMPACT_FACTOR_MAX) / (frequency + K1 * normal);
  return Math.min(IMPACT_MAX, Math.max(1, Math.round(factor / IMPACT_STEP)));
}

/** A posting's part for one field of one unit. */
export interface Entry {
  readonly unit: number;
  readonly field: number;
  readonly impact: number;
}

/** Occurrences of one word in ascending order of units; the entries of a unit are never parted. */
export interface Block {
  readonly term: string;
  readonly number: number;
  readonly firstUnit: number;
  readonly lastUnit: number;
  /** Distinct units. */
  readonly units: number;
  readonly entries: readonly number[];
}

/** Cuts a term's entries, ascending by unit, into blocks. */
export function* cutBlocks(term: string, entries: readonly Entry[]): Generator<Block> {
  let from = 0;
  for (let number = 0; from < entries.length; number++) {
    const to = blockEnd(entries, from);
    yield packBlock({ term, number }, entries.slice(from, to));
    from = to;
  }
}

function blockEnd(entries: readonly Entry[], from: number): number {
  const first = unitAt(entries, from);
  let end = from;
  while (end < entries.length) {
    const unit = unitAt(entries, end);
    let next = end + 1;
    while (next < entries.length && unitAt(entries, next) === unit) next++;
    if (end > from && (next - from > BLOCK_ENTRIES_MAX || unit - first > OFFSET_MAX)) break;
    end = next;
  }
  return end;
}

function packBlock(head: Pick<Block, "term" | "number">, entries: readonly Entry[]): Block {
  const firstUnit = unitAt(entries, 0);
  const lastUnit = unitAt(entries, entries.length - 1);
  let units = 0;
  let previous = -1;
  const packed = entries.map(({ unit, field, impact }) => {
    if (unit !== previous) units += 1;
    previous = unit;
    return ((unit - firstUnit) << (IMPACT_BITS + FIELD_BITS)) | (field << IMPACT_BITS) | impact;
  });
  return { ...head, firstUnit, lastUnit, units, entries: packed };
}

const unitAt = (entries: readonly Entry[], at: number): number => entries[at]?.unit ?? 0;

/** The inverse of packing: unit, field and impact of a stored entry. */
export const unpack = {
  unit: (entry: number, firstUnit: number): number => firstUnit + (entry >>> (IMPACT_BITS + FIELD_BITS)),
  field: (entry: number): number => (entry >>> IMPACT_BITS) & ((1 << FIELD_BITS) - 1),
  impact: (entry: number): number => entry & IMPACT_MAX,
};
