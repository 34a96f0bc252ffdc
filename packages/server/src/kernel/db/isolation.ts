/**
 * Whether the schema keeps tenants apart, read from the catalogue: what a migration forgot shows here, whoever wrote it.
 * The rules are those of docs/security.md. Exceptions stand below by name; there are no others.
 */
export interface IsolationProblem {
  /** A table, policy, constraint, index, function or role. */
  readonly object: string;
  readonly problem: string;
}

/** Tables that belong to no tenant. The application's role reads none of them but the list of migrations. */
const GLOBAL_TABLES = [
  "schema_migration",
  "person",
  "session",
  "password_reset",
  "operator_key",
  "guess",
  "device_login",
  "installation_key",
  "rate_window",
  "rate_share",
  "tenant_deletion",
  "scratch_folder",
];
/** Policies besides tenant_isolation, for the role that says who may come in: the directory of tenants and memberships, and trails of deleted tenants. */
const OTHER_POLICIES = ["tenant.tenant_directory", "membership.membership_directory", "audit.audit_erasure"];
/** What that role may do with tables of tenants. */
const DIRECTORY_GRANTS = [
  "tenant DELETE",
  "tenant INSERT",
  "tenant SELECT",
  "tenant UPDATE",
  "membership SELECT",
  "audit SELECT",
  "audit DELETE",
];
/** Unique in the installation: a slug is in URLs, and only the operator gives one. */
const OTHER_UNIQUE = ["tenant_slug_unique"];
/** From a table without a tenant into one with; and by a column that is generated from tenant_id, so it leads nowhere else. */
const OTHER_FOREIGN_KEYS = ["session_acts_in_fkey", "device_login_acts_in_fkey", "idempotent_call_of_tenant_fkey"];

const POLICY =
  "(tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS \"nullif\"))";

/** What follows the columns in the definition of a view in the schema own. */
const OWN_ROWS =
  "^ SELECT [a-z0-9_,. \\n\"]*\n +FROM (public\\.)?[a-z0-9_]+\n +WHERE \\(([a-z0-9_]+\\.)?tenant_id = \\( SELECT \\(NULLIF\\(current_setting\\('app.tenant_id'::text, true\\), ''::text\\)\\)::uuid AS \"nullif\"\\)\\);$";

const TABLES = `
  ours as (
    select c.oid, c.relname::text as name, c.relname = any($1::text[]) as is_global, c.relowner, c.relacl,
           c.relrowsecurity and c.relforcerowsecurity as is_secured,
           (select a.attnum from pg_attribute a
             where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull and not a.attisdropped) as tenant
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p'))`;

