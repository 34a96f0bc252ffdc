import { readFile, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";

import { UnknownRef } from "./disk-error.ts";
import { gitObjectSizes } from "./git-objects.ts";
import { gitFields, GitError, type GitCall } from "./git.ts";

const MAX_REFS_NAMED = 1000;

/**
 * True for a name that can stand for a commit: a branch, a tag, `origin/main`, a hash, `HEAD~2`. Whatever git would read as an
 * option, a range, a path or a search is none.
 */
function isRefName(ref: string): boolean {
  // What git itself forbids in names, with the "~" and "^" that lead from one commit to another.
  return ref.length <= 250 && /^[^\s\p{Cc}:?*[\\{}-][^\s\p{Cc}:?*[\\{}]*$/u.test(ref) && !ref.includes("..");
}

/** The hash of the commit that a ref names. Throws `UnknownRef` with the refs there are. */
export async function resolveRef(ref: string, call: GitCall): Promise<string> {
  if (!isRefName(ref)) throw new UnknownRef(ref, `"${ref}" cannot be the name of a branch, a tag or a commit`, []);
  try {
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
    for await (const field of gitFields(args, call)) {
      const hash = /^[0-9a-f]{40,64}$/m.exec(field.toString())?.[0];
      if (hash !== undefined) return hash;
    }
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
  }
  const refs = await refNames(call);
  const why =
    refs === undefined
      ? `${call.folder} is in no git repository that can be read, so it has no "${ref}"`
      : `there is no branch, tag or commit "${ref}" in ${call.folder}`;
  throw new UnknownRef(ref, why, refs ?? []);
}

/**
 * Those of the refs that lead to a commit which is there; undefined where that cannot be told: there is no repository that can
 * be read.
 */
export async function refsThatExist(refs: readonly string[], call: GitCall): Promise<ReadonlySet<string> | undefined> {
  const asked = refs.filter(isRefName);
  const found = new Set<string>();
  try {
    let at = 0;
    const names = asked.map((ref) => `${ref}^{commit}`);
    for await (const { kind } of gitObjectSizes(names, call)) {
      const ref = asked[at++];
      if (kind === "commit" && ref !== undefined) found.add(ref);
    }
    return found;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** Short names of branches and tags, the newest first; undefined where there is no repository. */
async function refNames(call: GitCall): Promise<string[] | undefined> {
  const names: string[] = [];
  const args = ["for-each-ref", "--sort=-creatordate", `--count=${MAX_REFS_NAMED}`, "--format=%(refname:short)%00"];
  try {
    for await (const field of gitFields([...args, "refs/heads", "refs/tags", "refs/remotes"], call)) {
      const name = field.toString().replace(/^\n/, "").trim();
      if (name !== "") names.push(name);
    }
    return names;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/**
 * The folders, links resolved, from which git would read the objects of this folder's repository: a `.git` file and a list of
 * alternates can name any. Empty where there is no repository.
 */
export async function objectFolders(call: GitCall): Promise<string[]> {
  try {
    let found = "";
    for await (const field of gitFields(["rev-parse", "--git-path", "objects"], call)) found += field.toString();
    const folders = [await realpath(resolve(call.folder, found.replace(/\n$/, "")))];
    // Each may name others in turn; a Set grows while it is walked.
    const all = new Set(folders);
    for (const folder of all) for (const other of await alternatesOf(folder)) all.add(other);
    return [...all];
  } catch (error) {
    if (error instanceof GitError) return [];
    throw error;
  }
}

async function alternatesOf(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, "info", "alternates"), "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Promise.all(lines.map((line) => realpath(resolve(folder, line)).catch(() => resolve(folder, line))));
}
