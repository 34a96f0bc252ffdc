/**
 * A process that indexes a folder until a statement of the given form has run for the given time, says so, and then does
 * nothing more with its transaction open: killed-index.test.ts kills it there. Without a form it runs to the end.
 */
import { type Db, openEmbedded, openPostgres, type Tx } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { joinAether } from "../support/aether-for-tests.ts";

const [engine = "", place = "", root = "", tenantId = "", form = "", times = ""] = process.argv.slice(2);

function open(): Promise<Db> {
  if (engine === "postgres") return openPostgres({ url: place, pool: { min: 0, max: 6 } });
  return openEmbedded({ directory: place, afterMigrate: installQueue });
}

/** The database, which answers a statement that contains the form for so many times, and then never again. */
function dyingAt(db: Db): Db {
  let left = Number(times);
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
      if (sql.includes(form) && --left === 0) await die();
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

const db = dyingAt(await open());
const aether = await joinAether({ db, drop: () => db.close() });
const tenant = await aether.tenant(tenantId);
await tenant.index(root, { name: "shop" });
await aether.close();
