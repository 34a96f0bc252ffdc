import type { Db } from "#kernel/db";
import { operation } from "#kernel/operation";
import { type Remotes, requireRefName } from "#remote";

import { registerInput, registerOutput } from "../contract-remote.ts";
import { findOrCreate } from "../ingest/name-repo.ts";
import { followRepo } from "../ingest/repo-store.ts";

export interface RegisterNeeds {
  readonly db: Db;
  readonly remotes: Remotes;
}

/** `register_repository`: a URL becomes a repository, which nothing has been read of yet. */
export function registerRepository({ db, remotes }: RegisterNeeds) {
  return operation({
    name: "register_repository",
    kind: "command",
    summary: "Make an https URL known as a repository; `index_repository` reads it.",
    permission: "code:write",
    input: registerInput,
    output: registerOutput,
    errors: ["URL_REFUSED", "UPSTREAM_FAILED", "CONFLICT"],
    http: { method: "POST", path: "/repositories", status: 201, location: "/repositories/{repo_id}" },
    async run(context, { url, ref, credential, name }) {
      if (ref !== undefined) requireRefName(ref);
      const { href } = await remotes.check(url);
      const asked = { followed: ref ?? null, credential: credential ?? null };
      const repo = await db.forTenant(context).write(async (tx) => {
        const found = await findOrCreate(tx, { root: href, kind: "git", ...asked }, name);
        await followRepo(tx, { repoId: found.repo.repoId, ...asked });
        return { ...found.repo, ...asked };
      });
      return { repo_id: repo.repoId, name: repo.name, url: href, ref: repo.followed, credential: repo.credential };
    },
  });
}
