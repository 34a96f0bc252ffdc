import { realpath } from "node:fs/promises";
import path from "node:path";

import type { AetherClient, ListRepositoriesOutput } from "@aether/client";

import { CliError } from "./failure.ts";

type Repository = ListRepositoriesOutput["repositories"][number];

/** What is indexed, as seen from the current directory. */
export interface Surroundings {
  /** The innermost indexed repository around the current directory. */
  readonly here: Repository | undefined;
  /** A path that somebody typed, as its repository calls it: of the one named, else the innermost that it lies in. */
  readonly pathIn: (typed: string, named?: string) => Promise<PathIn | undefined>;
}

export interface PathIn {
  readonly repo: string;
  readonly path: string;
}

/** What is written so can only be meant as seen from the current directory. */
export const IS_PATH_FROM_HERE = /^\.{0,2}\//;

export async function lookAround(client: AetherClient, cwd: string): Promise<Surroundings> {
  const repositories = await allRepositories(client);
  return {
    here: around(repositories, cwd),
    async pathIn(typed, named) {
      const absolute = await withoutLinks(path.resolve(cwd, typed));
      const among = repositories.filter((repo) => named === undefined || repo.repo_id === named || repo.name === named);
      const repo = around(among, absolute);
      if (repo === undefined) return undefined;
      return { repo: repo.repo_id, path: path.relative(repo.path, absolute).split(path.sep).join("/") };
    },
  };
}

/** The repository that is named; else the one around the current directory, else the only one. */
export async function repoNamedOrHere(client: AetherClient, cwd: string, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const repositories = await allRepositories(client);
  const found = around(repositories, cwd) ?? (repositories.length === 1 ? repositories[0] : undefined);
  if (found !== undefined) return found.repo_id;
  throw new CliError({
    code: "NOT_FOUND",
    message: "no indexed repository lies around the current directory",
    next: "Say which with --repo; aether repos lists them.",
  });
}

async function allRepositories(client: AetherClient): Promise<readonly Repository[]> {
  const { repositories } = await client.listRepositories({ limit: 1000 });
  return repositories;
}

function around(repositories: readonly Repository[], place: string): Repository | undefined {
  return repositories
    .filter(
      (repo) =>
        place === repo.path || place.startsWith(repo.path.endsWith(path.sep) ? repo.path : repo.path + path.sep),
    )
    .sort((one, other) => other.path.length - one.path.length)[0];
}

/** Repositories are known by their folders with every link resolved; what is not here is left as it was typed. */
function withoutLinks(absolute: string): Promise<string> {
  return realpath(absolute).catch(() => absolute);
}
