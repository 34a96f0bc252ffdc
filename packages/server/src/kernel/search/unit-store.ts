/** Reads the rows of units that words have found: visible in their snapshot, and passing the filters, before any limit. */
import { type TenantDb, Vector } from "#kernel/db";

import { cosinesOf } from "./packed-vector.ts";
import type { SnapshotRef } from "./posting-store.ts";
import { FILTER_PARAMETERS, FILTERED, filterParameters, type UnitFilters } from "./unit-filter-store.ts";
import { isPacked, vectorTable } from "./vector-tables.ts";

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
// A text or question without words has the zero vector, and a cosine with it is no number. All packed vectors stand in the first row:
// read one by one they take three times as long. As base64 they travel in two thirds of what bytes take.
const withVectors = (dimensions: number): string => `with found as materialized (
       select ${COLUMNS}, nullif((1 - (v.embedding <=> ${OWN[1]}))::float4, 'NaN') as similarity, v.codes
         ${VISIBLE}
         left join lateral (${vectorOf(dimensions)} offset 0) as v on true
        where ${FILTERED}
        order by u.unit_id
        limit 100000
     )
     select unit_id, file_unit_id, track_id, node_id, path, kind, language, name, qualified_name, start_line, end_line, flags, words,
            similarity, coalesce(octet_length(codes), 0) as size,
            case when row_number() over () = 1 then (select encode(string_agg(codes, ''::bytea), 'base64') from found) end as codes
       from found
      limit 100000`;

/** The model's vector of a unit. */
function vectorOf(dimensions: number): string {
  const codes = isPacked(dimensions) ? "codes" : "null::bytea as codes";
  return `select embedding, ${codes} from ${vectorTable(dimensions)} where model = ${OWN[0]} and hash = u.text_hash`;
}

// Similarities are computed once, for all units that count: no index could choose for all tenants. Where the segments hold more units
// than an exact scan is worth, none is read: `held` is known before the first row. All in one row, which is read in a tenth of the time
// that a row for each takes.
const nearestIn = (dimensions: number): string => `with held as materialized (
       select sum(s.units) as units
         from unnest($2::int[], $3::int[]) as a (track_id, number)
         join segment s on s.track_id = a.track_id and s.born <= a.number and (s.died is null or s.died > a.number)
     )
     select coalesce(array_agg(u.unit_id), '{}') as units,
            coalesce(array_agg(coalesce((1 - (v.embedding <=> ${OWN[1]}))::float4, 'NaN')) filter (where v.codes is null), '{}')
              as similarities,
            coalesce(array_agg(coalesce(octet_length(v.codes), 0)), '{}') as sizes,
            coalesce(encode(string_agg(v.codes, ''::bytea), 'base64'), '') as codes
       from unnest($2::int[], $3::int[]) as a (track_id, number)
       join unit u on u.track_id = a.track_id and u.born <= a.number and (u.died is null or u.died > a.number)
      cross join lateral (${vectorOf(dimensions)} offset 0) as v
      where (select units from held) <= ${OWN[2]} and ${FILTERED}
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

/** Bytes of a packed vector, 0 where the similarity is told; the first row has all of them behind each other. */
interface ComparedRow extends RawUnitRow {
  readonly size: number;
  readonly codes: string | null;
}

/** The first units, by place, that the filters let through. Reads all units of the snapshots. */
export async function listUnits(
  db: TenantDb,
  { at, filters, limit }: Pick<UnitQuery, "at" | "filters"> & { readonly limit: number },
): Promise<UnitRow[]> {
  return (await db.query<RawUnitRow>(LISTED, [limit, ...filterParameters(at, filters)])).map((row) => fromRow(row));
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
  return rows.map((row) => fromRow(row));
}

export async function readUnits(db: TenantDb, { at, unitIds, filters, vector }: UnitQuery): Promise<UnitRow[]> {
  const params = [unitIds, ...filterParameters(at, filters)];
  if (vector === undefined) return (await db.query<RawUnitRow>(WITHOUT_VECTORS, params)).map((row) => fromRow(row));
  const { model, values } = vector;
  const rows = await db.query<ComparedRow>(withVectors(values.length), [...params, model, new Vector(values)]);
  const sizes = rows.map(({ size }) => size);
  const cosines = cosinesOf({ codes: Buffer.from(rows[0]?.codes ?? "", "base64"), sizes }, values);
  return rows.map((row, at) => ({ ...fromRow(row), similarity: row.similarity ?? numberOf(cosines[at]) }));
}

function numberOf(value = NaN): number | null {
  return Number.isNaN(value) ? null : value;
}

export interface NearestQuery extends Pick<UnitQuery, "at" | "filters"> {
  readonly vector: QueryVector;
  /** Where the snapshots' segments hold more units, dead ones included, nothing is read. */
  readonly unitsMax: number;
  readonly similarityMin: number;
  readonly limit: number;
}

/** Units in the order of their vectors. */
interface Compared {
  readonly sizes: readonly number[];
  readonly codes: string;
  readonly units: readonly number[];
  /** Of those whose vector is not packed. */
  readonly similarities: readonly number[];
}

/** The units most similar to a vector among all that the filters let through, compared one by one; the nearest first. */
export async function nearestUnits(
  db: TenantDb,
  { at, filters, vector, unitsMax, similarityMin, limit }: NearestQuery,
): Promise<UnitRow[]> {
  const { model, values } = vector;
  const params = [1, ...filterParameters(at, filters), model, new Vector(values), unitsMax];
  const [compared] = await db.query<Compared>(nearestIn(values.length), params);
  const near = compared === undefined ? [] : nearOf(compared, values, similarityMin);
  const best = near.sort((a, b) => b.similarity - a.similarity || a.unitId - b.unitId).slice(0, limit);
  if (best.length === 0) return [];
  const rows = await readUnits(db, { at, filters, vector, unitIds: best.map(({ unitId }) => unitId) });
  return rows.sort((a, b) => (b.similarity ?? 0) - (a.similarity ?? 0) || a.unitId - b.unitId);
}

interface Near {
  readonly unitId: number;
  readonly similarity: number;
}

function nearOf({ units, similarities, sizes, codes }: Compared, values: Float32Array, similarityMin: number): Near[] {
  const cosines = cosinesOf({ codes: Buffer.from(codes, "base64"), sizes }, values);
  const near: Near[] = [];
  let told = 0;
  for (const [at, unitId] of units.entries()) {
    const similarity = (sizes[at] === 0 ? similarities[told++] : cosines[at]) ?? NaN;
    if (similarity >= similarityMin) near.push({ unitId, similarity });
  }
  return near;
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
