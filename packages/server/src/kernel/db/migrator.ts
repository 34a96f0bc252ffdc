import { Client, type ClientBase } from "pg";

import { takeDataDirectory } from "./data-directory.ts";
import { PGLITE, POSTGRES, type Dialect } from "./dialect.ts";
import { EmbeddedStream } from "./embedded-stream.ts";
import { migrateDown, migrateUp, migrationStatus, type AfterMigrate, type MigrationState } from "./migrate.ts";
import { MIGRATIONS_DIRECTORY, readMigrations } from "./migration-files.ts";
import { toFault } from "./sql-errors.ts";

/** Which database: a server by the URL of a login that may make tables and roles, or an embedded data directory. */
export type MigrationTarget =
  | { readonly kind: "postgres"; readonly url: string }
  | { readonly kind: "embedded"; readonly directory: string; readonly version: string };

export interface MigratorOptions {
  readonly migrations?: string;
  readonly afterMigrate?: AfterMigrate;
}

/** What may be done to a schema, for the `migrate` command and for tests. Each call opens and closes its own connection. */
export interface Migrator {
  /** Applies what is pending and returns the names. */
  up(): Promise<string[]>;
  /** Undoes the newest; its name, or undefined where none is applied. */
  down(): Promise<string | undefined>;
  status(): Promise<MigrationState[]>;
}

export function makeMigrator(target: MigrationTarget, options: MigratorOptions = {}): Migrator {
  const dialect: Dialect = target.kind === "postgres" ? POSTGRES : PGLITE;
  const files = (): ReturnType<typeof readMigrations> =>
    readMigrations(options.migrations ?? MIGRATIONS_DIRECTORY, dialect);
  const connected = <T>(work: (client: ClientBase) => Promise<T>): Promise<T> =>
    target.kind === "postgres" ? onServer(target.url, work) : inDirectory(target.directory, target.version, work);
  return {
    up: async () => {
      const migrations = await files();
      return connected((client) => migrateUp(client, migrations, options.afterMigrate));
    },
    down: async () => {
      const migrations = await files();
      return connected((client) => migrateDown(client, migrations));
    },
    status: async () => {
      const migrations = await files();
      return connected((client) => migrationStatus(client, migrations));
    },
  };
}

async function onServer<T>(url: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: "aether migrate" });
  client.on("error", () => undefined); // a statement that runs rejects with it
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw toFault(error);
  } finally {
    await client.end();
  }
}

async function inDirectory<T>(path: string, version: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const directory = await takeDataDirectory(path, version);
  const stream = new EmbeddedStream({ directory: directory.cluster, template: undefined });
  const client = new Client({ user: "postgres", stream: () => stream });
  client.on("error", () => undefined); // a statement that runs rejects with it
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw toFault(error);
  } finally {
    await client.end();
    await stream.ended();
    await directory.release();
  }
}
