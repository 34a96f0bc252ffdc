import { z } from "zod";

/** Wire shapes of the end of a tenant. */

const confirm = z.string().max(63).describe("the tenant's slug, so that it is no other one's end");

export const deleteTenantInput = z.strictObject({ id: z.string().max(200).describe("tenant_id or slug"), confirm });
export const deleteOwnTenantInput = z.strictObject({ confirm });
export const deleteTenantOutput = z.strictObject({
  tenant_id: z.uuid(),
  slug: z.string(),
  state: z.literal("deleting"),
});
