import { once } from "node:events";
import { dirname } from "node:path";

import type { ClientBase, Pool, PoolConfig } from "pg";

import { Fault, isFault } from "#kernel/errors";

import { Channels } from "./channels.ts";
import { takeDataDirectory, type DataDirectory } from "./data-directory.ts";
import { makeDatabase } from "./database.ts";
import { PGLITE } from "./dialect.ts";
import { type DiskRoom, openDiskRoom, UNKNOWN_ROOM } from "./disk-room.ts";
import { EmbeddedStream } from "./embedded-stream.ts";
import { migrateUp, type AfterMigrate } from "./migrate.ts";
import { MIGRATIONS_DIRECTORY, readMigrations } from "./migration-files.ts";
import { SEARCH_PATH } from "./own-rows.ts";
import { openPool } from "./pool.ts";
import { toFault } from "./sql-errors.ts";
import type { Db } from "./types.ts";

export interface EmbeddedOptions {
  /** The data directory, made where it is absent; undefined keeps everything in memory, for tests. */
  readonly directory?: string;
  /** Of the program, written into the directory for whoever cannot read it. */
  readonly version?: string;
  /** A gzipped tar from `dump` to start an empty directory from: saves initdb, 2.5 s of CPU. */
  readonly template?: string | undefined;
  readonly migrations?: string;
  readonly afterMigrate?: AfterMigrate;
  /** A write that sends nothing for so long is rolled back; a minute by default. */
  readonly idleLimitMs?: number;
  /** Called with an error of the engine that came while nothing ran; the next call starts it again. */
  readonly onIdleError?: (error: Error) => void;
}

export interface EmbeddedDb extends Db {
  /** The whole database as a gzipped tar that `template` takes. Everybody waits while it is made. */
  dump(): Promise<Uint8Array>;
}

/**
 * Opens the database inside of this process, and brings its schema up to date. One connection, so statements run one after
 * the other; it logs in as a superuser to migrate, and is aether_login in the role aether_app from then on.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDb> {
  const { directory, version = "0" } = options;
  const place: Place = directory === undefined ? IN_MEMORY : await takeDataDirectory(directory, version);
  const room = place.cluster === undefined ? UNKNOWN_ROOM : openDiskRoom(dirname(place.cluster));
  try {
    return await openIn(place, options, room);
  } catch (error) {
    await place.release();
    throw await room.locate(toFault(error));
  }
}

/** Where the engine's files are, if anywhere. */
type Place = Omit<DataDirectory, "cluster"> & { readonly cluster: string | undefined };

const IN_MEMORY: Place = {
  cluster: undefined,
  isNew: true,
  created: () => Promise.resolve(),
  release: () => Promise.resolve(),
};

async function openIn(place: Place, options: EmbeddedOptions, room: DiskRoom): Promise<EmbeddedDb> {
  const { cluster } = place;
  const isMade = place.isNew && cluster !== undefined;
  if (isMade) await makeCluster({ directory: cluster, template: options.template });
  const engine = openEngine(place, isMade ? { ...options, template: undefined } : options);
  const vectorOid = await prepare(engine, place, options);
  const database = makeDatabase({
    pool: engine.pool,
    dialect: PGLITE,
    vectorOid,
    room,
    idleLimitMs: options.idleLimitMs,
    listen: engine.listen,
    release: async () => {
      await engine.closed();
      await place.release();
    },
  });
  return { ...database, dump: () => engine.dump() };
}

/** Makes PostgreSQL's files in a thread that ends with it: what initdb took (150 MB) is given back before any work begins. */
async function makeCluster(data: { readonly directory: string; readonly template: string | undefined }): Promise<void> {
  const stream = new EmbeddedStream(data).connect();
  await once(stream, "connect");
  stream.resume().end(); // it closes only when its far end has been read
  await stream.ended();
}

/** Migrates, gives up the superuser's rights, and returns the oid of the vector type. */
async function prepare(engine: Engine, place: Place, options: EmbeddedOptions): Promise<number> {
  try {
    const client = await engine.pool.connect();
    try {
      await place.created();
      await migrate(client, options);
      await engine.serve(client);
      const { rows } = await client.query<{ oid: number }>(
        `select to_regtype('${PGLITE.vector}')::oid::int8::int4 as oid`,
      );
      return rows[0]?.oid ?? 0;
    } finally {
      client.release();
    }
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function migrate(
  client: ClientBase,
  { migrations = MIGRATIONS_DIRECTORY, afterMigrate }: EmbeddedOptions,
): Promise<void> {
  const files = await readMigrations(migrations, PGLITE);
  try {
    await migrateUp(client, files, afterMigrate);
  } catch (error) {
    if (!isFault(error, "SCHEMA_OUTDATED")) throw error;
    throw new Fault(
      "DATA_DIR_VERSION",
      `the data directory is newer than this version: ${error.message}`,
      error.details,
      error,
    );
  }
}

interface Engine {
  readonly pool: Pool;
  readonly listen: Db["listen"];
  /** Gives up the superuser's rights, on this connection and on every later one. */
  serve(client: ClientBase): Promise<void>;
  dump(): Promise<Uint8Array>;
  close(): Promise<void>;
  /** Resolves when the engine has written everything and its thread has ended. */
  closed(): Promise<void>;
}

function openEngine(place: Place, options: EmbeddedOptions): Engine {
  let stream: EmbeddedStream | undefined;
  let serving = false;
  const channels = new Channels();
  const config: PoolConfig = {
    user: "postgres",
    max: 1,
    idleTimeoutMillis: 0,
    stream: () => {
      const template = place.isNew && !serving ? options.template : undefined;
      stream = new EmbeddedStream({ directory: place.cluster, template });
      return stream;
    },
    // Also for a thread that replaces one that died.
    // oxlint-disable-next-line typescript/no-misused-promises -- pg waits for the promise, though its types do not say so
    onConnect: async (client: ClientBase) => {
      channels.attach(client);
      if (!serving) return;
      await client.query(BECOME_APPLICATION);
      await channels.restore(client);
    },
  };
  const pool = openPool(config, options.onIdleError);
  const closed = async (): Promise<void> => stream?.ended();
  return {
    pool,
    listen: (channel, handler) => channels.listen(channel, handler, (sql) => pool.query(sql)),
    serve: async (client) => {
      await client.query(BECOME_APPLICATION);
      serving = true;
    },
    dump: async () => {
      const client = await pool.connect();
      try {
        if (stream === undefined) throw new Fault("STORAGE_UNAVAILABLE", "the embedded database is not open");
        return await stream.dump("gzip");
      } finally {
        client.release();
      }
    },
    close: async () => {
      await pool.end();
      await closed();
    },
    closed,
  };
}

/** A login that may take the roles of the application and no others. */
const BECOME_APPLICATION = `set session authorization aether_login; set role aether_app; set search_path = ${SEARCH_PATH}`;
