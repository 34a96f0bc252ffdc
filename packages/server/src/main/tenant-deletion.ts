import { deleteOwnTenant, deleteTenant, startEraser } from "#accounts";
import type { Trail } from "#kernel/audit";
import type { Db } from "#kernel/db";
import type { Logger } from "#kernel/log";
import type { AnyOperation } from "#kernel/operation";
import type { OpenScratch } from "#kernel/scratch";

export interface TenantDeletionNeeds {
  readonly db: Db;
  readonly log: Logger;
  readonly trail: Trail;
  /** What tenants have on this disk; those of others say what is on theirs. */
  readonly scratch: OpenScratch;
  /** Whether this process does the work; without, it only writes down what is to be done. */
  readonly runsJobs: boolean;
  /** Drops what this process keeps in memory of a tenant. */
  readonly forget: (tenantId: string) => Promise<void>;
  /** What is to be closed at the end, the last first. */
  readonly opened: (() => Promise<void>)[];
}

/** The operations that end a tenant, and what does the work. */
export function openTenantDeletion(options: TenantDeletionNeeds): readonly AnyOperation[] {
  const { db, log, trail, scratch, forget } = options;
  let wake = (): void => undefined;
  if (options.runsJobs) {
    const eraser = startEraser({ db, log, trail, files: scratch, forget });
    wake = () => eraser.wake();
    options.opened.push(() => eraser.stop());
  }
  return [deleteTenant({ db, wake }), deleteOwnTenant({ db, wake })];
}
