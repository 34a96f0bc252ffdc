/** Keys of the installation's own, sealed. */
import type { AuthDb, AuthTx } from "#kernel/db";

export interface SealedKey {
  readonly purpose: string;
  readonly sealed: string;
}

export async function keptKey(db: AuthDb | AuthTx, purpose: string): Promise<string | undefined> {
  const [row] = await db.query<SealedKey>(
    `select purpose, sealed
       from installation_key
      where purpose = $1
      limit 1`,
    [purpose],
  );
  return row?.sealed;
}

/** Leaves one that is there as it is. */
export function keepKey(tx: AuthTx, key: SealedKey & { readonly rootKey: string }): Promise<number> {
  return tx.execute(
    `insert into installation_key (purpose, sealed, root_key)
     values ($1, $2, $3)
     on conflict (purpose) do nothing`,
    [key.purpose, key.sealed, key.rootKey],
  );
}

/** Locks what it finds. */
export function keysUnderOthers(tx: AuthTx, rootKey: string): Promise<SealedKey[]> {
  return tx.query<SealedKey>(
    `select purpose, sealed
       from installation_key
      where root_key <> $1
      order by purpose
      limit 100
        for update`,
    [rootKey],
  );
}

export function replaceKey(tx: AuthTx, key: SealedKey & { readonly rootKey: string }): Promise<number> {
  return tx.execute("update installation_key set sealed = $2, root_key = $3 where purpose = $1", [
    key.purpose,
    key.sealed,
    key.rootKey,
  ]);
}
