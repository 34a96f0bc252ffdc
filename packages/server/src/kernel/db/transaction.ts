import { Fault } from "#kernel/errors";

import type { Connection } from "./connections.ts";
import { rowsOf, type StatementInput, type StatementResult } from "./statement.ts";
import type { Tx } from "./types.ts";

export interface TransactionOptions {
  /** As whom; a tenant's id is known to be a uuid. */
  readonly as: { readonly tenantId: string } | "aether_auth";
  /** A transaction that sends nothing for so long is rolled back: on the embedded engine everybody waits for it. */
  readonly idleLimitMs: number;
}

/** Runs `work` between begin and commit. */
export async function runTransaction<T>(
  connection: Connection,
  { as, idleLimitMs }: TransactionOptions,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const setting =
    as === "aether_auth" ? `set local role ${as}` : `select set_config('app.tenant_id', '${as.tenantId}', true)`;
  await connection.script(`begin; ${setting}`);
  const idle = idleWatch(idleLimitMs);
  const open = openTx(as === "aether_auth" ? "" : as.tenantId, (input) => idle.during(connection.run(input)));
  try {
    const result = await Promise.race([work(open.tx), idle.expired]);
    await open.finish();
    const [committed] = await connection.script("commit");
    assertCommitted(committed?.command);
    return result;
  } catch (error) {
    await open.finish();
    // Fails only where the connection is gone, and the transaction with it.
    await connection.script("rollback").catch(() => undefined);
    throw error;
  } finally {
    idle.stop();
  }
}

/** A transaction as its work sees it, and the way to end that view. */
interface OpenTx {
  readonly tx: Tx;
  /** Refuses further statements and waits for those that were not awaited. */
  finish(): Promise<void>;
}

function openTx(tenantId: string, run: (input: StatementInput) => Promise<StatementResult>): OpenTx {
  let finished = false;
  let last: Promise<unknown> = Promise.resolve();

  // One after the other, also where the caller does not wait: a connection runs one statement at a time.
  const inOrder = (sql: string, params: readonly unknown[] = []): Promise<StatementResult> => {
    if (finished) return Promise.reject(new Error("the transaction has ended: use tx only inside of write()"));
    const next = last.then(() => run({ sql, params }));
    last = next.catch(() => undefined);
    return next;
  };

  const tx: Tx = {
    tenantId,
    query: async <Row extends object>(sql: string, params?: readonly unknown[]) =>
      rowsOf<Row>(await inOrder(sql, params)),
    execute: async (sql, params) => (await inOrder(sql, params)).affected,
    notify: async (channel, payload) => {
      await inOrder("select pg_notify($1, $2)", [channel, payload]);
    },
  };

  return {
    tx,
    finish: async () => {
      finished = true;
      await last;
    },
  };
}

/** The commit of a transaction in which a statement failed is a rollback, and only the command's tag says so. */
function assertCommitted(tag: string | undefined): void {
  if (tag === "COMMIT") return;
  throw new Error("a statement of the transaction failed and its error was swallowed: nothing was written");
}

interface IdleWatch {
  /** Rejects with TIMEOUT when nothing ran for the limit. */
  readonly expired: Promise<never>;
  during<T>(running: Promise<T>): Promise<T>;
  stop(): void;
}

function idleWatch(limitMs: number): IdleWatch {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const expire = (): void =>
    reject(new Fault("TIMEOUT", `a transaction did nothing for ${limitMs / 1000} s and was rolled back`));
  let timer = setTimeout(expire, limitMs);
  expired.catch(() => undefined); // it may expire when nobody waits any more
  return {
    expired,
    during: async (running) => {
      clearTimeout(timer);
      try {
        return await running;
      } finally {
        timer = setTimeout(expire, limitMs);
      }
    },
    stop: () => clearTimeout(timer),
  };
}
