/** Looks at every file of a tree again and again: slower and dearer than being told, and it works everywhere. */
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { systemErrorCode } from "./disk-error.ts";
import { timeSlices } from "./time-slices.ts";
import type { WantedPaths } from "./wanted-paths.ts";

export interface TreePollOptions {
  readonly root: string;
  readonly wanted: () => WantedPaths;
  /** Hears an empty path once, after the first look: what came before it was compared with nothing. */
  readonly onEvent: (path: string) => void;
  /** More files to look at, by absolute path; heard of as `.git`. */
  readonly gitFiles: readonly string[];
  /** Between two looks; longer where a look takes long. */
  readonly everyMs: number;
}

/** A look may take a tenth of the time. */
const SHARE = 9;

/** Begins at once; returns what ends it. The first look is what later ones are compared with. */
export function pollTree(options: TreePollOptions): () => void {
  const { onEvent, everyMs } = options;
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let before: ReadonlyMap<string, string> | undefined;

  async function look(): Promise<void> {
    const started = performance.now();
    const after = await readStates(options, closing.signal);
    for (const path of before === undefined ? [""] : differing(before, after)) onEvent(path);
    before = after;
    timer = setTimeout(again, Math.max(everyMs, SHARE * (performance.now() - started)));
  }
  function again(): void {
    look().catch((error: unknown) => {
      if (!closing.signal.aborted) throw error;
    });
  }
  again();
  return () => {
    closing.abort();
    clearTimeout(timer);
  };
}

function* differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Generator<string> {
  for (const [path, state] of after) if (before.get(path) !== state) yield path;
  for (const path of before.keys()) if (!after.has(path)) yield path;
}

/** What tells a file from the same one after a change. */
async function readStates(options: TreePollOptions, signal: AbortSignal): Promise<Map<string, string>> {
  const { root } = options;
  const wanted = options.wanted();
  const states = new Map<string, string>();
  states.set(".git", options.gitFiles.map((path) => stateOf(path) ?? "").join(" "));
  const breathe = timeSlices(signal);
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const pause = breathe();
    if (pause !== undefined) await pause;
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const isFolder = entry.isDirectory();
      if (isFolder && wanted.isWantedFolder(path)) folders.push(path);
      const state = isFolder || !wanted.isWantedFile(path) ? undefined : stateOf(join(root, path));
      if (state !== undefined) states.set(path, state);
    }
  }
  return states;
}

function stateOf(fullPath: string): string | undefined {
  const stats = lstatSync(fullPath, { throwIfNoEntry: false });
  return stats === undefined ? undefined : [stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino].join();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === "") throw error;
    return [];
  }
}
