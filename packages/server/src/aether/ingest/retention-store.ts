/**
 * What of a track's past may go. A reader works at one number without an open transaction, so a snapshot that was replaced is
 * held for a while (`holdMs`, longer than any request may take) and its rows go after that; rows of a failed run, which no
 * reader can see, go at once. A snapshot's own row is deleted before the first of its rows: whoever reads page by page and
 * finds it there after a page knows that the page was whole.
 */
import type { TenantDb, Tx } from "#kernel/db";
import { takeNumbers } from "#kernel/tenancy";

/** Tables whose rows are born and die with snapshot numbers; postings go with their segment. */
const VERSIONED = ["file", "node", "edge", "unresolved", "unit", "segment"] as const;
/** Rows a transaction: some 0.1 s on the embedded database, where everybody waits for it. */
const ROWS = 20_000;
/** Failed runs that stay on record. */
const FAILED_KEPT = 10;

/** Runs work in a transaction that is fenced by its caller. */
export type Write = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

export interface Clearing {
  readonly trackId: number;
  /** How long a replaced snapshot stays readable. */
  readonly holdMs: number;
}

/**
 * Tells those who clear up that a run of this tenant begins. The number is locked until the transaction ends, and whoever
 * deletes what seemed unused compares it first: so what a run finds stored after this, is there until it ends.
 */
export async function announceRun(tx: Tx): Promise<void> {
  await takeNumbers(tx, "run", 1);
}

/** How many runs have begun, locked until the transaction ends: none begins meanwhile. */
export function runsBegun(tx: Tx): Promise<number> {
  return takeNumbers(tx, "run", 0);
}

/**
 * Clears what failed runs left and what nobody holds any more, in short transactions; returns the number of rows. No run of
 * the track may be under way but the caller's own.
 */
export async function clearTrack(write: Write, clearing: Clearing): Promise<number> {
  const { trackId } = clearing;
  const past = await write((tx) => releaseSnapshots(tx, clearing));
  if (past === undefined) return 0;
  const { current, oldest, failed } = past;
  let rows = 0;
  for (const table of VERSIONED) {
    if (failed) {
      rows += await repeat(() => write((tx) => deleteBornAfter(tx, table, { trackId, number: current })));
      await repeat(() => write((tx) => reviveDiedAfter(tx, table, { trackId, number: current })));
    }
    rows += await repeat(() => write((tx) => deleteDiedUntil(tx, table, { trackId, number: oldest })));
  }
  return rows;
}

/** Deletes a track with all that it holds, in short transactions; returns the number of rows. No run of it may be under way. */
export async function deleteTrack(write: Write, trackId: number): Promise<number> {
  let rows = 0;
  for (const table of VERSIONED) rows += await repeat(() => write((tx) => deleteAny(tx, table, trackId)));
  await write((tx) => tx.execute(`delete from track where track_id = $1`, [trackId]));
  return rows;
}

async function repeat(step: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let rows = ROWS; rows === ROWS; total += rows) rows = await step();
  return total;
}

interface Past {
  /** 0 before the first. */
  readonly current: number;
  /** The oldest snapshot that somebody may read. */
  readonly oldest: number;
  /** Whether a run after the current snapshot came to nothing. */
  readonly failed: boolean;
}

/**
 * Ready snapshots with when each may go: null for the newest, and for those that stay until enough newer ones have come. A
 * snapshot was replaced when the next one that became ready was finished; it is held for `$1` ms from then, or for as long as
 * its repository wants its past kept.
 */
