/** The keys of a tenant. */
import { announceKeyChange, type HashedSecret, type KeyEnvironment } from "#kernel/auth";
import type { Tx } from "#kernel/db";

import { type AnyKeyRow, keyTable } from "./any-key-store.ts";

export interface KeyRow extends AnyKeyRow {
  readonly environment: KeyEnvironment;
  readonly permissions: readonly string[];
  readonly created_by: string | null;
}

export const tenantKeys = keyTable<KeyRow>({
  table: "api_key",
  more: "k.environment, k.permissions, k.created_by",
  called: "key",
});

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

export interface KeyChange {
  readonly name: string | undefined;
  /** Null is never; undefined leaves it. */
  readonly expiresAt: string | null | undefined;
}

export async function changeKey(tx: Tx, keyId: string, { name, expiresAt }: KeyChange): Promise<void> {
  await tx.execute(
    `update api_key
        set name = coalesce($2, name), expires_at = case when $3::boolean then $4::timestamptz else expires_at end
      where key_id = $1`,
    [keyId, name ?? null, expiresAt !== undefined, expiresAt ?? null],
  );
  await announceKeyChange(tx, keyId);
}
