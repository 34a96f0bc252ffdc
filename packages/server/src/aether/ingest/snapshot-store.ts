/**
 * Numbers and switching of snapshots. A run writes rows with born = its number; readers do not see them until
 * `track.current` is that number, so nothing is half visible and a killed run leaves the former snapshot as it was.
 */
import type { TenantDb, Tx } from "#kernel/db";

import { trackName } from "./repo-store.ts";
import type { SegmentLoad } from "./segment-budget.ts";

export interface RunStart extends SegmentLoad {
  readonly trackId: number;
  /** The number this run writes. */
  readonly number: number;
  /** The number readers see now, 0 before the first. */
  readonly current: number;
  /** Versions that made the current snapshot; another value means nothing of it can be kept. */
  readonly currentExtractor: string;
}

interface TrackRow extends SegmentLoad {
  readonly current: number | null;
  readonly next: number;
  readonly extractor: string | null;
}

/** Gives out the next number; a number is given out once, whatever becomes of its run. What failed runs left must be gone. */
export async function beginRun(tx: Tx, trackId: number, extractor: string): Promise<RunStart> {
  const [track] = await tx.query<TrackRow>(
    `select t.current, t.next, s.extractor,
            g.segments, g.units as "unitsInSegments", coalesce((s.counts->>'units')::int, 0) as "unitsAlive"
       from track t
       left join snapshot s on s.track_id = t.track_id and s.number = t.current
      cross join lateral (
            select count(*)::int as segments, coalesce(sum(units), 0)::int as units
              from segment
             where track_id = t.track_id and born <= t.current and (died is null or died > t.current)) g
      where t.track_id = $1 and not t.name ^@ 'gone:'
        for update of t`,
    [trackId],
  );
  if (track === undefined) throw new Error(`track ${trackId} is gone`);
  await tx.execute(`update track set next = next + 1 where track_id = $1`, [trackId]);
  await tx.execute(
    `insert into snapshot (tenant_id, track_id, number, state, extractor)
     values ($1, $2, $3, 'building', $4)`,
    [tx.tenantId, trackId, track.next, extractor],
  );
  const { segments, unitsInSegments, unitsAlive } = track;
  const load = { segments, unitsInSegments, unitsAlive };
  return { trackId, number: track.next, current: track.current ?? 0, ...load, currentExtractor: track.extractor ?? "" };
}

/** Says that a run came to nothing. Without its fence, which is closed by then: the number is this run's alone. */
export async function failSnapshot(db: TenantDb, run: Pick<RunStart, "trackId" | "number">): Promise<void> {
  await db.write((tx) =>
    tx.execute(
      `update snapshot
          set state = 'failed', finished_at = now()
        where track_id = $1 and number = $2 and state = 'building'`,
      [run.trackId, run.number],
    ),
  );
}

/** Ends all segments of earlier runs: for a run that has written the units of every file. */
export async function endSegments(tx: Tx, run: Pick<RunStart, "trackId" | "number">): Promise<void> {
  await tx.execute(`update segment set died = $2 where track_id = $1 and born < $2 and died is null`, [
    run.trackId,
    run.number,
  ]);
}

/** What readers see of a track. */
export interface ReadSnapshot {
  readonly number: number;
  readonly commit: string | null;
  readonly extractor: string;
  /** The limits that decided what was left out; null where nobody has written them down. */
  readonly readAs: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly skipped: readonly { readonly reason: string }[];
}

export async function readSnapshot(
  db: TenantDb,
  repoId: string,
  ref: string | undefined,
): Promise<ReadSnapshot | undefined> {
  const [row] = await db.query<ReadSnapshot>(
    `select s.number, s.commit_sha as commit, s.extractor, s.read_as as "readAs",
            coalesce(s.counts, '{}') as counts, coalesce(s.skipped, '[]') as skipped
       from track t
       join snapshot s on s.track_id = t.track_id and s.number = t.current
      where t.repo_id = $1 and t.name = $2
      order by t.track_id
      limit 1`,
    [repoId, trackName(ref)],
  );
  return row;
}

export interface RunEnd {
  readonly run: RunStart;
  readonly readAs: string;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Makes the run's number the one that readers see. */
export async function switchSnapshot(tx: Tx, end: RunEnd): Promise<void> {
  const { trackId, number } = end.run;
  await tx.execute(
    `update snapshot
        set state = 'ready', commit_sha = $3, dirty = $4, counts = $5::jsonb, skipped = $6::jsonb, finished_at = now(),
            read_as = $7
      where track_id = $1 and number = $2`,
    [trackId, number, end.commit, end.dirty, JSON.stringify(end.counts), JSON.stringify(end.skipped), end.readAs],
  );
  await tx.execute(`update track set current = $2 where track_id = $1`, [trackId, number]);
}

export interface Counts {
  readonly files: number;
  readonly nodes: number;
  readonly edges: number;
  readonly unresolved: number;
  readonly units: number;
}

/** Counts of what is alive at a number, for the snapshot's row. */
export async function countAlive(tx: Tx, trackId: number, number: number): Promise<Counts> {
  const alive = "track_id = $1 and born <= $2 and (died is null or died > $2)";
  const [counts] = await tx.query<Counts>(
    `select (select count(*)::int from file where ${alive}) as files,
            (select count(*)::int from node where ${alive}) as nodes,
            (select count(*)::int from edge where ${alive}) as edges,
            (select count(*)::int from unresolved where ${alive}) as unresolved,
            (select count(*)::int from unit where ${alive}) as units`,
    [trackId, number],
  );
  if (counts === undefined) throw new Error("a select without a table gave no row");
  return counts;
}
