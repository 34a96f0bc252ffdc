/**
 * The database: one interface over PostgreSQL and the embedded PGlite. forTenant is the only way to a tenant's rows:
 * every statement runs under row security with the tenant set for that statement or transaction alone.
 * It hands out no connection, holds no transaction open across calls, and knows no table of its callers.
 */
export { announceOwner, readOwner, type Owner } from "./data-directory.ts";
export { type Dialect } from "./dialect.ts";
export { openEmbedded, type EmbeddedDb, type EmbeddedOptions } from "./embedded.ts";
export { type DatabaseState, inspectDatabase } from "./inspect.ts";
export { isolationProblems, type IsolationProblem } from "./isolation.ts";
export { type AfterMigrate, type MigrationState } from "./migrate.ts";
export { createMigration, MIGRATIONS_DIRECTORY } from "./migration-files.ts";
export { bringUpToDate, openMigrator, type MigrationTarget, type Migrator, type MigratorOptions } from "./migrator.ts";
export { openPostgres, type PostgresOptions } from "./postgres.ts";
export { violatedConstraint } from "./sql-errors.ts";
export {
  type AuthDb,
  type AuthTx,
  type Db,
  type QueueExecutor,
  type Queryable,
  type TenantDb,
  type Tx,
} from "./types.ts";
export { Vector, VectorArray } from "./vectors.ts";
