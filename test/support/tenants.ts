import { randomUUID } from "node:crypto";

import type { Db, TenantDb } from "../../packages/server/src/kernel/db/index.ts";

export interface TestTenant {
  readonly tenantId: string;
  readonly tenant: TenantDb;
}

/** A tenant of its own in a database, with its row. */
export async function newTenant(db: Db): Promise<TestTenant> {
  const tenantId = randomUUID();
  const tenant = db.forTenant({ tenantId });
  const slug = `t-${tenantId}`;
  await tenant.write((tx) => tx.execute("insert into tenant (tenant_id, slug) values ($1, $2)", [tenantId, slug]));
  return { tenantId, tenant };
}
