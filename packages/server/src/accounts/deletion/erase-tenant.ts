/**
 * Removes everything that there is of a tenant. Each step deletes what it finds, so that it can be killed anywhere, run
 * again, and run twice at once; it ends when a look at every table, the queue and the disk finds nothing.
 */
import { eraseTrail, type Trail } from "#kernel/audit";
import type { Db } from "#kernel/db";
import type { Log } from "#kernel/log";
import { NO_TENANT } from "#kernel/tenancy";

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

/** What a tenant has outside of the database. */
export interface TenantFiles {
  /** Removes it; how many entries that were. */
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
}

export const LEASE_MS = 60_000;
const BATCH = 5000;
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
