import path from "node:path";

import { createTrail, fileCheckpoints, type Trail } from "#kernel/audit";
import type { Config } from "#kernel/config";
import type { Db } from "#kernel/db";
import type { Logger } from "#kernel/log";
import { installationKey, type Keyring } from "#kernel/secrets";
import { systemClock } from "#kernel/time";

interface TrailNeeds {
  readonly config: Config;
  readonly db: Db;
  readonly keyring: Keyring;
  readonly log: Logger;
}

/** The audit trail; its checkpoints lie in the data directory, on PostgreSQL too: outside of the database. */
export async function openTrail({ config, db, keyring, log }: TrailNeeds): Promise<Trail> {
  const key = await installationKey({ db, keyring }, "audit");
  const checkpoints = fileCheckpoints(path.join(config.dataDirectory, "audit-checkpoints"));
  return createTrail({ db, key, clock: systemClock, log, checkpoints });
}
