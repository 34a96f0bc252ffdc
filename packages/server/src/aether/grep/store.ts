/** The files that a search looks through, by repository and path. Rows are reached by key, whatever the planner knows. */
import type { TenantDb } from "#kernel/db";
import type { Candidate, TextWindow } from "#kernel/grep";

import type { At } from "../browse/store.ts";
import { fromUuid } from "../ingest/ids.ts";

/** Patterns made by `pathPattern`; an empty list lets everything through. */
export interface FileFilters {
  readonly languages: readonly string[];
  readonly paths: readonly string[];
  readonly notPaths: readonly string[];
}

export interface ListedFile {
  /** Its own unit. */
  readonly unitId: number;
  readonly trackId: number;
  readonly path: string;
  readonly language: string;
  readonly hash: string;
  readonly bytes: number;
  /** Where its matches are; undefined where they may be anywhere. */
  readonly window: TextWindow | undefined;
}

/** Where a list begins: behind a path of the first track, or with it. */
export interface ListStart {
  readonly path: string;
  readonly isIncluded: boolean;
}

interface FileRow {
  readonly unit_id: number;
  readonly track_id: number;
  readonly path: string;
  readonly language: string;
  readonly hash: string;
  readonly bytes: number;
}

const COLUMNS = "u.unit_id, f.track_id, f.path, f.language, f.hash, f.bytes";
const FILTERED = `(cardinality($3::text[]) = 0 or f.language = any($3::text[]))
        and (cardinality($4::text[]) = 0 or f.path ~ any($4::text[]))
        and (cardinality($5::text[]) = 0 or not f.path ~ any($5::text[]))`;
const ALIVE = "born <= a.number and (died is null or died > a.number)";

function filterParams(at: readonly At[], { languages, paths, notPaths }: FileFilters): unknown[] {
  return [at.map(({ trackId }) => trackId), at.map(({ number }) => number), languages, paths, notPaths];
}

export interface ListAsked {
  readonly at: readonly At[];
  readonly filters: FileFilters;
  readonly start: ListStart;
}

/** Files by their own units, in the order of the tracks and their paths. */
export async function filesOfUnits(
  db: TenantDb,
  { at, filters, start }: ListAsked,
  candidates: readonly Candidate[],
): Promise<ListedFile[]> {
  const rows = await db.query<FileRow>(
    `select ${COLUMNS}
       from unnest($6::int[]) as c (unit_id)
      cross join lateral (
            select unit_id, track_id, path, born, died from unit where unit_id = c.unit_id offset 0) as u
       join unnest($1::int[], $2::int[]) with ordinality as a (track_id, number, place)
         on a.track_id = u.track_id and u.born <= a.number and (u.died is null or u.died > a.number)
      cross join lateral (
            select track_id, path, language, hash, bytes
              from file
             where track_id = u.track_id and path = u.path and ${ALIVE}
            offset 0) as f
      where ${FILTERED} and (a.place > 1 or f.path > $7 or ($8 and f.path = $7))
      order by a.place, f.path
      limit 100000`,
    [...filterParams(at, filters), candidates.map(({ unitId }) => unitId), start.path, start.isIncluded],
  );
  const windows = new Map(candidates.map(({ unitId, window }) => [unitId, window]));
  return rows.map((row) => fromRow(row, windows.get(row.unit_id)));
}

/** Of these files those that the filters of paths let through, in the order of the tracks and their files' paths. */
export async function inPathOrder(
  db: TenantDb,
  { at, filters, start }: ListAsked,
  candidates: readonly Candidate[],
): Promise<Candidate[]> {
  const rows = await db.query<{ unit_id: number }>(
    `select u.unit_id
       from unnest($5::int[]) as c (unit_id)
      cross join lateral (select unit_id, track_id, path from unit where unit_id = c.unit_id offset 0) as u
       join unnest($1::int[]) with ordinality as a (track_id, place) on a.track_id = u.track_id
      where (cardinality($2::text[]) = 0 or u.path ~ any($2::text[]))
        and (cardinality($3::text[]) = 0 or not u.path ~ any($3::text[]))
        and (a.place > 1 or u.path > $4 or ($6 and u.path = $4))
      order by a.place, u.path, u.unit_id
      limit 100000`,
    [
      at.map(({ trackId }) => trackId),
      filters.paths,
      filters.notPaths,
      start.path,
      candidates.map(({ unitId }) => unitId),
      start.isIncluded,
    ],
  );
  const windows = new Map(candidates.map(({ unitId, window }) => [unitId, window]));
  return rows.map(({ unit_id: unitId }) => ({ unitId, window: windows.get(unitId) }));
}

/** Files of one track in the order of their paths. */
export async function filesInOrder(
  db: TenantDb,
  { at, filters, start }: ListAsked,
  limit: number,
): Promise<ListedFile[]> {
  const rows = await db.query<FileRow>(
    `select ${COLUMNS}
       from unnest($1::int[], $2::int[]) as a (track_id, number)
      cross join lateral (
            select track_id, path, language, hash, bytes
              from file f
             where track_id = a.track_id and path >= $6 and ($7 or path <> $6) and ${ALIVE} and ${FILTERED}
             order by path
             limit $8) as f
      cross join lateral (
            select unit_id
              from unit
             where track_id = f.track_id and path = f.path and kind = 'File' and ${ALIVE}
            offset 0) as u
      order by f.path
      limit $8`,
    [...filterParams(at, filters), start.path, start.isIncluded, limit],
  );
  return rows.map((row) => fromRow(row, undefined));
}

/** Bytes of all files that the filters let through. */
export async function bytesOf(db: TenantDb, { at, filters }: Omit<ListAsked, "start">): Promise<number> {
  const [row] = await db.query<{ bytes: string }>(
    `select coalesce(sum(f.bytes), 0) as bytes
       from unnest($1::int[], $2::int[]) as a (track_id, number)
       join file f on f.track_id = a.track_id and f.born <= a.number and (f.died is null or f.died > a.number)
      where ${FILTERED}
      limit 1`,
    filterParams(at, filters),
  );
  return Number(row?.bytes ?? 0);
}

/** Of a file's own unit; undefined where the track has no such unit at that number. */
export async function pathOfUnit(db: TenantDb, at: At, unitId: number): Promise<string | undefined> {
  const [row] = await db.query<{ path: string }>(
    `select path
       from unit
      where unit_id = $1 and track_id = $2 and born <= $3 and (died is null or died > $3)
      limit 1`,
    [unitId, at.trackId, at.number],
  );
  return row?.path;
}

function fromRow(row: FileRow, window: TextWindow | undefined): ListedFile {
  const { unit_id: unitId, track_id: trackId, path, language, hash, bytes } = row;
  return { unitId, trackId, path, language, hash: fromUuid(hash), bytes, window };
}
