/** Numbers of seven bits a byte, the lowest first; a byte's highest bit says that more follows. */

export class ByteWriter {
  #bytes = new Uint8Array(1 << 12);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** A number of at most 31 bits. */
  number(value: number): void {
    this.#room(5);
    let left = value;
    while (left > 127) {
      this.#bytes[this.#size++] = (left & 127) | 128;
      left >>>= 7;
    }
    this.#bytes[this.#size++] = left;
  }

  bytes(given: Uint8Array): void {
    this.#room(given.length);
    this.#bytes.set(given, this.#size);
    this.#size += given.length;
  }

  /** What was written so far; good until more is. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  #room(more: number): void {
    if (this.#size + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new RangeError("a number of more than 31 bits");
  }

  bytes(count: number): Uint8Array {
    const from = this.#at;
    this.#at += count;
    return this.#bytes.subarray(from, this.#at);
  }
}
