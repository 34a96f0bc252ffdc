import { auditOperations, exportHandlers, exportOperations } from "#accounts";
import type { JobHandler, Jobs } from "#kernel/jobs";
import type { AnyOperation } from "#kernel/operation";

import { openTenantDeletion, type TenantDeletionNeeds } from "./tenant-deletion.ts";

export interface TenantRecordsNeeds extends TenantDeletionNeeds {
  readonly jobs: Jobs;
}

/** What a tenant leaves and takes along: its audit trail, its end, and exports of it. */
export function tenantRecords(needs: TenantRecordsNeeds): {
  readonly operations: readonly AnyOperation[];
  readonly handlers: readonly JobHandler[];
} {
  const ends = openTenantDeletion(needs);
  const operations = [...ends, ...auditOperations(needs), ...exportOperations(needs)];
  return { operations, handlers: exportHandlers(needs) };
}
