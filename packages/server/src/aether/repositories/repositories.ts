import { isAbsolute } from "node:path";

import { refsThatExist } from "@aether/graph/disk";
import type { z } from "zod";

import type { Db, TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation, partsOfPosition } from "#kernel/operation";

import { repositoriesInput, repositoriesOutput, repository, repositoryInput } from "../contract.ts";
import { diskOf, languageCounts, readableTracks, repositories, type RepositoryRow, type TrackRow } from "./store.ts";

/** `list_repositories`: what is indexed, in which state, and what was skipped. */
export function listRepositories(db: Db) {
  return operation({
    name: "list_repositories",
    kind: "query",
    summary: "Repositories with their state, counts and skipped files.",
    permission: "code:read",
    input: repositoriesInput,
    output: repositoriesOutput,
    errors: [],
    http: { method: "GET", path: "/repositories" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      const after = input.cursor === undefined ? {} : { after: positionAt(input.cursor) };
      const rows = await repositories(tenant, { idOrName: null, limit: input.limit + 1, ...after });
      const page = rows.slice(0, input.limit);
      const last = rows.length > input.limit ? page.at(-1) : undefined;
      return {
        repositories: await withDetails(tenant, page),
        next_cursor: last === undefined ? null : `${last.repo_id} ${last.name}`,
      };
    },
  });
}

/** `get_repository`: one of them by id or name. */
export function getRepository(db: Db) {
  return operation({
    name: "get_repository",
    kind: "query",
    summary: "One repository by id or name.",
    permission: "code:read",
    input: repositoryInput,
    output: repository,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/repositories/{id}" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      return oneRepository(tenant, input.id);
    },
  });
}

/** One of them with all that is known of it. */
export async function oneRepository(tenant: TenantDb, id: string): Promise<Repository> {
  const [row] = await repositories(tenant, { idOrName: id, limit: 1 });
  if (row === undefined) throw missing(id);
  const [[found], disk] = await Promise.all([withDetails(tenant, [row]), diskOf(tenant, row.repo_id)]);
  if (found === undefined) throw new Error("a row gave no repository");
  return { ...found, disk };
}

export function missing(id: string): Fault {
  return new Fault("NOT_FOUND", `no repository "${id}": see list_repositories`, { id });
}

const POSITION = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}) (.+)$/;

function positionAt(cursor: string): { readonly name: string; readonly repoId: string } {
  const [repoId = "", name = ""] = partsOfPosition(cursor, POSITION);
  return { repoId, name };
}

type Repository = z.input<typeof repository>;

async function withDetails(tenant: TenantDb, rows: readonly RepositoryRow[]): Promise<Repository[]> {
  const ids = rows.map((row) => row.repo_id);
  const [languages, tracks] = await Promise.all([languageCounts(tenant, ids), readableTracks(tenant, ids)]);
  return Promise.all(
    rows.map(async (row) => ({
      ...present(row, languages.get(row.repo_id) ?? {}),
      tracks: await presentTracks(
        tracks.filter((track) => track.repo_id === row.repo_id),
        row.root,
      ),
    })),
  );
}

/** An answer does not wait longer for git than this. */
const GIT_LIMIT_MS = 1000;

async function presentTracks(tracks: readonly TrackRow[], root: string): Promise<Repository["tracks"]> {
  const refs = tracks.flatMap(({ ref }) => ref ?? []);
  // What is elsewhere is asked when it is indexed.
  const there =
    refs.length === 0 || !isAbsolute(root)
      ? undefined
      : await refsThatExist(refs, { folder: root, timeoutMs: GIT_LIMIT_MS });
  return tracks.map(({ ref, number: snapshot, commit_sha: commit, dirty, indexed_at, files, kept }) => {
    const exists = ref === null || there === undefined ? null : there.has(ref);
    return { ref, snapshot, commit, dirty, indexed_at, files, exists, kept };
  });
}

function present(row: RepositoryRow, languages: Record<string, number>): Omit<Repository, "tracks"> {
  return {
    repo_id: row.repo_id,
    name: row.name,
    version: row.version,
    path: row.root,
    state: stateOf(row),
    snapshot: row.current,
    commit: row.commit_sha,
    dirty: row.dirty ?? false,
    indexed_at: row.indexed_at,
    counts: row.counts ?? {},
    languages,
    skipped: row.skipped ?? [],
    kind: row.kind,
    followed: row.followed,
    credential: row.credential,
    schedule:
      row.schedule_minutes === null || row.due_at === null
        ? null
        : { every_minutes: row.schedule_minutes, next_at: row.due_at },
    keep_snapshots: row.keep_snapshots,
    keep_days: row.keep_days,
  };
}

function stateOf(row: RepositoryRow): Repository["state"] {
  if (row.live_job) return "indexing";
  if (row.current !== null) return "ready";
  return row.last_failed ? "failed" : "empty";
}
