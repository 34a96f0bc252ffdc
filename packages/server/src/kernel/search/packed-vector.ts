/**
 * A vector in a byte a number: its length in steps of 1/32 in two bytes, then which of its numbers are not zero, a bit each, and these as
 * parts of the largest one, -127 to 127. The length is that of the parts, which a cosine needs and nothing else. The built-in one's
 * vectors are half zeros, so they take some 180 bytes.
 */

const CODE_MAX = 127;
const LENGTH_BYTES = 2;
/** The longest of 256 numbers, all 127, still fits. */
const LENGTH_STEPS = 32;
const SIGN_SHIFT = 24;
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

export function packVector(values: Float32Array): Uint8Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest === 0 ? 0 : CODE_MAX / largest;
  const codes = Array.from(values, (value) => Math.round(value * scale));
  const mapEnd = LENGTH_BYTES + Math.ceil(values.length / 8);
  const packed = new Uint8Array(mapEnd + codes.filter((code) => code !== 0).length);
  const length = Math.round(Math.hypot(...codes) * LENGTH_STEPS);
  packed.set([length & 255, length >> 8]);
  let end = mapEnd;
  for (const [at, code] of codes.entries()) {
    if (code === 0) continue;
    const byte = LENGTH_BYTES + (at >> 3);
    packed[byte] = (packed[byte] ?? 0) | (1 << (at & 7));
    packed[end++] = code;
  }
  return packed;
}

/** Packed vectors behind each other, with the bytes of each; one without any has none. */
export interface PackedVectors {
  readonly codes: Uint8Array;
  readonly sizes: readonly number[];
}

/** The cosine of each packed vector with this one; NaN where either is zero, or none is there. */
export function cosinesOf({ codes, sizes }: PackedVectors, values: Float32Array): Float32Array {
  const asked = new Asked(values);
  const cosines = new Float32Array(sizes.length).fill(NaN);
  let start = 0;
  for (let vector = 0; vector < sizes.length; vector++) {
    const size = sizes[vector] ?? 0;
    if (size > 0) cosines[vector] = asked.cosine(codes, start);
    start += size;
  }
  return cosines;
}

class Asked {
  readonly #values: Float32Array;
  readonly #map: Uint8Array;
  readonly #length: number;

  constructor(values: Float32Array) {
    this.#values = values;
    this.#map = packVector(values).subarray(LENGTH_BYTES, LENGTH_BYTES + Math.ceil(values.length / 8));
    this.#length = Math.hypot(...values) / LENGTH_STEPS;
  }

  /** Only what both have is looked at. */
  cosine(codes: Uint8Array, start: number): number {
    const [values, asked] = [this.#values, this.#map];
    const map = start + LENGTH_BYTES;
    let at = map + asked.length;
    let dot = 0;
    for (let byte = 0; byte < asked.length; byte++) {
      const own = codes[map + byte] ?? 0;
      for (let both = own & (asked[byte] ?? 0); both !== 0; both &= both - 1) {
        const bit = both & -both;
        const code = ((codes[at + (ONES[own & (bit - 1)] ?? 0)] ?? 0) << SIGN_SHIFT) >> SIGN_SHIFT;
        dot += code * (values[byte * 8 + 31 - Math.clz32(bit)] ?? 0);
      }
      at += ONES[own] ?? 0;
    }
    const length = (codes[start] ?? 0) | ((codes[start + 1] ?? 0) << 8);
    return dot / (length * this.#length);
  }
}
