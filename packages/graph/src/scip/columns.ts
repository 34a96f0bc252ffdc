/** Columns of SCIP, in whatever unit its producer counts, as UTF-16 units. */
import type { ScipEncoding } from "./messages.ts";

/** Undefined beyond the end of the line, and within a character. */
export type Columns = (line: string, column: number) => number | undefined;

/** What the columns of a document can mean, the likeliest first; they differ only in lines with more than ASCII. */
export function columnsOf(encoding: ScipEncoding): readonly Columns[] {
  switch (encoding) {
    case "utf-16":
      return [utf16];
    case "utf-8":
      return [counting(bytesOf)];
    case "utf-32":
      return [counting(() => 1)];
    case "unknown":
      return [utf16, counting(bytesOf), counting(() => 1)];
  }
}

const utf16: Columns = (line, column) => (column <= line.length ? column : undefined);

/** Names come line by line, and a line may be as long as a file: it is counted once. */
function counting(sizeOf: (character: string) => number): Columns {
  let counted: { readonly line: string; readonly places: ReadonlyMap<number, number> | undefined } | undefined;
  return (line, column) => {
    if (counted?.line !== line) counted = { line, places: isAscii(line) ? undefined : placesIn(line, sizeOf) };
    return counted.places === undefined ? utf16(line, column) : counted.places.get(column);
  };
}

/** Where characters begin and the last one ends: in UTF-16 units, by the unit that is counted. */
function placesIn(line: string, sizeOf: (character: string) => number): ReadonlyMap<number, number> {
  const places = new Map([[0, 0]]);
  let [units, counted] = [0, 0];
  for (const character of line) {
    units += character.length;
    counted += sizeOf(character);
    places.set(counted, units);
  }
  return places;
}

function isAscii(line: string): boolean {
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  return /^[\0-\x7F]*$/.test(line);
}

function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
