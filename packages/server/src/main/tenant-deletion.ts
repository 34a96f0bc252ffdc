import { readdir, rm } from "node:fs/promises";
import path from "node:path";

import { deleteOwnTenant, deleteTenant, startEraser } from "#accounts";
import type { Trail } from "#kernel/audit";
import type { Config } from "#kernel/config";
import type { Db } from "#kernel/db";
import type { Logger } from "#kernel/log";
import type { AnyOperation } from "#kernel/operation";

export interface TenantDeletionNeeds {
  readonly config: Config;
  readonly db: Db;
  readonly log: Logger;
  readonly trail: Trail;
  /** Whether this process does the work; without, it only writes down what is to be done. */
  readonly runsJobs: boolean;
  /** Drops what this process keeps in memory of a tenant. */
  readonly forget: (tenantId: string) => Promise<void>;
  /** What is to be closed at the end, the last first. */
  readonly opened: (() => Promise<void>)[];
}

/** Folders of the data directory in which tenants have something of their own, by their id. */
const FOLDERS = ["trees", "clones", "exports"];

/** The operations that end a tenant, and what does the work. */
export function openTenantDeletion(options: TenantDeletionNeeds): readonly AnyOperation[] {
  const { config, db, log, trail, forget } = options;
  const find = (tenantId: string): Promise<string[]> => namedAfter(config.dataDirectory, tenantId);
  const files = {
    find,
    async erase(tenantId: string) {
      const found = await find(tenantId);
      for (const entry of found) await rm(entry, { recursive: true, force: true });
      return found.length;
    },
  };
  let wake = (): void => undefined;
  if (options.runsJobs) {
    const eraser = startEraser({ db, log, trail, files, forget });
    wake = () => eraser.wake();
    options.opened.push(() => eraser.stop());
  }
  return [deleteTenant({ db, wake }), deleteOwnTenant({ db, wake })];
}

async function namedAfter(dataDirectory: string, tenantId: string): Promise<string[]> {
  const found: string[] = [];
  for (const folder of FOLDERS.map((name) => path.join(dataDirectory, name))) {
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    found.push(...names.filter((name) => name.includes(tenantId)).map((name) => path.join(folder, name)));
  }
  return found;
}
