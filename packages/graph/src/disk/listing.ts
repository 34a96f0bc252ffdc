import { isUtf8 } from "node:buffer";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { DiskError } from "./disk-error.ts";
import { readGitState, type GitState } from "./git-state.ts";
import { gitFields, GitError } from "./git.ts";
import { type IgnoreRules, readIgnoreRules } from "./ignore-rules.ts";
import type { ReadOptions, SkippedFile, SkipReason } from "./read-file.ts";
import { walkFolder, type ListSink } from "./walk.ts";

export interface Listing {
  /** Candidates in code unit order, each once. */
  readonly paths: readonly string[];
  readonly skipped: readonly SkippedFile[];
  /** Absent where git is, or where the folder is in no work tree. */
  readonly git?: GitState;
}

export interface ListOptions extends ReadOptions {
  readonly maxFiles: number;
  readonly signal?: AbortSignal | undefined;
  readonly withoutGit?: boolean | undefined;
}

/** Lists the files below the root that rules do not exclude: by git where it knows the folder, otherwise by walking. */
export async function listFiles(options: ListOptions): Promise<Listing> {
  const known = options.withoutGit === true ? undefined : await listByGit(options);
  // A folder that the repository around it ignores has no paths in git's eyes; who names it wants it read.
  if (known !== undefined && (known.paths.length > 0 || existsSync(join(options.root, ".git")))) return known;
  const listing = startListing(options, readIgnoreRules(".aetherignore", options));
  await walkFolder(listing.sink, options);
  return listing.end();
}

async function listByGit(options: ListOptions): Promise<Listing | undefined> {
  const call = { folder: options.root, signal: options.signal };
  const listing = startListing(options, readIgnoreRules(".aetherignore", options));
  const state = readGitState(call);
  // Awaited below, unless the list fails first.
  state.catch(() => undefined);
  try {
    const onWarnings = (text: string) => {
      for (const [, folder] of text.matchAll(/^warning: could not open directory '(.*)': /gm)) {
        listing.sink.skip(folder ?? "", "unreadable");
      }
    };
    const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "."];
    for await (const field of gitFields(args, { ...call, onWarnings })) {
      const path = field.toString();
      if (!isUtf8(field)) listing.sink.skip(path, "bad-name");
      else if (path.endsWith("/")) listing.sink.skip(path, "other-repository");
      else listing.sink.add(path);
    }
    return { ...listing.end(), git: await state };
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** What may be listed, and as what the rest is left out. */
export function startListing(
  options: Pick<ListOptions, "root" | "maxFiles">,
  rules: IgnoreRules,
): { sink: ListSink; end(): Listing } {
  const paths = new Set<string>();
  const skipped = new Map<string, SkippedFile>();
  const skip = (path: string, reason: SkipReason) => void skipped.set(path, { kind: "skipped", path, reason });
  const sink: ListSink = {
    add(path) {
      const dependencies = dependencyFolder(path);
      if (dependencies !== undefined) skip(dependencies, "dependencies");
      if (dependencies !== undefined || isInternal(path) || rules.isIgnored(path, false)) return;
      paths.add(path);
      if (paths.size > options.maxFiles) throw tooManyFiles(options);
    },
    skip,
    wantsFolder(path) {
      const dependencies = dependencyFolder(`${path}/`);
      if (dependencies !== undefined) skip(dependencies, "dependencies");
      return dependencies === undefined && !rules.isIgnored(path, true);
    },
  };
  return { sink, end: () => ({ paths: [...paths].sort(), skipped: [...skipped.values()] }) };
}

/** The `node_modules` folder a path lies in, with a slash at its end. */
function dependencyFolder(path: string): string | undefined {
  return /^(?:.*?\/)?node_modules\//.exec(path)?.[0];
}

/** git's own files; only an index made by hand names them. */
function isInternal(path: string): boolean {
  return path.split("/").includes(".git");
}

export function tooManyFiles({ root, maxFiles }: Pick<ListOptions, "root" | "maxFiles">): DiskError {
  return new DiskError(
    "TOO_MANY_FILES",
    `${root} has more than ${maxFiles} files (the limit maxFiles): exclude folders in .gitignore or .aetherignore, or raise the limit`,
    { path: root, maxFiles },
  );
}
