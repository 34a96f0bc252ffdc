/** The keys of tenants and those of operators: two tables with the same life. */
import { announceKeyChange } from "#kernel/auth";
import type { AuthTx, Queryable, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";

export interface AnyKeyRow {
  readonly key_id: string;
  readonly name: string;
  readonly last4: string;
  readonly state: "active" | "expired" | "revoked";
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  /** The key that this one was rotated from. */
  readonly replaces: string | null;
}

const COLUMNS = `k.key_id, k.name, k.last4, k.created_at, k.expires_at, k.last_used_at, k.revoked_at, k.replaces,
         case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'active'
         end as state`;

type Reader = Pick<Queryable, "query">;
type Writer = Tx | AuthTx;

export interface KeyTable<Row extends AnyKeyRow> {
  /** @throws Fault NOT_FOUND */
  one(from: Reader, keyId: string): Promise<Row>;
  /** Newest first, after the given one. */
  page(from: Reader, after: string, limit: number): Promise<Row[]>;
  /** Locked until the transaction ends. @throws Fault NOT_FOUND; CONFLICT where it is not good any more or has a successor */
  toChange(tx: Writer, keyId: string): Promise<Row>;
  /** Never later than it was to expire anyway. */
  expireAfter(tx: Writer, keyId: string, hours: number): Promise<void>;
  /** A second time changes nothing. @throws Fault NOT_FOUND */
  revoke(tx: Writer, keyId: string): Promise<Row>;
}

export interface KeyKind {
  readonly table: "api_key" | "operator_key";
  /** Columns that only this table has. */
  readonly more: string;
  /** As a message has it. */
  readonly called: string;
}

function readingOf<Row extends AnyKeyRow>({ table, more, called }: KeyKind): Pick<KeyTable<Row>, "one" | "page"> {
  const columns = more === "" ? COLUMNS : `${COLUMNS}, ${more}`;
  async function one(from: Reader, keyId: string): Promise<Row> {
    const [row] = await from.query<Row>(
      `select ${columns}
         from ${table} k
        where k.key_id = $1
        order by k.key_id
        limit 1`,
      [keyId],
    );
    if (row === undefined) throw new Fault("NOT_FOUND", `no ${called} "${keyId}"`, { id: keyId });
    return row;
  }
  return {
    one,
    page: (from, after, limit) =>
      from.query<Row>(
        `select ${columns}
           from ${table} k
          where $1 = ''
             or (k.created_at, k.key_id) < (select c.created_at, c.key_id from ${table} c where c.key_id = $1)
          order by k.created_at desc, k.key_id desc
          limit $2`,
        [after, limit],
      ),
  };
}

export function keyTable<Row extends AnyKeyRow>(kind: KeyKind): KeyTable<Row> {
  const { table } = kind;
  const reading = readingOf<Row>(kind);
  return {
    ...reading,
    async toChange(tx, keyId) {
      await tx.execute(`select from ${table} where key_id = $1 for update`, [keyId]);
      const row = await reading.one(tx, keyId);
      if (row.state !== "active") {
        throw new Fault("CONFLICT", `the key is ${row.state}: make a new one`, { state: row.state });
      }
      const successors = await tx.query(`select key_id from ${table} where replaces = $1 order by key_id limit 1`, [
        keyId,
      ]);
      if (successors.length > 0) throw new Fault("CONFLICT", "the key was rotated already");
      return row;
    },
    async expireAfter(tx, keyId, hours) {
      await tx.execute(
        `update ${table} set expires_at = least(expires_at, now() + make_interval(hours => $2)) where key_id = $1`,
        [keyId, hours],
      );
      await announceKeyChange(tx, keyId);
    },
    async revoke(tx, keyId) {
      await tx.execute(`update ${table} set revoked_at = coalesce(revoked_at, now()) where key_id = $1`, [keyId]);
      await announceKeyChange(tx, keyId);
      return reading.one(tx, keyId);
    },
  };
}
