/** What a run reads: found where it is, or cloned for the length of the run. */
import { join } from "node:path";

import type { KnownFiles } from "@aether/graph/disk";

import { Fault, isFault } from "#kernel/errors";
import type { CredentialSource } from "#kernel/secrets";
import type { Context } from "#kernel/tenancy";
import type { Clone, Credential, Remotes } from "#remote";

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
  const clone = asked.repo.kind === "git" ? await cloneRepo(needs, run, asked) : undefined;
  try {
    return await use(await discoverRepo(needs, run, { asked, clone }));
  } catch (error) {
    throw clone === undefined ? error : withoutPlace(error, { folder: clone.folder, root: asked.repo.root });
  } finally {
    await clone?.remove();
  }
}

/** Where a clone lies for a while is nobody's business. */
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
}

async function discoverRepo(needs: SourceNeeds, run: IndexRun, { asked, clone }: Found): Promise<Source> {
  const { maxFiles, maxFileBytes, maxRepositoryBytes, allowedRoots } = needs.limits;
  const { root } = asked.repo;
  run.advance("discover", { done: 0, total: 0 });
  const tree = asked.repo.kind === "upload" ? treeOf(needs, run, asked) : undefined;
  const place =
    clone === undefined
      ? { root: tree ?? root, ref: asked.ref, allowedRoots: tree === undefined ? allowedRoots : undefined }
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

function treeOf(needs: SourceNeeds, { tenantId }: IndexRun, { repo, ref }: AskedSource): string {
  if (ref !== undefined) throw new Fault("NOT_FOUND", "an uploaded repository has no refs", { ref });
  if (repo.tree === null) throw new Fault("NO_SOURCE", "nothing was uploaded for it", { repoId: repo.repoId });
  return join(needs.remotes.treeOf(tenantId, repo.repoId), repo.tree);
}

function noSource({ repo, ref }: AskedSource, { skipped }: Source): Fault {
  const reasons = [...new Set(skipped.map((file) => file.reason))].join(", ");
  const why =
    reasons === "" ? "it is empty, or everything in it is ignored" : `everything in it was skipped (${reasons})`;
  const what = ref === undefined ? `"${repo.root}"` : `"${ref}" of "${repo.root}"`;
  return new Fault("NO_SOURCE", `${what} has nothing to index: ${why}`, { skipped: skipped.slice(0, 20) });
}
