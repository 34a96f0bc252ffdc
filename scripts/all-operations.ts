// The operations that a server has, from a server: it is opened on an empty data directory and closed again.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { AnyOperation } from "../packages/server/src/kernel/operation/index.ts";
import { openKernel } from "../packages/server/src/main/kernel.ts";

export async function allOperations(): Promise<readonly AnyOperation[]> {
  const directory = mkdtempSync(join(tmpdir(), "aether-operations-"));
  try {
    const env = { PATH: process.env["PATH"], AETHER_DATA: directory, LOG_LEVEL: "silent" };
    const kernel = await openKernel({ env, version: "0", runsJobs: false });
    await kernel.close();
    return kernel.operations;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
