/** The keys of the platform's operators, which belong to no tenant. */
import type { HashedSecret } from "#kernel/auth";
import type { AuthDb, AuthTx } from "#kernel/db";

export interface OperatorKeyRow {
  readonly key_id: string;
  readonly name: string;
  readonly last4: string;
  readonly state: "active" | "expired" | "revoked";
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

const COLUMNS = `key_id, name, last4, created_at, expires_at, last_used_at,
         case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'active' end as state`;

export interface NewOperatorKey extends HashedSecret {
  readonly keyId: string;
  readonly name: string;
  readonly last4: string;
  readonly expiresAt: string | null;
}

/** False where the name is taken. */
export async function insertOperatorKey(tx: AuthTx, it: NewOperatorKey): Promise<boolean> {
  const made = await tx.execute(
    `insert into operator_key (key_id, name, secret_hash, secret_check, pepper, last4, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (name) do nothing`,
    [it.keyId, it.name, it.secretHash, it.secretCheck, it.pepper, it.last4, it.expiresAt],
  );
  return made === 1;
}

/** Newest first, after the given one. */
export function operatorKeysAfter(db: AuthDb, after: string, limit: number): Promise<OperatorKeyRow[]> {
  return db.query<OperatorKeyRow>(
    `select ${COLUMNS}
       from operator_key k
      where $1 = ''
         or (k.created_at, k.key_id) < (select c.created_at, c.key_id from operator_key c where c.key_id = $1)
      order by k.created_at desc, k.key_id desc
      limit $2`,
    [after, limit],
  );
}

export async function operatorKeyById(db: AuthDb | AuthTx, keyId: string): Promise<OperatorKeyRow | undefined> {
  const [row] = await db.query<OperatorKeyRow>(
    `select ${COLUMNS} from operator_key where key_id = $1 order by key_id limit 1`,
    [keyId],
  );
  return row;
}

export async function revokeOperatorKeyRow(tx: AuthTx, keyId: string): Promise<void> {
  await tx.execute("update operator_key set revoked_at = coalesce(revoked_at, now()) where key_id = $1", [keyId]);
}

/** Whether anybody but one person is in a tenant. */
export async function hasOthers(db: AuthDb, tenantId: string, personId: string): Promise<boolean> {
  const rows = await db.query(
    "select person_id from membership where tenant_id = $1 and person_id <> $2 order by person_id limit 1",
    [tenantId, personId],
  );
  return rows.length > 0;
}
