import { refsThatExist } from "@aether/graph/disk";
import type { z } from "zod";

import type { Db, TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation, partsOfPosition } from "#kernel/operation";

import {
  repositoriesInput,
  repositoriesOutput,
  repository,
  repositoryInput,
  updateRepositoryInput,
} from "../contract.ts";
import {
  languageCounts,
  lockRepository,
  readableTracks,
  renameRepository,
  repositories,
  type RepositoryRow,
  type TrackRow,
} from "./store.ts";

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
      return one(tenant, input.id);
    },
  });
}

/** `update_repository`: its name. */
export function updateRepository(db: Db) {
  return operation({
    name: "update_repository",
    kind: "command",
    summary: "Give a repository another name; what is indexed, and every id in it, stays.",
    permission: "code:write",
    input: updateRepositoryInput,
    output: repository,
    errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
    http: { method: "PATCH", path: "/repositories/{id}", ifMatch: "required" },
    async run(context, { id, name, expected_version }) {
      const tenant = db.forTenant(context);
      const repoId = await tenant.write(async (tx) => {
        const found = await lockRepository(tx, id);
        if (found === undefined) throw missing(id);
        const { repo_id, version } = found;
        if (expected_version !== undefined && expected_version !== version) {
          throw new Fault("PRECONDITION_FAILED", "the repository has changed since you read it", { version });
        }
        if (await renameRepository(tx, repo_id, name)) return repo_id;
        throw new Fault("CONFLICT", `another repository is called "${name}": choose another name`, { name });
      });
      return one(tenant, repoId);
    },
  });
}

async function one(tenant: TenantDb, id: string): Promise<Repository> {
  const [row] = await repositories(tenant, { idOrName: id, limit: 1 });
  if (row === undefined) throw missing(id);
  const [found] = await withDetails(tenant, [row]);
  if (found === undefined) throw new Error("a row gave no repository");
  return found;
}

function missing(id: string): Fault {
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
  const there = refs.length === 0 ? undefined : await refsThatExist(refs, { folder: root, timeoutMs: GIT_LIMIT_MS });
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
  };
}

function stateOf(row: RepositoryRow): Repository["state"] {
  if (row.live_job) return "indexing";
  if (row.current !== null) return "ready";
  return row.last_failed ? "failed" : "empty";
}
