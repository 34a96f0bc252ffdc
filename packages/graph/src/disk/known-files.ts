/**
 * What reading has found in files, kept for the next discovery: a file whose state the system describes as before is not
 * read again. The state is taken before the file is read, and believed only when the file had held still for a while by
 * then: what is written within one tick of a clock leaves no trace in times (git calls such files racily clean).
 */
import { lstatSync, type Stats } from "node:fs";
import { join } from "node:path";

import { systemErrorCode } from "./disk-error.ts";
import { isManifest } from "./manifests.ts";
import { type FileText, readFileText, type ReadOptions, type ReadResult, type SkipReason } from "./read-file.ts";

/** All of a text but the text. */
export interface KnownText extends Omit<FileText, "kind" | "text"> {
  readonly kind: "known";
}

/** Between discoveries of the same folders; holds nothing of their contents. */
export interface KnownFiles {
  /** For one discovery. What it read is kept from `keep` on, in place of what was known of the folder. */
  open(options: ReadOptions): { read(path: string): ReadResult | KnownText; keep(): void };
  /** Everything: hashes and names of files go, those of discoveries that are under way included. */
  forget(): void;
}

/** The coarsest clock of a file system in use (FAT), in ms. */
const TICK_MS = 2000;
/** What a file costs here is some 200 bytes. */
const MAX_FILES = 300_000;
/** Reasons that lie in the bytes; others are looked into again. */
const LASTING: ReadonlySet<SkipReason> = new Set<SkipReason>(["binary", "minified", "too-large"]);

interface Known {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
  readonly dev: number;
  /** Of a text. */
  readonly hash: string;
  readonly replaced: boolean;
  /** Of anything else. */
  readonly reason: SkipReason | undefined;
}

/** Folders that were not discovered for longest are forgotten first. */
export function createKnownFiles(): KnownFiles {
  const folders = new Map<string, ReadonlyMap<string, Known>>();
  let age = 0; // counts what was forgotten

  function remember(key: string, files: ReadonlyMap<string, Known>): void {
    folders.delete(key);
    folders.set(key, files);
    let total = [...folders.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [oldest, { size }] of folders) {
      if (total <= MAX_FILES) break;
      folders.delete(oldest);
      total -= size;
    }
  }
  return {
    forget() {
      age += 1;
      folders.clear();
    },
    open(options) {
      const since = age;
      const key = `${options.maxFileBytes} ${options.root}`;
      const before = folders.get(key);
      const after = new Map<string, Known>();
      const isPlain = plainFolders(options.root);
      return {
        read(path) {
          const startedAt = Date.now();
          const state = stateOf(join(options.root, path));
          const known = before?.get(path);
          // Below a link stands what is elsewhere, though it be the same file as before.
          const isSame = known !== undefined && isUnchanged(known, state) && isPlain(folderOf(path));
          if (isSame) {
            after.set(path, known);
            return resultOf(path, known);
          }
          const result = readFileText(path, options);
          const found = state === undefined ? undefined : knownOf(result, state, startedAt);
          if (found !== undefined) after.set(path, found);
          return result;
        },
        keep() {
          if (since === age) remember(key, after);
        },
      };
    },
  };
}

function stateOf(fullPath: string): Stats | undefined {
  try {
    return lstatSync(fullPath, { throwIfNoEntry: false });
  } catch (error) {
    if (systemErrorCode(error) === "") throw error;
    return undefined; // reading says why
  }
}

function isUnchanged(known: Known, state: Stats | undefined): boolean {
  return (
    state !== undefined &&
    known.size === state.size &&
    known.mtimeMs === state.mtimeMs &&
    known.ctimeMs === state.ctimeMs &&
    known.ino === state.ino &&
    known.dev === state.dev
  );
}

function knownOf(result: ReadResult, state: Stats, startedAt: number): Known | undefined {
  if (Math.max(state.ctimeMs, state.mtimeMs) > startedAt - TICK_MS) return undefined;
  const { size, mtimeMs, ctimeMs, ino, dev } = state;
  const seen = { size, mtimeMs, ctimeMs, ino, dev };
  if (result.kind === "skipped" && LASTING.has(result.reason)) {
    return { ...seen, hash: "", replaced: false, reason: result.reason };
  }
  // The text of a manifest is asked for each time.
  if (result.kind !== "text" || isManifest(result.path)) return undefined;
  return { ...seen, hash: result.hash, replaced: result.replaced, reason: undefined };
}

function resultOf(path: string, { size, mtimeMs, hash, replaced, reason }: Known): ReadResult | KnownText {
  if (reason !== undefined) return { kind: "skipped", path, reason };
  return { kind: "known", path, size, mtimeMs, hash, replaced };
}

/** Whether a path below the root leads through folders alone; asked once of each. */
function plainFolders(root: string): (folder: string) => boolean {
  const plain = new Map<string, boolean>([["", true]]);
  return function isPlain(folder: string): boolean {
    const known = plain.get(folder);
    if (known !== undefined) return known;
    const found = isPlain(folderOf(folder)) && stateOf(join(root, folder))?.isDirectory() === true;
    plain.set(folder, found);
    return found;
  };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
