import type { TenantDb } from "#kernel/db";

export interface SnapshotRow {
  readonly commit_sha: string | null;
  readonly dirty: boolean;
  readonly finished_at: string;
  readonly files: number;
  readonly skipped: number;
}

export interface RepoRow extends SnapshotRow {
  readonly repo_id: string;
  readonly name: string;
  readonly root: string;
  readonly track_id: number;
  readonly number: number;
}

const SNAPSHOT = `s.commit_sha, s.dirty,
            to_char(s.finished_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as finished_at,
            coalesce((s.counts ->> 'files')::int, 0) as files,
            coalesce((s.counts ->> 'skipped')::int, 0) as skipped`;

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

/** Every repository that has a snapshot, with the number readers see. */
export function readyRepos(db: TenantDb): Promise<RepoRow[]> {
  return db.query<RepoRow>(
    `select r.repo_id, r.name, r.root, t.track_id, t.current as number, ${SNAPSHOT}
       from repo r
       join track t on t.repo_id = r.repo_id and t.current is not null
       join snapshot s on s.track_id = t.track_id and s.number = t.current
      order by r.name, t.track_id
      limit 10000`,
  );
}
