/** An index file of SCIP, message by message: never more of it in memory than its longest message. */
import { type FileHandle, open } from "node:fs/promises";

import { DiskError, systemErrorCode } from "./disk-error.ts";

export interface ScipMessage {
  /** `oversized`: a document that is too long to be read, without its bytes. */
  readonly kind: "metadata" | "document" | "oversized";
  readonly bytes: Uint8Array;
}

/** The longest message that is read: more than what is said of a file of the largest size that is parsed, 2 MB. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
/** Read at a time; most messages lie within. */
const WINDOW_BYTES = 1024 * 1024;

/** @throws DiskError for what is no regular file, cannot be read, or is no whole index. */
export async function* readScipFile(path: string, signal?: AbortSignal): AsyncGenerator<ScipMessage> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    let isFirst = true;
    for await (const message of messagesOf(path, openWindow(file, size))) {
      signal?.throwIfAborted();
      if (isFirst && message.kind !== "metadata") throw malformed(path, "it does not begin with metadata");
      isFirst = false;
      yield message;
    }
    if (isFirst) throw malformed(path, "it is empty");
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    const isMissing = ["ENOENT", "ENOTDIR"].includes(systemErrorCode(error));
    const why = isMissing ? "does not exist" : `cannot be read (${systemErrorCode(error)})`;
    throw new DiskError(isMissing ? "NOT_FOUND" : "NOT_READABLE", `"${path}" ${why}`, { path });
  }
  const stat = await file.stat();
  if (stat.isFile()) return file;
  await file.close();
  throw malformed(path, "it is no regular file");
}

export function malformed(path: string, why: string): DiskError {
  const advice = "give the file that an indexer such as scip-typescript wrote";
  return new DiskError("MALFORMED_SCIP", `"${path}" is no whole SCIP index: ${why}; ${advice}`, { path });
}

interface Window {
  readonly size: number;
  /** Fewer at the end of the file. Valid until the next call. */
  bytes(start: number, length: number): Promise<Uint8Array>;
}

function openWindow(file: FileHandle, size: number): Window {
  const buffer = new Uint8Array(Math.min(WINDOW_BYTES, size));
  let from = 0;
  let held = 0;
  async function read(into: Uint8Array, start: number): Promise<Uint8Array> {
    let filled = 0;
    while (filled < into.length) {
      const { bytesRead } = await file.read(into, filled, into.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return into.subarray(0, filled);
  }
  return {
    size,
    async bytes(start, length) {
      const end = Math.min(size, start + length);
      if (end - start > buffer.length) return read(new Uint8Array(end - start), start);
      if (start < from || end > from + held) {
        from = start;
        held = (await read(buffer, start)).length;
      }
      return buffer.subarray(start - from, Math.min(end - from, held));
    },
  };
}

const WIRE_TYPE_BITS = 3;
const LENGTH_DELIMITED = 2;
/** A tag and a length take at most five bytes each. */
const HEADER_BYTES = 10;
const NOTHING = new Uint8Array();
const KINDS: Readonly<Record<number, "metadata" | "document">> = { 1: "metadata", 2: "document" };

/** All fields of an index are messages; those that are not asked for are passed over without being read. */
async function* messagesOf(path: string, window: Window): AsyncGenerator<ScipMessage> {
  for (let at = 0; at < window.size;) {
    const header = await window.bytes(at, HEADER_BYTES);
    const tag = readVarint(header, 0);
    const length = tag === undefined ? undefined : readVarint(header, tag.end);
    if (tag === undefined || length === undefined) throw malformed(path, `byte ${at} begins no message`);
    if ((tag.value & ((1 << WIRE_TYPE_BITS) - 1)) !== LENGTH_DELIMITED) {
      throw malformed(path, `what stands at byte ${at} is no message`);
    }
    const start = at + length.end;
    at = start + length.value;
    if (at > window.size) throw malformed(path, `it ends within a message, at byte ${window.size} of ${at}`);
    const kind = KINDS[tag.value >>> WIRE_TYPE_BITS];
    if (kind === undefined) continue;
    if (length.value > MAX_MESSAGE_BYTES) {
      if (kind === "metadata") throw malformed(path, `its metadata take ${length.value} bytes`);
      yield { kind: "oversized", bytes: NOTHING };
      continue;
    }
    const bytes = await window.bytes(start, length.value);
    if (bytes.length < length.value) throw malformed(path, "it became shorter while it was read");
    yield { kind, bytes };
  }
}

interface Varint {
  readonly value: number;
  readonly end: number;
}

/** Undefined if it does not end within the bytes, or is larger than 32 bits. */
function readVarint(bytes: Uint8Array, start: number): Varint | undefined {
  let value = 0;
  for (let shift = 0, at = start; shift < 35; shift += 7, at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value < 2 ** 32 ? { value, end: at + 1 } : undefined;
  }
  return undefined;
}
