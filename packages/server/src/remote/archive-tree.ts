/**
 * Where entries of an archive become files: below one new folder, each name once, nothing but files and folders. Without a
 * folder they are read to their end and nothing is written.
 */
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Fault } from "#kernel/errors";

export interface ArchiveLimits {
  readonly maxEntries: number;
  /** Of all files together, unpacked. */
  readonly maxBytes: number;
  /** Of the archive itself. */
  readonly archiveBytes: number;
}

export interface ArchiveTree {
  folder(name: string): void;
  /** Refuses what the archive itself says is too much before anything of it is written. */
  claim(bytes: number | undefined): void;
  /** The content is opened when it is read: an error of a stream that nobody listens to would end the process. */
  file(name: string, open: () => Promise<NodeJS.ReadableStream>): Promise<void>;
  /** An entry that is neither: refused, whatever it is. */
  other(name: string, kind: string): never;
  readonly bytes: number;
  readonly files: number;
}

/** Text packs to a tenth, generated text to a fortieth; a bomb to a thousandth. */
const MAX_RATIO = 200;
const RATIO_FREE_BYTES = 10_000_000;
/** Bytes; what a path may have (4096) has room for where the tree lies. */
const MAX_NAME = 3500;
const MAX_PART = 255;

export function archiveRefused(why: string, cause?: unknown): Fault {
  return new Fault("ARCHIVE_REFUSED", `the archive is refused: ${why}`, { reason: why }, cause);
}

export function createTree(root: string | undefined, limits: ArchiveLimits, signal: AbortSignal): ArchiveTree {
  const names = createNames();
  const counted = { bytes: 0, files: 0, entries: 0, claimed: 0 };
  const enter = (name: string): readonly string[] => {
    signal.throwIfAborted();
    counted.entries += 1;
    if (counted.entries > limits.maxEntries) throw archiveRefused(`it has more than ${limits.maxEntries} entries`);
    return partsOf(name);
  };
  return {
    folder: (name) => names.claim(enter(name), "folder"),
    claim(bytes = 0) {
      counted.claimed += bytes;
      if (counted.claimed > limits.maxBytes) throw archiveRefused(`it unpacks to more than ${limits.maxBytes} bytes`);
    },
    async file(name, open) {
      const parts = enter(name);
      if (parts.length === 0 || name.endsWith("/")) throw archiveRefused("it has a file without a name");
      names.claim(parts, "file");
      // A repository inside could name another one's commits as its own.
      const isInternal = parts.some((part) => part.toLowerCase() === ".git");
      const path = isInternal || root === undefined ? undefined : join(root, ...parts);
      if (path !== undefined) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const content = await open();
      const target = path === undefined ? nowhere() : createWriteStream(path, { flags: "wx", mode: 0o600 });
      await pipeline(content, countBytes(counted, limits), target, { signal });
      if (!isInternal) counted.files += 1;
    },
    other(name, kind) {
      throw archiveRefused(`"${name.slice(0, 200)}" is ${kind}: only files and folders are taken`);
    },
    get bytes() {
      return counted.bytes;
    },
    get files() {
      return counted.files;
    },
  };
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

type Kind = "file" | "folder";

/** Which paths are taken, and as what: a folder may be named often, a file once. */
function createNames(): { claim(parts: readonly string[], kind: Kind): void } {
  const kinds = new Map<string, Kind>();
  const take = (path: string, kind: Kind): void => {
    const known = kinds.get(path);
    if (known === undefined) kinds.set(path, kind);
    else if (known !== kind || kind === "file") throw archiveRefused(`it has "${path.slice(0, 200)}" twice`);
  };
  return {
    claim(parts, kind) {
      for (let length = 1; length < parts.length; length += 1) take(parts.slice(0, length).join("/"), "folder");
      if (parts.length > 0) take(parts.join("/"), kind);
    },
  };
}

function countBytes(counted: { bytes: number }, { maxBytes, archiveBytes }: ArchiveLimits): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      counted.bytes += chunk.length;
      if (counted.bytes > maxBytes) done(archiveRefused(`it unpacks to more than ${maxBytes} bytes`));
      else if (counted.bytes > RATIO_FREE_BYTES && counted.bytes > archiveBytes * MAX_RATIO) {
        done(archiveRefused(`it unpacks to more than ${MAX_RATIO} times its size`));
      } else done(null, chunk);
    },
  });
}

/** The names of a path's folders and file. @throws Fault for a name that could lead elsewhere, or that no disk takes. */
function partsOf(name: string): readonly string[] {
  const shown = JSON.stringify(name.slice(0, 200));
  if (Buffer.byteLength(name) > MAX_NAME || /[\p{Cc}\\\uFFFD]/u.test(name) || !name.isWellFormed()) {
    throw archiveRefused(`it has a name that is too long or holds a control character or a backslash: ${shown}`);
  }
  if (name.startsWith("/") || /^[a-z]:/i.test(name)) throw archiveRefused(`it has an absolute name: ${shown}`);
  const parts = name
    .replace(/\/$/, "")
    .split("/")
    .filter((part, at) => part !== "." || at > 0);
  for (const part of parts) {
    if (part === ".." || part === ".") throw archiveRefused(`it has a name that leads out of it: ${shown}`);
    if (part === "" || Buffer.byteLength(part) > MAX_PART)
      throw archiveRefused(`it has a name with an empty or too long part: ${shown}`);
  }
  return parts;
}
