/**
 * The files of a commit, from git's object database: nothing is checked out, no filter runs, and what lies in the work tree is
 * not looked at. The same rules as for a folder decide what is taken.
 */
import { isUtf8 } from "node:buffer";

import {
  DEFAULT_MAX_FILE_BYTES,
  DEFAULT_MAX_FILES,
  type Discovery,
  type DiscoverOptions,
  type Found,
  keep,
  openRoot,
} from "./discover.ts";
import { DiskError } from "./disk-error.ts";
import { gitObjects, gitObjectSizes } from "./git-objects.ts";
import { resolveRef } from "./git-refs.ts";
import { gitFields, GitError, type GitCall } from "./git.ts";
import { ignoreRules, MAX_IGNORE_FILE_BYTES } from "./ignore-rules.ts";
import { startListing, tooManyFiles } from "./listing.ts";
import { type FileText, type ReadResult, type SkippedFile, toFileText } from "./read-file.ts";
import type { ListSink } from "./walk.ts";

export interface CommitDiscovery extends Omit<Discovery, "read" | "branch"> {
  readonly commit: string;
  /** The files as they are in the commit, in the order of their paths. */
  readAll(paths: readonly string[]): Promise<ReadResult[]>;
}

/**
 * Finds and hashes what can be indexed of a commit, below the folder's place in it.
 * Throws `DiskError` where the ref names none, or for more than `maxFiles` files.
 */
export async function discoverCommit(
  folder: string,
  ref: string,
  options: DiscoverOptions = {},
): Promise<CommitDiscovery> {
  const root = await openRoot(folder);
  const call: GitCall = { folder: root, signal: options.signal };
  const commit = await resolveRef(ref, call);
  try {
    return await discoverTree({ root, ref, commit, call }, options);
  } catch (error) {
    throw incomplete(error, { root, ref });
  }
}

interface Asked {
  readonly root: string;
  readonly ref: string;
  readonly commit: string;
  readonly call: GitCall;
}

async function discoverTree({ root, ref, commit, call }: Asked, options: DiscoverOptions): Promise<CommitDiscovery> {
  const maxFiles = options.maxFiles ?? DEFAULT_MAX_FILES;
  const tree = await readTree(commit, { root, maxFiles, call });
  const rules = await ignoreRulesOf(tree, call);
  const started = startListing({ root, maxFiles }, rules);
  for (const entry of tree) list(entry, started.sink);
  const listing = started.end();
  const ids = new Map(tree.map(({ path, id }) => [path, id]));
  const reading = {
    call,
    ids,
    maxFileBytes: options.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES,
    maxTotalBytes: options.maxTotalBytes ?? Number.POSITIVE_INFINITY,
    absent: options.absent ?? "unreadable",
  };
  const found: Found = { files: [], skipped: [], manifests: [] };
  const { length: total } = listing.paths;
  for await (const file of readFiles(listing.paths, reading)) {
    if (file.kind === "skipped") found.skipped.push(file);
    else keep(found, file);
    const done = found.files.length + found.skipped.length;
    if (done % 500 === 0 || done === total) options.onProgress?.(done, total);
  }
  return {
    root,
    commit,
    dirty: false,
    files: found.files.sort(byPath),
    manifests: found.manifests.sort(byPath),
    skipped: [...listing.skipped, ...found.skipped].sort(byPath),
    async readAll(paths) {
      const results = new Map<string, ReadResult>();
      try {
        for await (const file of readFiles(paths, reading)) results.set(file.path, file);
      } catch (error) {
        throw incomplete(error, { root, ref });
      }
      return paths.map((path) => results.get(path) ?? { kind: "missing", path });
    },
  };
}

/** Objects that are not there end git: those of a partial clone, which fetches them when it wants them, and lost ones. */
function incomplete(error: unknown, { root, ref }: Pick<Asked, "root" | "ref">): unknown {
  if (!(error instanceof GitError)) return error;
  const why = /fatal: (.*)/.exec(error.message)?.[1] ?? error.message;
  return new DiskError(
    "NOT_READABLE",
    `not all of "${ref}" is in ${root} (${why}): a partial clone gets what it lacks by git fetch --refetch --no-filter, or by checking the ref out once`,
    { path: root, ref },
  );
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  readonly path: string;
  readonly isNamedWell: boolean;
}

