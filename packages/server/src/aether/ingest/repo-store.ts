import type { TenantDb, Tx } from "#kernel/db";
import { takeNumbers } from "#kernel/tenancy";

export interface Repo {
  readonly repoId: string;
  readonly name: string;
  /** Part of every node's id: the name at first, which later renames do not touch. */
  readonly key: string;
  /** A folder's path, or a repository's URL. */
  readonly root: string;
  readonly kind: "folder" | "git" | "upload";
  /** Of one that is elsewhere: what stands for its working tree; null is what its server calls HEAD. */
  readonly followed: string | null;
  readonly credential: string | null;
  /** Of an uploaded one: the archive that its tree is in. */
  readonly tree: string | null;
}

/** The track that follows the working tree; those of refs are called `ref:` and the ref. */
const WORKTREE = "worktree";

const REPO = `select r.repo_id as "repoId", r.name, r.key, r.root, r.kind, r.followed, r.credential, r.tree
                from repo r`;

export function trackName(ref: string | undefined): string {
  return ref === undefined ? WORKTREE : `ref:${ref}`;
}

/** The track of a ref, or of the working tree: made when it is first asked for. */
export async function trackOf(tx: Tx, repoId: string, ref: string | undefined): Promise<number> {
  const name = trackName(ref);
  const [known] = await tx.query<{ track_id: number }>(
    `select track_id from track where repo_id = $1 and name = $2 order by track_id limit 1`,
    [repoId, name],
  );
  if (known !== undefined) return known.track_id;
  const trackId = await takeNumbers(tx, "track", 1);
  await tx.execute(`insert into track (tenant_id, repo_id, track_id, name) values ($1, $2, $3, $4)`, [
    tx.tenantId,
    repoId,
    trackId,
    name,
  ]);
  return trackId;
}

export async function repoByRoot(tx: Tx, root: string): Promise<Repo | undefined> {
  const [repo] = await tx.query<Repo>(`${REPO} where r.root = $1 and r.deleted_at is null order by r.repo_id limit 1`, [
    root,
  ]);
  return repo;
}

export async function repoById(db: TenantDb | Tx, repoId: string): Promise<Repo | undefined> {
  const [repo] = await db.query<Repo>(
    `${REPO} where r.repo_id = $1 and r.deleted_at is null order by r.repo_id limit 1`,
    [repoId],
  );
  return repo;
}

/** Names that begin like this one, to find a free one. */
export async function namesTaken(tx: Tx, name: string): Promise<Set<string>> {
  const rows = await tx.query<{ name: string }>(`select name from repo where name ^@ $1 order by name limit 10000`, [
    name,
  ]);
  return new Set(rows.map((row) => row.name));
}

/** What a new repository is; its key is its name. */
export type NewRepo = Omit<Repo, "key" | "tree">;

export async function insertRepo(tx: Tx, repo: NewRepo): Promise<Repo> {
  await tx.execute(
    `insert into repo (tenant_id, repo_id, name, key, root, kind, followed, credential)
     values ($1, $2, $3, $3, $4, $5, $6, $7)`,
    [tx.tenantId, repo.repoId, repo.name, repo.root, repo.kind, repo.followed, repo.credential],
  );
  return { ...repo, key: repo.name, tree: null };
}

export async function renameRepo(tx: Tx, repoId: string, name: string): Promise<void> {
  await tx.execute(`update repo set name = $2 where repo_id = $1`, [repoId, name]);
}

/** What stands for the working tree of a repository that is elsewhere, and what opens it. */
export async function followRepo(tx: Tx, repo: Pick<Repo, "repoId" | "followed" | "credential">): Promise<void> {
  await tx.execute(`update repo set followed = $2, credential = $3 where repo_id = $1`, [
    repo.repoId,
    repo.followed,
    repo.credential,
  ]);
}

/** Another tree stands for an uploaded repository from now on. */
export async function replaceTree(
  tx: Tx,
  repoId: string,
  tree: { readonly archiveId: string; readonly bytes: number },
): Promise<void> {
  await tx.execute(`update repo set tree = $2, tree_bytes = $3 where repo_id = $1`, [
    repoId,
    tree.archiveId,
    tree.bytes,
  ]);
}
