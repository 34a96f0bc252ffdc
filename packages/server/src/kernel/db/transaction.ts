import { Fault } from "#kernel/errors";

import type { Connection } from "./connections.ts";
import { rowsOf, type StatementInput, type StatementResult } from "./statement.ts";
import type { AuthTx, Tx } from "./types.ts";

export interface TransactionOptions {
  /** As whom; a tenant's id is known to be a uuid. */
  readonly as: { readonly tenantId: string } | "aether_auth";
  /** A transaction that sends nothing for so long is rolled back: on the embedded engine everybody waits for it. */
  readonly idleLimitMs: number;
}

/** As its work sees it: a tenant's, or outside of tenants with no tenant's id. */
export type AnyTx = Tx & AuthTx;

/** Runs `work` between begin and commit. */
export async function runTransaction<T>(
  connection: Connection,
  { as, idleLimitMs }: TransactionOptions,
  work: (tx: AnyTx) => Promise<T>,
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

type Send = (sql: string, params?: readonly unknown[]) => Promise<StatementResult>;

/** A transaction as its work sees it, and the way to end that view. */
interface OpenTx {
  readonly tx: AnyTx;
  /** Refuses further statements and waits for those that were not awaited. */
  finish(): Promise<void>;
}

function openTx(tenantId: string, run: (input: StatementInput) => Promise<StatementResult>): OpenTx {
  let finished = false;
  let last: Promise<unknown> = Promise.resolve();

  // One after the other, also where the caller does not wait: a connection runs one statement at a time.
  const inOrder: Send = (sql, params = []) => {
    if (finished) return Promise.reject(new Error("the transaction has ended: use tx only inside of write()"));
    const next = last.then(() => run({ sql, params }));
    last = next.catch(() => undefined);
    return next;
  };

  return {
    tx: viewOf(tenantId, inOrder),
    finish: async () => {
      finished = true;
      await last;
    },
  };
}

const SET_TENANT = "select set_config('app.tenant_id', $1, true)";

/** The transaction while the tenant is set in it. */
function viewOf(tenantId: string, send: Send): AnyTx {
  let isAway = false;
  const here: Send = (sql, params) =>
    isAway ? Promise.reject(new Error("inside of within() use the tx that it gives")) : send(sql, params);

  const within: AnyTx["within"] = async (tenant, work) => {
    let isOver = false;
    const there: Send = (sql, params) =>
      isOver ? Promise.reject(new Error("within() has ended: use its tx only inside of it")) : send(sql, params);
    await here(SET_TENANT, [tenant]);
    isAway = true;
    try {
      return await work(viewOf(tenant, there));
    } finally {
      isOver = true;
      isAway = false;
      // Fails only where a statement failed before, and the tenant goes with the rollback.
      await send(SET_TENANT, [tenantId]).catch(() => undefined);
    }
  };

  const tx: AnyTx = {
    tenantId,
    query: async <Row extends object>(sql: string, params?: readonly unknown[]) => rowsOf<Row>(await here(sql, params)),
    execute: async (sql, params) => (await here(sql, params)).affected,
    notify: async (channel, payload) => {
      await here("select pg_notify($1, $2)", [channel, payload]);
    },
    within: (tenant, work) => (tenant === tenantId && !isAway ? work(tx) : within(tenant, work)),
  };
  return tx;
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
