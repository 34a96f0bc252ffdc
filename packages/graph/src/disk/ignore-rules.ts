/**
 * Nested ignore files (`.gitignore`, `.aetherignore`) with git's meaning: a pattern counts from the folder of its file,
 * deeper files win over those above, the last line that matches wins in a file, a negation cannot bring back what lies in an
 * ignored folder.
 */
import { type IgnorePattern, readIgnorePattern } from "./ignore-pattern.ts";
import { readFileText, type ReadOptions } from "./read-file.ts";

/** Answers for one kind of ignore file; folders are read as they are first asked for, and kept. */
export interface IgnoreRules {
  /** `path` is relative to the root, with "/". */
  isIgnored(path: string, isFolder: boolean): boolean;
}

export const MAX_IGNORE_FILE_BYTES = 256 * 1024;
/**
 * Comparisons for one path: some ten milliseconds, a thousand times what a long ignore file of people's takes. Lines that are
 * left then do not match.
 */
const COMPARED_MAX = 1_000_000;

export function readIgnoreRules(fileName: string, options: ReadOptions): IgnoreRules {
  const readOptions = { ...options, maxFileBytes: MAX_IGNORE_FILE_BYTES };
  return ignoreRules(fileName, (path) => {
    const file = readFileText(path, readOptions);
    return file.kind === "text" ? file.text : undefined;
  });
}

/** The same for files that `textOf` knows: undefined where there is none. */
export function ignoreRules(fileName: string, textOf: (path: string) => string | undefined): IgnoreRules {
  const patterns = new Map<string, readonly IgnorePattern[]>();
  const folders = new Map<string, boolean>([["", false]]);

  function patternsOf(folder: string): readonly IgnorePattern[] {
    const known = patterns.get(folder);
    if (known !== undefined) return known;
    const text = textOf(inFolder(folder, fileName)) ?? "";
    // The last that matches counts.
    const read = text
      .split("\n")
      .flatMap((line) => readIgnorePattern(line) ?? [])
      .reverse();
    patterns.set(folder, read);
    return read;
  }

  function isFolderIgnored(folder: string): boolean {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const ignored = isIgnored(folder, true);
    folders.set(folder, ignored);
    return ignored;
  }

  function isIgnored(path: string, isFolder: boolean): boolean {
    const parent = folderOf(path);
    if (isFolderIgnored(parent)) return true;
    const budget = { left: COMPARED_MAX };
    for (let folder = parent; ; folder = folderOf(folder)) {
      const own = folder === "" ? path : path.slice(folder.length + 1);
      const matching = patternsOf(folder).find((pattern) => {
        budget.left -= 1;
        return budget.left > 0 && pattern.matches(own, isFolder, budget);
      });
      if (matching !== undefined) return !matching.isNegated;
      if (folder === "") return false;
    }
  }

  return { isIgnored };
}

function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
