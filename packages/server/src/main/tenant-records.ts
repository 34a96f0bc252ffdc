import path from "node:path";

import { auditOperations, exportHandlers, exportOperations } from "#accounts";
import type { JobHandler, Jobs } from "#kernel/jobs";
import type { AnyOperation } from "#kernel/operation";

import { openTenantDeletion, type TenantDeletionNeeds } from "./tenant-deletion.ts";

export interface TenantRecordsNeeds extends TenantDeletionNeeds {
  readonly jobs: Jobs;
}

/**
 * What a tenant leaves and takes along: its audit trail, its end, and exports of it, whose archives lie in the data
 * directory, where its end finds them.
 */
export function tenantRecords(needs: TenantRecordsNeeds): {
  readonly operations: readonly AnyOperation[];
  readonly handlers: readonly JobHandler[];
} {
  const own = { ...needs, directory: path.join(needs.config.dataDirectory, "exports") };
  const ends = openTenantDeletion(needs);
  return { operations: [...ends, ...auditOperations(own), ...exportOperations(own)], handlers: exportHandlers(own) };
}
