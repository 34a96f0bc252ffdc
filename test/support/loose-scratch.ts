/** Folders for a while that are written down nowhere: for tests without a database, or of what is not about them. */
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import type { Scratch } from "../../packages/server/src/kernel/scratch/index.ts";

export function looseScratch(directory: string): Scratch {
  return {
    async make(tenantId) {
      const path = join(directory, `${tenantId}.${randomUUID()}`);
      await mkdir(path, { recursive: true });
      return { path, remove: () => rm(path, { recursive: true, force: true }) };
    },
  };
}
