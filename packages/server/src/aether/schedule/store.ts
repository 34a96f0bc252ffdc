import type { Tx } from "#kernel/db";

/** Repositories whose time has come; each is given to one caller, and its next time set. */
export async function takeDue(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ repo_id: string }>(
    `update repo
        set due_at = now() + schedule_minutes * interval '1 minute'
      where due_at <= now() and deleted_at is null
      returning repo_id`,
  );
  return rows.map((row) => row.repo_id);
}

export interface NextDue {
  /** Milliseconds until then, 0 where it has passed. */
  readonly inMs: number;
  /** The minute it is in, as a name. */
  readonly minute: string;
}

/** When the next repository of the tenant is due. */
export async function nextDue(tx: Tx): Promise<NextDue | undefined> {
  const [row] = await tx.query<{ ms: number; minute: string }>(
    `select extract(epoch from due_at - now())::float8 * 1000 as ms,
            to_char(due_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI') as minute
       from repo
      where due_at is not null
      order by due_at, repo_id
      limit 1`,
  );
  return row === undefined ? undefined : { inMs: Math.max(0, row.ms), minute: row.minute };
}
