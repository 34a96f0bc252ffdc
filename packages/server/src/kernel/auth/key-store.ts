/** Keys as they come in: a tenant's under its tenant, an operator's outside of tenants. */
import type { Db } from "#kernel/db";

import type { KeyText } from "./key-text.ts";

export interface KeptKey {
  readonly environment: string;
  readonly secretHash: string;
  readonly secretCheck: Uint8Array;
  readonly pepper: string;
  readonly permissions: readonly string[];
  readonly tenantState: string;
  readonly expiresAt: string | null;
}

/** Undefined where it is not there, or was revoked. */
export async function keptKey(db: Db, { tenantId, keyId }: KeyText): Promise<KeptKey | undefined> {
  const [row] =
    tenantId === undefined
      ? await db.forAuth().query<KeptKey>(OPERATORS, [keyId])
      : await db.forTenant({ tenantId }).query<KeptKey>(TENANTS, [keyId]);
  return row;
}

const TENANTS = `
  select k.environment, k.secret_hash as "secretHash", k.secret_check as "secretCheck", k.pepper, k.permissions,
         t.state as "tenantState", k.expires_at as "expiresAt"
    from api_key k
    join tenant t on t.tenant_id = k.tenant_id
   where k.key_id = $1 and k.revoked_at is null
   order by k.key_id
   limit 1`;

const OPERATORS = `
  select 'op' as environment, secret_hash as "secretHash", secret_check as "secretCheck", pepper,
         array[]::text[] as permissions, 'active' as "tenantState", expires_at as "expiresAt"
    from operator_key
   where key_id = $1 and revoked_at is null
   order by key_id
   limit 1`;

/** At most once a minute, whatever number of processes see it. */
export async function noteUse(db: Db, { tenantId, keyId }: KeyText): Promise<void> {
  const stale = "(last_used_at is null or last_used_at < now() - interval '1 minute')";
  if (tenantId === undefined) {
    const sql = `update operator_key set last_used_at = now() where key_id = $1 and ${stale}`;
    await db.forAuth().write((tx) => tx.execute(sql, [keyId]));
    return;
  }
  const sql = `update api_key set last_used_at = now() where tenant_id = $1 and key_id = $2 and ${stale}`;
  await db.forTenant({ tenantId }).write((tx) => tx.execute(sql, [tenantId, keyId]));
}
