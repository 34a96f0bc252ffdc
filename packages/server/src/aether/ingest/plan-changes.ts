/** What a run has to do, from what is on disk and what the current snapshot holds. Pure. */
import type { Resolved, SkippedFile, SkipReason } from "@aether/graph/disk";

import type { StoredFile } from "./content-store.ts";
import { type Incomplete, mayPass } from "./incomplete.ts";

export interface FoundFile {
  readonly path: string;
  readonly hash: string;
  readonly bytes: number;
  /** 0 until the text has been read. */
  readonly lineCount: number;
  /** Empty for text that is not parsed, or could not be. */
  readonly language: string;
  /** Empty until the text has been parsed. */
  readonly incomplete: Incomplete;
}

export interface Plan {
  /** New files, files with other content, and files that may be understood better on another try; by path. */
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
    if (same && !mayPass(old.incomplete)) {
      unchanged.push({ ...file, lineCount: old.lineCount, incomplete: old.incomplete });
    } else changed.push(file);
  }
  const present = new Set(found.map((file) => file.path));
  return { changed, unchanged, removed: [...before.keys()].filter((path) => !present.has(path)) };
}

/** Files that are there in part only, as they are reported: each once, what parsing left out before what resolution did. */
export function incompleteOf(files: readonly FoundFile[], resolved?: Pick<Resolved, "files">): SkippedFile[] {
  const reasons = new Map<string, SkipReason>();
  for (const { path, incomplete } of resolved?.files ?? []) if (incomplete !== undefined) reasons.set(path, incomplete);
  for (const { path, incomplete } of files) if (incomplete !== "") reasons.set(path, incomplete);
  return [...reasons].map(([path, reason]) => ({ kind: "skipped", path, reason }));
}
