/** Credentials of a tenant, sealed. */
import type { Queryable, TenantDb, Tx } from "#kernel/db";

export interface CredentialRow {
  readonly name: string;
  readonly kind: "git_token" | "provider_key";
  readonly host: string;
  readonly username: string;
  readonly last4: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface SealedRow extends Pick<CredentialRow, "name" | "kind" | "host" | "username"> {
  readonly sealed: string;
}

export interface NewCredential extends SealedRow {
  readonly rootKey: string;
  readonly last4: string;
}

const COLUMNS = "name, kind, host, username, last4, created_at, updated_at";
export const CREDENTIALS_MAX = 200;

/** Puts it in the place of the one of that name. */
export async function putCredential(tx: Tx, given: NewCredential): Promise<CredentialRow> {
  const [row] = await tx.query<CredentialRow>(
    `insert into credential (tenant_id, name, kind, host, username, sealed, root_key, last4)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (tenant_id, name) do update
        set kind = excluded.kind, host = excluded.host, username = excluded.username, sealed = excluded.sealed,
            root_key = excluded.root_key, last4 = excluded.last4, updated_at = now()
     returning ${COLUMNS}`,
    [tx.tenantId, given.name, given.kind, given.host, given.username, given.sealed, given.rootKey, given.last4],
  );
  if (row === undefined) throw new Error("a credential was neither made nor changed");
  return row;
}

/** How many the tenant has under other names. */
export async function otherCredentials(tx: Tx, name: string): Promise<number> {
  const [row] = await tx.query<{ others: number }>(
    "select count(*)::int as others from credential where name <> $1 limit 1",
    [name],
  );
  return row?.others ?? 0;
}

export function credentialsOf(db: TenantDb): Promise<CredentialRow[]> {
  return db.query<CredentialRow>(`select ${COLUMNS} from credential order by name limit $1`, [CREDENTIALS_MAX]);
}

export async function credentialNamed(db: TenantDb, name: string): Promise<CredentialRow | undefined> {
  const [row] = await db.query<CredentialRow>(
    `select ${COLUMNS} from credential where name = $1 order by name limit 1`,
    [name],
  );
  return row;
}

export async function sealedCredential(db: TenantDb, name: string): Promise<SealedRow | undefined> {
  const [row] = await db.query<SealedRow>(
    `select name, kind, host, username, sealed
       from credential
      where name = $1
      order by name
      limit 1`,
    [name],
  );
  return row;
}

export function deleteCredential(tx: Tx, name: string): Promise<number> {
  return tx.execute("delete from credential where tenant_id = $1 and name = $2", [tx.tenantId, name]);
}

/** Locks what it finds. */
export function credentialsUnderOthers(tx: Tx, rootKey: string, limit: number): Promise<SealedRow[]> {
  return tx.query<SealedRow>(
    `select name, kind, host, username, sealed
       from credential
      where root_key <> $1
      order by name
      limit $2
        for update`,
    [rootKey, limit],
  );
}

export function resealCredential(tx: Tx, name: string, to: { sealed: string; rootKey: string }): Promise<number> {
  return tx.execute("update credential set sealed = $3, root_key = $4 where tenant_id = $1 and name = $2", [
    tx.tenantId,
    name,
    to.sealed,
    to.rootKey,
  ]);
}

export interface KeyUse {
  readonly root_key: string;
  readonly secrets: number;
  readonly api_keys: number;
}

/** What of a tenant needs which root key. */
export function keyUseOf(db: Pick<Queryable, "query">): Promise<KeyUse[]> {
  return db.query<KeyUse>(
    `select root_key, sum(secrets)::int as secrets, sum(api_keys)::int as api_keys
       from (select root_key, 1 as secrets, 0 as api_keys from credential
             union all
             select pepper, 0, 1 from api_key where revoked_at is null and coalesce(expires_at > now(), true)) used
      group by root_key
      order by root_key
      limit 1000`,
  );
}

/** What of the installation itself does. */
export function keyUseOfInstallation(db: Pick<Queryable, "query">): Promise<KeyUse[]> {
  return db.query<KeyUse>(
    `select root_key, sum(secrets)::int as secrets, sum(api_keys)::int as api_keys
       from (select root_key, 1 as secrets, 0 as api_keys from installation_key
             union all
             select pepper, 0, 1 from operator_key where revoked_at is null and coalesce(expires_at > now(), true)) used
      group by root_key
      order by root_key
      limit 1000`,
  );
}