const RELEASED_AT = `
  select w.track_id, w.number,
         case when not w.is_wanted then w.replaced_at + $1 * interval '1 ms'
              when w.keep_days is not null
              then w.replaced_at + greatest($1 * interval '1 ms', w.keep_days * interval '1 day')
          end as released_at
    from (select s.track_id, s.number, r.keep_days,
                 lead(s.finished_at) over (partition by s.track_id order by s.number) as replaced_at,
                 coalesce(r.keep_snapshots, r.keep_days) is not null
                   and (r.keep_snapshots is null
                        or row_number() over (partition by s.track_id order by s.number desc) <= r.keep_snapshots)
                   as is_wanted
            from snapshot s
            join track t on t.track_id = s.track_id
            join repo r on r.repo_id = t.repo_id
           where s.state = 'ready' and ($2::int is null or s.track_id = $2)) as w`;

/** Undefined where the track was deleted meanwhile. */
async function releaseSnapshots(tx: Tx, { trackId, holdMs }: Clearing): Promise<Past | undefined> {
  const [past] = await tx.query<Past>(
    `select coalesce(t.current, 0) as current,
            coalesce((select min(w.number)
                        from (${RELEASED_AT}) as w
                       where w.number = t.current or w.released_at is null or w.released_at > now()),
                     0) as oldest,
            exists (select from snapshot f
                     where f.track_id = t.track_id and f.number > coalesce(t.current, 0)) as failed
       from track t
      where t.track_id = $2
      limit 1`,
    [holdMs, trackId],
  );
  if (past === undefined) return undefined;
  await tx.execute(`delete from snapshot where track_id = $1 and number < $2`, [trackId, past.oldest]);
  if (past.failed) await recordFailed(tx, trackId, past.current);
  return past;
}

/** A run that was killed could not say that it failed. */
async function recordFailed(tx: Tx, trackId: number, current: number): Promise<void> {
  await tx.execute(
    `update snapshot
        set state = 'failed', finished_at = now()
      where track_id = $1 and number > $2 and state = 'building'`,
    [trackId, current],
  );
  await tx.execute(
    `delete from snapshot
      where track_id = $1
        and number in (select number from snapshot where track_id = $1 and state = 'failed'
                        order by number desc limit 1000 offset $2)`,
    [trackId, FAILED_KEPT],
  );
}

interface Cut {
  readonly trackId: number;
  readonly number: number;
}
type Table = (typeof VERSIONED)[number];

/** Any rows will do first, so these four are in no order but that of their index. Past the views, which have no ctid; so the tenant is named. */
function some(table: Table, more: string): string {
  return `ctid = any (array(select ctid from public.${table} where tenant_id = $1 and track_id = $2${more}))`;
}

function deleteBornAfter(tx: Tx, table: Table, { trackId, number }: Cut): Promise<number> {
  return tx.execute(
    `delete from public.${table}
      where ${some(table, " and born > $3 limit $4")}`,
    [tx.tenantId, trackId, number, ROWS],
  );
}

function deleteAny(tx: Tx, table: Table, trackId: number): Promise<number> {
  return tx.execute(
    `delete from public.${table}
      where ${some(table, " limit $3")}`,
    [tx.tenantId, trackId, ROWS],
  );
}

function reviveDiedAfter(tx: Tx, table: Table, { trackId, number }: Cut): Promise<number> {
  return tx.execute(
    `update public.${table}
        set died = null
      where ${some(table, " and died > $3 limit $4")}`,
    [tx.tenantId, trackId, number, ROWS],
  );
}

function deleteDiedUntil(tx: Tx, table: Table, { trackId, number }: Cut): Promise<number> {
  return tx.execute(
    `delete from public.${table}
      where ${some(table, " and died <= $3 limit $4")}`,
    [tx.tenantId, trackId, number, ROWS],
  );
}

/** Milliseconds until the next replaced snapshot of the tenant need not be held any more; undefined where there is none. */
export async function nextReleaseMs(db: TenantDb, holdMs: number): Promise<number | undefined> {
  const [row] = await db.query<{ ms: number | null }>(
    `select extract(epoch from min(w.released_at) - now())::float8 * 1000 as ms
       from (${RELEASED_AT}) as w
      limit 1`,
    [holdMs, null],
  );
  return typeof row?.ms === "number" ? Math.max(0, row.ms) : undefined;
}
