/** What a database is, as whoever looks for the cause of trouble wants to know it. */
import type { Dialect } from "./dialect.ts";
import { type IsolationProblem, isolationProblems } from "./isolation.ts";
import { MIGRATIONS_DIRECTORY, readMigrations } from "./migration-files.ts";
import type { TenantDb } from "./types.ts";

export interface DatabaseState {
  /** As `17.11`. */
  readonly server: string;
  /** The version of the extension; undefined where it is not installed. */
  readonly vector: string | undefined;
  /** The role that statements run as, and whether row security binds it. */
  readonly role: { readonly name: string; readonly bound: boolean };
  /** The newest migration that is applied, and that of this version's files. */
  readonly schema: { readonly applied: string; readonly expected: string };
  /** What would let one tenant see, reach or hear of another. */
  readonly leaks: readonly IsolationProblem[];
}

interface Row {
  readonly server: string;
  readonly vector: string | null;
  readonly role: string;
  readonly bound: boolean;
  readonly applied: string | null;
}

/** Looks through a tenant's eyes: what it finds is what binds the statements of the application. */
export async function inspectDatabase(tenant: TenantDb, dialect: Dialect): Promise<DatabaseState> {
  const [rows, files, leaks] = await Promise.all([
    tenant.query<Row>(`
      select current_setting('server_version') as server,
             (select extversion from pg_extension where extname = 'vector') as vector,
             r.rolname::text as role,
             not r.rolsuper and not r.rolbypassrls as bound,
             (select max(name) from schema_migration) as applied
        from pg_roles r
       where r.rolname = current_user
       limit 1`),
    readMigrations(MIGRATIONS_DIRECTORY, dialect),
    isolationProblems((sql, params) => tenant.query(sql, params)),
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error("the current role is none of the server's");
  return {
    server: row.server.split(" ")[0] ?? "",
    vector: row.vector ?? undefined,
    role: { name: row.role, bound: row.bound },
    schema: { applied: row.applied ?? "", expected: files.at(-1)?.name ?? "" },
    leaks,
  };
}
