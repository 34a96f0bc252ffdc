/** A database for processes that tests kill: it answers a statement of a given form for so many times, then never again. */
import { type Db, openEmbedded, openPostgres, type Tx } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";

export interface DyingOptions {
  readonly engine: string;
  /** A URL, or a directory. */
  readonly place: string;
  readonly form: string;
  readonly times: number;
}

/** It says `there` on stdout when the statement has run, and leaves its transaction open. */
export async function openDying(options: DyingOptions): Promise<Db> {
  const db = await open(options);
  let left = options.times;
  const die = async (): Promise<void> => {
    process.stdout.write("there\n");
    await new Promise(() => undefined);
  };
  const watch = (tx: Tx): Tx => ({
    tenantId: tx.tenantId,
    query: (sql, params) => tx.query(sql, params),
    notify: (channel, payload) => tx.notify(channel, payload),
    async execute(sql, params) {
      const rows = await tx.execute(sql, params);
      if (sql.includes(options.form) && --left === 0) await die();
      return rows;
    },
  });
  return {
    ...db,
    forTenant(context) {
      const tenant = db.forTenant(context);
      return { ...tenant, write: (work) => tenant.write((tx) => work(watch(tx))) };
    },
  };
}

function open({ engine, place }: DyingOptions): Promise<Db> {
  if (engine === "postgres") return openPostgres({ url: place, pool: { min: 0, max: 6 } });
  return openEmbedded({ directory: place, afterMigrate: installQueue });
}
