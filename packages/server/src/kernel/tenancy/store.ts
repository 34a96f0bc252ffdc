import type { Db } from "#kernel/db";

/** Makes the tenant unless it is there. */
export async function ensureTenant(
  db: Db,
  tenant: { readonly tenantId: string; readonly slug: string },
): Promise<void> {
  await db.forTenant(tenant).write((tx) =>
    tx.execute(
      `insert into tenant (tenant_id, slug)
       values ($1, $2)
       on conflict (tenant_id) do nothing`,
      [tenant.tenantId, tenant.slug],
    ),
  );
}
