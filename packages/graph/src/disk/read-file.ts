/**
 * Reads one file of a tree that may be hostile and may change meanwhile. What is returned was, as a whole, the content
 * of a regular file below the root: the opened file is compared with what stands at the path afterwards, so neither a
 * link nor a swap of a parent folder reaches outside.
 */
import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
} from "node:fs";
import { sep } from "node:path";

import { systemErrorCode } from "./disk-error.ts";

/** Why a path was left out, or is there in part only. The last comes from resolution, the three before it from parsing, the others from reading. */
export type SkipReason =
  | "symlink"
  | "not-a-file"
  | "other-repository"
  | "dependencies"
  | "bad-name"
  | "unreadable"
  | "changed"
  | "deleted"
  | "too-large"
  | "binary"
  | "minified"
  | "lfs-pointer"
  | "parser-crashed"
  | "deadline"
  | "too-deep"
  | "too-complex";

export interface FileText {
  readonly kind: "text";
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly mtimeMs: number;
  /** First 128 bits of SHA-256 of the bytes, 32 hex digits. */
  readonly hash: string;
  /** Decoded as UTF-8 without a byte order mark; what is no UTF-8, and NUL, is U+FFFD. */
  readonly text: string;
  /** Something was replaced by U+FFFD. */
  readonly replaced: boolean;
}
export interface SkippedFile {
  readonly kind: "skipped";
  readonly path: string;
  readonly reason: SkipReason;
  /** What the parser said when it crashed. */
  readonly detail?: string;
}
/** Nothing stands at the path (any more). */
export interface MissingFile {
  readonly kind: "missing";
  readonly path: string;
}
export type ReadResult = FileText | SkippedFile | MissingFile;

export interface ReadOptions {
  /** The root, with every link in it resolved. */
  readonly root: string;
  readonly maxFileBytes: number;
  /** Called between opening and reading, where another process may write: tests write here. */
  readonly onOpened?: (fullPath: string) => void;
}

const BINARY_PROBE_BYTES = 8_192;
const MINIFIED_MIN_BYTES = 50_000;
const MINIFIED_MEAN_LINE_BYTES = 500;
const LFS_POINTER = Buffer.from("version https://git-lfs.github.com/spec/v1\n");
const NEWLINE = 10;
// A pipe must not block the open, a link must not be followed; Windows has neither flag.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads the file at `path` (relative to the root, with "/"); one that changes while read is read once more. */
export function readFileText(path: string, options: ReadOptions): ReadResult {
  const bytes = readStable(path, options);
  return "kind" in bytes ? bytes : toFileText(path, bytes.content, bytes.stats.mtimeMs);
}

/** Content as a text, unless it is none. `mtimeMs` is 0 where nothing on disk has this content. */
export function toFileText(path: string, content: Buffer, mtimeMs: number): FileText | SkippedFile {
  const skip = unsuitable(content);
  if (skip !== undefined) return { kind: "skipped", path, reason: skip };
  const { text, replaced } = decode(content);
  const size = content.length;
  return { kind: "text", path, size, mtimeMs, hash: hash("sha256", content, "hex").slice(0, 32), text, replaced };
}

interface Bytes {
  readonly content: Buffer;
  readonly stats: Stats;
}

function readStable(path: string, options: ReadOptions): Bytes | SkippedFile | MissingFile {
  const first = readOnce(path, options);
  if (!("kind" in first) || first.kind !== "skipped" || first.reason !== "changed") return first;
  return readOnce(path, options);
}

function readOnce(path: string, options: ReadOptions): Bytes | SkippedFile | MissingFile {
  let descriptor: number | undefined;
  try {
    const fullPath = prefixOf(options.root) + path.replaceAll("/", sep);
    const unfit = whyNotToOpen(lstatSync(fullPath), fullPath);
    if (unfit !== undefined) return { kind: "skipped", path, reason: unfit };
    descriptor = openSync(fullPath, OPEN_FLAGS);
    const content = readOpened(descriptor, fullPath, options);
    return typeof content === "string" ? { kind: "skipped", path, reason: content } : content;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "") throw error;
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing", path };
    return { kind: "skipped", path, reason: code === "ELOOP" ? "symlink" : "unreadable" };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function whyNotToOpen(stats: Stats, fullPath: string): SkipReason | undefined {
  if (stats.isSymbolicLink()) return "symlink";
  if (stats.isFile()) return undefined;
  return stats.isDirectory() && existsSync(`${fullPath}${sep}.git`) ? "other-repository" : "not-a-file";
}

function readOpened(descriptor: number, fullPath: string, options: ReadOptions): Bytes | SkipReason {
  const opened = fstatSync(descriptor);
  if (!opened.isFile()) return "not-a-file";
  const elsewhere = whyElsewhere(fullPath, opened, options.root);
  if (elsewhere !== undefined) return elsewhere;
  if (opened.size > options.maxFileBytes) return "too-large";
  options.onOpened?.(fullPath);
  const content = readBytes(descriptor, opened.size);
  const after = fstatSync(descriptor);
  const same = content.length === opened.size && after.size === opened.size && after.mtimeMs === opened.mtimeMs;
  return same ? { content, stats: opened } : "changed";
}

/** Not `join`: it would resolve "..", and a path that climbs must not look like one that does not. */
function prefixOf(root: string): string {
  return root.endsWith(sep) ? root : root + sep;
}

/** Undefined when the opened file is the one at this path, below the root and reached through no link. */
function whyElsewhere(fullPath: string, opened: Stats, root: string): SkipReason | undefined {
  const real = realpathSync.native(fullPath);
  // A file system that folds case or Unicode forms names it differently; then the folders themselves are asked.
  if (real !== fullPath && (!real.startsWith(prefixOf(root)) || hasLink(fullPath, root))) return "symlink";
  const standing = lstatSync(fullPath);
  return standing.ino === opened.ino && standing.dev === opened.dev ? undefined : "changed";
}

function hasLink(fullPath: string, root: string): boolean {
  for (let end = fullPath.lastIndexOf(sep); end > root.length; end = fullPath.lastIndexOf(sep, end - 1)) {
    if (lstatSync(fullPath.slice(0, end)).isSymbolicLink()) return true;
  }
  return false;
}

/** Reads one byte more than expected, so that a file that grew is noticed. */
function readBytes(descriptor: number, expected: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(expected + 1);
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}

function unsuitable(content: Buffer): SkipReason | undefined {
  if (content.subarray(0, BINARY_PROBE_BYTES).includes(0)) return "binary";
  if (content.subarray(0, LFS_POINTER.length).equals(LFS_POINTER)) return "lfs-pointer";
  if (content.length <= MINIFIED_MIN_BYTES) return undefined;
  return content.length / countLines(content) > MINIFIED_MEAN_LINE_BYTES ? "minified" : undefined;
}

function countLines(content: Buffer): number {
  let lines = 1;
  for (let at = content.indexOf(NEWLINE); at >= 0; at = content.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

function decode(content: Buffer): { text: string; replaced: boolean } {
  const bytes = content.subarray(0, 3).equals(BYTE_ORDER_MARK) ? content.subarray(3) : content;
  const text = bytes.toString("utf8");
  // Databases refuse NUL in text; one U+FFFD for one NUL keeps every offset.
  if (text.includes("\0")) return { text: text.replaceAll("\0", "\uFFFD"), replaced: true };
  return { text, replaced: !isUtf8(bytes) };
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
