/**
 * Removes everything that there is of a tenant. Each step deletes what it finds, so that it can be killed anywhere, run
 * again, and run twice at once; it ends when a look at every table, the queue and the disk finds nothing, and no other
 * process has a folder with something of it: for those it waits, as long as they are heard of.
 */
import { eraseTrail, type Trail } from "#kernel/audit";
import type { Db } from "#kernel/db";
import type { Log } from "#kernel/log";
import { foldersOf, strikeOutLost } from "#kernel/scratch";
import { NO_TENANT } from "#kernel/tenancy";
import { MINUTE_MS } from "#kernel/time";

import {
  type Deletion,
  deleteRows,
  deleteTickets,
  dropTenant,
  finishDeletion,
  prolongClaim,
  rowsLeft,
  tenantTables,
} from "./store.ts";

/** What a tenant has on this machine's disk. */
export interface TenantFiles {
  /** Removes what nobody works with any more; how many entries that were. */
  erase(tenantId: string): Promise<number>;
  /** What is named after it. */
  find(tenantId: string): Promise<readonly string[]>;
}

export interface EraseNeeds {
  readonly db: Db;
  readonly log: Log;
  readonly files: TenantFiles;
  readonly trail?: Pick<Trail, "record" | "forget"> | undefined;
  /** Drops what this process keeps in memory of a tenant. */
  readonly forget?: ((tenantId: string) => Promise<void>) | undefined;
  /** Rows in a transaction. */
  readonly batch?: number;
  /** Whoever was not heard of for so long is not waited for, and named. */
  readonly lostMs?: number;
}

export const LEASE_MS = 60_000;
const BATCH = 5000;
/** Nobody says any more what became of a process, and of its disk. */
const LOST_MS = 24 * 60 * MINUTE_MS;
/** Until the next look at who still has something of it. */
const WAIT_MS = 5000;
/** More than one is needed only where a call that was under way wrote after its table's turn. */
const PASSES_MAX = 20;

export async function eraseTenant(needs: EraseNeeds, { tenant, slug }: Deletion, signal: AbortSignal): Promise<void> {
  const { db, log, files, trail } = needs;
  const removed: Record<string, number> = {};
  for (let pass = 0; pass < PASSES_MAX; pass += 1) {
    await removeAll(needs, { tenantId: tenant, removed, signal });
    if (await isEmpty(db, tenant)) break;
  }
  await dropTenant(db.forAuth(), tenant);
  await trail?.forget(tenant);
  await needs.forget?.(tenant);
  if (await isHeldElsewhere(needs, { tenant, slug })) return;
  const left = { ...(await rowsLeft(db, tenant)), ...filesLeft(await files.find(tenant)) };
  if (Object.keys(left).length > 0) {
    log.error({ tenantId: tenant, left }, "tenant.deletion.incomplete");
    return;
  }
  await finishDeletion(db.forAuth(), tenant, removed);
  const actor = { kind: "job", jobId: tenant } as const;
  const context = { tenantId: NO_TENANT, actor, requestId: tenant, origin: undefined };
  await trail?.record({ context, action: "tenant_erased", target: `/tenants/${tenant}`, outcome: "OK" });
  log.info({ tenantId: tenant, slug, removed, left: 0 }, "tenant.deleted");
}

/** True where another process works with something of it; then its end is looked for again soon. */
async function isHeldElsewhere(
  { db, log, lostMs = LOST_MS }: EraseNeeds,
  { tenant, slug }: Deletion,
): Promise<boolean> {
  await strikeOutLost(db.forAuth(), tenant, lostMs);
  const held = await foldersOf(db.forAuth(), tenant);
  if (held.length === 0) return false;
  const places = [...new Set(held.map(({ place }) => place))];
  log.info({ tenantId: tenant, slug, folders: held.length, places }, "tenant.deletion.waits");
  await prolongClaim(db.forAuth(), tenant, WAIT_MS);
  return true;
}

interface Removing {
  readonly tenantId: string;
  readonly removed: Record<string, number>;
  readonly signal: AbortSignal;
}

async function removeAll(needs: EraseNeeds, { tenantId, removed, signal }: Removing): Promise<void> {
  const { db, files, batch = BATCH } = needs;
  const count = (what: string, rows: number): void => {
    if (rows > 0) removed[what] = (removed[what] ?? 0) + rows;
  };
  count("tickets", await deleteTickets(db, tenantId));
  for (const table of await tenantTables(db.forAuth())) {
    await prolongClaim(db.forAuth(), tenantId, LEASE_MS);
    let rows: number;
    do {
      signal.throwIfAborted();
      rows = await (table.name === "audit"
        ? db.forAuth().write((tx) => eraseTrail(tx, tenantId, batch))
        : deleteRows(db, tenantId, { table, limit: batch }));
      count(table.name, rows);
    } while (rows > 0);
  }
  count("files", await files.erase(tenantId));
}

/** These go with the tenant's own row, which is the last: without it nobody may delete of its trail. */
const LAST: ReadonlySet<string> = new Set(["tenant", "session", "rate_share"]);

async function isEmpty(db: Db, tenantId: string): Promise<boolean> {
  return Object.keys(await rowsLeft(db, tenantId)).every((table) => LAST.has(table));
}

function filesLeft(found: readonly string[]): Record<string, number> {
  return found.length === 0 ? {} : { files: found.length };
}
