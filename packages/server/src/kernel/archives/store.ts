import type { Queryable, Tx } from "#kernel/db";
import { MINUTE_MS } from "#kernel/time";

/** The process of one that did not grow for so long is dead. */
export const UNFINISHED_MS = 15 * MINUTE_MS;
/** Large enough to be worth a statement, small enough for many at a time. */
export const CHUNK_BYTES = 1024 * 1024;

export async function beginArchive(tx: Tx, archiveId: string): Promise<void> {
  await tx.execute("insert into archive (tenant_id, archive_id) values ($1, $2)", [tx.tenantId, archiveId]);
}

/**
 * Writes bytes behind those that there are; how many there are then.
 * @throws Error where there is no such archive any more
 */
export async function appendToArchive(tx: Tx, archiveId: string, bytes: Uint8Array): Promise<number> {
  const [grown] = await tx.query<{ bytes: string }>(
    `update archive
        set bytes = bytes + $2, touched_at = now()
      where archive_id = $1
     returning bytes`,
    [archiveId, bytes.length],
  );
  if (grown === undefined) throw new Error(`archive ${archiveId} is gone`);
  const end = Number(grown.bytes);
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    await tx.execute("insert into archive_chunk (tenant_id, archive_id, begins_at, data) values ($1, $2, $3, $4)", [
      tx.tenantId,
      archiveId,
      end - bytes.length + at,
      bytes.subarray(at, at + CHUNK_BYTES),
    ]);
  }
  return end;
}

/** From now on it is there as long as the repository or the export that it belongs to, in the place of the one before. */
export async function keepArchive(
  tx: Tx,
  archiveId: string,
  owner: { readonly repoId?: string; readonly exportId?: string },
): Promise<void> {
  const [repoId, exportId] = [owner.repoId ?? null, owner.exportId ?? null];
  await tx.execute("delete from archive where repo_id = $1 or export_id = $2", [repoId, exportId]);
  const kept = await tx.execute("update archive set repo_id = $2, export_id = $3 where archive_id = $1", [
    archiveId,
    repoId,
    exportId,
  ]);
  if (kept !== 1) throw new Error(`archive ${archiveId} is gone`);
}

export async function dropArchive(tx: Tx, archiveId: string): Promise<void> {
  await tx.execute("delete from archive where archive_id = $1", [archiveId]);
}

/** Undefined where there is none. */
export async function archiveBytes(db: Pick<Queryable, "query">, archiveId: string): Promise<number | undefined> {
  const [row] = await db.query<{ bytes: string }>(
    "select bytes from archive where archive_id = $1 order by archive_id limit 1",
    [archiveId],
  );
  return row === undefined ? undefined : Number(row.bytes);
}

export interface Chunk {
  readonly beginsAt: number;
  readonly data: Uint8Array;
}

/** The piece in which a byte is; undefined where there is none. */
export async function chunkAt(db: Pick<Queryable, "query">, archiveId: string, at: number): Promise<Chunk | undefined> {
  const [row] = await db.query<{ begins_at: string; data: Uint8Array }>(
    `select begins_at, data
       from archive_chunk
      where archive_id = $1 and begins_at <= $2
      order by begins_at desc
      limit 1`,
    [archiveId, at],
  );
  return row === undefined ? undefined : { beginsAt: Number(row.begins_at), data: row.data };
}

/** Removes those that belong to nothing and do not grow any more; how many. */
export function sweepUnfinished(tx: Tx, idleMs: number): Promise<number> {
  return tx.execute(
    `delete from archive
      where repo_id is null and export_id is null and touched_at < now() - $1::float8 * interval '1 ms'`,
    [idleMs],
  );
}

/** How many belong to nothing. */
export async function unfinishedArchives(db: Pick<Queryable, "query">): Promise<number> {
  const [row] = await db.query<{ unfinished: number }>(
    "select count(*)::int as unfinished from archive where repo_id is null and export_id is null limit 1",
  );
  return row?.unfinished ?? 0;
}
