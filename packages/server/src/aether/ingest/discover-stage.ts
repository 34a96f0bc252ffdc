/** What a run reads: found where it is, or cloned or unpacked for the length of the run. */
import type { KnownFiles } from "@aether/graph/disk";

import { archiveBytes, readArchive } from "#kernel/archives";
import { Fault, isFault } from "#kernel/errors";
import type { CredentialSource } from "#kernel/secrets";
import type { Context } from "#kernel/tenancy";
import type { Clone, Credential, Remotes, Unfolded } from "#remote";

import type { AllowedRoots } from "./allowed-roots.ts";
import type { Repo } from "./repo-store.ts";
import type { IndexRun } from "./run-context.ts";
import { openSource, type Source } from "./source.ts";

export interface SourceNeeds {
  readonly known: KnownFiles;
  readonly remotes: Remotes;
  readonly credentials: CredentialSource;
  readonly limits: {
    readonly maxFiles: number;
    readonly maxFileBytes: number;
    readonly maxRepositoryBytes: number;
    readonly allowedRoots: AllowedRoots;
  };
}

export interface AskedSource {
  readonly repo: Repo;
  readonly ref: string | undefined;
  readonly context: Context;
}

/** Hands over what was found, and lets go of it afterwards. */
export async function withSource<T>(
  { needs, run, asked }: { readonly needs: SourceNeeds; readonly run: IndexRun; readonly asked: AskedSource },
  use: (source: Source) => Promise<T>,
): Promise<T> {
  const { kind, root } = asked.repo;
  const clone = kind === "git" ? await cloneRepo(needs, run, asked) : undefined;
  const tree = kind === "upload" ? await unpackRepo(needs, run, asked) : undefined;
  const folder = clone?.folder ?? tree?.folder;
  try {
    return await use(await discoverRepo(needs, run, { asked, clone, tree }));
  } catch (error) {
    throw folder === undefined ? error : withoutPlace(error, { folder, root });
  } finally {
    await (clone ?? tree)?.remove();
  }
}

/** Where it lies for a while is nobody's business. */
function withoutPlace(error: unknown, { folder, root }: { readonly folder: string; readonly root: string }): unknown {
  if (!isFault(error) || !JSON.stringify([error.message, error.details]).includes(folder)) return error;
  const details = "path" in error.details ? { ...error.details, path: root } : error.details;
  return new Fault(error.code, error.message.replaceAll(folder, root), details, error);
}

/** What opens a repository that has a URL. */
export async function credentialOf(
  { credentials }: Pick<SourceNeeds, "credentials">,
  context: Context,
  repo: Pick<Repo, "credential" | "root">,
): Promise<Credential | undefined> {
  const name = repo.credential;
  const { host } = new URL(repo.root);
  return name === null ? undefined : credentials.open(context, { name, kind: "git_token", host });
}

async function cloneRepo(needs: SourceNeeds, run: IndexRun, { repo, ref, context }: AskedSource): Promise<Clone> {
  run.advance("clone", { done: 0, total: 100 });
  const credential = await credentialOf(needs, context, repo);
  return needs.remotes.clone({
    tenantId: run.tenantId,
    url: repo.root,
    ref: ref ?? repo.followed ?? undefined,
    maxFileBytes: needs.limits.maxFileBytes,
    credential,
    signal: run.signal,
    onProgress: (percent) => run.advance("clone", { done: percent, total: 100 }),
  });
}

interface Found {
  readonly asked: AskedSource;
  readonly clone: Clone | undefined;
  readonly tree: Unfolded | undefined;
}

async function discoverRepo(needs: SourceNeeds, run: IndexRun, { asked, clone, tree }: Found): Promise<Source> {
  const { maxFiles, maxFileBytes, maxRepositoryBytes, allowedRoots } = needs.limits;
  const { root } = asked.repo;
  run.advance("discover", { done: 0, total: 0 });
  const place =
    clone === undefined
      ? { root: tree?.folder ?? root, ref: asked.ref, allowedRoots: tree === undefined ? allowedRoots : undefined }
      : { root: clone.folder, ref: clone.ref, allowedRoots: undefined };
  const source = await openSource(place, {
    maxFiles,
    maxFileBytes,
    signal: run.signal,
    known: needs.known,
    withoutGit: tree !== undefined,
    // What was too large has not been cloned.
    ...(clone !== undefined && { maxTotalBytes: maxRepositoryBytes, absent: "too-large" as const }),
    onProgress: (done, total) => run.advance("discover", { done, total }),
  });
  if (source.files.length === 0) throw noSource(asked, source);
  run.advance("discover", { done: source.files.length, total: source.files.length, skipped: source.skipped });
  return source;
}

/** From the database, whichever process it was sent to. */
async function unpackRepo(needs: SourceNeeds, run: IndexRun, { repo, ref }: AskedSource): Promise<Unfolded> {
  if (ref !== undefined) throw new Fault("NOT_FOUND", "an uploaded repository has no refs", { ref });
  const { tenant, tenantId, signal } = run;
  const archiveId = repo.tree;
  const bytes = archiveId === null ? undefined : await archiveBytes(tenant, archiveId);
  if (archiveId === null || bytes === undefined) {
    throw new Fault("NO_SOURCE", "nothing that was uploaded for it is kept: send the archive again", {
      repoId: repo.repoId,
    });
  }
  const archive = readArchive(tenant, { archiveId, from: 0, to: bytes - 1 });
  return needs.remotes.unpack({ tenantId, archive, maxEntries: needs.limits.maxFiles, signal });
}

function noSource({ repo, ref }: AskedSource, { skipped }: Source): Fault {
  const reasons = [...new Set(skipped.map((file) => file.reason))].join(", ");
  const why =
    reasons === "" ? "it is empty, or everything in it is ignored" : `everything in it was skipped (${reasons})`;
  const what = ref === undefined ? `"${repo.root}"` : `"${ref}" of "${repo.root}"`;
  return new Fault("NO_SOURCE", `${what} has nothing to index: ${why}`, { skipped: skipped.slice(0, 20) });
}
