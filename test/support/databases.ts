/**
 * Fresh databases for tests, on both engines: `describe.each(ENGINES)("…", ({ open }) => …)`.
 * A fresh one is a copy of one that was migrated before, so it costs some 0.1 s on PostgreSQL and 1 s embedded.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { Client } from "pg";

import {
  bringUpToDate,
  MIGRATIONS_DIRECTORY,
  openEmbedded,
  openPostgres,
  type AfterMigrate,
  type Db,
} from "../../packages/server/src/kernel/db/index.ts";
import { postgresUrl } from "./postgres-for-tests.ts";

/** A database of a test's own. */
export interface TestDatabase {
  readonly db: Db;
  /** A login that row security does not bind, to look behind the scenes; undefined on the embedded engine. */
  readonly adminUrl: string | undefined;
  /** Closes and removes it. */
  drop(): Promise<void>;
}

export interface Engine {
  readonly engine: "pglite" | "postgres";
  open(options?: TestDatabaseOptions): Promise<TestDatabase>;
}

export interface TestDatabaseOptions {
  /** As main passes it; runs on every fresh database. */
  readonly afterMigrate?: AfterMigrate;
  readonly idleLimitMs?: number;
  /** PostgreSQL only. */
  readonly statementTimeoutMs?: number;
  /** PostgreSQL only, ten by default; the embedded engine has one. */
  readonly connections?: number;
}

export const ENGINES: readonly Engine[] = [
  { engine: "pglite", open: openFreshEmbedded },
  { engine: "postgres", open: openFreshPostgres },
];

const CACHE = join(homedir(), ".cache/aether-test");

async function openFreshEmbedded(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const db = await openEmbedded({ ...options, template: await embeddedTemplate() });
  return { db, adminUrl: undefined, drop: () => db.close() };
}

/** A file for `openEmbedded({ template })`: a migrated database without rows. Two that make it at once write the same, and the rename is atomic. */
export async function embeddedTemplate(): Promise<string> {
  const file = join(CACHE, `embedded-${await schemaHash()}.tar.gz`);
  if (await exists(file)) return file;
  const db = await openEmbedded({});
  const dump = await db.dump();
  await db.close();
  await mkdir(CACHE, { recursive: true });
  const partial = `${file}.${randomUUID()}`;
  await writeFile(partial, dump);
  await rename(partial, file);
  return file;
}

async function openFreshPostgres({ connections = 10, ...options }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = await postgresUrl();
  const name = `aether_test_${randomUUID().replaceAll("-", "")}`;
  const template = await postgresTemplate(server);
  await asAdmin(server, (client) => client.query(`create database ${name} template ${template}`));
  const url = withDatabase(server, name);
  if (options.afterMigrate !== undefined) await bringUpToDate({ kind: "postgres", url }, options);
  const db = await openPostgres({ ...options, url, pool: { min: 0, max: connections } });
  return {
    db,
    adminUrl: url,
    drop: async () => {
      await db.close();
      await asAdmin(server, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** The migrated database that others are copied from; made once for each state of the migrations. */
async function postgresTemplate(server: string): Promise<string> {
  const name = `aether_template_${(await schemaHash()).slice(0, 32)}`;
  await asAdmin(server, async (client) => {
    await client.query("select pg_advisory_lock(hashtext('aether test template'))");
    const { rowCount } = await client.query("select from pg_database where datname = $1 and datistemplate", [name]);
    if (rowCount === 1) return;
    await client.query(`drop database if exists ${name}`);
    await client.query(`create database ${name}`);
    await bringUpToDate({ kind: "postgres", url: withDatabase(server, name) });
    await client.query(`alter database ${name} with is_template true`);
  });
  return name;
}

/** A PostgreSQL database without any schema. */
export async function emptyPostgres(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const server = await postgresUrl();
  const name = `aether_test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(server, (client) => client.query(`create database ${name}`));
  const drop = (): Promise<unknown> =>
    asAdmin(server, (client) => client.query(`drop database if exists ${name} with (force)`));
  return { url: withDatabase(server, name), drop: async () => void (await drop()) };
}

async function asAdmin<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function schemaHash(): Promise<string> {
  const hash = createHash("sha256").update("3"); // another number where the way of making a template changes
  for (const file of (await readdir(MIGRATIONS_DIRECTORY)).sort()) {
    hash.update(file).update(await readFile(join(MIGRATIONS_DIRECTORY, file)));
  }
  return hash.digest("hex");
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
