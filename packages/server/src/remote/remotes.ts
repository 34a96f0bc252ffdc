/**
 * Clones and unpacked trees for one reading each: bare, shallow, without contents that would not be read anyway, and gone
 * afterwards.
 */
import { createWriteStream } from "node:fs";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { type AllowedHost, type Pinned, pinHost, type Resolve } from "#kernel/outgoing";
import type { Scratch, ScratchFolder } from "#kernel/scratch";

import { askGit, type Asking } from "./ask-git.ts";
import { faultOfGit, tooLarge } from "./git-fault.ts";
import { canonicalUrl } from "./git-url.ts";
import { listCommits } from "./list-commits.ts";
import { remoteNames, requireRefName } from "./ref-name.ts";
import type { Credential, GitEnd } from "./run-git.ts";
import { tryArchive, type Unpacked, unpackArchive } from "./unpack.ts";
import { createUploads, type Uploads } from "./uploads.ts";

export type { Credential } from "./run-git.ts";

export interface RemotesOptions {
  /** Where they lie while they are read. */
  readonly scratch: Scratch;
  readonly allowedHosts: readonly AllowedHost[];
  /** Certificates that allowed hosts may be signed by, besides those of the system. */
  readonly caFile: string | undefined;
  readonly maxBytes: number;
  readonly resolve?: Resolve;
  readonly limits?: Partial<TimeLimits>;
}

interface TimeLimits {
  readonly fetchMs: number;
  readonly historyMs: number;
}

const LIMITS: TimeLimits = { fetchMs: 15 * 60_000, historyMs: 5 * 60_000 };
/** Commits whose subjects are of interest. */
const HISTORY_DEPTH = 2000;
const TIP = "refs/aether/tip";

export interface CloneAsked {
  /** Whose it is. */
  readonly tenantId: string;
  readonly url: string;
  /** A branch, a tag or a commit's full hash; what the server calls HEAD unless given. */
  readonly ref: string | undefined;
  /** Larger contents are not asked for. */
  readonly maxFileBytes: number;
  readonly credential: Credential | undefined;
  readonly signal: AbortSignal;
  /** Percent of the contents that have come. */
  readonly onProgress?: (percent: number) => void;
}

export interface RefsAsked extends Pick<CloneAsked, "tenantId" | "url" | "credential" | "signal"> {
  /** Undefined stands for what the server calls HEAD. */
  readonly refs: readonly (string | undefined)[];
}

export interface Clone {
  /** A bare repository. What is missing from it was larger than asked for. */
  readonly folder: string;
  /** The name under which its one commit is found. */
  readonly ref: string;
  remove(): Promise<void>;
}

export interface Remotes {
  /** The URL in its one form, once its host was found to be one that may be asked. Faults URL_REFUSED, UPSTREAM_FAILED. */
  check(url: string): Promise<URL>;
  /** Faults of the URL, of the ref, of the server, REPOSITORY_TOO_LARGE. */
  clone(asked: CloneAsked): Promise<Clone>;
  /**
   * The commits that refs lead to now, in their order; undefined for those that lead to none, and for full hashes, which a
   * server is not asked about. Nothing is fetched. Faults as above.
   */
  commitsOf(asked: RefsAsked): Promise<readonly (string | undefined)[]>;
  readonly uploads: Uploads;
  /** Reads an archive to its end without writing anything. Faults of the archive. */
  try(asked: TryAsked): Promise<Unpacked>;
  /** The tree in an archive. Faults of the archive. */
  unpack(asked: UnpackAsked): Promise<Unfolded>;
}

interface TryAsked {
  readonly file: string;
  readonly maxEntries: number;
  readonly signal: AbortSignal;
}

interface UnpackAsked extends Omit<TryAsked, "file"> {
  readonly tenantId: string;
  readonly archive: AsyncIterable<Uint8Array>;
}

export interface Unfolded {
  readonly folder: string;
  remove(): Promise<void>;
}

