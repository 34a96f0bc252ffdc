import type { Dialect } from "./dialect.ts";

/**
 * What a statement may be given. Arrays become PostgreSQL arrays (nested ones too), bytes become bytea, objects JSON,
 * Vector and VectorArray the dialect's vector type; a JSON array must be given as text (JSON.stringify), or it would be taken for a PostgreSQL array.
 */
export type Parameter = unknown;

/**
 * Rows come back the same on both engines: bigint and numeric as string, other numbers as number, timestamps as
 * ISO 8601 text in UTC with microseconds, bytea as Uint8Array, arrays as arrays, json and jsonb parsed.
 */
export interface Queryable {
  query<Row extends object>(sql: string, params?: readonly Parameter[]): Promise<Row[]>;
  /** Runs a statement for its effect and says how many rows it touched. */
  execute(sql: string, params?: readonly Parameter[]): Promise<number>;
}

/** One open transaction. After it ended, every call throws. Statements run one after the other, also if not awaited. */
export interface Tx extends Queryable {
  readonly tenantId: string;
  /** Sends a notification when the transaction commits; the payload must stay under 8,000 bytes. */
  notify(channel: string, payload: string): Promise<void>;
}

/** The database as one tenant sees it. */
export interface TenantDb {
  /** One statement that reads. It runs in a read-only transaction of its own, in one round trip. */
  query<Row extends object>(sql: string, params?: readonly Parameter[]): Promise<Row[]>;
  /**
   * One transaction: commits when `work` resolves, rolls back when it rejects. It must be short and wait for nothing
   * but the database: on the embedded engine everybody else waits for it. A call to the database from inside `work`
   * other than through `tx` is refused, because it would wait for the transaction that it is part of.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** A transaction that stands outside of tenants. */
export interface AuthTx extends Omit<Tx, "tenantId"> {
  /**
   * Runs `work` with a tenant set for row security, as part of this transaction and in its role; until it settles, statements
   * go through the tx that it is given. The tenant does not outlive it.
   */
  within<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
}

/**
 * What says who may come in: people, sessions, operators' keys, and the directory of tenants and memberships. It sees no
 * other table of a tenant. Not for requests that a tenant's own rows can answer.
 */
export interface AuthDb {
  query<Row extends object>(sql: string, params?: readonly Parameter[]): Promise<Row[]>;
  /** One transaction, as in TenantDb. */
  write<T>(work: (tx: AuthTx) => Promise<T>): Promise<T>;
}

/** What pg-boss asks of a database. */
export interface QueueExecutor {
  executeSql(text: string, values?: readonly Parameter[]): Promise<{ rows: Record<string, unknown>[] }>;
}

export interface Db {
  readonly dialect: Dialect;
  forTenant(context: { readonly tenantId: string }): TenantDb;
  forAuth(): AuthDb;
  /**
   * Runs `work`; each transaction that it writes also runs `mark` as the last thing before its commit, and rolls back where
   * that rejects. For what must be true exactly when an effect is there.
   */
  alongside<T>(mark: (tx: AuthTx) => Promise<void>, work: () => Promise<T>): Promise<T>;
  /** Runs work within such work that is no effect of it: its transactions leave no mark. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  /** For pg-boss alone: no tenant is set, so row security shows it no tenant's rows. */
  readonly queueExecutor: QueueExecutor;
  /** Hears notifications until the returned function is called. What is sent while a lost connection is restored is not heard. */
  listen(channel: string, handler: (payload: string) => void): Promise<() => Promise<void>>;
  /**
   * Gives back the room of deleted rows and tells the planner what the tables hold. To be called after bulk writes, before
   * they are read: autovacuum comes later, and embedded not at all. Milliseconds where little has changed; embedded,
   * everybody waits meanwhile. On a server older than PostgreSQL 17 it leaves the work to autovacuum.
   */
  maintain(): Promise<void>;
  /**
   * To be called before each batch of a bulk write: throws DISK_FULL while the embedded engine's disk has room for little
   * more than to say so. A server watches its own disk.
   */
  requireRoom(): Promise<void>;
  /** Resolves when the database answers; else STORAGE_UNAVAILABLE. */
  ping(): Promise<void>;
  /** Waits for what runs, then lets go. Calls after that are refused. */
  close(): Promise<void>;
}
