import { statfs } from "node:fs/promises";

import type { Check } from "#aether";
import type { Db } from "#kernel/db";

const FREE_LEAST_BYTES = 500_000_000; // an index of a large repository, and what PostgreSQL keeps for recovery

/** What `doctor` looks at: whether the database answers, and whether there is room for it. */
export async function checksOf({ db, directory }: { readonly db: Db; readonly directory: string }): Promise<Check[]> {
  return [await checkDatabase(db), await checkRoom(directory)];
}

async function checkDatabase(db: Db): Promise<Check> {
  const name = "database";
  const engine = db.dialect.engine === "pglite" ? "embedded" : "PostgreSQL";
  try {
    await db.ping();
    return { name, ok: true, detail: `${engine}, answers`, fix: null };
  } catch {
    // A check tells that it does not answer; why, the log has.
    const fix = "Start the database, or check DATABASE_URL.";
    return { name, ok: false, detail: `${engine}, does not answer`, fix };
  }
}

async function checkRoom(directory: string): Promise<Check> {
  const name = "disk";
  const found = await statfs(directory).catch(() => undefined);
  if (found === undefined) return { name, ok: true, detail: `${directory} is not used`, fix: null };
  const free = found.bavail * found.bsize;
  const ok = free >= FREE_LEAST_BYTES;
  const detail = `${(free / 1e9).toFixed(1)} GB free at ${directory}`;
  return { name, ok, detail, fix: ok ? null : "Make room, or set AETHER_DATA to another disk." };
}
