import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";

import { DiskError, systemErrorCode } from "./disk-error.ts";
import type { KnownFiles, KnownText } from "./known-files.ts";
import { listFiles } from "./listing.ts";
import { isManifest } from "./manifests.ts";
import {
  readFileText,
  type FileText,
  type ReadOptions,
  type ReadResult,
  type SkippedFile,
  type SkipReason,
} from "./read-file.ts";
import { timeSlices } from "./time-slices.ts";

export const DEFAULT_MAX_FILE_BYTES = 2 * 1024 * 1024;
export const DEFAULT_MAX_FILES = 200_000;

export interface DiscoverOptions {
  /** A larger file is skipped as `too-large`; 2 MiB. */
  readonly maxFileBytes?: number;
  /** A folder with more files is refused; 200,000. */
  readonly maxFiles?: number;
  /** Of all files together; a commit with more is refused. No limit unless given. */
  readonly maxTotalBytes?: number;
  /** Why an object of a commit may not be there: a clone can leave out what is too large. `unreadable` unless given. */
  readonly absent?: SkipReason;
  /** Git is not asked, whatever lies around the folder: only its own ignore files count. */
  readonly withoutGit?: boolean;
  /** What earlier discoveries have read: files that are as they were are not read again. */
  readonly known?: KnownFiles;
  readonly signal?: AbortSignal;
  /** Called now and then with the number of files read and listed. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A file as it was when discovered; its text is read again when wanted (`Discovery.read`). */
export interface DiscoveredFile {
  /** Relative to the root, with "/". */
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly mtimeMs: number;
  /** First 128 bits of SHA-256 of the bytes, 32 hex digits. */
  readonly hash: string;
  /** Bytes that are no UTF-8 (or NUL) stand as U+FFFD in the text. */
  readonly replaced: boolean;
}

/** A file that says how names reach files: `package.json`, `go.mod` … */
export interface ManifestFile {
  readonly path: string;
  readonly text: string;
}

export interface Discovery {
  /** Absolute, links resolved. */
  readonly root: string;
  /** In code unit order of their paths. */
  readonly files: readonly DiscoveredFile[];
  /** In the same order: everything that was met and left out, but for what ignore rules exclude. */
  readonly skipped: readonly SkippedFile[];
  readonly manifests: readonly ManifestFile[];
  /** Absent without git, or before the first commit. */
  readonly commit?: string;
  /** Absent without git, or when no branch is checked out. */
  readonly branch?: string;
  /** Something differs from the commit; true without git. */
  readonly dirty: boolean;
  /** Reads a file as it is now: compare `hash` where it must be what was discovered. */
  read(path: string): ReadResult;
}

/**
 * Finds and hashes what can be indexed below a folder. Nothing outside of it is read, links are not followed, and
 * texts are not kept. Throws `DiskError` for a folder that cannot be read or holds more than `maxFiles`.
 */
export async function discover(folder: string, options: DiscoverOptions = {}): Promise<Discovery> {
  const root = await openRoot(folder);
  const readOptions = { root, maxFileBytes: options.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES };
  const maxFiles = options.maxFiles ?? DEFAULT_MAX_FILES;
  const listing = await listFiles({ ...readOptions, maxFiles, signal: options.signal, withoutGit: options.withoutGit });
  const found = await readAll(listing.paths, readOptions, options);
  return {
    root,
    files: found.files,
    skipped: [...listing.skipped, ...found.skipped].sort((a, b) => (a.path < b.path ? -1 : 1)),
    manifests: found.manifests,
    dirty: true,
    ...listing.git,
    read: (path) => readFileText(path, readOptions),
  };
}

/** The folder with its links resolved, when it can be read. */
export async function openRoot(folder: string): Promise<string> {
  try {
    const root = await realpath(folder);
    const stats = await stat(root);
    if (!stats.isDirectory()) {
      throw new DiskError("NOT_A_FOLDER", `${folder} is not a folder: name the folder that holds the code`, {
        path: folder,
      });
    }
    await access(root, constants.R_OK | constants.X_OK);
    return root;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new DiskError("NOT_FOUND", `there is no folder ${folder}: check the path`, { path: folder });
    }
    if (error instanceof DiskError || code === "") throw error;
    const message = `${folder} cannot be read (${code}): give this user the right to read it`;
    throw new DiskError("NOT_READABLE", message, { path: folder, systemCode: code });
  }
}

/** What was read so far. */
export interface Found {
  readonly files: DiscoveredFile[];
  readonly skipped: SkippedFile[];
  readonly manifests: ManifestFile[];
}

async function readAll(paths: readonly string[], readOptions: ReadOptions, options: DiscoverOptions): Promise<Found> {
  const found: Found = { files: [], skipped: [], manifests: [] };
  const breathe = timeSlices(options.signal);
  const known = options.known?.open(readOptions);
  let done = 0;
  for (const path of paths) {
    const pause = breathe();
    if (pause !== undefined) {
      await pause;
      options.onProgress?.(done, paths.length);
    }
    const result = known === undefined ? readFileText(path, readOptions) : known.read(path);
    if (result.kind === "skipped") found.skipped.push(result);
    else if (result.kind !== "missing") keep(found, result);
    done += 1;
  }
  known?.keep();
  options.onProgress?.(done, paths.length);
  return found;
}

/** Adds a file, without its text unless that says where names lead. */
export function keep(found: Found, file: FileText | KnownText): void {
  const { path, size, mtimeMs, hash, replaced } = file;
  found.files.push({ path, size, mtimeMs, hash, replaced });
  if (file.kind === "text" && isManifest(path)) found.manifests.push({ path, text: file.text });
}
