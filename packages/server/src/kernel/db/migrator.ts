import { Client } from "pg";

import { admitLogin } from "./admit-login.ts";
import { takeDataDirectory } from "./data-directory.ts";
import { PGLITE, POSTGRES, type Dialect } from "./dialect.ts";
import { EmbeddedStream } from "./embedded-stream.ts";
import { migrateDown, migrateUp, migrationStatus, type AfterMigrate, type MigrationState } from "./migrate.ts";
import { MIGRATIONS_DIRECTORY, readMigrations, type Migration } from "./migration-files.ts";
import { toFault } from "./sql-errors.ts";

/** Which database: a server by the URL of a login that may make tables and roles, or an embedded data directory. */
export type MigrationTarget =
  | { readonly kind: "postgres"; readonly url: string }
  | { readonly kind: "embedded"; readonly directory: string; readonly version: string };

export interface MigratorOptions {
  readonly migrations?: string;
  readonly afterMigrate?: AfterMigrate;
  /** Of a server: the URL of the login that the application uses. */
  readonly login?: string;
}

/** What may be done to a schema, for the `migrate` command and for tests. */
export interface Migrator {
  /** Applies what is pending and returns the names. */
  up(): Promise<string[]>;
  /** Undoes the newest; its name, or undefined where none is applied. */
  down(): Promise<string | undefined>;
  status(): Promise<MigrationState[]>;
  /** Lets the login of a server's URL be the application; what was done for it, or undefined where nothing was to be done. */
  admit(url: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens the database with the rights to change its schema. Nobody else has an embedded one open meanwhile. */
export async function openMigrator(target: MigrationTarget, options: MigratorOptions = {}): Promise<Migrator> {
  const dialect: Dialect = target.kind === "postgres" ? POSTGRES : PGLITE;
  const files = (): Promise<Migration[]> => readMigrations(options.migrations ?? MIGRATIONS_DIRECTORY, dialect);
  const connected = await connect(target);
  const { client } = connected;
  return {
    up: () => asFault(async () => migrateUp(client, await files(), options.afterMigrate)),
    down: () => asFault(async () => migrateDown(client, await files())),
    status: () => asFault(async () => migrationStatus(client, await files())),
    admit: (url) => asFault(() => admitLogin(client, url)),
    close: () => connected.close(),
  };
}

/** Opens, applies what is pending, closes; returns the names of what was applied. */
export async function bringUpToDate(target: MigrationTarget, options: MigratorOptions = {}): Promise<string[]> {
  const migrator = await openMigrator(target, options);
  try {
    const applied = await migrator.up();
    if (options.login !== undefined) await migrator.admit(options.login);
    return applied;
  } finally {
    await migrator.close();
  }
}

interface Connected {
  readonly client: Client;
  close(): Promise<void>;
}

async function connect(target: MigrationTarget): Promise<Connected> {
  return asFault(() => (target.kind === "postgres" ? connectServer(target.url) : openDirectory(target)));
}

async function connectServer(url: string): Promise<Connected> {
  const client = new Client({ connectionString: url, application_name: "aether migrate" });
  client.on("error", () => undefined); // a statement that runs rejects with it
  await client.connect();
  return { client, close: () => client.end() };
}

async function openDirectory(target: Extract<MigrationTarget, { kind: "embedded" }>): Promise<Connected> {
  const place = await takeDataDirectory(target.directory, target.version);
  const stream = new EmbeddedStream({ directory: place.cluster, template: undefined });
  const client = new Client({ user: "postgres", stream: () => stream });
  client.on("error", () => undefined); // a statement that runs rejects with it
  try {
    await client.connect();
    await place.created();
  } catch (error) {
    stream.destroy();
    await place.release();
    throw error;
  }
  return {
    client,
    close: async () => {
      await client.end();
      await stream.ended();
      await place.release();
    },
  };
}

async function asFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFault(error);
  }
}
