/** Searches of an embedded database with many functions. Arguments: how many, how many searches, folders. Prints its figures. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openEmbedded } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { joinAether } from "../../test/support/aether-for-tests.ts";
import { fill } from "./corpus.ts";
import { measureSearches } from "./searches.ts";

const [wanted = "50000", count = "100", ...folders] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "aether-bench-"));
try {
  const db = await openEmbedded({ directory: join(work, "data"), afterMigrate: installQueue });
  const aether = await joinAether({ db, drop: () => db.close() });
  const tenant = await aether.tenant();
  const corpus = await fill({ tenant, db }, folders, Number(wanted));
  const searches = await measureSearches({ tenant, db, database: undefined }, Number(count));
  await aether.close();
  console.log(JSON.stringify({ corpus, searches }));
} finally {
  rmSync(work, { recursive: true, force: true });
}
