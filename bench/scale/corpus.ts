/** Many functions of real code in one tenant, and hundreds of tenants beside it that have some of their own. */
import { randomUUID } from "node:crypto";
import { basename } from "node:path";

import { Client } from "pg";

import { discover } from "../../packages/graph/src/disk.ts";
import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import { ensureTenant } from "../../packages/server/src/kernel/tenancy/index.ts";
import type { TestTenant } from "../../test/support/aether-for-tests.ts";

export interface Functions {
  readonly functions: number;
  readonly units: number;
  readonly repos: number;
}

/** Indexes the folders until there are so many functions. A folder is one repository, so each counts once. */
export async function fill(
  { tenant, db }: { readonly tenant: TestTenant; readonly db: Db },
  folders: readonly string[],
  wanted: number,
): Promise<Functions> {
  let counts: Functions = { functions: 0, units: 0, repos: 0 };
  for (const folder of folders) {
    const job = await tenant.index(folder, { name: basename(folder) });
    if (job.state !== "succeeded") throw new Error(JSON.stringify(job.error));
    counts = await countFunctions(tenant, db);
    console.error(`${counts.functions} functions, ${counts.units} units in ${counts.repos} repositories`);
    if (counts.functions >= wanted) return counts;
  }
  // What there is is measured, and told in the figures.
  console.error(`the folders have no more than ${counts.functions} functions: name more of them for ${wanted}`);
  return counts;
}

async function countFunctions(tenant: TestTenant, db: Db): Promise<Functions> {
  const [row] = await db.forTenant(tenant.context).query<Functions>(
    `select count(*) filter (where kind in ('Function', 'Method'))::int as functions, count(*)::int as units,
            count(distinct track_id)::int as repos
       from unit
      limit 1`,
  );
  if (row === undefined) throw new Error("a count gave no row");
  return row;
}

/** What a search of words and vectors reads, in an order that foreign keys allow. */
const TABLES = ["repo", "track", "snapshot", "blob", "file", "segment", "unit", "posting", "vector_256", "node"];

/** New tenants with all that another has. */
export async function copyTenant(
  { db, adminUrl }: { readonly db: Db; readonly adminUrl: string },
  from: string,
  count: number,
): Promise<void> {
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const tenantId of ids) await ensureTenant(db, { tenantId, slug: `t-${tenantId}` });
  const admin = new Client(adminUrl);
  await admin.connect();
  try {
    for (const table of TABLES) {
      const { rows } = await admin.query<{ name: string }>(
        `select attname as name from pg_attribute
          where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> 'tenant_id'`,
        [`public.${table}`],
      );
      const columns = rows.map(({ name }) => `"${name}"`).join(", ");
      await admin.query(
        `insert into public.${table} (tenant_id, ${columns})
         select t.id, ${columns} from public.${table} cross join unnest($2::uuid[]) as t (id) where tenant_id = $1`,
        [from, ids],
      );
    }
  } finally {
    await admin.end();
  }
}

/** Source files of a folder up to so many bytes. */
export async function aLittleOf(folder: string, bytesMax: number): Promise<Record<string, string>> {
  const found = await discover(folder);
  const texts: Record<string, string> = {};
  let bytes = 0;
  for (const { path } of found.files) {
    const file = found.read(path);
    if (file.kind !== "text" || !/\.(?:go|ts|java|py|rs|cs)$/.test(path)) continue;
    bytes += file.text.length;
    if (bytes > bytesMax) break;
    texts[path] = file.text;
  }
  return texts;
}
