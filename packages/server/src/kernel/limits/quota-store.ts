import type { Queryable, Tx } from "#kernel/db";

/** What has a quota. */
export type Resource = "repos" | "storage_bytes" | "vectors";
export const RESOURCES: readonly Resource[] = ["repos", "storage_bytes", "vectors"];

export interface Standing {
  /** Null is without limit. */
  readonly quota: number | null;
  readonly used: number;
  /** By whoever is about to use it. */
  readonly reserved: number;
}

const BYTES_PER_GB = 1_000_000_000;

/** How the tenant stands with a resource. */
export async function standingOf(db: Pick<Queryable, "query">, resource: Resource): Promise<Standing> {
  const [row] = await db.query<{ quota: string | null; used: string; reserved: string }>(
    `select case $1 when 'repos' then t.quota_repos
                    when 'vectors' then t.quota_vectors
                    else t.quota_storage_gb::bigint * $2::bigint
            end as quota,
            coalesce(u.used, count_use(t.tenant_id, $1)) as used,
            coalesce((select sum(r.amount)
                        from reservation r
                       where r.tenant_id = t.tenant_id and r.resource = $1 and r.expires_at > now()), 0) as reserved
       from tenant t
       left join quota_use u on u.tenant_id = t.tenant_id and u.resource = $1
      limit 1`,
    [resource, BYTES_PER_GB],
  );
  const quota = row?.quota ?? null;
  return {
    quota: quota === null ? null : Number(quota),
    used: Number(row?.used ?? 0),
    reserved: Number(row?.reserved ?? 0),
  };
}

/** What the transaction has added so far, less what it has removed; the triggers that count note it. */
export async function addedBy(tx: Tx, resource: Resource): Promise<number> {
  const [row] = await tx.query<{ added: string }>(
    `select coalesce(nullif(current_setting('aether.added_' || $1, true), ''), '0') as added limit 1`,
    [resource],
  );
  return Number(row?.added ?? 0);
}

/** Until the transaction ends, nobody else adds to the resource or reserves of it. */
export async function lockUse(tx: Tx, resource: Resource): Promise<void> {
  await tx.execute(
    `insert into quota_use as u (tenant_id, resource, used)
     values ($1, $2, count_use($1, $2))
     on conflict (tenant_id, resource) do update set used = u.used`,
    [tx.tenantId, resource],
  );
}

export interface NewReservation {
  readonly id: string;
  readonly resource: Resource;
  readonly amount: number;
  readonly owner: string;
  readonly lifeMs: number;
}

/** Those that have expired go with the next one. */
export async function insertReservation(tx: Tx, { id, resource, amount, owner, lifeMs }: NewReservation) {
  await tx.execute(`delete from reservation where expires_at <= now()`);
  await tx.execute(
    `insert into reservation (tenant_id, reservation_id, resource, amount, owner, expires_at)
     values ($1, $2, $3, $4, $5, now() + $6::float8 * interval '1 ms')`,
    [tx.tenantId, id, resource, amount, owner, lifeMs],
  );
}

export async function dropReservation(tx: Tx, id: string): Promise<void> {
  await tx.execute(`delete from reservation where reservation_id = $1`, [id]);
}

export interface DayRow {
  readonly day: string;
  readonly measure: string;
  readonly added: string;
  readonly removed: string;
  readonly used: string;
}

/** The last days on which something changed, newest first. */
export function usageByDay(db: Pick<Queryable, "query">, days: number): Promise<DayRow[]> {
  return db.query<DayRow>(
    `select day::text as day, measure, added, removed, used
       from usage_day
      where day > (now() at time zone 'UTC')::date - $1::int
      order by day desc, measure
      limit 10000`,
    [days],
  );
}

/** Adds to the calls of the day. */
export async function addCalls(tx: Tx, calls: number): Promise<void> {
  await tx.execute(
    `insert into usage_day as d (tenant_id, day, measure, added, used)
     select t.tenant_id, (now() at time zone 'UTC')::date, 'calls', $2, $2
       from tenant t
      where t.tenant_id = $1
     on conflict (tenant_id, day, measure) do update
        set added = d.added + excluded.added, used = d.used + excluded.used`,
    [tx.tenantId, calls],
  );
}

export interface DayChange {
  readonly measure: string;
  readonly added: number;
  readonly removed: number;
  /** There is from now on. */
  readonly used: number;
}

/** Adds to what is told of the day. */
export async function addUsage(tx: Tx, { measure, added, removed, used }: DayChange): Promise<void> {
  await tx.execute(
    `insert into usage_day as d (tenant_id, day, measure, added, removed, used)
     values ($1, (now() at time zone 'UTC')::date, $2, $3, $4, $5)
     on conflict (tenant_id, day, measure) do update
        set added = d.added + excluded.added, removed = d.removed + excluded.removed, used = excluded.used`,
    [tx.tenantId, measure, added, removed, used],
  );
}
