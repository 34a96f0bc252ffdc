import { createHash } from "node:crypto";

import { readGitState } from "./git-state.ts";
import { gitFields, GitError, type GitCall } from "./git.ts";

/** What of git's own state an index of the folder depends on: commit, changes or none, which files are followed. Empty without git. */
export async function readGitMark(folder: string): Promise<string> {
  const call: GitCall = { folder };
  try {
    const { commit = "", dirty } = await readGitState(call);
    const followed = createHash("sha256");
    for await (const field of gitFields(["ls-files", "-z", "--cached", "--", "."], call))
      followed.update(field).update("\0");
    return `${commit} ${dirty} ${followed.digest("hex")}`;
  } catch (error) {
    if (error instanceof GitError) return "";
    throw error;
  }
}

/** Where git keeps the state of this work tree; undefined where there is none. */
export async function gitFolderOf(folder: string): Promise<string | undefined> {
  let found = "";
  try {
    for await (const field of gitFields(["rev-parse", "--absolute-git-dir"], { folder })) found += field.toString();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
  }
  return found === "" ? undefined : found.replace(/\n$/, "");
}
