import type { Config, Secrets } from "#kernel/config";
import { bringUpToDate, type Db, openEmbedded, openPostgres } from "#kernel/db";
import { installQueue } from "#kernel/jobs";
import type { Logger } from "#kernel/log";

export interface DatabaseOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly secrets: Secrets;
  readonly version: string;
}

/** The embedded database, or the server that DATABASE_URL names, with its schema up to date. */
export async function openDatabase({ config, secrets, version, log }: DatabaseOptions): Promise<Db> {
  const onIdleError = (error: Error): void => log.warn({ err: error }, "db.connection.lost");
  const { databaseUrl, migrationDatabaseUrl } = secrets;
  if (databaseUrl === undefined) {
    return openEmbedded({ directory: config.dataDirectory, version, afterMigrate: installQueue, onIdleError });
  }
  // A login of its own says that this process may migrate; without one, `make migrate-up` is an operator's step.
  if (migrationDatabaseUrl !== undefined && migrationDatabaseUrl !== databaseUrl) {
    await bringUpToDate(
      { kind: "postgres", url: migrationDatabaseUrl },
      { afterMigrate: installQueue, login: databaseUrl },
    );
  }
  return openPostgres({ url: databaseUrl, pool: config.pool, isProduction: config.isProduction, onIdleError });
}
