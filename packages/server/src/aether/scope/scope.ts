import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";

import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";

import type { completeness } from "../contract.ts";
import { readyRepos, snapshotRow } from "./store.ts";

export interface ScopedRepo {
  readonly repoId: string;
  readonly name: string;
  readonly root: string;
  readonly trackId: number;
  /** The snapshot that the whole request reads. */
  readonly number: number;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly indexedAt: string;
  readonly files: number;
  readonly skippedFiles: number;
}

export interface Scope {
  readonly repos: readonly ScopedRepo[];
  readonly byTrack: ReadonlyMap<number, ScopedRepo>;
}

/**
 * Repositories by name or id; none named means all that are ready.
 * @throws Fault NOT_FOUND for a name no ready repository bears, with the nearest name.
 */
export async function resolveScope(db: TenantDb, names: readonly string[] = []): Promise<Scope> {
  const rows = await readyRepos(db);
  const all = rows.map((row) => ({
    repoId: row.repo_id,
    name: row.name,
    root: row.root,
    trackId: row.track_id,
    number: row.number,
    commit: row.commit_sha,
    dirty: row.dirty,
    indexedAt: row.finished_at,
    files: row.files,
    skippedFiles: row.skipped,
  }));
  const repos = names.length === 0 ? all : names.flatMap((name) => named(all, name));
  return { repos, byTrack: new Map(repos.map((repo) => [repo.trackId, repo])) };
}

/** The same repository at an earlier snapshot; undefined where that is held no more. */
export async function atSnapshot(db: TenantDb, repo: ScopedRepo, number: number): Promise<ScopedRepo | undefined> {
  const row = await snapshotRow(db, { trackId: repo.trackId, number });
  if (row === undefined) return undefined;
  const { commit_sha: commit, dirty, finished_at: indexedAt, files, skipped: skippedFiles } = row;
  return { ...repo, number, commit, dirty, indexedAt, files, skippedFiles };
}

function named(all: readonly ScopedRepo[], name: string): ScopedRepo[] {
  const wanted = name.toLowerCase();
  const found = all.filter((repo) => repo.repoId === wanted || repo.name.toLowerCase() === wanted);
  if (found.length > 0) return found;
  const names = all.map((repo) => repo.name);
  if (names.length === 0) throw new Fault("NOT_FOUND", `no repository is indexed yet: run "aether index <path>"`);
  const near = closest(name, names);
  const hint =
    distance(name, near) <= Math.max(2, name.length / 3)
      ? `did you mean "${near}"?`
      : `there are: ${names.slice(0, 10).join(", ")}`;
  throw new Fault("NOT_FOUND", `no repository named "${name}" is indexed; ${hint}`, { repo: name });
}

/** What an answer over this scope rests on. */
export function completenessOf(scope: Pick<Scope, "repos">): z.input<typeof completeness> {
  return {
    repos: scope.repos.map((repo) => ({
      repo: repo.name,
      snapshot: repo.number,
      commit: repo.commit,
      dirty: repo.dirty,
      indexed_at: repo.indexedAt,
      files: repo.files,
      skipped_files: repo.skippedFiles,
    })),
  };
}
