/**
 * Runs on a small file system of its own: `node full-disk.ts DIRECTORY TEMPLATE TENANT`. Opens a database there, writes until
 * it is refused, makes room, opens again, and prints what happened as JSON.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { openEmbedded, type Db } from "../../packages/server/src/kernel/db/index.ts";
import { isFault } from "../../packages/server/src/kernel/errors/index.ts";
import { ensureTenant } from "../../packages/server/src/kernel/tenancy/index.ts";

const [root = "", template = "", tenantId = ""] = process.argv.slice(2);
const BATCH = `
  insert into tenant_counter (tenant_id, name, value)
  select $1, $2::text || ' ' || it || repeat(md5($2::text || it), 30), 1 from generate_series(1, 500) as it`;

const open = (): Promise<Db> => openEmbedded({ directory: join(root, "data"), template, version: "1" });
const codeOf = (error: unknown): string => (isFault(error) ? error.code : String(error));

async function writeUntilRefused(db: Db): Promise<{ readonly batches: number; readonly refused: string }> {
  const tenant = db.forTenant({ tenantId });
  await ensureTenant(db, { tenantId, slug: "full" });
  for (let batches = 0; ; batches += 1) {
    try {
      await tenant.write((tx) => tx.execute(BATCH, [tenantId, String(batches)]));
    } catch (error) {
      return { batches, refused: codeOf(error) };
    }
  }
}

async function openAgain(): Promise<{ readonly again: string; readonly rows: number }> {
  spawnSync("mount", ["-o", "remount,size=300m", root]);
  const db = await open();
  const tenant = db.forTenant({ tenantId });
  const [row] = await tenant.query<{ rows: number }>("select count(*)::int as rows from tenant_counter");
  await db.close();
  return { again: "ok", rows: row?.rows ?? 0 };
}

async function run(): Promise<object> {
  let db: Db;
  try {
    db = await open();
  } catch (error) {
    const { again } = await openAgain();
    return { opened: codeOf(error), again };
  }
  const { batches, refused } = await writeUntilRefused(db);
  await db.close();
  const { again, rows } = await openAgain();
  return { opened: "ok", refused, batches, lost: batches * 500 - rows, again };
}

process.stdout.write(JSON.stringify(await run()));
