/** Reads the rows of units that words have found: visible in their snapshot, and passing the filters, before any limit. */
import { type TenantDb, Vector } from "#kernel/db";

import type { SnapshotRef } from "./posting-store.ts";

/** Each list means "any of"; an absent or empty one lets everything through. */
export interface UnitFilters {
  readonly languages?: readonly string[];
  /** Node kinds, any case. */
  readonly kinds?: readonly string[];
  /** PostgreSQL regular expressions made by `pathPattern`. */
  readonly paths?: readonly string[];
  /** Names or qualified names, any case. */
  readonly symbols?: readonly string[];
}

export interface QueryVector {
  readonly model: string;
  readonly values: Float32Array;
}

export interface UnitRow {
  readonly unitId: number;
  readonly fileUnitId: number;
  readonly trackId: number;
  /** 16 hex digits. */
  readonly nodeId: string;
  readonly path: string;
  readonly kind: string;
  readonly language: string;
  readonly name: string;
  readonly qualifiedName: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly flags: number;
  readonly words: number;
  /** Cosine; null without a vector. */
  readonly similarity: number | null;
}

export interface UnitQuery {
  readonly at: readonly SnapshotRef[];
  readonly unitIds: readonly number[];
  readonly filters: UnitFilters;
  readonly vector?: QueryVector | undefined;
}

const COLUMNS = `u.unit_id, u.file_unit_id, u.track_id, u.node_id, u.path, u.kind, u.language, u.name, u.qualified_name,
       u.start_line, u.end_line, u.flags, u.words`;
// Laterals with `offset 0` are looked up by key, row by row: a planner without statistics would read whole tracks instead.
const VISIBLE = `from unnest($1::int[]) as c (unit_id)
      cross join lateral (select * from unit where unit_id = c.unit_id offset 0) as u
       join unnest($2::int[], $3::int[]) as a (track_id, number)
         on a.track_id = u.track_id and u.born <= a.number and (u.died is null or u.died > a.number)`;
const FILTERED = `(cardinality($4::text[]) = 0 or u.language = any($4::text[]))
        and (cardinality($5::text[]) = 0 or lower(u.kind) = any($5::text[]))
        and (cardinality($6::text[]) = 0 or u.path ~ any($6::text[]))
        and (cardinality($7::text[]) = 0 or lower(u.name) = any($7::text[]) or lower(u.qualified_name) = any($7::text[]))`;
const WITHOUT_VECTORS = `select ${COLUMNS}, null::float4 as similarity
       ${VISIBLE}
      where ${FILTERED}
      order by u.unit_id
      limit 100000`;
// A text or question without words has the zero vector, and a cosine with it is no number.
const WITH_VECTORS = `select ${COLUMNS}, nullif((1 - (v.embedding <=> $9))::float4, 'NaN') as similarity
       ${VISIBLE}
       left join lateral (select embedding from vector_256 where model = $8 and hash = u.text_hash offset 0) as v on true
      where ${FILTERED}
      order by u.unit_id
      limit 100000`;

// Similarities are computed once, for all units that count, before the best are taken: no index could choose for all tenants. Where the
// segments hold more units than an exact scan is worth, none is read: `held` is known before the first row.
const NEAREST = `with held as materialized (
       select sum(s.units) as units
         from unnest($2::int[], $3::int[]) as a (track_id, number)
         join segment s on s.track_id = a.track_id and s.born <= a.number and (s.died is null or s.died > a.number)
     ), compared as materialized (
       select ${COLUMNS}, (1 - (v.embedding <=> $9))::float4 as similarity
         from unnest($2::int[], $3::int[]) as a (track_id, number)
         join unit u on u.track_id = a.track_id and u.born <= a.number and (u.died is null or u.died > a.number)
        cross join lateral (select embedding from vector_256 where model = $8 and hash = u.text_hash offset 0) as v
        where (select units from held) <= $10 and ${FILTERED}
     )
     select *
       from compared
      where similarity >= $11 and similarity <> 'NaN'
      order by similarity desc, unit_id
      limit $1`;

// Without words there is nothing to rank by: places in order, tests and the like behind.
const LISTED = `select ${COLUMNS}, null::float4 as similarity
       from unnest($2::int[], $3::int[]) as a (track_id, number)
       join unit u on u.track_id = a.track_id and u.born <= a.number and (u.died is null or u.died > a.number)
      where ${FILTERED}
      order by u.flags <> 0, u.path, u.start_line, u.unit_id
      limit $1`;

interface RawUnitRow {
  readonly unit_id: number;
  readonly file_unit_id: number;
  readonly track_id: number;
  readonly node_id: string;
  readonly path: string;
  readonly kind: string;
  readonly language: string;
  readonly name: string;
  readonly qualified_name: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly flags: number;
  readonly words: number;
  readonly similarity: number | null;
}

/** The first units, by place, that the filters let through. Reads all units of the snapshots. */
export async function listUnits(
  db: TenantDb,
  { at, filters, limit }: Pick<UnitQuery, "at" | "filters"> & { readonly limit: number },
): Promise<UnitRow[]> {
  return (await db.query<RawUnitRow>(LISTED, [limit, ...parametersOf(at, filters)])).map(fromRow);
}

export async function readUnits(db: TenantDb, { at, unitIds, filters, vector }: UnitQuery): Promise<UnitRow[]> {
  const params = [unitIds, ...parametersOf(at, filters)];
  const rows =
    vector === undefined
      ? await db.query<RawUnitRow>(WITHOUT_VECTORS, params)
      : await db.query<RawUnitRow>(WITH_VECTORS, [...params, vector.model, new Vector(vector.values)]);
  return rows.map(fromRow);
}

export interface NearestQuery extends Pick<UnitQuery, "at" | "filters"> {
  readonly vector: QueryVector;
  /** Where the snapshots' segments hold more units, dead ones included, nothing is read. */
  readonly unitsMax: number;
  readonly similarityMin: number;
  readonly limit: number;
}

/** The units most similar to a vector among all that the filters let through, compared one by one. */
export async function nearestUnits(
  db: TenantDb,
  { at, filters, vector, unitsMax, similarityMin, limit }: NearestQuery,
): Promise<UnitRow[]> {
  const params = [limit, ...parametersOf(at, filters), vector.model, new Vector(vector.values)];
  return (await db.query<RawUnitRow>(NEAREST, [...params, unitsMax, similarityMin])).map(fromRow);
}

function parametersOf(at: readonly SnapshotRef[], filters: UnitFilters): unknown[] {
  return [
    at.map(({ trackId }) => trackId),
    at.map(({ number }) => number),
    filters.languages ?? [],
    (filters.kinds ?? []).map((kind) => kind.toLowerCase()),
    filters.paths ?? [],
    (filters.symbols ?? []).map((symbol) => symbol.toLowerCase()),
  ];
}

function fromRow(row: RawUnitRow): UnitRow {
  return {
    unitId: row.unit_id,
    fileUnitId: row.file_unit_id,
    trackId: row.track_id,
    nodeId: BigInt.asUintN(64, BigInt(row.node_id)).toString(16).padStart(16, "0"),
    path: row.path,
    kind: row.kind,
    language: row.language,
    name: row.name,
    qualifiedName: row.qualified_name,
    startLine: row.start_line,
    endLine: row.end_line,
    flags: row.flags,
    words: row.words,
    similarity: row.similarity,
  };
}
