/** The keys of the platform's operators, which belong to no tenant. */
import type { HashedSecret } from "#kernel/auth";
import type { AuthDb, AuthTx } from "#kernel/db";

import { type AnyKeyRow, keyTable } from "../keys/any-key-store.ts";

export const operatorKeys = keyTable<AnyKeyRow>({ table: "operator_key", more: "", called: "operator's key" });

export interface NewOperatorKey extends HashedSecret {
  readonly keyId: string;
  readonly name: string;
  readonly last4: string;
  readonly expiresAt: string | null;
  readonly replaces: string | null;
}

/** False where the name is taken by another key than the one that it replaces. */
export async function insertOperatorKey(tx: AuthTx, it: NewOperatorKey): Promise<boolean> {
  const made = await tx.execute(
    `insert into operator_key (key_id, name, secret_hash, secret_check, pepper, last4, expires_at, replaces)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (name) where replaces is null do nothing`,
    [it.keyId, it.name, it.secretHash, it.secretCheck, it.pepper, it.last4, it.expiresAt, it.replaces],
  );
  return made === 1;
}

/** Whether anybody but one person is in a tenant. */
export async function hasOthers(db: AuthDb, tenantId: string, personId: string): Promise<boolean> {
  const rows = await db.query(
    "select person_id from membership where tenant_id = $1 and person_id <> $2 order by person_id limit 1",
    [tenantId, personId],
  );
  return rows.length > 0;
}
