import type { AuthTx, Db, Tx } from "#kernel/db";

import type { AuditRecord, Tail } from "./record.ts";

type Reader = Pick<ReturnType<Db["forTenant"]>, "query">;

const COLUMNS = `number, at, actor_kind, actor_id, action, target, outcome, address, user_agent, request_id,
       previous, hash`;

/** Fails on audit_pkey where another process was faster. */
export function insertRecords(tx: Tx, records: readonly AuditRecord[]): Promise<number> {
  const column = <Name extends keyof AuditRecord>(name: Name): AuditRecord[Name][] => records.map((one) => one[name]);
  return tx.execute(
    `insert into audit (tenant_id, ${COLUMNS})
     select $1::uuid, *
       from unnest($2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                   $9::text[], $10::text[], $11::text[], $12::bytea[], $13::bytea[])`,
    [
      tx.tenantId,
      column("number"),
      column("at"),
      column("actor_kind"),
      column("actor_id"),
      column("action"),
      column("target"),
      column("outcome"),
      column("address"),
      column("user_agent"),
      column("request_id"),
      column("previous"),
      column("hash"),
    ],
  );
}

/** Until the transaction ends, nobody else who asks for it appends to this trail. */
export async function lockTrail(tx: Tx): Promise<void> {
  await tx.execute("select pg_advisory_xact_lock(hashtextextended($1, 7))", [`audit ${tx.tenantId}`]);
}

export async function tailOf(db: Reader): Promise<Tail | undefined> {
  const [row] = await db.query<{ number: string; hash: Uint8Array }>(
    "select number, hash from audit order by number desc limit 1",
  );
  return row === undefined ? undefined : { number: Number(row.number), hash: row.hash };
}

export async function hashAt(db: Reader, number: number): Promise<Uint8Array | undefined> {
  const [row] = await db.query<{ hash: Uint8Array }>(
    "select hash from audit where number = $1 order by number limit 1",
    [number],
  );
  return row?.hash;
}

/** Oldest first. */
export function recordsAfter(db: Reader, number: number, limit: number): Promise<AuditRecord[]> {
  return db.query<AuditRecord>(`select ${COLUMNS} from audit where number > $1 order by number limit $2`, [
    number,
    limit,
  ]);
}

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: string | undefined;
  /** ISO 8601; records from then on, and before then. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export interface BeforeOptions extends AuditFilter {
  /** Only records of smaller numbers. */
  readonly before: number | undefined;
  readonly limit: number;
}

/** Newest first. */
export function recordsBefore(db: Reader, options: BeforeOptions): Promise<AuditRecord[]> {
  const { before, actor, action, outcome, since, until, limit } = options;
  return db.query<AuditRecord>(
    `select ${COLUMNS}
       from audit
      where ($1::bigint is null or number < $1)
        and ($2::text is null or actor_id = $2)
        and ($3::text is null or action = $3)
        and ($4::text is null or outcome = $4)
        and ($5::timestamptz is null or at >= $5)
        and ($6::timestamptz is null or at < $6)
      order by number desc
      limit $7`,
    [before, actor, action, outcome, since, until, limit],
  );
}

/**
 * Removes up to `limit` records of a tenant that is being deleted; how many. Of any other tenant it removes none. The last
 * step of a deletion, until it answers 0; the platform's trail keeps that the tenant was deleted.
 */
export function eraseTrail(tx: AuthTx, tenantId: string, limit: number): Promise<number> {
  return tx.execute(
    `delete from audit
      where tenant_id = $1
        and number in (select number from audit where tenant_id = $1 order by number limit $2)`,
    [tenantId, limit],
  );
}