/** Each gives rows of object and problem. */
const RULES: readonly string[] = [
  `select name as object, 'has no column tenant_id that is never null' as problem
     from ours where tenant is null and not is_global`,
  `select name, 'row security is not enabled and forced' from ours where not is_secured and not is_global`,
  `select o.name, 'has no policy tenant_isolation for every command, in both directions, on the current tenant'
     from ours o
    where not o.is_global
      and not exists (
        select from pg_policy p
         where p.polrelid = o.oid and p.polname = 'tenant_isolation' and p.polcmd = '*' and p.polpermissive
           and p.polroles = array[0]::oid[]
           and pg_get_expr(p.polqual, p.polrelid) = $2 and pg_get_expr(p.polwithcheck, p.polrelid) = $2)`,
  `select o.name || '.' || p.polname, 'is a policy that nobody has agreed to'
     from pg_policy p join ours o on o.oid = p.polrelid
    where p.polname <> 'tenant_isolation' and o.name || '.' || p.polname <> all($3::text[])`,
  `select c.relname::text, 'is unique across tenants: it does not begin with tenant_id'
     from pg_index i join ours o on o.oid = i.indrelid join pg_class c on c.oid = i.indexrelid
    where i.indisunique and not o.is_global and i.indkey[0] is distinct from o.tenant and c.relname <> all($4::text[])`,
  `select k.conname::text, 'can lead from one tenant to another: tenant_id is not part of it at both ends'
     from pg_constraint k join ours f on f.oid = k.conrelid join ours t on t.oid = k.confrelid
    where k.contype = 'f' and not t.is_global and k.conname <> all($5::text[])
      and not exists (select from unnest(k.conkey, k.confkey) as pair (of, there) where of = f.tenant and there = t.tenant)`,
  `select name, format('grants %s to %s', may, coalesce(nullif(grantee, ''), 'everybody'))
     from (select o.name, o.is_global, a.privilege_type as may, coalesce(r.rolname::text, '') as grantee
             from ours o
            cross join aclexplode(coalesce(o.relacl, acldefault('r', o.relowner))) a
             left join pg_roles r on r.oid = a.grantee
            where a.grantee <> o.relowner) as granted
    where not (may = 'MAINTAIN' and grantee = 'aether_app')
      and not (may in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
               and case grantee when 'aether_app' then not is_global or (name = 'schema_migration' and may = 'SELECT')
                                when 'aether_auth' then is_global or name || ' ' || may = any($6::text[])
                                else false end)`,
  `select n.nspname::text, format('lets %s make objects in it', coalesce(r.rolname, 'everybody'))
     from pg_namespace n
    cross join aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
     left join pg_roles r on r.oid = a.grantee
    where n.nspname in ('public', 'own', 'pgboss') and a.privilege_type = 'CREATE'
      and a.grantee <> n.nspowner and r.rolname is distinct from 'pg_database_owner'`,
  `select c.relname::text, 'cannot be bound by row security: a materialized view or a foreign table'
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('m', 'f')`,
  `select c.relname::text, 'is a view that reads with its owner''s rights: it lacks security_invoker'
     from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
      and not coalesce('security_invoker=true' = any(c.reloptions) or 'security_invoker=on' = any(c.reloptions), false)`,
  `select o.name, 'has no view in the schema own that holds every column of the current tenant''s rows and no others'
     from ours o
    where not o.is_global and has_table_privilege('aether_app', o.oid, 'select')
      and not exists (
        select from pg_class v
         where v.relnamespace = to_regnamespace('own') and v.relkind = 'v' and v.relname = o.name
           and v.reloptions @> '{security_invoker=true,check_option=local}'
           and pg_get_viewdef(v.oid) ~ $7
           and (select array_agg(attname order by attnum) from pg_attribute where attrelid = v.oid and attnum > 0)
               = (select array_agg(attname order by attnum)
                    from pg_attribute where attrelid = o.oid and attnum > 0 and not attisdropped))`,
  `select format('own.%I', v.relname), 'is no view of a tenant''s table of the same name'
     from pg_class v left join ours o on o.name = v.relname and not o.is_global
    where v.relnamespace = to_regnamespace('own') and o.oid is null`,
  `select c.relname::text, 'is a sequence: its numbers tell of other tenants'
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'`,
  `select p.oid::regprocedure::text,
          case when p.proleakproof then 'claims to be leakproof' else 'runs with its owner''s rights' end
     from pg_proc p
    where p.pronamespace in (select oid from pg_namespace where nspname in ('public', 'pgboss'))
      and (p.prosecdef or p.proleakproof)
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
  `select r.rolname::text, 'is a role that row security does not bind, or that can make others'
     from pg_roles r
    where r.rolname ^@ 'aether_' and r.rolname in ('aether_app', 'aether_auth', 'aether_login', 'aether_queue')
      and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolinherit)`,
  `select r.rolname || ' in ' || g.rolname, 'is a membership that gives a role of the application more'
     from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
    where r.rolname in ('aether_app', 'aether_auth', 'aether_queue')
       or (r.rolname = 'aether_login' and g.rolname not in ('aether_app', 'aether_auth'))`,
  `select o.name, 'belongs to a role of the application, which row security would not bind'
     from ours o join pg_roles r on r.oid = o.relowner
    where r.rolname in ('aether_app', 'aether_auth', 'aether_login')`,
];

const CHECK = `
  with ${TABLES}
  select object, problem
    from (${RULES.map((rule) => `(${rule})`).join("\n union all ")}) as found
   order by object, problem
   limit 1000`;

/** Everything in the schema that would let one tenant see, reach or hear of another. Some ten milliseconds. */
export function isolationProblems(
  ask: (sql: string, params: readonly unknown[]) => Promise<IsolationProblem[]>,
): Promise<IsolationProblem[]> {
  const known = [GLOBAL_TABLES, POLICY, OTHER_POLICIES, OTHER_UNIQUE, OTHER_FOREIGN_KEYS, DIRECTORY_GRANTS, OWN_ROWS];
  return ask(CHECK, known);
}
