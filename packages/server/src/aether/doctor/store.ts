import type { TenantDb } from "#kernel/db";

export interface QueueState {
  readonly waiting: number;
  /** Age of the job that has waited longest for its turn; null where none waits. */
  readonly oldest_seconds: number | null;
  readonly running: number;
  readonly dead: number;
}

/** Jobs that are due but for a place, those that run, and those that used up their attempts. */
export async function queueState(db: TenantDb): Promise<QueueState> {
  const [row] = await db.query<QueueState>(
    `select count(*) filter (where due)::int as waiting,
            extract(epoch from now() - min(coalesce(retry_at, created_at)) filter (where due))::float8 as oldest_seconds,
            count(*) filter (where state = 'running')::int as running,
            count(*) filter (where state = 'dead')::int as dead
       from (select state, created_at, retry_at,
                    state = 'queued' and (retry_at is null or retry_at <= now()) as due
               from job) as j
      limit 1`,
  );
  if (row === undefined) throw new Error("an aggregate gave no row");
  return row;
}

export interface LastRun {
  readonly repo: string;
  /** What readers see; null before the first. */
  readonly current: number | null;
  readonly indexed_at: string | null;
  /** The newest run, where it failed after that. */
  readonly failed: number | null;
}

/** The repositories that were indexed longest ago, or never, first. */
export function lastRuns(db: TenantDb, limit: number): Promise<LastRun[]> {
  return db.query<LastRun>(
    `select r.name as repo, t.current,
            to_char(s.finished_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as indexed_at,
            (select max(f.number)
               from snapshot f
              where f.track_id = t.track_id and f.state = 'failed' and f.number > coalesce(t.current, 0)) as failed
       from repo r
       join track t on t.repo_id = r.repo_id
       left join snapshot s on s.track_id = t.track_id and s.number = t.current
      order by s.finished_at nulls first, r.name, t.track_id
      limit $1`,
    [limit],
  );
}
