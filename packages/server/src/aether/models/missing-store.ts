/** What is searched and has no vector of a model yet. */
import type { TenantDb } from "#kernel/db";
import { vectorTable } from "#kernel/search";

interface ModelPlace {
  readonly model: string;
  readonly dimensions: number;
}

export interface FilePlace {
  readonly trackId: number;
  readonly path: string;
}

export interface FileWithout {
  readonly track_id: number;
  readonly path: string;
  readonly hash: string;
  readonly language: string;
  readonly line_count: number;
  readonly bytes: number;
}

export interface FilesAsked extends ModelPlace {
  /** Only what comes behind it. */
  readonly after: FilePlace;
  readonly limit: number;
}

/** Files of what readers see now, of which a unit has no vector; by track and path. */
export function filesWithout(db: TenantDb, { model, dimensions, after, limit }: FilesAsked): Promise<FileWithout[]> {
  return db.query<FileWithout>(
    `select f.track_id, f.path, f.hash, f.language, f.line_count, f.bytes
       from track t
       join file f on f.track_id = t.track_id and f.born <= t.current and (f.died is null or f.died > t.current)
      where not t.name ^@ 'gone:'
        and (f.track_id, f.path) > ($2, $3)
        and exists (select from unit u
                     where u.track_id = f.track_id and u.path = f.path
                       and u.born <= t.current and (u.died is null or u.died > t.current)
                       and not exists (select from ${vectorTable(dimensions)} v where v.model = $1 and v.hash = u.text_hash))
      order by f.track_id, f.path
      limit $4`,
    [model, after.trackId, after.path, limit],
  );
}

export interface UnitOfFile {
  readonly track_id: number;
  readonly path: string;
  readonly kind: string;
  readonly name: string;
  readonly qualified_name: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly text_hash: string;
}

/** The units of files as readers see them now, in the order of the files' definitions. */
export function unitsOf(db: TenantDb, files: readonly FileWithout[]): Promise<UnitOfFile[]> {
  return db.query<UnitOfFile>(
    `select u.track_id, u.path, u.kind, u.name, u.qualified_name, u.start_line, u.end_line, u.text_hash
       from unnest($1::int[], $2::text[]) as a (track_id, path)
       join track t on t.track_id = a.track_id
       join unit u on u.track_id = a.track_id and u.path = a.path
        and u.born <= t.current and (u.died is null or u.died > t.current)
      order by u.unit_id
      limit 1000000`,
    [files.map(({ track_id }) => track_id), files.map(({ path }) => path)],
  );
}

/** Different texts that are searched, and how many of them have no vector. Looks at every unit. */
export async function countWithout(
  db: TenantDb,
  { model, dimensions }: ModelPlace,
): Promise<{ readonly texts: number; readonly without: number }> {
  const [row] = await db.query<{ texts: number; without: number }>(
    `select count(*)::int as texts, count(*) filter (where v.hash is null)::int as without
       from (select distinct u.text_hash
               from track t
               join unit u on u.track_id = t.track_id and u.born <= t.current and (u.died is null or u.died > t.current)
              where not t.name ^@ 'gone:') as s
       left join ${vectorTable(dimensions)} v on v.model = $1 and v.hash = s.text_hash
      limit 1`,
    [model],
  );
  return row ?? { texts: 0, without: 0 };
}
