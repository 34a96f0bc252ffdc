/** Numbers of few bits, the highest first. Small ones take few: Rice's code for gaps, Elias' gamma for counts. */

/** Bits of a number that are written or read in one go. */
const CHUNK = 24;

export class BitWriter {
  #bytes = new Uint8Array(1 << 12);
  #size = 0;

  /** A number of at most 24 bits. */
  bits(value: number, count: number): void {
    this.#room(count);
    for (let left = count; left > 0;) {
      const free = 8 - (this.#size & 7);
      const taken = Math.min(free, left);
      const part = (value >>> (left - taken)) & ((1 << taken) - 1);
      const at = this.#size >>> 3;
      this.#bytes[at] = (this.#bytes[at] ?? 0) | (part << (free - taken));
      this.#size += taken;
      left -= taken;
    }
  }

  /** So many zeros and a one. */
  unary(zeros: number): void {
    let left = zeros;
    for (; left >= CHUNK; left -= CHUNK) this.bits(0, CHUNK);
    this.bits(1, left + 1);
  }

  /** The number's last bits as they are, the others as a count: good for numbers of about 2^bits. */
  rice(value: number, bits: number): void {
    this.unary(value >>> bits);
    this.bits(value & ((1 << bits) - 1), bits);
  }

  /** A number from 1 of at most 24 bits, in twice as many as it has. */
  gamma(value: number): void {
    const bits = 31 - Math.clz32(value);
    this.unary(bits);
    this.bits(value & ((1 << bits) - 1), bits);
  }

  /** A copy of what was written, the last byte filled with zeros. */
  written(): Uint8Array {
    return this.#bytes.slice(0, (this.#size + 7) >>> 3);
  }

  #room(more: number): void {
    if ((this.#size + more) >>> 3 < this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bits(count: number): number {
    if (count === 0) return 0;
    const value = this.#ahead() >>> (32 - count);
    this.#at += count;
    return value;
  }

  unary(): number {
    for (let zeros = 0; ;) {
      const more = Math.clz32(this.#ahead());
      if (more < CHUNK) {
        this.#at += more + 1;
        return zeros + more;
      }
      if (this.#at >= this.#bytes.length * 8) throw new RangeError("the bits end within a number");
      zeros += CHUNK;
      this.#at += CHUNK;
    }
  }

  rice(bits: number): number {
    const high = this.unary();
    return (high << bits) | this.bits(bits);
  }

  gamma(): number {
    const bits = this.unary();
    return (1 << bits) | this.bits(bits);
  }

  /** The next bits, of which the first 25 are right; zeros behind the end. */
  #ahead(): number {
    const bytes = this.#bytes;
    const at = this.#at >>> 3;
    const four =
      ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    return four << (this.#at & 7);
  }
}
