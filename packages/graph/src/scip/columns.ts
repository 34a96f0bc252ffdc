/** Columns of SCIP, in whatever unit its producer counts, as UTF-16 units. */
import type { ScipEncoding } from "./messages.ts";

/** Undefined beyond the end of the line, and within a character. */
export type Columns = (line: string, column: number) => number | undefined;

/** What the columns of a document can mean, the likeliest first; they differ only in lines with more than ASCII. */
export function columnsOf(encoding: ScipEncoding): readonly Columns[] {
  return encoding === "unknown" ? [utf16, utf8, utf32] : [BY_ENCODING[encoding]];
}

const utf16: Columns = (line, column) => (column <= line.length ? column : undefined);
const utf8: Columns = (line, column) => counted(line, column, bytesOf);
const utf32: Columns = (line, column) => counted(line, column, () => 1);

const BY_ENCODING = { "utf-8": utf8, "utf-16": utf16, "utf-32": utf32 };

// oxlint-disable-next-line no-control-regex -- all of ASCII
const ASCII = /^[\0-\x7F]*$/;

function counted(line: string, column: number, sizeOf: (character: string) => number): number | undefined {
  if (ASCII.test(line)) return utf16(line, column);
  let units = 0;
  let left = column;
  for (const character of line) {
    if (left <= 0) break;
    left -= sizeOf(character);
    units += character.length;
  }
  return left === 0 ? units : undefined;
}

function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
