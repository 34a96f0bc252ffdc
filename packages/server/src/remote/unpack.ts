/** Archives of source trees: zip, tar, tar.gz. What is wrong with one is said; nothing of a refused one stays. */
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { extract } from "tar-stream";
import { type Entry, openPromise, type ZipFile } from "yauzl";

import { Fault } from "#kernel/errors";

import { type ArchiveLimits, archiveRefused, type ArchiveTree, createTree } from "./archive-tree.ts";

export interface Unpacking {
  readonly file: string;
  /** A folder that is not there yet. */
  readonly into: string;
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface Unpacked {
  readonly files: number;
  readonly bytes: number;
}

/** @throws Fault ARCHIVE_REFUSED with the reason; the folder is gone then. */
export async function unpackArchive({ into, ...reading }: Unpacking): Promise<Unpacked> {
  const bare = `${into}.part`;
  try {
    await mkdir(bare, { recursive: true, mode: 0o700 });
    const unpacked = await readEntries(reading, bare);
    await rename(await singleFolder(bare), into);
    return unpacked;
  } finally {
    await rm(bare, { recursive: true, force: true });
  }
}

/** Reads it to its end, and writes nothing. @throws Fault as above */
export function tryArchive(reading: Omit<Unpacking, "into">): Promise<Unpacked> {
  return readEntries(reading, undefined);
}

async function readEntries(
  { file, signal, ...limits }: Omit<Unpacking, "into">,
  root: string | undefined,
): Promise<Unpacked> {
  const kind = await kindOf(file);
  try {
    const tree = createTree(root, { ...limits, archiveBytes: kind.bytes } satisfies ArchiveLimits, signal);
    if (kind.name === "zip") await unpackZip(file, tree);
    else await unpackTar(file, kind.name === "gzip", tree);
    if (tree.files === 0) throw archiveRefused("it holds no file");
    return { files: tree.files, bytes: tree.bytes };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Fault || isOfSystem(error) ? error : archiveRefused("it is damaged", error);
  }
}

/** The disk's own trouble is not the archive's. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

const TAR_MAGIC_AT = 257;

async function kindOf(file: string): Promise<{ readonly name: "zip" | "gzip" | "tar"; readonly bytes: number }> {
  const handle = await open(file);
  try {
    const head = Buffer.alloc(512);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    const { size: bytes } = await handle.stat();
    if (head.toString("latin1", 0, 2) === "PK") return { name: "zip", bytes };
    if (head[0] === 0x1f && head[1] === 0x8b) return { name: "gzip", bytes };
    if (bytesRead === head.length && head.toString("latin1", TAR_MAGIC_AT, TAR_MAGIC_AT + 5) === "ustar") {
      return { name: "tar", bytes };
    }
    throw archiveRefused("it is no zip, tar or tar.gz");
  } finally {
    await handle.close();
  }
}

async function unpackZip(file: string, tree: ArchiveTree): Promise<void> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
  try {
    for await (const entry of entriesOf(zip)) await unpackEntry(zip, entry, tree);
  } finally {
    zip.close();
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      zip
        .once("entry", resolve)
        .once("end", () => resolve(undefined))
        .once("error", reject);
      zip.readEntry();
    });
    zip.removeAllListeners();
    // Between two entries nobody waits; the next one is told.
    zip.on("error", () => undefined);
    if (entry === undefined) return;
    yield entry;
  }
}

const TYPE_MASK = 0o170_000;
const REGULAR = 0o100_000;
const FOLDER = 0o040_000;

async function unpackEntry(zip: ZipFile, entry: Entry, tree: ArchiveTree): Promise<void> {
  const name = entry.fileName;
  // Who made it on a system with modes says so in the upper half.
  const type = (entry.externalFileAttributes >>> 16) & TYPE_MASK;
  if (type !== 0 && type !== REGULAR && type !== FOLDER) tree.other(name, "a link or a special file");
  if (entry.isEncrypted()) tree.other(name, "encrypted");
  if (name.endsWith("/")) tree.folder(name);
  else {
    tree.claim(entry.uncompressedSize);
    await tree.file(name, () => zip.openReadStreamPromise(entry));
  }
}

async function unpackTar(file: string, isPacked: boolean, tree: ArchiveTree): Promise<void> {
  const source = createReadStream(file);
  const tar = extract();
  const gunzip = isPacked ? createGunzip() : undefined;
  const fail = (error: Error): void => tar.destroy(error);
  source.on("error", fail);
  gunzip?.on("error", fail);
  (gunzip === undefined ? source : source.pipe(gunzip)).pipe(tar);
  try {
    for await (const entry of tar) {
      const { name, type, size } = entry.header;
      tree.claim(size);
      if (type === "directory") tree.folder(name);
      else if (type === "file" || type === "contiguous-file") await tree.file(name, async () => Readable.from(entry));
      else tree.other(name, `a ${type ?? "special file"}`);
      entry.resume();
    }
  } finally {
    source.destroy();
    gunzip?.destroy();
  }
}

/** Forges pack a tree below one folder, named after the commit: it is no part of any path. */
async function singleFolder(root: string): Promise<string> {
  const entries = await readdir(root, { withFileTypes: true });
  const [only] = entries;
  return entries.length === 1 && only?.isDirectory() === true ? join(root, only.name) : root;
}
