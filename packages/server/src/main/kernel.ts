import { createCredentialSource, EXPORT_JOB_KINDS } from "#accounts";
import { aether, JOB_KINDS, startWatchman } from "#aether";
import type { Trail } from "#kernel/audit";
import { type Config, readConfig, withVaultSecrets } from "#kernel/config";
import type { Db } from "#kernel/db";
import { createJobs, type Jobs } from "#kernel/jobs";
import type { Logger } from "#kernel/log";
import type { AnyOperation } from "#kernel/operation";
import { createKeyring, type Keyring, openKeyFile } from "#kernel/secrets";
import { ensureTenant } from "#kernel/tenancy";
import { systemClock } from "#kernel/time";

import { checksOf } from "./checks.ts";
import { type Entrance, openEntrance } from "./entrance.ts";
import { LOCAL_TENANT } from "./local-tenant.ts";
import { openModels } from "./models.ts";
import { openDatabase } from "./open-database.ts";
import { openLog } from "./open-log.ts";
import { openTrail } from "./open-trail.ts";
import { openRemotes, type OpenRemotes } from "./remotes.ts";
import { tenantRecords } from "./tenant-records.ts";

export interface KernelOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
  /** Whether jobs run in this process. Without, they can be queued and looked at. */
  readonly runsJobs: boolean;
}

export interface Kernel {
  readonly config: Config;
  readonly log: Logger;
  readonly db: Db;
  readonly keyring: Keyring;
  readonly entrance: Entrance;
  readonly trail: Trail;
  readonly remotes: OpenRemotes["remotes"];
  readonly operations: readonly AnyOperation[];
  readonly jobs: Pick<Jobs, "isRunning">;
  close(): Promise<void>;
}

/** Opens everything the operations stand on, and closes what was opened when a later part does not open. */
export async function openKernel({ env, version, runsJobs }: KernelOptions): Promise<Kernel> {
  const { config, secrets } = readConfig(await withVaultSecrets(env), { needsKeys: true });
  const log = openLog(config, env);
  const opened: (() => Promise<void>)[] = [() => log.close()];
  const close = async (): Promise<void> => {
    for (const end of opened.toReversed()) await end();
  };
  try {
    const db = await openDatabase({ config, secrets, version, log });
    opened.push(() => db.close());
    const keyring = createKeyring(secrets.rootKeys ?? (await openKeyFile(config.dataDirectory)));
    const trail = await openTrail({ config, db, keyring, log });
    opened.push(() => trail.close());
    await ensureTenant(db, LOCAL_TENANT);
    const { remotes, scratch } = await openRemotes({ config, db, log, opened });
    const entrance = await openEntrance({ ...config, ...secrets, db, keyring, log, trail });
    opened.push(() => entrance.close());
    const jobs: Jobs = await createJobs({ db, log, clock: systemClock, kinds: [...JOB_KINDS, ...EXPORT_JOB_KINDS] });
    const remote = { remotes, credentials: createCredentialSource({ db, keyring }) };
    const needs = { db, jobs, log, ...openModels(config), clock: systemClock, ...remote };
    const limits = { ...config, parserThreads: config.workers };
    const capability = aether({ ...needs, limits, runChecks: () => checksOf(config.dataDirectory) });
    opened.push(capability.close, () => jobs.stop({ graceMs: 5000 }));
    const records = tenantRecords({ db, log, trail, jobs, runsJobs, opened, scratch, forget: capability.forget });
    const handlers = [...capability.handlers, ...records.handlers];
    if (runsJobs) await jobs.start({ handlers, concurrency: { realtime: 1, bulk: 2 } });
    if (runsJobs) opened.push(startWatchman({ db, jobs, log }).stop);
    const operations = [...capability.operations, ...entrance.operations, ...records.operations];
    return { config, log, db, keyring, entrance, trail, remotes, operations, jobs, close };
  } catch (error) {
    await close();
    throw error;
  }
}
