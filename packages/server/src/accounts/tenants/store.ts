/** The directory of tenants, which only who may come in can be asked of, and a tenant's own row. */
import type { AuthDb, AuthTx, TenantDb, Tx } from "#kernel/db";

export interface TenantRow {
  readonly tenant_id: string;
  readonly slug: string;
  readonly name: string;
  readonly state: "active" | "suspended" | "deleting";
  readonly vectors: string | null;
  readonly qps: number | null;
  readonly storage_gb: number | null;
  readonly repos: number | null;
  readonly version: number;
  readonly created_at: string;
}

/** Null is without limit. */
export interface Quotas {
  readonly vectors: number | null;
  readonly qps: number | null;
  readonly storage_gb: number | null;
  readonly repos: number | null;
}

const COLUMNS = `t.tenant_id, t.slug, t.name, t.state, t.quota_vectors as vectors, t.quota_qps as qps,
       t.quota_storage_gb as storage_gb, t.quota_repos as repos, t.version, t.created_at`;

export interface NewTenant {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly quotas: Quotas;
}

/** False where the slug is taken. */
export async function insertTenant(tx: AuthTx, { tenantId, slug, name, quotas }: NewTenant): Promise<boolean> {
  const made = await tx.execute(
    `insert into tenant (tenant_id, slug, name, quota_vectors, quota_qps, quota_storage_gb, quota_repos)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (slug) do nothing`,
    [tenantId, slug, name, quotas.vectors, quotas.qps, quotas.storage_gb, quotas.repos],
  );
  return made === 1;
}

/** Tenants by slug, after the given one. */
export function tenantsAfter(db: AuthDb, after: string, limit: number): Promise<TenantRow[]> {
  return db.query<TenantRow>(
    `select ${COLUMNS}
       from tenant t
      where t.slug > $1
      order by t.slug
      limit $2`,
    [after, limit],
  );
}

/** One tenant of all, by id or slug. */
export async function anyTenant(db: AuthDb | AuthTx, idOrSlug: string): Promise<TenantRow | undefined> {
  const [row] = await db.query<TenantRow>(
    `select ${COLUMNS}
       from tenant t
      where t.tenant_id::text = $1 or t.slug = $1
      order by t.tenant_id
      limit 1`,
    [idOrSlug],
  );
  return row;
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockTenant(tx: AuthTx, idOrSlug: string): Promise<TenantRow | undefined> {
  const [row] = await tx.query<TenantRow>(
    `select ${COLUMNS}
       from tenant t
      where t.tenant_id::text = $1 or t.slug = $1
      order by t.tenant_id
      limit 1
        for update`,
    [idOrSlug],
  );
  return row;
}

/** The one that asks. */
export async function ownTenant(db: Pick<TenantDb, "query">): Promise<TenantRow | undefined> {
  const [row] = await db.query<TenantRow>(`select ${COLUMNS} from tenant t order by t.tenant_id limit 1`);
  return row;
}

export interface TenantChange {
  readonly tenantId: string;
  readonly name: string;
  readonly state: "active" | "suspended";
  readonly quotas: Quotas;
}

/** False where the tenant is being deleted, or gone. */
export async function changeTenant(tx: AuthTx, { tenantId, name, state, quotas }: TenantChange): Promise<boolean> {
  const changed = await tx.execute(
    `update tenant t
        set state = $2, quota_vectors = $3, quota_qps = $4, quota_storage_gb = $5, quota_repos = $6, name = $7
      where t.tenant_id = $1 and t.state <> 'deleting'`,
    [tenantId, state, quotas.vectors, quotas.qps, quotas.storage_gb, quotas.repos, name],
  );
  return changed === 1;
}

/** False where the tenant has another version by now than the given one. */
export async function renameOwnTenant(tx: Tx, name: string, version: number | undefined): Promise<boolean> {
  const renamed = await tx.execute(
    "update tenant set name = $2 where tenant_id = $1 and version = coalesce($3::bigint, version)",
    [tx.tenantId, name, version],
  );
  return renamed === 1;
}
