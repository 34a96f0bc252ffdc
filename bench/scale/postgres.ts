/**
 * Searches of a tenant with many functions among a thousand tenants on PostgreSQL, then what a folder takes on disk.
 * Arguments: how many functions, how many searches, folders; of the first of these the other tenants have a little. Prints its figures.
 */
import { Client } from "pg";

import { bringUpToDate, openPostgres } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { joinAether } from "../../test/support/aether-for-tests.ts";
import { startPostgres } from "../../test/support/postgres-server.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { aLittleOf, copyTenant, fill } from "./corpus.ts";
import { type DiskFigures, measureDisk } from "./disk.ts";
import { measureSearches } from "./searches.ts";

const TENANTS = 1000;
/** Of source, of each of the others: some hundred functions. */
const LITTLE_BYTES = 60_000;
const DATABASE = `bench_scale_${process.pid}`;
/** Folders whose disk is told. */
const DISKS = 2;

const [wanted = "100000", count = "200", ...folders] = process.argv.slice(2);
const server = await startPostgres();
try {
  const admin = new Client(server.url);
  await admin.connect();
  await admin.query(`create database ${DATABASE}`);
  const url = server.url.replace(/\/postgres$/, `/${DATABASE}`);
  await bringUpToDate({ kind: "postgres", url }, { afterMigrate: installQueue });
  const db = await openPostgres({ url, pool: { min: 1, max: 4 } });
  const aether = await joinAether({ db, drop: () => db.close() });
  const neighbour = await aether.tenant();
  using folder = temporaryFolder(await aLittleOf(folders[0] ?? ".", LITTLE_BYTES));
  await neighbour.index(folder.path, { name: "own" });
  await copyTenant({ db, adminUrl: url }, neighbour.context.tenantId, TENANTS - 2);
  const tenant = await aether.tenant();
  const corpus = await fill({ tenant, db }, folders, Number(wanted));
  const owner = new Client(url);
  await owner.connect();
  await owner.query("vacuum (analyze)");
  await owner.end();
  const searches = await measureSearches({ tenant, db, database: DATABASE }, Number(count));
  await aether.close();
  const disk: DiskFigures[] = [];
  for (const one of folders.slice(0, DISKS)) disk.push(await measureDisk(server.url, one));
  await admin.end();
  console.log(JSON.stringify({ tenants: TENANTS, corpus, searches, disk }));
} finally {
  await server.stop();
}
