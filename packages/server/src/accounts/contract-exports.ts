import { z } from "zod";

/** Wire shapes of exports of all that a tenant has. */

const id = z.string().max(200).describe("tenant_id or slug");
const export_id = z.uuid();

export const exportTenantInput = z.strictObject({ id });
export const exportTenantOutput = z.strictObject({
  tenant_id: z.uuid(),
  export_id,
  job_id: z.uuid(),
  state: z.string().describe("of the job"),
  expires_at: z.string(),
});

export const tenantExport = z.strictObject({
  export_id,
  job_id: z.uuid(),
  asked_by: z.string().describe("operator, person, or owner of the data directory"),
  asked_at: z.string(),
  expires_at: z.string().describe("the archive is removed then"),
  state: z.enum(["queued", "running", "succeeded", "failed", "cancelled", "dead"]),
  stage: z.string().describe("the section that is being written"),
  rows: z.int().describe("written so far"),
  bytes: z.int().describe("of the archive, written so far"),
  sha256: z.string().nullable().describe("of the archive, once it is whole"),
  error: z.unknown().describe("why it did not succeed, or waits for another try"),
});

export const tenantExportsInput = z.strictObject({ id });
export const tenantExportsOutput = z.strictObject({ exports: z.array(tenantExport) });

export const oneExportInput = z.strictObject({ id, export_id });
export const deletedExport = z.strictObject({ export_id });
