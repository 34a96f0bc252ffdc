/** Files of a tar archive (POSIX ustar). */
const BLOCK = 512;

interface TarFile {
  /** Ours: short and of ASCII. */
  readonly name: string;
  readonly content: Uint8Array;
  readonly atMs: number;
}

/** A file as it stands in an archive, in parts. */
export function tarFile({ name, content, atMs }: TarFile): readonly Uint8Array[] {
  return [header(name, content.length, atMs), content, padding(content.length)];
}

/** The mark of the end. */
export function tarEnd(): Uint8Array {
  return Buffer.alloc(2 * BLOCK);
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

function header(name: string, length: number, atMs: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  const fields: readonly (readonly [number, string])[] = [
    [0, name],
    [100, octal(0o600, 7)],
    [108, octal(0, 7)],
    [116, octal(0, 7)],
    [124, octal(length, 11)],
    [136, octal(Math.floor(atMs / 1000), 11)],
    [148, " ".repeat(8)], // the sum is taken over the header with blanks in its place
    [156, "0"],
    [257, "ustar\0"],
    [263, "00"],
  ];
  for (const [at, text] of fields) block.write(text, at, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}
