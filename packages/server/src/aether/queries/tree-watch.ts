import { isAbsolute } from "node:path";

import { readTreeState, type TreeState } from "@aether/graph/disk";

import type { Clock } from "#kernel/time";

import type { ScopedRepo } from "../scope/index.ts";

/** Knows whether a repository's folder still is what its snapshot holds. */
export interface TreeWatch {
  /** Null where it cannot be told: the folder is gone, no git is there, or git takes too long. */
  hasMovedOn(
    repo: Pick<ScopedRepo, "root" | "ref" | "commit" | "dirty" | "indexedAt">,
    signal: AbortSignal,
  ): Promise<boolean | null>;
}

/** Several questions in a row ask git once. */
const KEPT_MS = 2000;
const MAX_KEPT = 100;
/** An answer does not wait longer for git than this. */
const GIT_LIMIT_MS = 1000;

export function createTreeWatch(clock: Clock): TreeWatch {
  const kept = new Map<string, { readonly at: number; readonly state: Promise<TreeState | undefined> }>();
  const stateOf = (root: string): Promise<TreeState | undefined> => {
    const known = kept.get(root);
    const now = clock.elapsed();
    if (known !== undefined && now - known.at < KEPT_MS) return known.state;
    if (kept.size >= MAX_KEPT) kept.clear();
    // Shared by whoever asks next: no single request's signal may end it.
    const state = readTreeState(root, { timeoutMs: GIT_LIMIT_MS });
    kept.set(root, { at: now, state });
    return state;
  };
  return {
    async hasMovedOn({ root, ref, commit, dirty, indexedAt }, signal) {
      signal.throwIfAborted();
      // What is checked out says nothing of another ref, and what is elsewhere is asked when it is indexed.
      if (ref !== null || !isAbsolute(root)) return null;
      const state = await stateOf(root);
      if (state === undefined || commit === null) return null;
      if (state.commit !== commit) return true;
      // Changed then and now: only what was written since tells.
      return dirty ? !state.dirty || state.changedAtMs > Date.parse(indexedAt) : state.dirty;
    },
  };
}
