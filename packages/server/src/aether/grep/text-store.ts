/** Texts of files as they lie in the database, and what of them it can say without sending them. */
import type { TenantDb } from "#kernel/db";

import { toUuid } from "../ingest/ids.ts";
import type { ListedFile } from "./store.ts";

/** Bytes of a file that are looked through. */
export function bytesLooked({ bytes, window }: Pick<ListedFile, "bytes" | "window">): number {
  return window === undefined ? bytes : (window.to ?? bytes) - window.from;
}

/** Null where a text has not what was looked for in it; undefined where the content is gone. */
export type ReadText = string | null | undefined;

/**
 * The text of each file, or of its window, in their order: null where it has not a text in it (an empty one is in all), which is looked
 * for where it lies, so that the others do not travel.
 */
export function textsWith(db: TenantDb, files: readonly ListedFile[], part: string): Promise<ReadText[]> {
  return read(db, { files, part, what: `case when $4::text = '' or strpos(b.text, $4::text) > 0 then b.text end` });
}

/**
 * Of each text the lines that have a text in them, each with its end; a text within one line, and not an empty one. What stands between
 * two of its places begins with the end of a line that has it, and ends with the beginning of one.
 */
export function linesWith(db: TenantDb, files: readonly ListedFile[], part: string): Promise<ReadText[]> {
  const what = `(select case when cardinality(s.parts) > 1 then (
                        select string_agg(
                                 case when p.place = 1 then split_part(p.part, e'\\n', -1)
                                      when strpos(p.part, e'\\n') = 0 then p.part
                                      when p.place = cardinality(s.parts) then split_part(p.part, e'\\n', 1) || e'\\n'
                                      else split_part(p.part, e'\\n', 1) || e'\\n' || split_part(p.part, e'\\n', -1)
                                  end, $4::text order by p.place)
                          from unnest(s.parts) with ordinality as p (part, place)) end
                   from (select string_to_array(b.text, $4::text) as parts offset 0) as s)`;
  return read(db, { files, part, what });
}

interface Reading {
  readonly files: readonly ListedFile[];
  readonly part: string;
  /** SQL over `b.text` and the part, $4. */
  readonly what: string;
}

async function read(db: TenantDb, { files, part, what }: Reading): Promise<ReadText[]> {
  if (files.length === 0) return [];
  const keyOf = ({ hash, window }: ListedFile): string => `${hash} ${window?.from} ${window?.to}`;
  const asked = [...new Map(files.map((file) => [keyOf(file), file])).values()];
  // With `offset 0` a text is unpacked once, to be looked through and sent. Bytes, because letters would have to be counted.
  const rows = await db.query<{ place: string; text: string | null }>(
    `select h.place, ${what} as text
       from (select hash, start, bytes, place
               from unnest($1::uuid[], $2::int[], $3::int[]) with ordinality as u (hash, start, bytes, place)
              order by place
              limit $5) as h
      cross join lateral (
            select case when h.bytes = 0 then content || ''
                        else convert_from(substr(convert_to(content, 'UTF8'), h.start, h.bytes), 'UTF8') end as text
              from blob
             where hash = h.hash
            offset 0) as b
      order by h.place
      limit $5`,
    [
      asked.map(({ hash }) => toUuid(hash)),
      asked.map(({ window }) => (window?.from ?? 0) + 1),
      asked.map((file) => (file.window === undefined ? 0 : bytesLooked(file))),
      part,
      asked.length,
    ],
  );
  const texts = new Map<string, string | null>();
  for (const { place, text } of rows) {
    const file = asked[Number(place) - 1];
    if (file !== undefined) texts.set(keyOf(file), text);
  }
  return files.map((file) => texts.get(keyOf(file)));
}
