/**
 * A watch for each folder that matters: inotify knows no trees, and what Node makes of `recursive` on Linux watches every
 * file and throws when one goes at the wrong moment. Events are hints and nothing more: they may be doubled, and the kernel
 * drops them without a word when they come too fast.
 */
import { type FSWatcher, lstatSync, readdirSync, watch } from "node:fs";
import { join } from "node:path";

import { systemErrorCode } from "./disk-error.ts";

/** The form of `fs.watch` that is used: of one folder, not of those in it. */
export type WatchOne = (folder: string, listener: (type: string, name: string | null) => void) => FSWatcher;

export interface FolderWatchesOptions {
  readonly root: string;
  readonly isWanted: (folder: string) => boolean;
  /** `path` is relative to the root; it need not exist. */
  readonly onEvent: (path: string) => void;
  /** No further folder can be watched, by the system error's code. */
  readonly onLimit: (code: string) => void;
  /** Node's own unless given. */
  readonly watch?: WatchOne;
}

export interface FolderWatches {
  /** Watches a folder and those below it that are wanted. */
  readonly add: (folder: string) => void;
  readonly close: () => void;
}

/** Watches, instances of inotify, open files: of each a user has only so many. */
const LIMITS = ["ENOSPC", "EMFILE", "ENFILE"];

export function createFolderWatches(options: FolderWatchesOptions): FolderWatches {
  const { root, isWanted, onEvent } = options;
  const watches = openWatches();
  /** Folders that are not wanted: nothing is told of their coming and going. */
  const shunned = new Set<string>();

  function add(folder: string): void {
    const folders = [folder];
    for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
      // First the watch, then the look: what comes between is seen by one of them.
      if (watchOne(next)) folders.push(...foldersIn(root, next).filter(wants));
    }
  }
  function wants(folder: string): boolean {
    const isOne = isWanted(folder);
    if (isOne) shunned.delete(folder);
    else shunned.add(folder);
    return isOne;
  }
  function watchOne(folder: string): boolean {
    if (watches.has(folder)) return true;
    if (watches.areClosed()) return false;
    try {
      const watcher = (options.watch ?? watch)(join(root, folder), (type, name) => hear(folder, type, name));
      watcher.on("error", () => watches.remove(folder));
      watches.keep(folder, watcher);
      return true;
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === "") throw error;
      if (LIMITS.includes(code)) options.onLimit(code);
      // Gone again, or not for us to read: then there is nothing in it that could be indexed.
      return false;
    }
  }
  function hear(folder: string, type: string, name: string | null): void {
    if (watches.areClosed()) return;
    const path = folder === "" ? (name ?? "") : `${folder}/${name ?? ""}`;
    if (type !== "rename" || name === null || follow(path)) onEvent(path);
  }
  /** Something came to this path, or left it; false where that matters to nobody. */
  function follow(path: string): boolean {
    // Another folder than before, perhaps: its watch would be that of what has left.
    watches.remove(path);
    if (!isFolder(join(root, path))) return !shunned.delete(path);
    const isOne = wants(path);
    if (isOne) add(path);
    return isOne;
  }
  return { add, close: watches.close };
}

function openWatches() {
  const watches = new Map<string, FSWatcher>();
  let isClosed = false;
  return {
    has: (folder: string): boolean => watches.has(folder),
    areClosed: (): boolean => isClosed,
    keep: (folder: string, watcher: FSWatcher): void => void watches.set(folder, watcher),
    /** Of a folder and those below it. */
    remove(folder: string): void {
      if (!watches.has(folder)) return;
      for (const [path, watcher] of watches) {
        if (path !== folder && !path.startsWith(`${folder}/`)) continue;
        watcher.close();
        watches.delete(path);
      }
    },
    close: (): void => {
      isClosed = true;
      for (const watcher of watches.values()) watcher.close();
      watches.clear();
    },
  };
}

function foldersIn(root: string, folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => (folder === "" ? entry.name : `${folder}/${entry.name}`));
  } catch (error) {
    if (systemErrorCode(error) === "") throw error;
    return [];
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
