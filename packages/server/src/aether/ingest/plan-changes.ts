/** What a run has to do, from what is on disk and what the current snapshot holds. Pure. */
import type { StoredFile } from "./content-store.ts";

export interface FoundFile {
  readonly path: string;
  readonly hash: string;
  readonly bytes: number;
  /** 0 until the text has been read. */
  readonly lineCount: number;
  /** Empty for text that is not parsed. */
  readonly language: string;
}

export interface Plan {
  /** New files and files with other content, by path. */
  readonly changed: readonly FoundFile[];
  readonly unchanged: readonly FoundFile[];
  /** Paths of the current snapshot that are gone. */
  readonly removed: readonly string[];
}

/** Without `keep` (another version made the snapshot) every file counts as changed. */
export function planChanges(found: readonly FoundFile[], before: ReadonlyMap<string, StoredFile>, keep: boolean): Plan {
  const changed: FoundFile[] = [];
  const unchanged: FoundFile[] = [];
  for (const file of found) {
    const old = before.get(file.path);
    const same = keep && old !== undefined && old.hash === file.hash && old.language === file.language;
    if (same) unchanged.push({ ...file, lineCount: old.lineCount });
    else changed.push(file);
  }
  const present = new Set(found.map((file) => file.path));
  return { changed, unchanged, removed: [...before.keys()].filter((path) => !present.has(path)) };
}
