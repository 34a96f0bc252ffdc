import { z } from "zod";

/** Wire shapes of tenants, people and keys. Names are snake_case, times ISO 8601 UTC. */

export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and -, 63 at most, no - first")
  .describe("a name for URLs and commands, unique in the installation");

const displayName = z.string().trim().min(1).max(200);
const amount = z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable();
const smallAmount = z.int().min(0).max(2_147_483_647).nullable();

/** Null is without limit. */
export const quotas = z.strictObject({
  vectors: amount.describe("embeddings kept"),
  qps: smallAmount.describe("calls a second"),
  storage_gb: smallAmount.describe("gigabytes on disk"),
  repos: smallAmount.describe("repositories"),
});

/** Goes up with every change; `expected_version` refuses a change to any other. */
const version = z.int();
const expected_version = version.optional().describe("the version that was read; another one by now is an error");

export const tenantState = z.enum(["active", "suspended", "deleting"]);

export const tenant = z.strictObject({
  tenant_id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  state: tenantState,
  quotas,
  version,
  created_at: z.string(),
});

export const createTenantInput = z.strictObject({
  slug,
  name: displayName.optional(),
  quotas: quotas.partial().prefault({}),
});

export const tenantsInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe("next_cursor of the page before"),
});
export const tenantsOutput = z.strictObject({ tenants: z.array(tenant), next_cursor: z.string().nullable() });

export const tenantInput = z.strictObject({ id: z.string().max(200).describe("tenant_id or slug") });

export const updateTenantInput = z.strictObject({
  id: tenantInput.shape.id,
  name: displayName.optional(),
  state: z.enum(["active", "suspended"]).optional(),
  quotas: quotas.partial().optional(),
  expected_version,
});

export const renameTenantInput = z.strictObject({ name: displayName, expected_version });
