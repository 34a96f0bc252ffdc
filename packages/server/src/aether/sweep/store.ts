/** What nobody refers to, by content: found by one statement each, deleted by key in short transactions. */
import { FACTS_VERSION } from "@aether/graph";

import type { TenantDb, Tx } from "#kernel/db";
import { VECTOR_DIMENSIONS, vectorTable } from "#kernel/search";

/** How many jobs of this kind run for the tenant. */
export async function runningJobs(db: TenantDb, kind: string): Promise<number> {
  const [row] = await db.query<{ running: number }>(
    `select count(*)::int as running from job where kind = $1 and state = 'running' limit 1`,
    [kind],
  );
  return row?.running ?? 0;
}

export async function trackIds(db: TenantDb): Promise<number[]> {
  const rows = await db.query<{ track_id: number }>(`select track_id from track order by track_id limit 100000`);
  return rows.map((row) => row.track_id);
}

/** A sort of content: how what is unused of it is found, up to so many, and how such keys are deleted. */
export interface Content {
  readonly name: "blobs" | "facts" | "scip" | "vectors";
  /** Keys in a transaction. */
  readonly batch: number;
  readonly unused: (db: TenantDb, limit: number) => Promise<Key[]>;
  readonly remove: (tx: Tx, keys: readonly Key[]) => Promise<number>;
}

interface Key {
  readonly hash: string;
  /** Model of a vector, version of facts, repository and path of what an indexer says; empty for text. */
  readonly variant: string;
}

const BLOBS: Content = {
  name: "blobs",
  batch: 500,
  unused: (db, limit) =>
    db.query<Key>(
      `select b.hash, '' as variant
         from blob b
        where not exists (select from file f where f.hash = b.hash)
        order by b.hash
        limit $1`,
      [limit],
    ),
  remove: (tx, keys) => tx.execute(`delete from blob where hash = any($1::uuid[])`, [hashesOf(keys)]),
};

/** Facts of files that are stored, and made by this version or a newer one beside it, stay. */
const FACTS: Content = {
  name: "facts",
  batch: 1000,
  unused: (db, limit) =>
    db.query<Key>(
      `select distinct a.hash, a.version::text as variant
         from facts a
        where a.version < $2 or not exists (select from file f where f.hash = a.hash)
        order by a.hash, variant
        limit $1`,
      [limit, FACTS_VERSION],
    ),
  remove: (tx, keys) =>
    tx.execute(
      `delete from facts a
        using unnest($1::uuid[], $2::int[]) as gone (hash, version)
        where a.hash = gone.hash and a.version = gone.version`,
      [hashesOf(keys), keys.map((key) => Number(key.variant))],
    ),
};

/** Characters of a uuid. */
const UUID = 36;

/** Of a path that is in no snapshot, and of contents that are in none where the path has a newer one. */
const SCIP: Content = {
  name: "scip",
  batch: 1000,
  unused: (db, limit) =>
    db.query<Key>(
      `select s.hash, s.repo_id::text || ' ' || s.path as variant
         from scip s
        where not exists (select from file f join track t on t.track_id = f.track_id
                           where t.repo_id = s.repo_id and f.path = s.path and f.hash = s.hash)
          and (exists (select from scip n where n.repo_id = s.repo_id and n.path = s.path and n.imported_at > s.imported_at)
               or not exists (select from file f join track t on t.track_id = f.track_id
                               where t.repo_id = s.repo_id and f.path = s.path))
        order by s.repo_id, s.path, s.hash
        limit $1`,
      [limit],
    ),
  remove: (tx, keys) =>
    tx.execute(
      `delete from scip s
        using unnest($1::uuid[], $2::uuid[], $3::text[]) as gone (hash, repo_id, path)
        where s.hash = gone.hash and s.repo_id = gone.repo_id and s.path = gone.path`,
      [
        hashesOf(keys),
        keys.map(({ variant }) => variant.slice(0, UUID)),
        keys.map(({ variant }) => variant.slice(UUID + 1)),
      ],
    ),
};

/** Of a model that the tenant neither uses nor is about to use, and of texts that are in no snapshot. */
const vectorsOf = (table: string, builtIn: string): Content => ({
  name: "vectors",
  batch: 2000,
  unused: (db, limit) =>
    db.query<Key>(
      `with idle as materialized (
         select m.model
           from (select distinct model from ${table}) as m
          where m.model <> coalesce((select c.model from model_choice c where c.role = 'serving'), $2)
            and not exists (select from model_choice c where c.role = 'filling' and c.model = m.model)
       )
       select v.hash, v.model as variant
         from ${table} v
        where v.model in (select model from idle)
           or not exists (select from unit u where u.text_hash = v.hash)
        order by v.model, v.hash
        limit $1`,
      [limit, builtIn],
    ),
  remove: (tx, keys) =>
    tx.execute(
      `delete from ${table} v
        using unnest($1::uuid[], $2::text[]) as gone (hash, model)
        where v.hash = gone.hash and v.model = gone.model`,
      [hashesOf(keys), keys.map((key) => key.variant)],
    ),
});

/** All there is, where this is the name of the built-in model. */
export function contentsWith(builtIn: string): readonly Content[] {
  return [BLOBS, FACTS, SCIP, ...VECTOR_DIMENSIONS.map((length) => vectorsOf(vectorTable(length), builtIn))];
}

function hashesOf(keys: readonly Key[]): string[] {
  return keys.map((key) => key.hash);
}
