/** The end of a tenant: what is to be done, and the rows of every table that the catalogue knows. */
import { eraseTrail } from "#kernel/audit";
import type { AuthDb, AuthTx, Db } from "#kernel/db";

const ERASED_AT_ONCE = 5000; // records

/** From then on nobody is let in, and jobs write nothing more. False where it was so already. */
export async function markDeleting(tx: AuthTx, tenantId: string, askedBy: string): Promise<boolean> {
  const marked = await tx.execute(`update tenant set state = 'deleting' where tenant_id = $1 and state <> 'deleting'`, [
    tenantId,
  ]);
  await tx.execute(
    `insert into tenant_deletion (tenant, slug, asked_by)
     select tenant_id, slug, $2
       from tenant
      where tenant_id = $1
         on conflict (tenant) do nothing`,
    [tenantId, askedBy],
  );
  return marked === 1;
}

export interface Deletion {
  readonly tenant: string;
  readonly slug: string;
}

/** The oldest that nobody works on; it is the caller's for so long. */
export async function claimDeletion(db: AuthDb, leaseMs: number): Promise<Deletion | undefined> {
  const [claimed] = await db.write((tx) =>
    tx.query<Deletion>(
      `update tenant_deletion
          set claimed_until = now() + $1::float8 * interval '1 ms'
        where tenant = (select tenant
                          from tenant_deletion
                         where finished_at is null and claimed_until <= now()
                         order by asked_at, tenant
                         limit 1
                           for update skip locked)
       returning tenant, slug`,
      [leaseMs],
    ),
  );
  return claimed;
}

/** Keeps the claim for so long from now; 0 gives it back. */
export async function prolongClaim(db: AuthDb, tenantId: string, leaseMs: number): Promise<void> {
  await db.write((tx) =>
    tx.execute(
      `update tenant_deletion
          set claimed_until = now() + $2::float8 * interval '1 ms'
        where tenant = $1 and finished_at is null`,
      [tenantId, leaseMs],
    ),
  );
}

export async function finishDeletion(db: AuthDb, tenantId: string, removed: object): Promise<void> {
  await db.write((tx) =>
    tx.execute(
      `update tenant_deletion
          set finished_at = now(), removed = $2
        where tenant = $1 and finished_at is null`,
      [tenantId, removed],
    ),
  );
}

/** With the records of its trail that came last: what comes later finds no tenant and is not kept. */
export async function dropTenant(db: AuthDb, tenantId: string): Promise<void> {
  await db.write(async (tx) => {
    await tx.query("select state from tenant where tenant_id = $1 limit 1 for update", [tenantId]);
    await tx.execute(`delete from rate_share where tenant = $1`, [tenantId]);
    while ((await eraseTrail(tx, tenantId, ERASED_AT_ONCE)) > 0);
    await tx.execute(`delete from tenant where tenant_id = $1 and state = 'deleting'`, [tenantId]);
    await tx.notify(GONE_CHANNEL, tenantId);
  });
}

/** Calls back in every process that listens, when a tenant is gone; answers how to stop. */
export function whenGone(db: Pick<Db, "listen">, tell: (tenantId: string) => void): Promise<() => Promise<void>> {
  return db.listen(GONE_CHANNEL, tell);
}

const GONE_CHANNEL = "tenant_gone";

export interface TenantTable {
  readonly name: string;
  /** Whose role may delete of it. */
  readonly as: "tenant" | "auth";
}

/** Every table with a tenant, those first that others do not refer to; never a list of ours, so that none can be forgotten. */
export function tenantTables(db: AuthDb): Promise<TenantTable[]> {
  return db.query<TenantTable>(
    `with recursive ours as (
       select c.oid, c.relname
         from pg_class c
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'tenant'
     ), depths (oid, depth) as (
       select oid, 0 from ours
        union
       select k.conrelid, d.depth + 1
         from depths d
         join pg_constraint k on k.confrelid = d.oid and k.contype = 'f' and k.conrelid <> k.confrelid
        where d.depth < 30
     )
     select o.relname::text as name,
            case when has_table_privilege('aether_app', o.oid, 'delete') then 'tenant' else 'auth' end as as
       from ours o
       join depths d on d.oid = o.oid
      group by o.oid, o.relname
      order by max(d.depth) desc, o.relname
      limit 1000`,
  );
}

/** Deletes some of a tenant's rows of a table; how many that were. */
export function deleteRows(db: Db, tenantId: string, { table, limit }: { table: TenantTable; limit: number }) {
  // Past the views, which have no ctid; so the tenant is named.
  const name = `public.${quoted(table.name)}`;
  const text = `delete from ${name} where ctid = any(array(select ctid from ${name} where tenant_id = $1 limit $2))`;
  const params = [tenantId, limit];
  return table.as === "tenant"
    ? db.forTenant({ tenantId }).write((tx) => tx.execute(text, params))
    : db.forAuth().write((tx) => tx.execute(text, params));
}

/** Deletes what the queue knows of it: pg-boss' rows bear the tenant's id in their payload. */
export async function deleteTickets(db: Db, tenantId: string): Promise<number> {
  const { rows } = await db.queueExecutor.executeSql(
    `with gone as (delete from pgboss.job where data ->> 'tenantId' = $1 returning 1)
     select count(*)::int as removed from gone`,
    [tenantId],
  );
  return Number(rows[0]?.["removed"]);
}

/** How many rows of which tables still speak of it, whatever the column; the trail of the platform does, and what is kept of the deletion. */
export async function rowsLeft(db: Db, tenantId: string): Promise<Record<string, number>> {
  const left: Record<string, number> = {};
  const note = (table: string, row: { readonly rows?: unknown } | undefined): void => {
    if (Number(row?.rows ?? 0) > 0) left[table] = Number(row?.rows);
  };
  const auth = db.forAuth();
  const tenant = db.forTenant({ tenantId });
  for (const { name, as } of await tenantTables(auth)) {
    const [row] = await (as === "tenant" ? tenant : auth).query<{ rows: number }>(
      `select count(*)::int as rows from ${quoted(name)} where tenant_id = $1 limit 1`,
      [tenantId],
    );
    note(name, row);
  }
  for (const { name } of await globalTables(auth)) {
    const [row] = await auth.query<{ rows: number }>(speaking(quoted(name)), [tenantId]);
    note(name, row);
  }
  for (const { name } of await queueTables(auth)) {
    const { rows } = await db.queueExecutor.executeSql(speaking(`pgboss.${quoted(name)}`), [tenantId]);
    note(`pgboss.${name}`, rows[0]);
  }
  return left;
}

/** In whatever column. */
function speaking(table: string): string {
  return `select count(*)::int as rows from ${table} as t where t::text like '%' || $1 || '%' limit 1`;
}

function globalTables(db: AuthDb): Promise<{ name: string }[]> {
  return db.query(
    `select c.relname::text as name
       from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and has_table_privilege('aether_auth', c.oid, 'select')
        and c.relname <> 'tenant_deletion'
        and (c.relname = 'tenant' or not exists (
              select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))
      order by c.relname
      limit 1000`,
  );
}

function queueTables(db: AuthDb): Promise<{ name: string }[]> {
  return db.query(
    `select c.relname::text as name
       from pg_class c
      where c.relnamespace = to_regnamespace('pgboss') and c.relkind in ('r', 'p') and not c.relispartition
      order by c.relname
      limit 1000`,
  );
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
