/**
 * A block's entries in bytes: of each, in two, field and impact and how many bytes say how far its unit is behind the one before, then
 * these. A unit's second field takes two bytes, a neighbour three; on the whole it is three for each.
 */

const PLACE_BITS = 14;
const PLACE_MASK = (1 << PLACE_BITS) - 1;

/** The most an entry takes: units of a block are less than 2 ** 17 apart. */
const ENTRY_BYTES_MAX = 5;

/** Entries as blocks have them: `offset << 14 | field << 10 | impact`, ascending. */
export function packEntries(entries: readonly number[]): Uint8Array {
  const packed = new Uint8Array(entries.length * ENTRY_BYTES_MAX);
  let [end, offset] = [0, 0];
  for (const entry of entries) {
    let gap = (entry >>> PLACE_BITS) - offset;
    offset += gap;
    const bytes = gap === 0 ? 0 : (39 - Math.clz32(gap)) >> 3;
    const head = ((entry & PLACE_MASK) << 2) | bytes;
    packed[end++] = head;
    packed[end++] = head >> 8;
    for (; gap > 0; gap >>= 8) packed[end++] = gap;
  }
  return packed.slice(0, end);
}

export function unpackEntries(packed: Uint8Array): Int32Array {
  const entries = new Int32Array(packed.length >> 1);
  let [at, count, offset] = [0, 0, 0];
  while (at < packed.length) {
    const head = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
    at += 2;
    const bytes = head & 3;
    for (let byte = 0; byte < bytes; byte++) offset += (packed[at++] ?? 0) << (byte << 3);
    entries[count++] = (offset << PLACE_BITS) | (head >> 2);
  }
  return entries.subarray(0, count);
}
