/**
 * Beside row security, a second thing that keeps tenants apart: for each of a tenant's tables a view of the same name that
 * holds the rows of the current tenant alone, in a schema where the application's statements look for names first. A statement
 * says `node` and reads `own.node`; what says `public.node` goes past the view and names its tenant itself.
 * Where row security is switched off, or a policy is loosened, the views still hold (test/isolation/unsecured.test.ts).
 * docs/decisions/0009 has what it costs. The role aether_auth may not use the schema, so its statements see the tables.
 */
import type { ClientBase } from "pg";

/**
 * Where names are looked for, as the application. Temporary tables come first where they are not named here: one that a
 * tenant's statement left on a connection would stand for a table of whoever comes next.
 */
export const SEARCH_PATH = "own,public,pg_temp";

/** Before tables are changed: what a view reads cannot be. */
export async function dropOwnRows(client: ClientBase): Promise<void> {
  await client.query("drop schema if exists own cascade");
}

/** Makes the views that are missing, of every table with a tenant that the application may read. */
export async function makeOwnRows(client: ClientBase): Promise<void> {
  await client.query(`
    do $$
    declare name name;
    begin
      if not exists (select from pg_roles where rolname = 'aether_app') then return; end if;
      create schema if not exists own;
      grant usage on schema own to aether_app;
      for name in
        select c.relname
          from pg_class c
          join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and has_table_privilege('aether_app', c.oid, 'select')
           and not exists (select from pg_class v where v.relnamespace = 'own'::regnamespace and v.relname = c.relname)
         order by c.relname
      loop
        execute format(
          'create view own.%1$I with (security_invoker = true) as
             select * from public.%1$I
              where tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
           with local check option', name);
        execute format('grant select, insert, update, delete on own.%I to aether_app', name);
      end loop;
    end $$`);
}
