import type { TenantDb } from "#kernel/db";

interface Snapshot {
  readonly trackId: number;
  readonly number: number;
}

/** Files of the snapshots, and those of them that no known commit has touched. */
export async function countWithoutHistory(
  db: TenantDb,
  at: readonly Snapshot[],
): Promise<{ readonly files: number; readonly unknown: number }> {
  const [counted = { files: 0, unknown: 0 }] = await db.query<{ readonly files: number; readonly unknown: number }>(
    `select count(*)::int as files, count(*) filter (where f.changed_at is null)::int as unknown
       from unnest($1::int[], $2::int[]) as a (track_id, number)
       join file f on f.track_id = a.track_id and f.born <= a.number and (f.died is null or f.died > a.number)`,
    [at.map(({ trackId }) => trackId), at.map(({ number }) => number)],
  );
  return counted;
}
