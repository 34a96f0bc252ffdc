import type { TenantDb, Tx } from "#kernel/db";

/** What people set of a repository besides its name. */
export interface SettingsRow {
  readonly kind: "folder" | "git" | "upload";
  readonly followed: string | null;
  readonly credential: string | null;
  readonly schedule_minutes: number | null;
  readonly keep_snapshots: number | null;
  readonly keep_days: number | null;
}

const SETTINGS = "r.kind, r.followed, r.credential, r.schedule_minutes, r.keep_snapshots, r.keep_days";

export interface RepositoryRow extends SettingsRow {
  readonly repo_id: string;
  readonly name: string;
  readonly root: string;
  readonly version: number;
  readonly current: number | null;
  readonly commit_sha: string | null;
  readonly dirty: boolean | null;
  readonly indexed_at: string | null;
  readonly counts: Record<string, number> | null;
  readonly skipped: { path: string; reason: string }[] | null;
  readonly live_job: boolean;
  readonly last_failed: boolean;
  readonly due_at: string | null;
}

export interface AskedRepositories {
  readonly idOrName: string | null;
  /** Only those that follow this one by name and id. */
  readonly after?: { readonly name: string; readonly repoId: string };
  readonly limit: number;
}

/** All repositories by name, or the one with this id or name. */
export function repositories(db: TenantDb | Tx, asked: AskedRepositories): Promise<RepositoryRow[]> {
  return db.query<RepositoryRow>(
    `select r.repo_id, r.name, r.root, r.version, t.current, s.commit_sha, s.dirty, s.counts, s.skipped,
            ${SETTINGS}, to_char(r.due_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as due_at,
            to_char(s.finished_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as indexed_at,
            exists (select from job j where split_part(j.subject, ' ', 1) = r.repo_id::text and j.state in ('queued', 'running')) as live_job,
            coalesce((select j.state in ('failed', 'dead') from job j where j.subject = r.repo_id::text
                       order by j.created_at desc, j.job_id limit 1), false) as last_failed
       from repo r
       left join track t on t.repo_id = r.repo_id and t.name = 'worktree'
       left join snapshot s on s.track_id = t.track_id and s.number = t.current
      where r.deleted_at is null
        and ($1::text is null or r.repo_id::text = $1 or lower(r.name) = lower($1))
        and ($3::text is null or (r.name, r.repo_id) > ($3, $4::uuid))
      order by r.name, r.repo_id
      limit $2`,
    [asked.idOrName, asked.limit, asked.after?.name, asked.after?.repoId],
  );
}

/** Files of each language at the current snapshot, by repository. */
export async function languageCounts(
  db: TenantDb,
  repoIds: readonly string[],
): Promise<Map<string, Record<string, number>>> {
  const rows = await db.query<{ repo_id: string; language: string; count: number }>(
    `select t.repo_id, f.language, count(*)::int as count
       from track t
       join file f on f.track_id = t.track_id and f.born <= t.current and (f.died is null or f.died > t.current)
      where t.repo_id = any($1::uuid[]) and t.name = 'worktree' and f.language <> ''
      group by t.repo_id, f.language
      order by count(*) desc, f.language, t.repo_id
      limit 10000`,
    [repoIds],
  );
  const counts = new Map<string, Record<string, number>>();
  for (const row of rows) counts.set(row.repo_id, { ...counts.get(row.repo_id), [row.language]: row.count });
  return counts;
}

export interface TrackRow {
  readonly repo_id: string;
  readonly ref: string | null;
  readonly number: number;
  readonly commit_sha: string | null;
  readonly dirty: boolean;
  readonly indexed_at: string;
  readonly files: number;
  readonly kept: number[];
}

/** What can be read of these repositories: the working tree first, then refs by name. */
export function readableTracks(db: TenantDb, repoIds: readonly string[]): Promise<TrackRow[]> {
  return db.query<TrackRow>(
    `select t.repo_id, substr(nullif(t.name, 'worktree'), 5) as ref, s.number, s.commit_sha, s.dirty,
            to_char(s.finished_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as indexed_at,
            coalesce((s.counts ->> 'files')::int, 0) as files,
            array(select k.number
                    from snapshot k
                   where k.track_id = t.track_id and k.state = 'ready' and k.number <= t.current
                   order by k.number desc
                   limit 1000) as kept
       from track t
       join snapshot s on s.track_id = t.track_id and s.number = t.current
      where t.repo_id = any($1::uuid[])
      order by t.repo_id, t.name <> 'worktree', t.name, t.track_id
      limit 10000`,
    [repoIds],
  );
}

