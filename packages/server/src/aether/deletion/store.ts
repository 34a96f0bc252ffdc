/** A repository on its way out: first it loses its name, then its rows. */
import type { TenantDb, Tx } from "#kernel/db";

/** What it is called from then on, before its id: neither a name nor a folder nor a URL can be that. */
const GONE = "gone:";
const BATCH = 5000;

/** From now on nobody finds it, and its folder or URL can be another repository's. False where it was gone already. */
export async function markDeleted(tx: Tx, repoId: string): Promise<boolean> {
  const marked = await tx.execute(
    `update repo
        set deleted_at = now(), name = $2 || repo_id::text, root = $2 || repo_id::text,
            schedule_minutes = null, due_at = null
      where repo_id = $1 and deleted_at is null`,
    [repoId, GONE],
  );
  return marked === 1;
}

export async function trackIdsOf(db: TenantDb | Tx, repoId: string): Promise<number[]> {
  const rows = await db.query<{ track_id: number }>(
    `select track_id from track where repo_id = $1 order by track_id limit 100000`,
    [repoId],
  );
  return rows.map((row) => row.track_id);
}

/** Jobs about it that wait or run, but for this one. */
export async function liveJobsOf(db: TenantDb, repoId: string, but: string): Promise<string[]> {
  const rows = await db.query<{ job_id: string }>(
    `select job_id
       from job
      where split_part(subject, ' ', 1) = $1 and state in ('queued', 'running') and job_id <> $2
      order by job_id
      limit 1000`,
    [repoId, but],
  );
  return rows.map((row) => row.job_id);
}

/** Some of what indexers said of its files; how many rows that were. */
export function deleteScip(tx: Tx, repoId: string): Promise<number> {
  return tx.execute(
    `delete from public.scip
      where ctid = any (array(select ctid from public.scip where tenant_id = $1 and repo_id = $2 limit $3))`,
    [tx.tenantId, repoId, BATCH],
  );
}

/** Some of the jobs about it that have ended. */
export function deleteEndedJobs(tx: Tx, repoId: string): Promise<number> {
  return tx.execute(
    `delete from job
      where job_id = any (array(select job_id from job
                                 where split_part(subject, ' ', 1) = $1 and state not in ('queued', 'running')
                                 order by job_id
                                 limit $2))`,
    [repoId, BATCH],
  );
}

export async function deleteRepo(tx: Tx, repoId: string): Promise<void> {
  await tx.execute(`delete from repo where repo_id = $1 and deleted_at is not null`, [repoId]);
}
