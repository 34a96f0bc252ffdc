/** Which folders there are, on whose disk. They belong to no tenant: they are to be seen when it is gone. */
import type { AuthDb } from "#kernel/db";

/** False for a tenant that is not there, or is being deleted: its end waits for who came before. */
export async function writeDown(
  db: AuthDb,
  { folder, tenantId, place }: { readonly folder: string; readonly tenantId: string; readonly place: string },
): Promise<boolean> {
  const written = await db.write((tx) =>
    tx.execute(
      `insert into scratch_folder (folder, tenant, place)
       select $1, tenant_id, $3
         from tenant
        where tenant_id = $2 and state <> 'deleting'
          for share`,
      [folder, tenantId, place],
    ),
  );
  return written === 1;
}

export async function strikeOut(db: AuthDb, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  await db.write((tx) => tx.execute("delete from scratch_folder where folder = any($1::uuid[])", [folders]));
}

/** Says that their process lives. */
export async function touchFolders(db: AuthDb, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  await db.write((tx) =>
    tx.execute("update scratch_folder set seen_at = now() where folder = any($1::uuid[])", [folders]),
  );
}

/** Those of these whose process was heard of within so long. */
export async function heardOf(db: AuthDb, folders: readonly string[], withinMs: number): Promise<ReadonlySet<string>> {
  if (folders.length === 0) return new Set();
  const rows = await db.query<{ folder: string }>(
    `select folder
       from scratch_folder
      where folder = any($1::uuid[]) and seen_at > now() - $2::float8 * interval '1 ms'
      order by folder
      limit 100000`,
    [folders, withinMs],
  );
  return new Set(rows.map(({ folder }) => folder));
}

/** Those of a place whose process was not heard of for so long: nothing of them is there any more. */
export async function strikeOutDead(
  db: AuthDb,
  { place, except, deadMs }: { readonly place: string; readonly except: readonly string[]; readonly deadMs: number },
): Promise<void> {
  await db.write((tx) =>
    tx.execute(
      `delete from scratch_folder
        where place = $1 and folder <> all($2::uuid[]) and seen_at <= now() - $3::float8 * interval '1 ms'`,
      [place, except, deadMs],
    ),
  );
}

export interface KnownFolder {
  readonly folder: string;
  readonly place: string;
  readonly made_at: string;
  readonly seen_at: string;
}

/** What there is of a tenant on any disk. */
export function foldersOf(db: AuthDb, tenantId: string): Promise<KnownFolder[]> {
  return db.query<KnownFolder>(
    `select folder, place, made_at, seen_at
       from scratch_folder
      where tenant = $1
      order by made_at, folder
      limit 10000`,
    [tenantId],
  );
}

/** Those whose process was not heard of for so long stand with the deletion from now on, and nobody waits for them. */
export async function strikeOutLost(db: AuthDb, tenantId: string, lostMs: number): Promise<void> {
  await db.write((tx) =>
    tx.execute(
      `with lost as (
         delete from scratch_folder
          where tenant = $1 and seen_at < now() - $2::float8 * interval '1 ms'
         returning folder, place, made_at, seen_at
       )
       update tenant_deletion d
          set unreached = d.unreached || (select jsonb_agg(to_jsonb(lost) order by made_at, folder) from lost)
        where d.tenant = $1 and exists (select from lost)`,
      [tenantId, lostMs],
    ),
  );
}
