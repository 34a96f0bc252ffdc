/** What the servers are measured on: tenants with a page of jobs each, and keys that may read them. */
import { randomUUID } from "node:crypto";

import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import { createContext, ensureTenant, permissionsOf } from "../../packages/server/src/kernel/tenancy/index.ts";

export const ROWS = 10;

/** The ids of new tenants that have so many rows each. */
export async function addTenants(db: Db, count: number): Promise<readonly string[]> {
  const ids: readonly string[] = Array.from({ length: count }, () => randomUUID());
  for (const tenantId of ids) {
    await ensureTenant(db, { tenantId, slug: `t-${tenantId}` });
    await db.forTenant({ tenantId }).write((tx) =>
      tx.execute(
        `insert into job (tenant_id, job_id, kind, class, state, subject, input, turn, ticket)
         select $1, gen_random_uuid(), 'index', 'bulk', 'succeeded', 's' || it, '{}', it, gen_random_uuid()
           from generate_series(1, ${ROWS}) as it`,
        [tenantId],
      ),
    );
  }
  return ids;
}

/** A new key of a tenant, that may read jobs unless it is said what it may. */
export async function addKey(
  operations: readonly AnyOperation[],
  tenantId: string,
  permissions: readonly string[] = ["jobs:read"],
): Promise<string> {
  const make = operations.find(({ name }) => name === "create_key");
  if (make === undefined) throw new Error("there is no operation create_key");
  const context = createContext({
    tenantId,
    actor: { kind: "owner" },
    permissions: permissionsOf("owner"),
    requestId: "bench",
    signal: AbortSignal.timeout(60_000),
  });
  const made = Object(await make.call(context, { name: "bench", permissions }));
  return String(made.key);
}
