import type { ClientConfig, Pool } from "pg";

import { Fault } from "#kernel/errors";

import { makeDatabase } from "./database.ts";
import { POSTGRES } from "./dialect.ts";
import { UNKNOWN_ROOM } from "./disk-room.ts";
import { type IsolationProblem, isolationProblems } from "./isolation.ts";
import { Listener } from "./listener.ts";
import { migrationStatus } from "./migrate.ts";
import { MIGRATIONS_DIRECTORY, readMigrations } from "./migration-files.ts";
import { SEARCH_PATH } from "./own-rows.ts";
import { openPool } from "./pool.ts";
import { toFault } from "./sql-errors.ts";
import { codeOf, messageOf } from "./system-errors.ts";
import type { Db } from "./types.ts";

export interface PostgresOptions {
  /** A login that is a member of aether_app and aether_auth, or may become one. */
  readonly url: string;
  readonly pool?: {
    readonly min?: number;
    readonly max?: number;
    /** How long a caller waits for a connection, a new one included. */
    readonly waitMs?: number;
    /** A connection older than this is replaced. */
    readonly maxLifetimeSeconds?: number;
  };
  /** Five minutes by default. */
  readonly statementTimeoutMs?: number;
  /** A write that sends nothing for so long is rolled back; a minute by default. */
  readonly idleLimitMs?: number;
  readonly migrations?: string;
  /** Refuses a login that could take back what row security keeps from it. */
  readonly isProduction?: boolean;
  /** Called with an error of a connection that nobody was using; the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

const MINUTE_MS = 60_000;
const GRANT = "grant aether_app, aether_auth to it";

/**
 * Opens a pool of connections that are bound by row security: each takes the role aether_app when it starts,
 * whatever the login may do. Refuses a server where that does not hold.
 */
export async function openPostgres(options: PostgresOptions): Promise<Db> {
  const { min = 5, max = 20, waitMs = 30_000, maxLifetimeSeconds = 1_800 } = options.pool ?? {};
  const connection: ClientConfig = {
    connectionString: options.url,
    // The role is set by the server before the first statement, and RESET ROLE comes back to it.
    options: `-c role=aether_app -c search_path=${SEARCH_PATH} -c timezone=UTC -c datestyle=ISO -c bytea_output=hex`,
    application_name: "aether",
    statement_timeout: options.statementTimeoutMs ?? 5 * MINUTE_MS,
    idle_in_transaction_session_timeout: 2 * MINUTE_MS, // a client that vanished; a live one is watched in transaction.ts
    keepAlive: true,
    connectionTimeoutMillis: waitMs,
  };
  const settings = { ...connection, min, max, maxLifetimeSeconds, idleTimeoutMillis: 30_000 };
  const pool = openPool(settings, options.onIdleError);
  try {
    const vectorOid = await assertUsable(pool);
    await assertMigrated(pool, options.migrations ?? MIGRATIONS_DIRECTORY);
    await assertAuthenticates(pool);
    await assertIsolated(pool);
    if (options.isProduction === true) await assertHarmless(pool);
    const listener = new Listener(connection);
    const release = (): Promise<void> => listener.close();
    return makeDatabase({
      pool,
      dialect: POSTGRES,
      room: UNKNOWN_ROOM,
      vectorOid,
      idleLimitMs: options.idleLimitMs,
      listen: (channel, handler) => listener.listen(channel, handler),
      release,
    });
  } catch (error) {
    await pool.end();
    throw openingFault(error);
  }
}

/** What the server says of a login that cannot become aether_app, in terms of what to do. */
function openingFault(error: unknown): unknown {
  const text = messageOf(error);
  if (/role "aether_app" does not exist/.test(text) || codeOf(error) === "22023") {
    return new Fault("SCHEMA_OUTDATED", "the database was never migrated: it has no role aether_app", {}, error);
  }
  if (/permission denied to set role/.test(text)) {
    return new Fault("DATABASE_UNSAFE", `the login may not become aether_app: ${GRANT}`, {}, error);
  }
  return toFault(error);
}

async function assertMigrated(pool: Pool, directory: string): Promise<void> {
  const migrations = await readMigrations(directory, POSTGRES);
  const client = await pool.connect();
  try {
    const pending = (await migrationStatus(client, migrations)).filter(({ appliedAt }) => appliedAt === undefined);
    if (pending.length === 0) return;
    const names = pending.map(({ name }) => name);
    throw new Fault("SCHEMA_OUTDATED", `the database lacks ${names.length} migrations, from ${names[0]} on`, { names });
  } finally {
    client.release();
  }
}

async function assertAuthenticates(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ may: boolean }>(
    "select pg_has_role(session_user, 'aether_auth', 'member') as may",
  );
  if (rows[0]?.may === true) return;
  throw new Fault("DATABASE_UNSAFE", `the login may not become aether_auth: ${GRANT}`);
}

/** Statements run as aether_app, but whoever finds a way to send one of their own could leave that role for the login. */
async function assertHarmless(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ problem: string }>(`
    select problem
      from (select 1 as place, 'the login ' || rolname || ' is a superuser' as problem
              from pg_roles
             where rolname = session_user and rolsuper
            union all
            select 2, 'the login ' || rolname || ' has bypassrls'
              from pg_roles
             where rolname = session_user and rolbypassrls
            union all
            select 3, 'the login owns ' || count(*) || ' tables'
              from pg_class
             where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
               and relowner = (select oid from pg_roles where rolname = session_user)
            having count(*) > 0
            union all
            select 4, 'row security is off or not forced on ' || string_agg(c.relname, ', ' order by c.relname)
              from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
               and not (c.relrowsecurity and c.relforcerowsecurity)
            having count(*) > 0) found
     order by place
     limit 10`);
  if (rows.length === 0) return;
  const problems = rows.map(({ problem }) => problem);
  throw new Fault("DATABASE_UNSAFE", `not in production: ${problems.join("; ")}`, { problems });
}

/** Fails closed: a schema that lets tenants see each other is not served. */
async function assertIsolated(pool: Pool): Promise<void> {
  const problems = await isolationProblems(async (sql, params) => {
    const { rows } = await pool.query<IsolationProblem>(sql, [...params]);
    return rows;
  });
  const [first] = problems;
  if (first === undefined) return;
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : "";
  throw new Fault("DATABASE_UNSAFE", `tenants are not kept apart: ${first.object} ${first.problem}${more}`, {
    problems,
  });
}

/** Refuses a server that does not bind us by row security or is too old; returns the oid of its vector type. */
async function assertUsable(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{
    name: string;
    safe: boolean;
    version: number;
    vector: string | null;
    oid: number;
  }>(`
    select rolname as name, not rolsuper and not rolbypassrls and rolname = 'aether_app' as safe,
           current_setting('server_version_num')::int as version,
           (select extversion from pg_extension where extname = 'vector') as vector,
           to_regtype('${POSTGRES.vector}')::oid::int8::int4 as oid
      from pg_roles
     where rolname = current_user`);
  const [found] = rows;
  if (found?.safe !== true) {
    const name = found?.name ?? "nobody";
    throw new Fault("DATABASE_UNSAFE", `connections run as ${name}, not as aether_app under row security`);
  }
  if (found.version < 150_000) throw new Fault("SCHEMA_OUTDATED", "PostgreSQL 15 or newer is needed");
  if (found.vector === null || !/^(?:[1-9]|0\.(?:[89]|\d\d))/.test(found.vector)) {
    throw new Fault("SCHEMA_OUTDATED", `pgvector 0.8 or newer is needed, this is ${found.vector ?? "not installed"}`);
  }
  return found.oid;
}