interface LockedRow extends SettingsRow {
  readonly repo_id: string;
  readonly version: number;
}

/** What there is to know of a repository before it is changed; nobody else changes it until the transaction ends. */
export async function lockRepository(tx: Tx, idOrName: string): Promise<LockedRow | undefined> {
  const [row] = await tx.query<LockedRow>(
    `select r.repo_id, r.version, ${SETTINGS}
       from repo r
      where (r.repo_id::text = $1 or lower(r.name) = lower($1))
        and r.deleted_at is null
      order by r.name, r.repo_id
      limit 1
        for update`,
    [idOrName],
  );
  return row;
}

/** False where another repository has the name. */
export async function renameRepository(tx: Tx, repoId: string, name: string): Promise<boolean> {
  const renamed = await tx.execute(
    `update repo
        set name = $2
      where repo_id = $1
        and not exists (select from repo other where other.repo_id <> $1 and lower(other.name) = lower($2))`,
    [repoId, name],
  );
  return renamed === 1;
}

/** Another interval begins now; the same one goes on. */
export async function storeSettings(tx: Tx, repoId: string, settings: SettingsRow): Promise<void> {
  const { followed, credential, schedule_minutes, keep_snapshots, keep_days } = settings;
  await tx.execute(
    `update repo
        set followed = $2, credential = $3, schedule_minutes = $4::int, keep_snapshots = $5, keep_days = $6,
            due_at = case when $4::int is null then null
                          when schedule_minutes = $4::int then due_at
                          else now() + $4::int * interval '1 minute'
                      end
      where repo_id = $1
        and (followed, credential, schedule_minutes, keep_snapshots, keep_days)
            is distinct from ($2::text, $3::text, $4::int, $5::int, $6::int)`,
    [repoId, followed, credential, schedule_minutes, keep_snapshots, keep_days],
  );
}

export interface DiskRow {
  readonly text_bytes: number;
  readonly rows_bytes: number;
  readonly tree_bytes: number;
}

/**
 * Bytes of a row with its indexes: of a file with its facts, of a unit with its postings and vector. Measured by
 * pg_total_relation_size on PostgreSQL 15 with the 425 files of our own packages/graph.
 */
const ROW_BYTES = { file: 6300, node: 400, edge: 370, unresolved: 370, unit: 1600 };

/** What a repository takes on disk; the rows of its past count, too, as far as its files tell. */
export async function diskOf(db: TenantDb, repoId: string): Promise<DiskRow> {
  const [row] = await db.query<DiskRow>(
    `select coalesce((select sum(c.bytes)
                        from (select distinct f.hash, f.bytes
                                from file f
                                join track t on t.track_id = f.track_id
                               where t.repo_id = r.repo_id) as c), 0)::float8 as text_bytes,
            coalesce((select sum(coalesce((s.counts ->> 'files')::float8, 0) * $2
                               + coalesce((s.counts ->> 'nodes')::float8, 0) * $3
                               + coalesce((s.counts ->> 'edges')::float8, 0) * $4
                               + coalesce((s.counts ->> 'unresolved')::float8, 0) * $5
                               + coalesce((s.counts ->> 'units')::float8, 0) * $6)
                        from track t
                        join snapshot s on s.track_id = t.track_id and s.number = t.current
                       where t.repo_id = r.repo_id), 0)::float8 as rows_bytes,
            r.tree_bytes::float8 as tree_bytes
       from repo r
      where r.repo_id = $1
      limit 1`,
    [repoId, ROW_BYTES.file, ROW_BYTES.node, ROW_BYTES.edge, ROW_BYTES.unresolved, ROW_BYTES.unit],
  );
  return row ?? { text_bytes: 0, rows_bytes: 0, tree_bytes: 0 };
}
