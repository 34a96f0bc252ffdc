/**
 * Brings a schema up to date, one file a transaction. Runs under an advisory lock, so that of two processes that start at
 * the same time one migrates and the other finds nothing to do. An applied file that was edited since is refused: the
 * schema would no longer be what the files say.
 */
import type { ClientBase } from "pg";

import { Fault } from "#kernel/errors";

import type { Migration } from "./migration-files.ts";
import { dropOwnRows, makeOwnRows } from "./own-rows.ts";
import { runScript } from "./script.ts";
import { messageOf } from "./system-errors.ts";
import type { QueueExecutor } from "./types.ts";

/** Runs after the migrations as their user, under the same lock: the queue creates its own schema here. */
export type AfterMigrate = (executor: QueueExecutor) => Promise<void>;

export interface MigrationState {
  readonly name: string;
  /** ISO 8601; undefined while it is pending. */
  readonly appliedAt: string | undefined;
}

interface Applied {
  readonly name: string;
  readonly checksum: string;
  readonly applied_at: string;
}

const LOCK = 4_127_001_843; // any number that nobody else uses on this server

const APPLIED = `
  select name, checksum, to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as applied_at
    from schema_migration
   order by name
   limit 10000`;

/** Applies what is pending and returns the names. */
export async function migrateUp(
  client: ClientBase,
  migrations: readonly Migration[],
  afterMigrate?: AfterMigrate,
): Promise<string[]> {
  return underLock(client, async () => {
    const pending = pendingAfter(await readApplied(client), migrations);
    if (pending.length > 0) await dropOwnRows(client);
    for (const migration of pending) {
      const { name, checksum, up } = migration;
      const record = `insert into schema_migration (name, checksum) values ('${name}', '${checksum}')`;
      await transaction(client, name, `${up};\n${record}`);
    }
    await afterMigrate?.(executorOf(client));
    await makeOwnRows(client);
    await grantApplication(client);
    return pending.map(({ name }) => name);
  });
}

/** Undoes the newest applied migration and returns its name, or undefined where none is applied. For development only. */
export async function migrateDown(client: ClientBase, migrations: readonly Migration[]): Promise<string | undefined> {
  return underLock(client, async () => {
    const applied = await readApplied(client);
    pendingAfter(applied, migrations);
    const newest = applied.at(-1);
    if (newest === undefined) return undefined;
    const down = migrations.find(({ name }) => name === newest.name)?.down;
    if (down === undefined)
      throw new Fault("CONFLICT", `${newest.name} has no "-- down" part: restore a backup instead`);
    await dropOwnRows(client);
    await transaction(client, newest.name, `${down};\ndelete from schema_migration where name = '${newest.name}'`);
    await makeOwnRows(client);
    return newest.name;
  });
}

/** Which migrations are applied and which are pending. Changes nothing. */
export async function migrationStatus(client: ClientBase, migrations: readonly Migration[]): Promise<MigrationState[]> {
  const applied = await readApplied(client);
  pendingAfter(applied, migrations);
  const times = new Map(applied.map(({ name, applied_at }) => [name, applied_at]));
  return migrations.map(({ name }) => ({ name, appliedAt: times.get(name) }));
}

/** Checks what is applied against the files and returns what is left to do. */
function pendingAfter(applied: readonly Applied[], migrations: readonly Migration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum } of applied) {
    const migration = known.get(name);
    if (migration === undefined) {
      throw new Fault("SCHEMA_OUTDATED", `the database has migration ${name}, which this version does not know`, {
        name,
      });
    }
    if (migration.checksum !== checksum) {
      throw new Fault("MIGRATION_EDITED", `migration ${name} was applied in another form than its file has now`, {
        name,
      });
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  const newest = applied.at(-1)?.name ?? "";
  const pending = migrations.filter(({ name }) => !done.has(name));
  const late = pending.find(({ name }) => name < newest);
  if (late !== undefined) {
    throw new Fault(
      "CONFLICT",
      `migration ${late.name} comes before ${newest}, which is applied: give it a new number`,
    );
  }
  return pending;
}

async function underLock<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query("select pg_advisory_lock($1)", [LOCK]);
  try {
    await client.query(`
      create table if not exists schema_migration (
        name       text        not null collate "C" primary key,
        checksum   text        not null,
        applied_at timestamptz not null default now()
      )`);
    return await work();
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK]).catch(() => undefined); // gone with a lost connection
  }
}

/**
 * The application compares the applied migrations with its own when it opens the database, and keeps its tables in shape
 * after bulk writes (maintain.ts), in every schema it uses.
 */
async function grantApplication(client: ClientBase): Promise<void> {
  await client.query(`
    do $$
    declare schema_name name;
    begin
      if not exists (select from pg_roles where rolname = 'aether_app') then return; end if;
      grant select on schema_migration to aether_app;
      if current_setting('server_version_num')::int < 170000 then return; end if;
      for schema_name in
        select nspname from pg_namespace
         where has_schema_privilege('aether_app', oid, 'usage') and nspname !~ '^(pg_|information_schema$)'
      loop
        execute format('grant maintain on all tables in schema %I to aether_app', schema_name);
      end loop;
    end $$`);
}

async function readApplied(client: ClientBase): Promise<readonly Applied[]> {
  const { rows } = await client.query<{ present: boolean }>(
    "select to_regclass('public.schema_migration') is not null as present",
  );
  return rows[0]?.present === true ? (await client.query<Applied>(APPLIED)).rows : [];
}

async function transaction(client: ClientBase, name: string, sql: string): Promise<void> {
  try {
    await client.query(`begin;\n${sql};\ncommit`);
  } catch (error) {
    await client.query("rollback").catch(() => undefined); // gone with a lost connection
    throw new Error(`migration ${name} failed: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function executorOf(client: ClientBase): QueueExecutor {
  return {
    executeSql: async (text, values) => {
      const results = await runScript(client, text, values);
      return { rows: results.flatMap(({ rows }) => rows) };
    },
  };
}
