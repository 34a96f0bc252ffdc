import type { TenantDb } from "#kernel/db";

export interface SnapshotRow {
  readonly commit_sha: string | null;
  readonly dirty: boolean;
  readonly finished_at: string;
  readonly files: number;
  readonly skipped: number;
  readonly scip_files: number;
  readonly scip_stale: number;
}

export interface RepoRow extends SnapshotRow {
  readonly repo_id: string;
  readonly name: string;
  readonly root: string;
  readonly track_id: number;
  /** Null for the working tree. */
  readonly ref: string | null;
  readonly number: number;
}

const SNAPSHOT = `s.commit_sha, s.dirty,
            to_char(s.finished_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as finished_at,
            coalesce((s.counts ->> 'files')::int, 0) as files,
            coalesce((s.counts ->> 'skipped')::int, 0) as skipped,
            coalesce((s.counts ->> 'scip_files')::int, 0) as scip_files,
            coalesce((s.counts ->> 'scip_stale')::int, 0) as scip_stale`;

/** A snapshot that readers may read; undefined where it is not, or not any more. */
export async function snapshotRow(
  db: TenantDb,
  at: { readonly trackId: number; readonly number: number },
): Promise<SnapshotRow | undefined> {
  const [row] = await db.query<SnapshotRow>(
    `select ${SNAPSHOT}
       from snapshot s
      where s.track_id = $1 and s.number = $2 and s.state = 'ready'
      limit 1`,
    [at.trackId, at.number],
  );
  return row;
}

/** Every track that has a snapshot, with the number readers see; a repository's working tree before its refs. */
export function readyTracks(db: TenantDb): Promise<RepoRow[]> {
  return db.query<RepoRow>(
    `select r.repo_id, r.name, r.root, t.track_id, t.current as number, substr(nullif(t.name, 'worktree'), 5) as ref,
            ${SNAPSHOT}
       from repo r
       join track t on t.repo_id = r.repo_id and t.current is not null
       join snapshot s on s.track_id = t.track_id and s.number = t.current
      order by r.name, t.name <> 'worktree', t.name, t.track_id
      limit 10000`,
  );
}

/** Numbers of a track that can be read, the newest first. */
export async function keptNumbers(db: TenantDb, trackId: number): Promise<number[]> {
  const rows = await db.query<{ number: number }>(
    `select s.number
       from snapshot s
       join track t on t.track_id = s.track_id
      where s.track_id = $1 and s.state = 'ready' and s.number <= t.current
      order by s.number desc
      limit 1000`,
    [trackId],
  );
  return rows.map((row) => row.number);
}