export function createRemotes(options: RemotesOptions): Remotes {
  const { maxBytes, scratch } = options;
  const pin = (url: string): Promise<Pinned> => pinHost(canonicalUrl(url), options);
  return {
    uploads: createUploads(options),
    try: (asked) => tryArchive({ ...asked, maxBytes }),
    unpack: ({ tenantId, archive, ...limits }) =>
      unlessFailing(scratch, tenantId, async ({ path }) => {
        const [file, into] = [join(path, "archive"), join(path, "tree")];
        await pipeline(archive, createWriteStream(file, { mode: 0o600 }), { signal: limits.signal });
        await unpackArchive({ file, into, ...limits, maxBytes });
        await rm(file);
        return { folder: into };
      }),
    check: async (url) => (await pin(url)).url,
    async commitsOf(asked) {
      for (const ref of asked.refs) if (ref !== undefined) requireRefName(ref);
      const pinned = await pin(asked.url);
      const made = await scratch.make(asked.tenantId);
      try {
        return await listCommits({ asked, pinned, folder: made.path, options });
      } finally {
        await made.remove();
      }
    },
    async clone(asked) {
      if (asked.ref !== undefined) requireRefName(asked.ref);
      const pinned = await pin(asked.url);
      return unlessFailing(scratch, asked.tenantId, async ({ path: folder }) => {
        await fetchAll({ asked, pinned, folder, options });
        return { folder, ref: TIP };
      });
    },
  };
}

/** What was made in a new folder, with the way to remove it; where that fails, nothing stays. */
async function unlessFailing<T>(
  scratch: Scratch,
  tenantId: string,
  work: (made: ScratchFolder) => Promise<T>,
): Promise<T & { remove(): Promise<void> }> {
  const made = await scratch.make(tenantId);
  try {
    return { ...(await work(made)), remove: () => made.remove() };
  } catch (error) {
    await made.remove();
    throw error;
  }
}

interface Fetching extends Asking {
  readonly asked: CloneAsked;
  readonly options: RemotesOptions;
}

async function fetchAll(fetching: Fetching): Promise<void> {
  const { folder } = fetching;
  const limits = { ...LIMITS, ...fetching.options.limits };
  const made = await askGit(fetching, ["init", "--quiet", "--bare", "--template=", "--", "."], limits.fetchMs);
  if (!made.isDone) throw new Error(`git could not make a repository: ${made.said.slice(0, 300)}`);
  const filters = await fetchTip(fetching, limits.fetchMs);
  // Without filters the past comes with all its contents; its subjects are not worth that.
  if (filters) await fetchHistory(fetching, limits.historyMs);
  await forgetOrigin(folder);
}

/** True where the server left out what is too large. */
async function fetchTip(fetching: Fetching, timeoutMs: number): Promise<boolean> {
  const { asked, pinned, options, folder } = fetching;
  const shallow = [...FETCH, "--progress", "--depth=1", `--filter=blob:limit=${asked.maxFileBytes + 1}`];
  let end: GitEnd | undefined;
  for (const name of remoteNames(asked.ref)) {
    end = await askGit(fetching, [...shallow, "--", "origin", `+${name}:${TIP}`], timeoutMs);
    if (end.isDone || !/couldn't find remote ref/.test(end.said)) break;
  }
  const about = { url: pinned.url, ref: asked.ref, maxBytes: options.maxBytes };
  const bytes = await bytesBelow(folder);
  if (end?.isDone !== true) throw faultOfGit(end, { ...about, bytes });
  if (bytes > options.maxBytes) throw tooLarge(options.maxBytes);
  return !/filtering not recognized/.test(end.said);
}

/** A server that does not give it, or not in time, has given what is needed already. */
async function fetchHistory(fetching: Fetching, timeoutMs: number): Promise<void> {
  const tip = await askGit(fetching, ["rev-parse", "--verify", "--quiet", `${TIP}^{commit}`], timeoutMs);
  const commit = tip.output.trim();
  if (!/^[\da-f]{40,64}$/.test(commit)) return;
  await askGit(
    fetching,
    [...FETCH, "--quiet", `--depth=${HISTORY_DEPTH}`, "--filter=blob:none", "--", "origin", commit],
    timeoutMs,
  );
}

const FETCH = ["fetch", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance"];

/** git would ask the origin for what is missing while it reads; now it has none, and what is missing is just that. */
async function forgetOrigin(folder: string): Promise<void> {
  await writeFile(join(folder, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
