import { type FileHistory, history } from "@aether/graph/disk";

/** What past commits say of each path, read once for a commit: git takes a second and more for a long history. */
export interface Histories {
  /** All of them: they are kept by folder, whosever it is. */
  forget(): void;
  of(repo: Place, commit: string | undefined, signal: AbortSignal): Promise<Past>;
}

interface Place {
  /** What the repository is known by. */
  readonly root: string;
  /** Where it is now; another place each time for a clone. */
  readonly folder: string;
}

/** By path. */
export type Past = ReadonlyMap<string, FileHistory>;

/** Folders whose history is kept; each some MB where it is long. */
const KEPT = 4;

export function createHistories(): Histories {
  const kept = new Map<string, { readonly commit: string; readonly past: Past }>();
  return {
    forget: () => kept.clear(),
    async of({ root, folder }, commit, signal) {
      const known = kept.get(root);
      if (known !== undefined && known.commit === commit) return known.past;
      const past = await history(folder, { signal, commit });
      kept.delete(root);
      // Without a commit it is that of whatever is checked out at the time, if anything is.
      if (commit !== undefined) kept.set(root, { commit, past });
      for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
      return past;
    },
  };
}
