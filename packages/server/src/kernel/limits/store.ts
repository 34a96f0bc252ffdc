import type { AuthDb, AuthTx } from "#kernel/db";

export interface Taking {
  readonly payer: Uint8Array;
  /** Milliseconds since 1970 by the clock of this process; clocks of processes are a second apart at most. */
  readonly nowMs: number;
  readonly windowMs: number;
  readonly limit: number;
  readonly cost: number;
}

export interface Taken {
  readonly isAllowed: boolean;
  /** Calls of the last window, this one included where it is allowed. */
  readonly used: number;
  readonly oldestMs: number;
}

/**
 * Adds a call to those of the last window unless they are as many as the limit. Exact, whoever else does: the row is locked
 * while it is counted. Fixed windows, as rate-limiter-flexible has them, let twice the limit through at their edge.
 */
export function takeFromWindow(db: AuthDb, { payer, nowMs, windowMs, limit, cost }: Taking): Promise<Taken> {
  return db.write(async (tx) => {
    await tx.execute(
      `delete from rate_window
        where payer = any(array(select payer from rate_window where expires_at < now() and payer <> $1
                                 order by expires_at limit 10 for update skip locked))`,
      [payer],
    );
    const [row] = await tx.query<{ used: number; oldest: number }>(
      `insert into rate_window as w (payer, taken, expires_at)
       select $1, array_fill($2::float8, array[$5::int]), now() + $3::float8 * interval '1 ms'
        where $5::int <= $4::int
       on conflict (payer) do update
          set taken = array(select t from unnest(w.taken) t where t > $2::float8 - $3::float8) || excluded.taken,
              expires_at = excluded.expires_at
        where (select count(*) from unnest(w.taken) t where t > $2::float8 - $3::float8) + $5::int <= $4::int
       returning cardinality(taken) as used, taken[1] as oldest`,
      [payer, nowMs, windowMs, limit, cost],
    );
    if (row !== undefined) return { isAllowed: true, used: row.used, oldestMs: row.oldest };
    const [full] = await tx.query<{ used: number; oldest: number | null }>(
      `select count(*)::int as used, min(t) as oldest
         from rate_window w, unnest(w.taken) t
        where w.payer = $1 and t > $2::float8 - $3::float8
        limit 1`,
      [payer, nowMs, windowMs],
    );
    return { isAllowed: false, used: full?.used ?? 0, oldestMs: full?.oldest ?? nowMs };
  });
}

/** Calls a second that a tenant may make; null without limit, and for a tenant that is not there. */
export async function qpsOf(db: AuthDb | AuthTx, tenantIds: readonly string[]): Promise<Map<string, number | null>> {
  const rows = await db.query<{ tenant_id: string; qps: number | null }>(
    `select tenant_id, quota_qps as qps
       from tenant
      where tenant_id = any($1::uuid[])
      order by tenant_id
      limit $2`,
    [tenantIds, tenantIds.length],
  );
  const found = new Map(rows.map(({ tenant_id, qps }) => [tenant_id, qps]));
  return new Map(tenantIds.map((tenantId) => [tenantId, found.get(tenantId) ?? null]));
}

export interface Share {
  readonly tenantId: string;
  readonly perSecond: number;
}

/** What other processes give out. */
export interface OthersShare {
  readonly perSecond: number;
  readonly processes: number;
}

const SHARE_LIFE_SECONDS = 3;

/** Says how fast this process lets tenants call, and hears it of the others, whose word is good for some seconds. */
export async function exchangeShares(
  tx: AuthTx,
  process: string,
  { shares, tenantIds }: { readonly shares: readonly Share[]; readonly tenantIds: readonly string[] },
): Promise<Map<string, OthersShare>> {
  await tx.execute(`delete from rate_share where at < now() - $1::int * interval '1 s'`, [10 * SHARE_LIFE_SECONDS]);
  await tx.execute(
    `insert into rate_share (process, tenant, per_second)
     select $1, s.tenant, s.per_second
       from unnest($2::uuid[], $3::float8[]) as s (tenant, per_second)
      order by s.tenant
     on conflict (process, tenant) do update set per_second = excluded.per_second, at = now()`,
    [process, shares.map(({ tenantId }) => tenantId), shares.map(({ perSecond }) => perSecond)],
  );
  const rows = await tx.query<{ tenant: string; per_second: number; processes: number }>(
    `select tenant, sum(per_second) as per_second, count(*)::int as processes
       from rate_share
      where tenant = any($2::uuid[]) and process <> $1 and at > now() - $3::int * interval '1 s'
      group by tenant
      order by tenant
      limit $4`,
    [process, tenantIds, SHARE_LIFE_SECONDS, tenantIds.length],
  );
  return new Map(rows.map(({ tenant, per_second, processes }) => [tenant, { perSecond: per_second, processes }]));
}
