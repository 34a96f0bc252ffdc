/** What indexers of the team say of files, by repository, path and content. */
import type { TenantDb, Tx } from "#kernel/db";

import { fromUuid, toUuid } from "./ids.ts";

export interface NewScip {
  readonly path: string;
  readonly hash: string;
  readonly tool: string;
  readonly digest: string;
  /** As `packFacts` made them. */
  readonly packed: Uint8Array;
}

export async function insertScip(tx: Tx, repoId: string, rows: readonly NewScip[]): Promise<void> {
  await tx.execute(
    `insert into scip (tenant_id, repo_id, path, hash, tool, digest, data)
     select $1, $2, r.path, r.hash::uuid, r.tool, r.digest::uuid, r.data
       from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[]) as r (path, hash, tool, digest, data)
         on conflict (tenant_id, repo_id, path, hash)
         do update set tool = excluded.tool, digest = excluded.digest, data = excluded.data, imported_at = now()`,
    [
      tx.tenantId,
      repoId,
      rows.map((row) => row.path),
      rows.map((row) => toUuid(row.hash)),
      rows.map((row) => row.tool),
      rows.map((row) => toUuid(row.digest)),
      rows.map((row) => row.packed),
    ],
  );
}

/** Digests of what is said of the contents of a path, by their hashes. */
export type ScipDigests = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Rows read at a time. */
const PAGE = 10_000;
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

/** Of a repository, by path. */
export async function scipDigests(db: TenantDb, repoId: string): Promise<ScipDigests> {
  const found = new Map<string, Map<string, string>>();
  let after = { path: "", hash: BEFORE_ALL };
  for (let more = true; more;) {
    const rows = await db.query<{ path: string; hash: string; digest: string }>(
      `select path, hash, digest
         from scip
        where repo_id = $1 and (path, hash) > ($2, $3::uuid)
        order by path, hash
        limit $4`,
      [repoId, after.path, after.hash, PAGE],
    );
    for (const { path, hash, digest } of rows) {
      const known = found.get(path) ?? new Map<string, string>();
      found.set(path, known.set(fromUuid(hash), fromUuid(digest)));
    }
    after = rows.at(-1) ?? after;
    more = rows.length === PAGE;
  }
  return found;
}

/** Packed, by path; those that are not there are absent. */
export async function loadScip(
  db: TenantDb,
  repoId: string,
  files: readonly { readonly path: string; readonly hash: string }[],
): Promise<Map<string, Uint8Array>> {
  const rows = await db.query<{ path: string; data: Uint8Array }>(
    `select s.path, s.data
       from scip s
       join unnest($2::text[], $3::uuid[]) as wanted (path, hash) on s.path = wanted.path and s.hash = wanted.hash
      where s.repo_id = $1
      order by s.path, s.hash
      limit $4`,
    [repoId, files.map((file) => file.path), files.map((file) => toUuid(file.hash)), files.length],
  );
  return new Map(rows.map((row) => [row.path, row.data]));
}
