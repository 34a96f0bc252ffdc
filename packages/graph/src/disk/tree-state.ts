import { lstat } from "node:fs/promises";
import { join } from "node:path";

import { readGitState } from "./git-state.ts";
import { gitFields, GitError, type GitCall } from "./git.ts";

/** What is checked out in a folder, and when what differs from it was written. */
export interface TreeState {
  /** Absent before the first commit. */
  readonly commit?: string;
  /** Something differs from the commit, untracked files included. */
  readonly dirty: boolean;
  /** The newest time (ms since 1970) of a changed file that is there; 0 where nothing changed. Of an untracked folder its own time. */
  readonly changedAtMs: number;
}

/** Files looked at; a tree with more changes is told by the first of them. */
const MAX_CHANGES = 500;

/** Undefined where there is no such folder, no git, or no answer in time. */
export async function readTreeState(
  folder: string,
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<TreeState | undefined> {
  const call: GitCall = { folder, ...options };
  try {
    // git's own error for a folder that is gone is that of a program that is gone.
    await lstat(folder);
    const changed: string[] = [];
    const { commit, dirty } = await readGitState(call, (path) => changed.push(path) < MAX_CHANGES);
    const changedAtMs = changed.length === 0 ? 0 : await newest(call, changed);
    return { ...(commit === undefined ? {} : { commit }), dirty, changedAtMs };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof GitError || (error instanceof Error && "code" in error)) return undefined;
    throw error;
  }
}

async function newest(call: GitCall, changed: readonly string[]): Promise<number> {
  const [root = ""] = await linesOf(["rev-parse", "--show-toplevel"], call);
  const times = await Promise.all(
    changed.map((path) =>
      lstat(join(root, path)).then(
        (found) => found.mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}

async function linesOf(args: readonly string[], call: GitCall): Promise<string[]> {
  let text = "";
  // Without NULs git ends with one field that holds all of its lines.
  for await (const field of gitFields(args, call)) text += field.toString();
  return text.split("\n");
}
