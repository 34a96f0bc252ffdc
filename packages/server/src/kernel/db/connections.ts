import { AsyncLocalStorage } from "node:async_hooks";

import { DatabaseError, type Pool, type PoolClient } from "pg";

import { Fault } from "#kernel/errors";

import type { DiskRoom } from "./disk-room.ts";
import { runScript, type ScriptResult } from "./script.ts";
import { toFault } from "./sql-errors.ts";
import {
  HotStatements,
  Statement,
  type StatementContext,
  type StatementInput,
  type StatementResult,
} from "./statement.ts";
import { codeOf } from "./system-errors.ts";
import type { VectorFormat } from "./vectors.ts";

/** A connection while it is checked out. */
export interface Connection {
  run(input: StatementInput): Promise<StatementResult>;
  /** Several statements in one text, without parameters; one result for each. */
  script(text: string): Promise<readonly ScriptResult[]>;
}

export interface Connections {
  /** Checks a connection out for `work`. Refused inside of an open write, which would wait for itself. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Runs `work` as the inside of a write, until it settles. */
  inside<T>(work: () => Promise<T>): Promise<T>;
  /** Refuses new work, waits for what was accepted, ends the pool. */
  close(): Promise<void>;
}

export interface ConnectionsOptions {
  readonly vectors: VectorFormat;
  readonly room: DiskRoom;
}

/** Connections of a pool with errors as Faults. The pool serves those who wait in the order in which they came. */
export function openConnections(pool: Pool, { vectors, room }: ConnectionsOptions): Connections {
  const context: StatementContext = { hot: new HotStatements(), vectors };
  const openWork = new AsyncLocalStorage<{ ended: boolean }>();
  const accepted = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const use = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
    let client: PoolClient | undefined;
    try {
      client = await pool.connect();
      const result = await work(connectionOf(client, context));
      client.release();
      return result;
    } catch (error) {
      client?.release(isPoisoned(error));
      throw await room.locate(toFault(error));
    }
  };

  return {
    use: (work) => {
      if (closing !== undefined) return Promise.reject(new Fault("STORAGE_UNAVAILABLE", "the database is closed"));
      if (openWork.getStore()?.ended === false) {
        const text = "a call to the database inside of write() must go through tx: it would wait for itself";
        return Promise.reject(new Error(text));
      }
      const running = use(work);
      accepted.add(running);
      const forget = (): boolean => accepted.delete(running);
      running.then(forget, forget);
      return running;
    },
    inside: async (work) => {
      const mark = { ended: false };
      try {
        return await openWork.run(mark, work);
      } finally {
        mark.ended = true;
      }
    },
    close: () => {
      closing ??= Promise.allSettled(accepted).then(() => pool.end());
      return closing;
    },
  };
}

function connectionOf(client: PoolClient, context: StatementContext): Connection {
  return {
    run: (input) => client.query(new Statement(input, context)).result,
    script: (text) => runScript(client, text),
  };
}

/** SQLSTATEs after which a connection is not worth keeping. */
const POISONED = /^(08|57P|58|XX|25P03)/;
/** A prepared statement whose table has changed shares its code, 0A000, with all that PostgreSQL does not support. */
const STALE_PLAN = "RevalidateCachedQuery";

function isPoisoned(error: unknown): boolean {
  const isStale = error instanceof DatabaseError && error.routine === STALE_PLAN;
  return isStale || POISONED.test(codeOf(error) ?? "");
}
