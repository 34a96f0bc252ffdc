/** Tracks that are asked about no more: they lose their name at once, and their rows in the background. */
import type { TenantDb, Tx } from "#kernel/db";

/** What a track is called from then on, before its number: no ref can bear such a name. */
const GONE = "gone:";

export interface RefTrack {
  readonly track_id: number;
  readonly ref: string;
}

/** The refs of a repository that were asked to be indexed, whether that has succeeded or not. */
export function refTracks(db: TenantDb | Tx, repoId: string): Promise<RefTrack[]> {
  return db.query<RefTrack>(
    `select t.track_id, substr(t.name, 5) as ref
       from track t
      where t.repo_id = $1 and t.name ^@ 'ref:'
      order by t.name, t.track_id
      limit 10000`,
    [repoId],
  );
}

/** Of these subjects of jobs, those for which one waits or runs. */
export async function liveSubjects(tx: Tx, kind: string, subjects: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ subject: string }>(
    `select distinct j.subject
       from job j
      where j.kind = $1 and j.subject = any($2::text[]) and j.state in ('queued', 'running')
      order by j.subject
      limit 1000`,
    [kind, subjects],
  );
  return rows.map((row) => row.subject);
}

/** From now on nobody reads them, and a new index of such a ref begins a new track. */
export async function disownTracks(tx: Tx, trackIds: readonly number[]): Promise<void> {
  await tx.execute(
    `update track set name = $2::text || track_id::text, current = null where track_id = any($1::int[])`,
    [trackIds, GONE],
  );
}

/** Tracks that were disowned and still have their rows. */
export async function disownedTracks(db: TenantDb): Promise<number[]> {
  const rows = await db.query<{ track_id: number }>(
    `select track_id from track where name ^@ $1 order by track_id limit 100000`,
    [GONE],
  );
  return rows.map((row) => row.track_id);
}
