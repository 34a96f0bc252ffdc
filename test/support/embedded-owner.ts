/**
 * A process of its own that opens a data directory and writes rows until it is killed: `node embedded-owner.ts DIRECTORY
 * TENANT`. It says "open" once, then a number for each committed row.
 */
import { openEmbedded } from "../../packages/server/src/kernel/db/index.ts";

const [directory = "", tenantId = ""] = process.argv.slice(2);
const db = await openEmbedded({ directory, version: "1" });
process.stdout.write("open\n");
const tenant = db.forTenant({ tenantId });
for (let index = 0; ; index += 1) {
  await tenant.write((tx) =>
    tx.execute("insert into tenant_counter (tenant_id, name, value) values ($1, $2, $3)", [
      tenantId,
      `row ${index} ${"x".repeat(500)}`,
      index,
    ]),
  );
  process.stdout.write(`${index}\n`);
}
