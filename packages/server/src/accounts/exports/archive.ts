/**
 * A tar archive (POSIX ustar) that grows file by file and can be taken up again where it was cut: each file is complete,
 * and on disk, before anybody writes down that it is there.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";

import { Fault } from "#kernel/errors";

export interface Archive {
  /** Bytes so far. */
  readonly length: number;
  /** Adds a file behind the others. */
  add(name: string, content: Uint8Array): Promise<void>;
  /** Writes the mark of the end. */
  end(): Promise<void>;
  close(): Promise<void>;
}

const BLOCK = 512;

/** Opens the archive as it was when it had so many bytes: what came after is cut off. */
export async function openArchive(file: string, { length, atMs }: { length: number; atMs: number }): Promise<Archive> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, length === 0 ? "w" : "r+", 0o600);
  let at = length;
  const write = async (parts: readonly Uint8Array[]): Promise<void> => {
    const { bytesWritten } = await handle.writev([...parts], at);
    const wanted = parts.reduce((sum, part) => sum + part.length, 0);
    if (bytesWritten !== wanted) throw new Error(`of ${wanted} bytes ${bytesWritten} were written`);
    await handle.datasync();
    at += wanted;
  };
  await handle.truncate(length);
  return {
    get length() {
      return at;
    },
    add: (name, content) => write([header(name, content.length, atMs), content, padding(content.length)]),
    end: () => write([Buffer.alloc(2 * BLOCK)]),
    close: () => handle.close(),
  };
}

export async function sha256Of(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { signal })) hash.update(Buffer.from(chunk));
  return hash.digest("hex");
}

/** The disk's own trouble in the platform's words; anything else stays as it is. */
export function diskFault(error: unknown): unknown {
  const { code }: { readonly code?: unknown } = Object(error);
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new Fault("DISK_FULL", "there is no room for the archive of the export", {}, error);
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

/** Names are ours: short and of ASCII. */
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
