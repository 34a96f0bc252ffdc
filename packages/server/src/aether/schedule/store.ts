import type { AuthDb, TenantDb, Tx } from "#kernel/db";

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
export async function nextDue(db: TenantDb | Tx): Promise<NextDue | undefined> {
  const [row] = await db.query<{ ms: number; minute: string }>(
    `select extract(epoch from due_at - now())::float8 * 1000 as ms,
            to_char(due_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI') as minute
       from repo
      where due_at is not null
      order by due_at, repo_id
      limit 1`,
  );
  return row === undefined ? undefined : { inMs: Math.max(0, row.ms), minute: row.minute };
}

export interface TenantPage {
  readonly after: string | undefined;
  readonly limit: number;
}

/** Tenants whose jobs run, by id. */
export async function activeTenants(db: AuthDb, { after, limit }: TenantPage): Promise<string[]> {
  const rows = await db.query<{ tenant_id: string }>(
    `select tenant_id
       from tenant
      where state = 'active' and ($1::uuid is null or tenant_id > $1)
      order by tenant_id
      limit $2`,
    [after, limit],
  );
  return rows.map(({ tenant_id }) => tenant_id);
}
