import path from "node:path";

import type { ApiClient } from "./api-client.ts";
import { CliError } from "./failure.ts";
import type { Repositories } from "./wire.ts";

/** The innermost indexed repository around the current directory. */
export async function repoAround(client: ApiClient, cwd: string): Promise<string | undefined> {
  return around(await allRepositories(client), cwd)?.repo_id;
}

/** The repository around the current directory, else the only one. */
export async function repoHere(client: ApiClient, cwd: string): Promise<string> {
  const repositories = await allRepositories(client);
  const found = around(repositories, cwd) ?? (repositories.length === 1 ? repositories[0] : undefined);
  if (found !== undefined) return found.repo_id;
  throw new CliError({
    code: "NOT_FOUND",
    message: "no indexed repository lies around the current directory",
    next: "Say which with --repo; aether repos lists them.",
  });
}

type All = Repositories["repositories"];

async function allRepositories(client: ApiClient): Promise<All> {
  const { repositories } = await client.get<Repositories>("/repositories", { limit: 1000 });
  return repositories;
}

function around(repositories: All, cwd: string): All[number] | undefined {
  return repositories
    .filter((repo) => cwd === repo.path || cwd.startsWith(repo.path + path.sep))
    .sort((one, other) => other.path.length - one.path.length)[0];
}
