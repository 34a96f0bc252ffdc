import { z } from "zod";

/** Wire shapes of what tenants use. Days are those of UTC. */

const resourceUse = z.strictObject({
  resource: z.enum(["repos", "storage_bytes", "vectors"]),
  used: z.int(),
  reserved: z.int().describe("by work that is under way"),
  quota: z.int().nullable().describe("null is without limit"),
});

export const usage = z.strictObject({
  tenant_id: z.uuid(),
  slug: z.string(),
  resources: z.array(resourceUse),
  days: z.array(
    z.strictObject({
      day: z.string().describe("YYYY-MM-DD"),
      measure: z.string().describe("a resource, calls, or export_bytes"),
      added: z.int(),
      removed: z.int(),
      used: z.int().describe("at the day's last change"),
    }),
  ),
  models: z
    .array(
      z.strictObject({
        day: z.string().describe("YYYY-MM-DD"),
        model: z.string(),
        requests: z.int(),
        tokens: z.int().describe("as the service counts them, or as many as there may be where it does not say"),
        cost: z.number().describe("in the money of the tenant's prices"),
        reserved: z.number().describe("for requests that are under way, or whose process died"),
      }),
    )
    .default([])
    .describe("what models that are services were asked, by day"),
});

const days = z.coerce.number().int().min(1).max(366);

export const usageInput = z.strictObject({
  id: z.string().max(200).optional().describe("tenant_id or slug; one's own unless given"),
  days: days.default(30).describe("how many days back"),
});

export const listUsageInput = z.strictObject({
  days: days.default(1),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(2000).optional().describe("next_cursor of the page before"),
});
export const listUsageOutput = z.strictObject({ tenants: z.array(usage), next_cursor: z.string().nullable() });
