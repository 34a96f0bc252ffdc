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

/** Hears the path of what has changed, relative to the work tree's root; true where the next one is wanted as well. */
export type OnChange = (path: string) => boolean;

/** Reads commit, branch and whether anything changed; throws `GitError` where `folder` is in no work tree. */
export async function readGitState(call: GitCall, onChange: OnChange = () => false): Promise<GitState> {
  const filters = await filterSettings(call);
  const known = new Map<string, string>();
  let dirty = filters.unsafe;
  const scope = filters.unsafe ? ["--untracked-files=no", "--", ".git"] : ["--untracked-files=normal", "--", "."];
  const args = ["status", "--porcelain=v2", "--branch", "-z", "--no-renames", "--ignore-submodules=all", ...scope];
  for await (const field of gitFields(args, { ...call, config: filters.config })) {
    const text = field.toString();
    const header = /^# (\S+) (.*)$/.exec(text);
    if (header !== null) known.set(header[1] ?? "", header[2] ?? "");
    else {
      dirty = true;
      if (!onChange(changedPath(text))) break;
    }
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

/** `1 .M N... 100644 100644 100644 <hash> <hash> <path>`, `u` with three more fields, `? <path>`. */
function changedPath(line: string): string {
  const fields = { "1": 8, u: 10, "?": 1 }[line[0] ?? ""] ?? 0;
  return line.split(" ").slice(fields).join(" ");
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
