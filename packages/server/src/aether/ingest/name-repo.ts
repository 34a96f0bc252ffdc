/** How a repository gets its name, and is found again by what it is. */
import { randomUUID } from "node:crypto";
import { basename } from "node:path";

import type { TenantDb, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { requireWithinQuota } from "#kernel/limits";
import { takeNumbers } from "#kernel/tenancy";

import { repositories } from "../repositories/store.ts";
import {
  followRepo,
  insertRepo,
  namesTaken,
  type NewRepo,
  renameRepo,
  type Repo,
  repoById,
  repoByRoot,
} from "./repo-store.ts";

export interface Registered {
  readonly repo: Repo;
  /** Its name until now, if another one was wanted. */
  readonly renamedFrom: string | null;
}

/** By id or name. */
export async function requireRepo(db: TenantDb | Tx, idOrName: string): Promise<Repo> {
  const [found] = await repositories(db, { idOrName, limit: 1 });
  const repo = found === undefined ? undefined : await repoById(db, found.repo_id);
  if (repo === undefined) {
    throw new Fault("NOT_FOUND", `no repository "${idOrName}": see list_repositories`, { id: idOrName });
  }
  return repo;
}

/** Its id is made up unless given. */
type Wanted = Omit<NewRepo, "repoId" | "name"> & { readonly repoId?: string };

/** The repository that is there, or that has this URL; made where there is none. */
export async function findOrCreate(tx: Tx, wanted: Wanted, name: string | undefined): Promise<Registered> {
  let known = await repoByRoot(tx, wanted.root);
  if (known === undefined) {
    // Whoever registers or renames at the same time is waited for: then what they made is seen.
    await takeTurn(tx);
    known = await repoByRoot(tx, wanted.root);
  }
  if (known === undefined) return { repo: await create(tx, wanted, name), renamedFrom: null };
  const repo = await openedBy(tx, known, wanted.credential);
  return name === undefined || name === repo.name ? { repo, renamedFrom: null } : renamed(tx, repo, name);
}

async function takeTurn(tx: Tx): Promise<void> {
  await takeNumbers(tx, "repo", 0);
}

async function openedBy(tx: Tx, repo: Repo, credential: string | null): Promise<Repo> {
  if (credential === null || credential === repo.credential) return repo;
  await followRepo(tx, { ...repo, credential });
  return { ...repo, credential };
}

export async function renamed(tx: Tx, repo: Repo, name: string): Promise<Registered> {
  await takeTurn(tx);
  await refuseTaken(tx, name);
  await renameRepo(tx, repo.repoId, name);
  return { repo: { ...repo, name }, renamedFrom: repo.name };
}

async function create(tx: Tx, wanted: Wanted, name: string | undefined): Promise<Repo> {
  if (name !== undefined) await refuseTaken(tx, name);
  const proposed = name ?? nameOf(wanted.root);
  const free = freeName(proposed, await namesTaken(tx, proposed));
  const repo = await insertRepo(tx, { repoId: randomUUID(), ...wanted, name: free });
  await requireWithinQuota(tx, "repos");
  return repo;
}

function nameOf(root: string): string {
  const last = basename(root).replace(/\.git$/, "");
  return last.replaceAll(/[^\w.@+-]/g, "-").replace(/^[^\w]+/, "") || "root";
}

async function refuseTaken(tx: Tx, name: string): Promise<void> {
  const taken = await namesTaken(tx, name);
  if (!taken.has(name)) return;
  throw new Fault("CONFLICT", `another repository is called "${name}": choose another name`, { name });
}

/** `api`, then `api-2`, `api-3` …: folders of the same name in different places are different repositories. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let n = 2;
  while (taken.has(`${name}-${n}`)) n += 1;
  return `${name}-${n}`;
}
