import path from "node:path";

import type { ApiClient } from "./api-client.ts";
import { CliError } from "./failure.ts";
import type { Repositories } from "./wire.ts";

/** The repository around the current directory, else the only one. */
export async function repoHere(client: ApiClient, cwd: string): Promise<string> {
  const { repositories } = await client.get<Repositories>("/repositories", { limit: 1000 });
  const around = repositories
    .filter((repo) => cwd === repo.path || cwd.startsWith(repo.path + path.sep))
    .sort((one, other) => other.path.length - one.path.length);
  const found = around[0] ?? (repositories.length === 1 ? repositories[0] : undefined);
  if (found !== undefined) return found.repo_id;
  throw new CliError({
    code: "NOT_FOUND",
    message: "no indexed repository lies around the current directory",
    next: "Say which with --repo; aether repos lists them.",
  });
}
