/**
 * The Db that both engines share: a pool of connections that speak PostgreSQL's protocol. What the engines do
 * differently is how such a connection comes about (postgres.ts, embedded.ts).
 */
import { AsyncLocalStorage } from "node:async_hooks";

import type { Pool } from "pg";

import { openConnections, type Connections } from "./connections.ts";
import type { Dialect } from "./dialect.ts";
import type { DiskRoom } from "./disk-room.ts";
import { maintainTables } from "./maintain.ts";
import { rowsOf } from "./statement.ts";
import { type AnyTx, runTransaction, type TransactionOptions } from "./transaction.ts";
import type { AuthDb, AuthTx, Db, QueueExecutor, TenantDb } from "./types.ts";
import type { VectorFormat } from "./vectors.ts";

export interface DatabaseParts {
  readonly pool: Pool;
  readonly dialect: Dialect;
  /** The oid of the dialect's vector type in this database. */
  readonly vectorOid: number;
  /** See TransactionOptions. */
  readonly idleLimitMs: number | undefined;
  readonly room: DiskRoom;
  readonly listen: Db["listen"];
  /** Called once, when everything that was accepted is done; the pool has ended then. */
  readonly release: () => Promise<void>;
}

const IDLE_LIMIT_MS = 60_000;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

export function makeDatabase({ pool, dialect, vectorOid, room, listen, release, ...parts }: DatabaseParts): Db {
  const idleLimitMs = parts.idleLimitMs ?? IDLE_LIMIT_MS;
  const vectors: VectorFormat = { typeOid: vectorOid, componentBytes: dialect.vector === "halfvec" ? 2 : 4 };
  const marks: Marks = new AsyncLocalStorage();
  const connections = openConnections(pool, { vectors, room });
  const closeAll = async (): Promise<void> => {
    try {
      await connections.close();
    } finally {
      await release();
    }
  };
  let closing: Promise<void> | undefined;
  return {
    dialect,
    forTenant: ({ tenantId }) => {
      if (!UUID.test(tenantId)) throw new TypeError("tenantId must be a uuid in lower case");
      return tenantDb({ as: { tenantId }, idleLimitMs }, connections, marks);
    },
    forAuth: () => authDb({ as: "aether_auth", idleLimitMs }, connections, marks),
    alongside: async (mark, work) => {
      const open = { mark, ended: false };
      try {
        return await marks.run(open, work);
      } finally {
        // What the work left behind runs on for itself.
        open.ended = true;
      }
    },
    aside: (work) => marks.run(undefined, work),
    queueExecutor: queueExecutor(connections),
    listen,
    maintain: () => connections.use(maintainTables),
    requireRoom: () => room.require(),
    ping: async () => {
      await connections.use((connection) => connection.run({ sql: "select 1", params: [] }));
    },
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}

/** What the writes of the work that runs now are to say of themselves. */
type Marks = AsyncLocalStorage<{ readonly mark: (tx: AuthTx) => Promise<void>; ended: boolean } | undefined>;

interface TenantOptions extends TransactionOptions {
  readonly as: { readonly tenantId: string };
}

function tenantDb(options: TenantOptions, connections: Connections, marks: Marks): TenantDb {
  const { tenantId } = options.as;
  return {
    query: async <Row extends object>(sql: string, params: readonly unknown[] = []) => {
      const result = await connections.use((connection) => connection.run({ sql, params, tenantId }));
      return rowsOf<Row>(result);
    },
    write: (work) => transaction(options, connections, marked(marks, work)),
  };
}

function authDb(options: TransactionOptions, connections: Connections, marks: Marks): AuthDb {
  return {
    query: <Row extends object>(sql: string, params?: readonly unknown[]) =>
      transaction(options, connections, (tx) => tx.query<Row>(sql, params)),
    write: (work) => transaction(options, connections, marked(marks, work)),
  };
}

function marked<T>(marks: Marks, work: (tx: AnyTx) => Promise<T>): (tx: AnyTx) => Promise<T> {
  const open = marks.getStore();
  if (open === undefined || open.ended) return work;
  return async (tx) => {
    const result = await work(tx);
    await open.mark(tx);
    return result;
  };
}

function transaction<T>(
  options: TransactionOptions,
  connections: Connections,
  work: (tx: AnyTx) => Promise<T>,
): Promise<T> {
  return connections.use((connection) =>
    runTransaction(connection, options, (tx) => connections.inside(() => work(tx))),
  );
}

/** Texts without values may hold several statements, as pg-boss sends them, with its own begin and commit. */
function queueExecutor(connections: Connections): QueueExecutor {
  return {
    executeSql: (text, values) =>
      connections.use(async (connection) => {
        if (values !== undefined && values.length > 0) return connection.run({ sql: text, params: values });
        try {
          return { rows: (await connection.script(text)).flatMap((result) => result.rows) };
        } catch (error) {
          // The text may have failed between its own begin and commit.
          await connection.script("rollback").catch(() => undefined);
          throw error;
        }
      }),
  };
}
