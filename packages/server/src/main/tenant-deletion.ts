import { deleteOwnTenant, deleteTenant, startEraser, whenGone } from "#accounts";
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
  forgetElsewhere(options);
  let wake = (): void => undefined;
  if (options.runsJobs) {
    const eraser = startEraser({ db, log, trail, files: scratch, forget });
    wake = () => eraser.wake();
    options.opened.push(() => eraser.stop());
  }
  return [deleteTenant({ db, wake }), deleteOwnTenant({ db, wake })];
}

/** Whichever process erases a tenant, this one drops what it keeps of it. */
function forgetElsewhere({ db, log, forget, opened }: TenantDeletionNeeds): void {
  const failed = (error: unknown): void => log.error({ err: error }, "tenant.forget.failed");
  const listening = whenGone(db, (tenantId) => void forget(tenantId).catch(failed));
  listening.catch(failed);
  opened.push(async () => {
    const stop = await listening.catch(() => undefined); // whose failure is on the log
    await stop?.();
  });
}
