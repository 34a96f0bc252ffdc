/** The keys of a tenant. */
import type { HashedSecret, KeyEnvironment } from "#kernel/auth";
import type { Queryable, TenantDb, Tx } from "#kernel/db";

export interface KeyRow {
  readonly key_id: string;
  readonly name: string;
  readonly environment: KeyEnvironment;
  readonly last4: string;
  readonly permissions: readonly string[];
  readonly state: "active" | "expired" | "revoked";
  readonly created_at: string;
  readonly created_by: string | null;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  readonly replaces: string | null;
}

const COLUMNS = `k.key_id, k.name, k.environment, k.last4, k.permissions,
         case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'active'
         end as state,
         k.created_at, k.created_by, k.expires_at, k.last_used_at, k.revoked_at, k.replaces`;

export interface NewKeyRow extends HashedSecret {
  readonly keyId: string;
  readonly name: string;
  readonly environment: KeyEnvironment;
  readonly last4: string;
  readonly permissions: readonly string[];
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  readonly replaces: string | null;
}

export async function insertKey(tx: Tx, it: NewKeyRow): Promise<void> {
  await tx.execute(
    `insert into api_key (tenant_id, key_id, name, environment, secret_hash, secret_check, pepper, last4, permissions,
                          created_by, expires_at, replaces)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text[], $10, $11, $12)`,
    [
      tx.tenantId,
      it.keyId,
      it.name,
      it.environment,
      it.secretHash,
      it.secretCheck,
      it.pepper,
      it.last4,
      it.permissions,
      it.createdBy,
      it.expiresAt,
      it.replaces,
    ],
  );
}

export async function keyById(from: Pick<Queryable, "query">, keyId: string): Promise<KeyRow | undefined> {
  const [row] = await from.query<KeyRow>(
    `select ${COLUMNS}
       from api_key k
      where k.key_id = $1
      order by k.key_id
      limit 1`,
    [keyId],
  );
  return row;
}

/** Newest first, after the given one. */
export function keysAfter(db: TenantDb, after: string, limit: number): Promise<KeyRow[]> {
  return db.query<KeyRow>(
    `select ${COLUMNS}
       from api_key k
      where $1 = ''
         or (k.created_at, k.key_id) < (select c.created_at, c.key_id from api_key c where c.key_id = $1)
      order by k.created_at desc, k.key_id desc
      limit $2`,
    [after, limit],
  );
}

/** Keeps others from changing it until the transaction ends. */
export async function lockKey(tx: Tx, keyId: string): Promise<void> {
  await tx.execute("select from api_key where key_id = $1 for update", [keyId]);
}

export async function wasRotated(tx: Tx, keyId: string): Promise<boolean> {
  const rows = await tx.query("select key_id from api_key where replaces = $1 order by key_id limit 1", [keyId]);
  return rows.length > 0;
}

/** Never later than it was to expire anyway. */
export async function expireKeyAfter(tx: Tx, keyId: string, hours: number): Promise<void> {
  await tx.execute(
    "update api_key set expires_at = least(expires_at, now() + make_interval(hours => $2)) where key_id = $1",
    [keyId, hours],
  );
}

/** A second time changes nothing. */
export async function revokeKeyRow(tx: Tx, keyId: string): Promise<void> {
  await tx.execute("update api_key set revoked_at = coalesce(revoked_at, now()) where key_id = $1", [keyId]);
}
