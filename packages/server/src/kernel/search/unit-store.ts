/** Reads the rows of units that words have found: visible in their snapshot, and passing the filters, before any limit. */
import { type TenantDb, Vector } from "#kernel/db";

import type { SnapshotRef } from "./posting-store.ts";
import { FILTER_PARAMETERS, FILTERED, filterParameters, type UnitFilters } from "./unit-filter-store.ts";
import { vectorTable } from "./vector-tables.ts";

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

/** Places of the parameters that a statement adds to the filters'. */
const OWN = [1, 2, 3, 4].map((place) => `$${FILTER_PARAMETERS + place}`);

const COLUMNS = `u.unit_id, u.file_unit_id, u.track_id, u.node_id, u.path, u.kind, u.language, u.name, u.qualified_name,
       u.start_line, u.end_line, u.flags, u.words`;
// Laterals with `offset 0` are looked up by key, row by row: a planner without statistics would read whole tracks instead.
const VISIBLE = `from unnest($1::int[]) as c (unit_id)
      cross join lateral (select * from unit where unit_id = c.unit_id offset 0) as u
       join unnest($2::int[], $3::int[]) as a (track_id, number)
         on a.track_id = u.track_id and u.born <= a.number and (u.died is null or u.died > a.number)`;
const WITHOUT_VECTORS = `select ${COLUMNS}, null::float4 as similarity
       ${VISIBLE}
      where ${FILTERED}
      order by u.unit_id
      limit 100000`;
// A text or question without words has the zero vector, and a cosine with it is no number.
const withVectors = (
  table: string,
): string => `select ${COLUMNS}, nullif((1 - (v.embedding <=> ${OWN[1]}))::float4, 'NaN') as similarity
       ${VISIBLE}
       left join lateral (select embedding from ${table} where model = ${OWN[0]} and hash = u.text_hash offset 0) as v on true
      where ${FILTERED}
      order by u.unit_id
      limit 100000`;

// Similarities are computed once, for all units that count, before the best are taken: no index could choose for all tenants. Where the
// segments hold more units than an exact scan is worth, none is read: `held` is known before the first row.
const nearestIn = (table: string): string => `with held as materialized (
       select sum(s.units) as units
         from unnest($2::int[], $3::int[]) as a (track_id, number)
         join segment s on s.track_id = a.track_id and s.born <= a.number and (s.died is null or s.died > a.number)
     ), compared as materialized (
       select ${COLUMNS}, (1 - (v.embedding <=> ${OWN[1]}))::float4 as similarity
         from unnest($2::int[], $3::int[]) as a (track_id, number)
         join unit u on u.track_id = a.track_id and u.born <= a.number and (u.died is null or u.died > a.number)
        cross join lateral (select embedding from ${table} where model = ${OWN[0]} and hash = u.text_hash offset 0) as v
        where (select units from held) <= ${OWN[2]} and ${FILTERED}
     )
     select *
       from compared
      where similarity >= ${OWN[3]} and similarity <> 'NaN'
      order by similarity desc, unit_id
      limit $1`;

// Without words there is nothing to rank by: places in order, tests and the like behind.
const LISTED = `select ${COLUMNS}, null::float4 as similarity
       from unnest($2::int[], $3::int[]) as a (track_id, number)
       join unit u on u.track_id = a.track_id and u.born <= a.number and (u.died is null or u.died > a.number)
      where ${FILTERED}
      order by u.flags <> 0, u.path, u.start_line, u.unit_id
      limit $1`;

// Of each place the innermost unit that holds all of it and passes.
const HOLDING = `select distinct on (u.unit_id) u.*
       from unnest(${OWN[0]}::int[], ${OWN[1]}::text[], ${OWN[2]}::int[], ${OWN[3]}::int[]) as w (track_id, path, start_line, end_line)
       join unnest($2::int[], $3::int[]) as a (track_id, number) on a.track_id = w.track_id
      cross join lateral (
              select ${COLUMNS}, null::float4 as similarity
                from unit u
               where u.track_id = w.track_id and u.path = w.path
                 and u.start_line <= w.start_line and u.end_line >= w.end_line
                 and u.born <= a.number and (u.died is null or u.died > a.number)
                 and ${FILTERED}
               order by u.end_line - u.start_line, u.kind = 'File', u.start_line desc, u.unit_id
               limit 1) as u
      order by u.unit_id
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
  return (await db.query<RawUnitRow>(LISTED, [limit, ...filterParameters(at, filters)])).map(fromRow);
}

/** Lines of a file. */
export interface UnitPlace {
  readonly trackId: number;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** Of each place the innermost unit around it that the filters let through; none twice. */
export async function unitsAround(
  db: TenantDb,
  { at, filters }: Pick<UnitQuery, "at" | "filters">,
  places: readonly UnitPlace[],
): Promise<UnitRow[]> {
  if (places.length === 0) return [];
  const rows = await db.query<RawUnitRow>(HOLDING, [
    places.length,
    ...filterParameters(at, filters),
    places.map(({ trackId }) => trackId),
    places.map(({ path }) => path),
    places.map(({ startLine }) => startLine),
    places.map(({ endLine }) => endLine),
  ]);
  return rows.map(fromRow);
}

export async function readUnits(db: TenantDb, { at, unitIds, filters, vector }: UnitQuery): Promise<UnitRow[]> {
  const params = [unitIds, ...filterParameters(at, filters)];
  const rows =
    vector === undefined
      ? await db.query<RawUnitRow>(WITHOUT_VECTORS, params)
      : await db.query<RawUnitRow>(withVectors(tableOf(vector)), [...params, vector.model, new Vector(vector.values)]);
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
  const params = [limit, ...filterParameters(at, filters), vector.model, new Vector(vector.values)];
  return (await db.query<RawUnitRow>(nearestIn(tableOf(vector)), [...params, unitsMax, similarityMin])).map(fromRow);
}

function tableOf({ values }: QueryVector): string {
  return vectorTable(values.length);
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