interface TreeLimits {
  readonly root: string;
  readonly maxFiles: number;
  readonly call: GitCall;
}

/**
 * Everything in the commit below the folder. What rules leave out counts, too: a few hundred kB of trees that hold each other
 * many times list without end.
 */
async function readTree(commit: string, { root, maxFiles, call }: TreeLimits): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for await (const field of gitFields(["ls-tree", "-r", "-z", commit], call)) {
    const tab = field.indexOf(9);
    const [mode = "", , id = ""] = field.toString("utf8", 0, tab).split(" ");
    const name = field.subarray(tab + 1);
    const path = name.toString();
    if (entries.length >= maxFiles) throw tooManyFiles({ root, maxFiles });
    entries.push({ mode, id, path, isNamedWell: isUtf8(name) && !/(?:^|\/)(?:\.{0,2})(?:\/|$)/.test(path) });
  }
  return entries;
}

const LINK = "120000";
const SUBMODULE = "160000";

function list({ mode, path, isNamedWell }: TreeEntry, sink: ListSink): void {
  if (!isNamedWell) sink.skip(path, "bad-name");
  else if (mode === LINK) sink.skip(path, "symlink");
  else if (mode === SUBMODULE) sink.skip(path, "other-repository");
  else sink.add(path);
}

async function ignoreRulesOf(tree: readonly TreeEntry[], call: GitCall) {
  const files = tree.filter(({ path, mode }) => mode !== LINK && /(?:^|\/)\.aetherignore$/.test(path));
  const ids = new Map(files.map(({ path, id }) => [path, id]));
  const texts = new Map<string, string>();
  const reading = { call, ids, maxFileBytes: MAX_IGNORE_FILE_BYTES, absent: "unreadable" } as const;
  for await (const file of readFiles([...ids.keys()], reading)) {
    if (file.kind === "text") texts.set(file.path, file.text);
  }
  return ignoreRules(".aetherignore", (path) => texts.get(path));
}

interface Reading {
  readonly call: GitCall;
  readonly ids: ReadonlyMap<string, string>;
  readonly maxFileBytes: number;
  /** Of all paths together: a content that has many paths counts for each. */
  readonly maxTotalBytes?: number;
  readonly absent: SkippedFile["reason"];
}

/** Sizes first: what is too large is never read. Each content is read once, whatever number of paths have it. */
async function* readFiles(
  paths: readonly string[],
  { call, ids, maxFileBytes, maxTotalBytes = Number.POSITIVE_INFINITY, absent }: Reading,
): AsyncGenerator<FileText | SkippedFile> {
  const wanted = pathsById(paths, ids);
  if (wanted.size === 0) return;
  const readable: string[] = [];
  let total = 0;
  for await (const { id, kind, size } of gitObjectSizes([...wanted.keys()], call)) {
    const same = wanted.get(id) ?? [];
    if (kind !== "blob") yield* skipAll(same, kind === "missing" ? absent : "unreadable");
    else if (size > maxFileBytes) yield* skipAll(same, "too-large");
    else {
      readable.push(id);
      total += size * same.length;
      if (total > maxTotalBytes) throw tooLarge(call.folder, maxTotalBytes);
    }
  }
  if (readable.length === 0) return;
  for await (const { id, content } of gitObjects(readable, call)) {
    for (const path of wanted.get(id) ?? []) {
      yield content === undefined ? { kind: "skipped", path, reason: "unreadable" } : toFileText(path, content, 0);
    }
  }
}

function tooLarge(path: string, maxTotalBytes: number): DiskError {
  const message = `the files of the commit have more than ${maxTotalBytes} bytes together`;
  return new DiskError("TOO_LARGE", message, { path, maxTotalBytes });
}

function pathsById(paths: readonly string[], ids: ReadonlyMap<string, string>): Map<string, string[]> {
  const byId = new Map<string, string[]>();
  for (const path of paths) {
    const id = ids.get(path);
    if (id === undefined) continue;
    const same = byId.get(id);
    if (same === undefined) byId.set(id, [path]);
    else same.push(path);
  }
  return byId;
}

function* skipAll(paths: readonly string[], reason: SkippedFile["reason"]): Generator<SkippedFile> {
  for (const path of paths) yield { kind: "skipped", path, reason };
}
