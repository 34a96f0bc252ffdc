/**
 * Blocks of shards that were written before grams said more than three letters, and before long texts were cut into parts: a trigram is
 * told by how far it is from the one before, then `count << 1 | isBitmap`, then the files.
 */
import { ByteReader } from "./varint.ts";

/** The files that have a trigram, ascending; none where the block does not know it. */
export function filesWith(entries: Uint8Array, trigram: number, files: number): readonly number[] {
  const reader = new ByteReader(entries);
  const bitmapBytes = (files + 7) >>> 3;
  for (let known = 0; reader.hasMore;) {
    known += reader.number();
    if (known > trigram) return [];
    const head = reader.number();
    const isBitmap = (head & 1) === 1;
    if (known === trigram) return isBitmap ? fromBitmap(reader.bytes(bitmapBytes)) : readGaps(reader, head >>> 1);
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
