/** `migrate status | up | down | create NAME`: the schema of the database that the environment names. */
import { readFileSync } from "node:fs";

import { readConfig, type Secrets, withVaultSecrets } from "#kernel/config";
import { createMigration, openMigrator, MIGRATIONS_DIRECTORY, type MigrationTarget, type Migrator } from "#kernel/db";
import { Fault, isFault } from "#kernel/errors";
import { installQueue } from "#kernel/jobs";

const VERSION =
  /"version": "([^"]+)"/.exec(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))?.[1] ?? "";
const USAGE = "usage: migrate status | up | down | create NAME";

async function run([command, name]: readonly string[]): Promise<string> {
  switch (command) {
    case "status":
      return withMigrator(status);
    case "up":
      return withMigrator(up);
    case "down":
      return listed("undone", await undoNewest(), "nothing to do: no migration is applied");
    case "create":
      return createMigration(MIGRATIONS_DIRECTORY, name ?? "");
    default:
      throw new Fault("USAGE", USAGE);
  }
}

async function withMigrator<T>(work: (migrator: Migrator, secrets: Secrets) => Promise<T>): Promise<T> {
  const { config, secrets } = readConfig(await withVaultSecrets(process.env));
  const url = secrets.migrationDatabaseUrl;
  const target: MigrationTarget =
    url === undefined
      ? { kind: "embedded", directory: config.dataDirectory, version: VERSION }
      : { kind: "postgres", url };
  const migrator = await openMigrator(target, { afterMigrate: installQueue });
  try {
    return await work(migrator, secrets);
  } finally {
    await migrator.close();
  }
}

async function up(migrator: Migrator, { databaseUrl }: Secrets): Promise<string> {
  const applied = listed("applied", await migrator.up(), "nothing to do: the schema is up to date");
  const admitted = databaseUrl === undefined ? undefined : await migrator.admit(databaseUrl);
  return admitted === undefined ? applied : `${applied}\n${admitted}`;
}

async function status(migrator: Migrator): Promise<string> {
  const states = await migrator.status();
  return states.map(({ name, appliedAt }) => `${appliedAt ?? "pending             "}  ${name}`).join("\n");
}

async function undoNewest(): Promise<string[]> {
  if (process.env["NODE_ENV"] === "production") {
    throw new Fault("FORBIDDEN", "a migration is undone in development only: restore a backup instead");
  }
  const name = await withMigrator((it) => it.down());
  return name === undefined ? [] : [name];
}

function listed(verb: string, names: readonly string[], nothing: string): string {
  return names.length === 0 ? nothing : names.map((name) => `${verb} ${name}`).join("\n");
}

try {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`);
} catch (error) {
  if (!isFault(error)) throw error;
  const { message, remedy } = error.toJSON();
  process.stderr.write(`error: ${message}\n${error.code === "USAGE" ? "" : `${remedy}\n`}`);
  process.exitCode = error.code === "USAGE" ? 2 : 1;
}
