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
    const part = parts[place];
    if (part === undefined) continue;
    const { unitId, bytes, lines } = part;
    const next = parts[place + 1];
    const to = next?.unitId === unitId ? next.bytes : undefined;
    const last = found.at(-1);
    const window = last?.unitId === unitId ? last.window : undefined;
    if (window !== undefined) found.pop();
    const from = window?.from ?? bytes;
    const isWhole = from === 0 && to === undefined && window === undefined;
    found.push({ unitId, window: isWhole ? undefined : { from, to, lines: window?.lines ?? lines } });
  }
  return found;
}
