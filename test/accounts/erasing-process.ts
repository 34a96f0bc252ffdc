/** Begins to erase tenants and stops in the middle of a table, until it is killed: `erasing-process.ts URL WRITES`. */
import { startEraser } from "../../packages/server/src/accounts/index.ts";
import { openPostgres } from "../../packages/server/src/kernel/db/index.ts";

const [url = "", writes = "1"] = process.argv.slice(2);
const quiet = (): void => undefined;
const db = await openPostgres({ url, pool: { min: 0, max: 2 } });
let left = Number(writes);
startEraser({
  db: {
    ...db,
    forTenant(context) {
      const tenant = db.forTenant(context);
      return {
        ...tenant,
        write: (work) =>
          tenant.write(async (tx) => {
            const done = await work(tx);
            left -= 1;
            if (left > 0) return done;
            process.stdout.write("in the middle\n");
            return new Promise<never>(quiet);
          }),
      };
    },
  },
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  files: { find: async () => [], erase: async () => 0 },
  batch: 1,
});
