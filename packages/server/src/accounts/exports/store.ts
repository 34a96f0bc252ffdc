/** Exports of tenants and how far their archives have come. */
import { beginArchive, keepArchive } from "#kernel/archives";
import type { Queryable, TenantDb, Tx } from "#kernel/db";
import { addUsage } from "#kernel/limits";

/** Counted by day: bytes of archives. */
const EXPORT_BYTES = "export_bytes";

export interface NewExport {
  readonly exportId: string;
  readonly jobId: string;
  readonly askedBy: string;
  readonly lifeMs: number;
}

/** In the place of those before, with an archive of the same id that is empty. Answers when it expires. */
export async function insertExport(tx: Tx, { exportId, jobId, askedBy, lifeMs }: NewExport): Promise<string> {
  await deleteExports(tx, undefined);
  const [row] = await tx.query<{ expires_at: string }>(
    `insert into tenant_export (tenant_id, export_id, job_id, asked_by, expires_at, tracks)
     values ($1, $2, $3, $4, now() + $5::float8 * interval '1 ms',
             (select coalesce(jsonb_object_agg(track_id, current), '{}') from track))
     returning expires_at`,
    [tx.tenantId, exportId, jobId, askedBy, lifeMs],
  );
  await beginArchive(tx, exportId);
  await keepArchive(tx, exportId, { exportId });
  return row?.expires_at ?? "";
}

export interface ExportRow {
  readonly export_id: string;
  readonly job_id: string;
  readonly asked_by: string;
  readonly asked_at: string;
  readonly expires_at: string;
  readonly tracks: Readonly<Record<string, number | null>>;
  readonly finished_at: string | null;
  readonly sha256: string | null;
  /** Written so far. */
  readonly rows: string;
  readonly bytes: string;
  readonly state: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "dead";
  readonly stage: string;
  readonly error: unknown;
}

/** Those that have not expired, the newest first. */
export function exportsOf(db: Pick<TenantDb, "query">): Promise<ExportRow[]> {
  return db.query<ExportRow>(
    `select e.export_id, e.job_id, e.asked_by, e.asked_at, e.expires_at, e.tracks, e.finished_at, e.sha256,
            coalesce(j.state, 'cancelled') as state, coalesce(j.stage, '') as stage, j.error,
            case when e.finished_at is null then coalesce(p.rows, 0) else e.rows end as rows,
            case when e.finished_at is null then coalesce(p.bytes, 0) else e.bytes end as bytes
       from tenant_export e
       left join job j on j.tenant_id = e.tenant_id and j.job_id = e.job_id
       left join lateral (select sum(part.rows) as rows, max(part.ends_at) as bytes
                            from tenant_export_part part
                           where part.tenant_id = e.tenant_id and part.export_id = e.export_id) as p on true
      where e.expires_at > now()
      order by e.asked_at desc, e.export_id
      limit 100`,
  );
}

export interface PartRow {
  readonly number: number;
  readonly section: string;
  readonly file: string;
  readonly rows: string;
  readonly bytes: string;
  readonly sha256: string;
  readonly ends_at: string;
  readonly after: readonly string[] | null;
}

export async function lastPart(db: Pick<Queryable, "query">, exportId: string): Promise<PartRow | undefined> {
  const [part] = await db.query<PartRow>(
    `select number, section, file, rows, bytes, sha256, ends_at, after
       from tenant_export_part
      where export_id = $1
      order by number desc
      limit 1`,
    [exportId],
  );
  return part;
}

export function partsAfter(db: Pick<Queryable, "query">, exportId: string, number: number): Promise<PartRow[]> {
  return db.query<PartRow>(
    `select number, section, file, rows, bytes, sha256, ends_at, after
       from tenant_export_part
      where export_id = $1 and number > $2
      order by number
      limit 1000`,
    [exportId, number],
  );
}

export interface NewPart {
  readonly number: number;
  readonly section: string;
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly endsAt: number;
  readonly after: readonly string[] | undefined;
}

export async function insertPart(tx: Tx, exportId: string, part: NewPart): Promise<void> {
  const { number, section, file, rows, bytes, sha256, endsAt, after = null } = part;
  await tx.execute(
    `insert into tenant_export_part (tenant_id, export_id, number, section, file, rows, bytes, sha256, ends_at, after)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [tx.tenantId, exportId, number, section, file, rows, bytes, sha256, endsAt, after],
  );
}

export interface Finished {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export async function finishExport(tx: Tx, exportId: string, { rows, bytes, sha256 }: Finished): Promise<void> {
  await tx.execute(
    `update tenant_export
        set finished_at = now(), rows = $2, bytes = $3, sha256 = $4
      where export_id = $1`,
    [exportId, rows, bytes, sha256],
  );
  await addUsage(tx, { measure: EXPORT_BYTES, added: bytes, removed: 0, used: bytes });
}

/** All of the tenant's, or one; archives go with them. */
export async function deleteExports(tx: Tx, exportId: string | undefined): Promise<void> {
  const gone = await tx.query<{ bytes: string }>(
    "delete from tenant_export where $1::uuid is null or export_id = $1 returning bytes",
    [exportId ?? null],
  );
  const removed = gone.reduce((sum, { bytes }) => sum + Number(bytes), 0);
  if (removed > 0) await addUsage(tx, { measure: EXPORT_BYTES, added: 0, removed, used: 0 });
}

/** Where the tracks are now. */
export async function currentTracks(db: Pick<Queryable, "query">): Promise<Readonly<Record<string, number | null>>> {
  const [row] = await db.query<{ tracks: Record<string, number | null> }>(
    "select coalesce(jsonb_object_agg(track_id, current), '{}') as tracks from track limit 1",
  );
  return row?.tracks ?? {};
}
