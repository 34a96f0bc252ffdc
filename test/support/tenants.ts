import { randomUUID } from "node:crypto";

import type { Db, TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { ensureTenant } from "../../packages/server/src/kernel/tenancy/index.ts";

export interface TestTenant {
  readonly tenantId: string;
  readonly tenant: TenantDb;
}

/** A tenant of its own in a database, with its row. */
export async function newTenant(db: Db): Promise<TestTenant> {
  const tenantId = randomUUID();
  const tenant = db.forTenant({ tenantId });
  const slug = `t-${tenantId}`;
  await ensureTenant(db, { tenantId, slug });
  return { tenantId, tenant };
}
