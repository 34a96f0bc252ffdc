/** The product on a database, with the rest of what it keeps in a temporary directory that goes with it. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Api, openApi } from "../../packages/server/src/main/api.ts";

export interface BenchOptions {
  readonly AETHER_ALLOWED_ROOTS?: string;
  readonly runsJobs?: boolean;
}

/** Without a URL on the embedded database. */
export async function openBenchApi(url?: string, { runsJobs = false, ...more }: BenchOptions = {}): Promise<Api> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "aether-service-"));
  const env = {
    ...more,
    ...(url !== undefined && { DATABASE_URL: url }),
    AETHER_DATA: dataDirectory,
    AETHER_SECRET_KEYS: `bench:${randomBytes(32).toString("base64")}`,
    LOG_LEVEL: "info",
    AETHER_LOG_FILE: join(dataDirectory, "log"),
  };
  const api = await openApi({ env, version: "0", runsJobs });
  return {
    ...api,
    close: async () => {
      await api.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
