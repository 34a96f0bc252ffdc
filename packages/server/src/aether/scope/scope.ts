import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";

import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";

import type { completeness } from "../contract.ts";
import { keptNumbers, readyTracks, type RepoRow, snapshotRow } from "./store.ts";

export interface ScopedRepo {
  readonly repoId: string;
  readonly name: string;
  readonly root: string;
  readonly trackId: number;
  /** Null for the working tree. */
  readonly ref: string | null;
  /** The snapshot that the whole request reads. */
  readonly number: number;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly indexedAt: string;
  readonly files: number;
  readonly skippedFiles: number;
  /** Files that an indexer of the team is heard about, and those that it spoke of before they changed. */
  readonly scip: { readonly files: number; readonly stale: number };
}

export interface Scope {
  readonly repos: readonly ScopedRepo[];
  readonly byTrack: ReadonlyMap<number, ScopedRepo>;
}

/** As of what a question is asked. */
export interface AsOf {
  /** A branch, tag or commit that was indexed; the working tree unless given. */
  readonly ref?: string | undefined;
  /** A snapshot that is kept; the newest unless given. */
  readonly snapshot?: number | undefined;
}

/**
 * Repositories by name or id; none named means all that are ready.
 * @throws Fault NOT_FOUND for a name no ready repository bears, or a ref that was not indexed, with the nearest name;
 * SNAPSHOT_GONE for a number that is not kept.
 */
export async function resolveScope(db: TenantDb, names: readonly string[] = [], asOf: AsOf = {}): Promise<Scope> {
  const all = (await readyTracks(db)).map(fromRow);
  const asked = names.length === 0 ? all : names.flatMap((name) => named(all, name));
  const repos = tracksOf(asked, { ref: asOf.ref, areNamed: names.length > 0 });
  const { snapshot } = asOf;
  return scopeOf(snapshot === undefined ? repos : [await requireSnapshot(db, onlyOne(repos), snapshot)]);
}

/**
 * To be asked after a snapshot was read by its number: it is taken off the list before the first of its rows goes.
 * @throws Fault SNAPSHOT_GONE
 */
export async function requireKept(db: TenantDb, scope: Scope, { snapshot }: AsOf): Promise<void> {
  if (snapshot === undefined) return;
  for (const repo of scope.repos) await requireSnapshot(db, repo, repo.number);
}

function scopeOf(repos: readonly ScopedRepo[]): Scope {
  return { repos, byTrack: new Map(repos.map((repo) => [repo.trackId, repo])) };
}

function fromRow(row: RepoRow): ScopedRepo {
  return {
    repoId: row.repo_id,
    name: row.name,
    root: row.root,
    trackId: row.track_id,
    ref: row.ref,
    number: row.number,
    commit: row.commit_sha,
    dirty: row.dirty,
    indexedAt: row.finished_at,
    files: row.files,
    skippedFiles: row.skipped,
    scip: { files: row.scip_files, stale: row.scip_stale },
  };
}

/** The tracks of one ref, or of the working tree. */
function tracksOf(
  tracks: readonly ScopedRepo[],
  { ref = null, areNamed }: { readonly ref: string | null | undefined; readonly areNamed: boolean },
): ScopedRepo[] {
  const found = tracks.filter((track) => track.ref === ref);
  if (found.length > 0 || (ref === null && !areNamed)) return found;
  const refs = [...new Set(tracks.flatMap((track) => track.ref ?? []))];
  const there = refs.length === 0 ? "no ref was indexed" : `there are: ${refs.slice(0, 10).join(", ")}`;
  const name = tracks[0]?.name ?? "";
  if (ref === null) {
    throw new Fault(
      "NOT_FOUND",
      `of "${name}" only refs were indexed, not its working tree: ask with one of them; ${there}`,
      {
        repo: name,
      },
    );
  }
  const near = refs.length === 0 ? undefined : nearest(ref, refs);
  const hint = near === undefined ? there : `did you mean "${near}"?`;
  throw new Fault("NOT_FOUND", `"${ref}" was not indexed (${hint}); "aether index PATH --ref ${ref}" does it`, { ref });
}

/** Numbers count within one track, so only one can be asked about. */
function onlyOne(repos: readonly ScopedRepo[]): ScopedRepo {
  const [repo, ...others] = repos;
  if (repo === undefined) throw new Fault("NOT_FOUND", `no repository is indexed yet: run "aether index <path>"`);
  if (others.length > 0) {
    throw new Fault("VALIDATION_ERROR", "a snapshot is one repository's: say which with repo", {
      repos: repos.slice(0, 10).map(({ name }) => name),
    });
  }
  return repo;
}

async function requireSnapshot(db: TenantDb, repo: ScopedRepo, number: number): Promise<ScopedRepo> {
  const found = number > repo.number ? undefined : await atSnapshot(db, repo, number);
  if (found !== undefined) return found;
  const kept = await keptNumbers(db, repo.trackId);
  throw new Fault("SNAPSHOT_GONE", `snapshot ${number} of "${repo.name}" is not kept; there are: ${kept.join(", ")}`, {
    repo: repo.name,
    snapshot: number,
    kept,
  });
}

/** The same repository at an earlier snapshot; undefined where that is held no more. */
export async function atSnapshot(db: TenantDb, repo: ScopedRepo, number: number): Promise<ScopedRepo | undefined> {
  const row = await snapshotRow(db, { trackId: repo.trackId, number });
  if (row === undefined) return undefined;
  const { commit_sha: commit, dirty, finished_at: indexedAt, files, skipped: skippedFiles } = row;
  const scip = { files: row.scip_files, stale: row.scip_stale };
  return { ...repo, number, commit, dirty, indexedAt, files, skippedFiles, scip };
}

function named(all: readonly ScopedRepo[], name: string): ScopedRepo[] {
  const wanted = name.toLowerCase();
  const found = all.filter((repo) => repo.repoId === wanted || repo.name.toLowerCase() === wanted);
  if (found.length > 0) return found;
  const names = [...new Set(all.map((repo) => repo.name))];
  if (names.length === 0) throw new Fault("NOT_FOUND", `no repository is indexed yet: run "aether index <path>"`);
  const near = nearest(name, names);
  const hint = near === undefined ? `there are: ${names.slice(0, 10).join(", ")}` : `did you mean "${near}"?`;
  throw new Fault("NOT_FOUND", `no repository named "${name}" is indexed; ${hint}`, { repo: name });
}

/** Undefined where none is near enough to be meant. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const near = closest(name, names);
  return distance(name, near) <= Math.max(2, name.length / 3) ? near : undefined;
}

/** What an answer over this scope rests on. */
export function completenessOf(scope: Pick<Scope, "repos">): z.input<typeof completeness> {
  return {
    repos: scope.repos.map((repo) => ({
      repo: repo.name,
      ref: repo.ref,
      snapshot: repo.number,
      commit: repo.commit,
      dirty: repo.dirty,
      indexed_at: repo.indexedAt,
      files: repo.files,
      skipped_files: repo.skippedFiles,
      scip: repo.scip.files + repo.scip.stale > 0 ? { files: repo.scip.files, stale_files: repo.scip.stale } : null,
    })),
  };
}
