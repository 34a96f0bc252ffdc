import { gitFields, GitError, type GitCall } from "./git.ts";

/** What of a work tree is checked out. */
export interface GitState {
  /** Absent before the first commit. */
  readonly commit?: string;
  /** Absent when HEAD is detached. */
  readonly branch?: string;
  /** Something below the folder differs from the commit, untracked files included. */
  readonly dirty: boolean;
}

/** Reads commit, branch and whether anything changed; throws `GitError` where `folder` is in no work tree. */
export async function readGitState(call: GitCall): Promise<GitState> {
  const filters = await filterSettings(call);
  const known = new Map<string, string>();
  let dirty = filters.unsafe;
  const scope = filters.unsafe ? ["--untracked-files=no", "--", ".git"] : ["--untracked-files=normal", "--", "."];
  const args = ["status", "--porcelain=v2", "--branch", "-z", "--no-renames", "--ignore-submodules=all", ...scope];
  for await (const field of gitFields(args, { ...call, config: filters.config })) {
    const header = /^# (\S+) (.*)$/.exec(field.toString());
    if (header === null) {
      dirty = true;
      break;
    }
    known.set(header[1] ?? "", header[2] ?? "");
  }
  const commit = known.get("branch.oid");
  const branch = known.get("branch.head");
  if (commit === undefined) throw new GitError("git status named no commit");
  return {
    ...(commit === "(initial)" ? {} : { commit }),
    ...(branch === undefined || branch === "(detached)" ? {} : { branch }),
    dirty,
  };
}

/**
 * `git status` runs the repository's own clean filters on files that look changed. Emptying each of them stops that.
 * A name with "=" cannot be given on the command line: then no file is compared and the tree counts as changed.
 */
async function filterSettings(call: GitCall): Promise<{ config: string[]; unsafe: boolean }> {
  const names = new Set<string>();
  for await (const field of gitFields(["config", "--list", "--name-only", "-z"], call)) {
    const name = /^filter\.(.*)\.[^.]+$/s.exec(field.toString())?.[1];
    if (name !== undefined) names.add(name);
  }
  if (names.size > 1_000 || [...names].some((name) => name.includes("="))) return { config: [], unsafe: true };
  const config = [...names].flatMap((name) => [
    `filter.${name}.clean=`,
    `filter.${name}.smudge=`,
    `filter.${name}.process=`,
    `filter.${name}.required=false`,
  ]);
  return { config, unsafe: false };
}
