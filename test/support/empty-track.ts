import type { TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import type { TestAether, TestTenant } from "./aether-for-tests.ts";

/** A tenant with a repository that nothing was read of, for rows written by hand. */
export async function emptyTrack(
  aether: TestAether,
): Promise<{ readonly of: TestTenant; readonly tenant: TenantDb; readonly trackId: number }> {
  const of = await aether.tenant();
  const tenant = aether.db.forTenant(of.context);
  await tenant.write(async (tx) => {
    await tx.execute(
      `insert into repo (tenant_id, repo_id, name, key, root) values ($1, gen_random_uuid(), 'shop', 'shop', '/shop')`,
      [tx.tenantId],
    );
    await tx.execute(
      `insert into track (tenant_id, repo_id, track_id, name)
       select tenant_id, repo_id, 1, 'worktree' from repo`,
    );
  });
  return { of, tenant, trackId: 1 };
}
