import type { z } from "zod";

import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { repositoriesInput, repositoriesOutput, repository, repositoryInput } from "../contract.ts";
import { languageCounts, repositories, type RepositoryRow } from "./store.ts";

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
      const rows = await repositories(tenant, { idOrName: null, limit: input.limit });
      const languages = await languageCounts(
        tenant,
        rows.map((row) => row.repo_id),
      );
      return { repositories: rows.map((row) => present(row, languages.get(row.repo_id) ?? {})) };
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
      const [row] = await repositories(tenant, { idOrName: input.id, limit: 1 });
      if (row === undefined)
        throw new Fault("NOT_FOUND", `no repository "${input.id}": see list_repositories`, { id: input.id });
      const languages = await languageCounts(tenant, [row.repo_id]);
      return present(row, languages.get(row.repo_id) ?? {});
    },
  });
}

function present(row: RepositoryRow, languages: Record<string, number>): z.input<typeof repository> {
  return {
    repo_id: row.repo_id,
    name: row.name,
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

function stateOf(row: RepositoryRow): z.input<typeof repository>["state"] {
  if (row.live_job) return "indexing";
  if (row.current !== null) return "ready";
  return row.last_failed ? "failed" : "empty";
}
