/**
 * The parts of a shard as they are stored: how far the file's own unit is from the one before; where it is the same one, how many bytes
 * and lines further this part begins. Shards of whole files (form 1) are written the same way, each unit once.
 */
import type { FilePart } from "./shard.ts";
import { ByteReader, ByteWriter } from "./varint.ts";

/** A part by its file's own unit. */
export interface UnitPart {
  readonly unitId: number;
  /** What stands before it in the text. */
  readonly bytes: number;
  readonly lines: number;
}

/** Some of a text, in whole lines. */
export interface TextWindow {
  /** Bytes before it. */
  readonly from: number;
  /** The byte behind it; undefined for the text's end. */
  readonly to: number | undefined;
  /** Lines before it. */
  readonly lines: number;
}

/** A file that may have a match. */
export interface Candidate {
  /** Its own unit. */
  readonly unitId: number;
  /** Where its matches are; undefined where they may be anywhere. */
  readonly window: TextWindow | undefined;
}

export function packParts(parts: readonly FilePart[], firstUnit: number): Uint8Array {
  const out = new ByteWriter();
  let before = { unit: 0, bytes: 0, lines: 0 };
  for (const { file, bytes, lines } of parts) {
    const unit = firstUnit + file;
    out.number(unit - before.unit);
    if (unit === before.unit) {
      out.number(bytes - before.bytes);
      out.number(lines - before.lines);
    }
    before = { unit, bytes, lines };
  }
  return out.written();
}

export function unpackParts(packed: Uint8Array): UnitPart[] {
  const parts: UnitPart[] = [];
  let [unitId, bytes, lines] = [0, 0, 0];
  for (const reader = new ByteReader(packed); reader.hasMore;) {
    const further = reader.number();
    unitId += further;
    bytes = further === 0 ? bytes + reader.number() : 0;
    lines = further === 0 ? lines + reader.number() : 0;
    parts.push({ unitId, bytes, lines });
  }
  return parts;
}

/** The files of these places, ascending, each once: with a window from the first of its places to the last. */
export function candidatesAt(parts: readonly UnitPart[], places: readonly number[]): Candidate[] {
  const found: Candidate[] = [];
  for (const place of places) {
    const unitId = parts[place]?.unitId;
    if (unitId === undefined) continue;
    const window = windowAt(parts, place);
    const last = found.at(-1);
    if (last?.unitId !== unitId) found.push({ unitId, window });
    else if (window !== undefined) found[found.length - 1] = { unitId, window: { ...window, ...beginOf(last.window) } };
  }
  return found;
}

function beginOf({ from, lines }: TextWindow = { from: 0, to: undefined, lines: 0 }): Omit<TextWindow, "to"> {
  return { from, lines };
}

/** Undefined for the only part of a file. */
function windowAt(parts: readonly UnitPart[], place: number): TextWindow | undefined {
  const { unitId, bytes: from, lines } = parts[place] ?? NO_PART;
  const next = parts[place + 1];
  if (next?.unitId === unitId) return { from, to: next.bytes, lines };
  return from === 0 ? undefined : { from, to: undefined, lines };
}

const NO_PART: UnitPart = { unitId: -1, bytes: 0, lines: 0 };
