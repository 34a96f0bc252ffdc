/**
 * Which paths of a work tree can matter to an index. Asked for every change that is heard of, so it never starts git: what
 * is ignored is read once, and rules say it of names that are new. In doubt a path matters: who is told of it looks himself.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";

import { gitFields, GitError, type GitCall } from "./git.ts";
import { readIgnoreRules } from "./ignore-rules.ts";

export interface WantedPaths {
  /** Relative to the root, with "/". */
  isWantedFile(path: string): boolean;
  isWantedFolder(path: string): boolean;
}

const MAX_FILE_BYTES = 256 * 1024;

/** As the rules are now: to be read again when a file of rules changes. */
export async function readWantedPaths(root: string, signal: AbortSignal | undefined): Promise<WantedPaths> {
  const byGit = readIgnoreRules(".gitignore", { root, maxFileBytes: MAX_FILE_BYTES });
  const byUs = readIgnoreRules(".aetherignore", { root, maxFileBytes: MAX_FILE_BYTES });
  const { ignored, tracked } = await readIgnored({ folder: root, signal });
  const isInIgnored = (path: string): boolean => withParents(path).some((each) => ignored.has(each));
  const hasRepository = (path: string): boolean => existsSync(join(root, path, ".git"));
  const isOutside = (path: string): boolean =>
    path.split("/").some((name) => name === ".git" || name === "node_modules");
  return {
    isWantedFile(path) {
      if (isOutside(path) || byUs.isIgnored(path, false)) return false;
      return tracked.has(path) || !(isInIgnored(path) || byGit.isIgnored(path, false));
    },
    isWantedFolder(path) {
      if (path === "") return true;
      if (isOutside(path) || byUs.isIgnored(path, true) || hasRepository(path)) return false;
      return tracked.has(path) || !(isInIgnored(path) || byGit.isIgnored(path, true));
    },
  };
}

/** True for files that say what is ignored. */
export function isRulesFile(path: string): boolean {
  return /(?:^|\/)\.(?:git|aether)ignore$/.test(path);
}

interface Ignored {
  /** What is there and ignored; of an ignored folder only the folder. */
  readonly ignored: ReadonlySet<string>;
  /** Files that git follows though rules ignore them, and the folders that lead to them. */
  readonly tracked: ReadonlySet<string>;
}

/** Nothing where there is no git, or where it ignores the folder itself: then the folder's own rules count alone. */
async function readIgnored(call: GitCall): Promise<Ignored> {
  const ignored = new Set<string>();
  const tracked = new Set<string>();
  const list = ["ls-files", "-z", "--ignored", "--exclude-standard"];
  try {
    for await (const field of gitFields([...list, "--others", "--directory"], call)) {
      const path = field.toString().replace(/\/$/, "");
      if (path === "" || path === ".") return { ignored: new Set(), tracked };
      ignored.add(path);
    }
    for await (const field of gitFields([...list, "--cached"], call)) {
      for (const path of withParents(field.toString())) tracked.add(path);
    }
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
  }
  return { ignored, tracked };
}

/** `a/b/c`, `a/b`, `a`. */
function withParents(path: string): string[] {
  const all = [path];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) all.push(path.slice(0, end));
  return all;
}
