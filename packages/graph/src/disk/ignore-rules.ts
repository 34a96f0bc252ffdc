/**
 * Nested ignore files (`.gitignore`, `.aetherignore`) with git's meaning: a pattern counts from the folder of its file,
 * deeper files win over those above, a negation cannot bring back what lies in an ignored folder.
 *
 * Patterns of a nested file are rewritten to count from the root, so one folder needs one matcher that holds the rules
 * of its ancestors as well; the package's own answer for a nested matcher forgets what the parents said.
 */
import ignore, { type Ignore } from "ignore";

import { readFileText, type ReadOptions } from "./read-file.ts";

/** Answers for one kind of ignore file; folders are read as they are first asked for, and kept. */
export interface IgnoreRules {
  /** `path` is relative to the root, with "/". */
  isIgnored(path: string, isFolder: boolean): boolean;
}

export const MAX_IGNORE_FILE_BYTES = 256 * 1024;

export function readIgnoreRules(fileName: string, options: ReadOptions): IgnoreRules {
  const readOptions = { ...options, maxFileBytes: MAX_IGNORE_FILE_BYTES };
  return ignoreRules(fileName, (path) => {
    const file = readFileText(path, readOptions);
    return file.kind === "text" ? file.text : undefined;
  });
}

/** The same for files that `textOf` knows: undefined where there is none. */
export function ignoreRules(fileName: string, textOf: (path: string) => string | undefined): IgnoreRules {
  const matchers = new Map<string, Ignore | undefined>();

  function matcherOf(folder: string): Ignore | undefined {
    if (matchers.has(folder)) return matchers.get(folder);
    const above = folder === "" ? undefined : matcherOf(folderOf(folder));
    const text = textOf(folder === "" ? fileName : `${folder}/${fileName}`) ?? "";
    const patterns = text.split("\n").flatMap((line) => fromRoot(line, folder));
    const matcher = patterns.length === 0 ? above : combine(above, patterns);
    matchers.set(folder, matcher);
    return matcher;
  }

  return {
    isIgnored(path, isFolder) {
      const matcher = matcherOf(folderOf(path));
      return matcher !== undefined && matcher.ignores(isFolder ? `${path}/` : path);
    },
  };
}

function combine(above: Ignore | undefined, patterns: readonly string[]): Ignore {
  const matcher = ignore({ ignorecase: false });
  if (above !== undefined) matcher.add(above);
  return matcher.add(patterns);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function fromRoot(line: string, folder: string): string[] {
  const pattern = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (pattern.startsWith("#")) return [];
  const negation = pattern.startsWith("!") ? "!" : "";
  const body = pattern.slice(negation.length);
  if (/^[/\s]*$/.test(body)) return [];
  if (folder === "") return [pattern];
  const base = `/${folder.replaceAll(/[\\*?[\]! #]/g, "\\$&")}`;
  const isAnchored = body.replace(/\/? *$/, "").includes("/");
  return [isAnchored ? `${negation}${base}/${body.replace(/^\//, "")}` : `${negation}${base}/**/${body}`];
}
