/**
 * What autovacuum does, done by us when we know that it is time: gives back the room of dead rows and tells the planner what
 * tables hold. The embedded engine has no process for it, and a server's comes up to a minute later: without statistics a
 * walk of two edges took 6.7 ms of CPU instead of 0.26.
 */
import type { Connection } from "./connections.ts";

/**
 * Autovacuum's own rule, and one more: what the embedded engine counted is lost when it is closed, so a table that has
 * outgrown its statistics by a fifth is looked at again, too. Only what the role may maintain, which needs PostgreSQL 17.
 */
const TABLES_IN_NEED = `
  select format('%I.%I', s.schemaname, s.relname) as name,
         n_dead_tup > 50 + 0.2 * greatest(reltuples, 0) as bloated
    from pg_stat_user_tables s
    join pg_class c on c.oid = s.relid
   where has_table_privilege(c.oid, 'maintain')
     and (n_dead_tup > 50 + 0.2 * greatest(reltuples, 0)
          or n_mod_since_analyze > 50 + 0.1 * greatest(reltuples, 0)
          or pg_relation_size(c.oid) / current_setting('block_size')::int > 8 + 1.2 * relpages)
   order by name
   limit 1000`;

/** Takes a few milliseconds where little has changed. */
export async function maintainTables(connection: Connection): Promise<void> {
  const [version] = await connection.script("select current_setting('server_version_num')::int >= 170000 as can");
  if (version?.rows[0]?.["can"] !== true) return;
  const [, needy] = await connection.script(`select pg_stat_force_next_flush(); ${TABLES_IN_NEED}`);
  for (const { name, bloated } of needy?.rows ?? []) {
    await connection.script(`${bloated === true ? "vacuum (analyze)" : "analyze"} ${String(name)}`);
  }
}
