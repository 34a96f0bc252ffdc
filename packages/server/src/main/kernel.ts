import { accounts } from "#accounts";
import { aether, indexJob, sweepJob } from "#aether";
import { type Config, readConfig, type Secrets } from "#kernel/config";
import { bringUpToDate, type Db, openEmbedded, openPostgres } from "#kernel/db";
import { createJobs, installQueue, type Jobs } from "#kernel/jobs";
import type { Logger } from "#kernel/log";
import { createHashEmbedder } from "#kernel/models";
import type { AnyOperation } from "#kernel/operation";
import { createSplitter, isStopWord } from "#kernel/search";
import { ensureTenant } from "#kernel/tenancy";
import { systemClock } from "#kernel/time";

import { checksOf } from "./checks.ts";
import { LOCAL_TENANT } from "./local-tenant.ts";
import { openLog } from "./open-log.ts";

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
  readonly operations: readonly AnyOperation[];
  close(): Promise<void>;
}

const JOBS_GRACE_MS = 5000;
const CONCURRENCY = { realtime: 1, bulk: 2 };

/** Opens everything the operations stand on, and closes what was opened when a later part does not open. */
export async function openKernel({ env, version, runsJobs }: KernelOptions): Promise<Kernel> {
  const { config, secrets } = readConfig(env);
  const { dataDirectory, workers, allowedRoots, maxFiles, maxFileBytes } = config;
  const log = openLog(config, env);
  const opened: (() => Promise<void>)[] = [() => log.close()];
  const close = async (): Promise<void> => {
    for (const end of opened.toReversed()) await end();
  };
  try {
    const db = await openDatabase({ config, secrets, version, log });
    opened.push(() => db.close());
    await ensureTenant(db, LOCAL_TENANT);
    const jobs: Jobs = await createJobs({ db, log, clock: systemClock, kinds: [indexJob, sweepJob] });
    const limits = { maxFiles, maxFileBytes, parserThreads: workers, allowedRoots };
    const runChecks = () => checksOf(dataDirectory);
    const embedder = createHashEmbedder({ split: createSplitter(), isStopWord });
    const capability = aether({ db, jobs, log, embedder, clock: systemClock, limits, runChecks });
    opened.push(capability.close, () => jobs.stop({ graceMs: JOBS_GRACE_MS }));
    if (runsJobs) await jobs.start({ handlers: capability.handlers, concurrency: CONCURRENCY });
    return { config, log, db, operations: [...capability.operations, ...accounts({ db }).operations], close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface DatabaseOptions extends Pick<Kernel, "config" | "log"> {
  readonly secrets: Secrets;
  readonly version: string;
}

/** The embedded database, or the server that DATABASE_URL names, with its schema up to date. */
async function openDatabase({ config, secrets, version, log }: DatabaseOptions): Promise<Db> {
  const onIdleError = (error: Error): void => log.warn({ err: error }, "db.connection.lost");
  const { databaseUrl, migrationDatabaseUrl } = secrets;
  if (databaseUrl === undefined) {
    return openEmbedded({ directory: config.dataDirectory, version, afterMigrate: installQueue, onIdleError });
  }
  // A login of its own says that this process may migrate; without one, `make migrate-up` is an operator's step.
  if (migrationDatabaseUrl !== undefined && migrationDatabaseUrl !== databaseUrl) {
    await bringUpToDate({ kind: "postgres", url: migrationDatabaseUrl }, { afterMigrate: installQueue });
  }
  return openPostgres({ url: databaseUrl, pool: config.pool, onIdleError });
}
