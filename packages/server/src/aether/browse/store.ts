/** Reads of the graph at one snapshot. Every statement runs under row security and at a snapshot number. */
import type { NodeKind, Tier, Visibility } from "@aether/graph";

import type { TenantDb } from "#kernel/db";

export interface At {
  readonly trackId: number;
  readonly number: number;
}

export interface NodeRow {
  readonly track_id: number;
  readonly node_id: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly qualified_name: string;
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly language: string;
  readonly parent_id: string | null;
  readonly signature: string;
  readonly doc: string;
  readonly visibility: Visibility;
  readonly exported: boolean;
}

const COLUMNS = `n.track_id, n.node_id, n.kind, n.name, n.qualified_name, n.path, n.start_line, n.end_line, n.language,
                 n.parent_id, n.signature, n.doc, n.visibility, n.exported`;
/** Joins a versioned table (alias n) to the snapshots asked for: $1 tracks, $2 numbers. */
const ALIVE = `join unnest($1::int[], $2::int[]) as at (track_id, number)
                 on n.track_id = at.track_id and n.born <= at.number and (n.died is null or n.died > at.number)`;

export function nodesById(db: TenantDb, at: readonly At[], ids: readonly string[]): Promise<NodeRow[]> {
  return db.query<NodeRow>(
    `select ${COLUMNS}
       from node n
       ${ALIVE}
      where n.node_id = any($3::bigint[])
      order by n.track_id, n.node_id
      limit 10000`,
    [...atParams(at), ids],
  );
}

/** Definitions whose name or qualified name is this one in any case; exact case first, then definitions before files and externals. */
export function nodesByName(
  db: TenantDb,
  at: readonly At[],
  asked: { readonly name: string; readonly limit: number },
): Promise<NodeRow[]> {
  const name = asked.name.toLowerCase();
  const lasts = [name, name.slice(name.lastIndexOf(".") + 1), name.slice(name.lastIndexOf("/") + 1)];
  return db.query<NodeRow>(
    `select ${COLUMNS}
       from node n
       ${ALIVE}
      where n.lower_name = any($5::text[])
        and (n.name = $3 or n.qualified_name = $3 or lower(n.name) = lower($3) or lower(n.qualified_name) = lower($3)
             or right(lower(n.qualified_name), length($3) + 1) = '.' || lower($3)
             or right(lower(n.path), length($3) + 1) = '/' || lower($3) or lower(n.path) = lower($3))
      order by n.path = '', n.qualified_name <> $3, n.name <> $3, n.kind = 'File', n.path, n.start_line, n.track_id, n.node_id
      limit $4`,
    [...atParams(at), asked.name, asked.limit, lasts],
  );
}

/** Methods of a definition that bear one of these names. */
export function membersNamed(
  db: TenantDb,
  at: readonly At[],
  asked: { readonly path: string; readonly parentId: string; readonly names: readonly string[] },
): Promise<NodeRow[]> {
  return db.query<NodeRow>(
    `select ${COLUMNS}
       from node n
       ${ALIVE}
      where n.path = $3 and n.parent_id = $4 and n.kind = 'Method' and n.name = any($5::text[])
      order by n.start_line, n.track_id, n.node_id
      limit 1000`,
    [...atParams(at), asked.path, asked.parentId, asked.names],
  );
}

/** Methods of these definitions, in the order of their files. */
export function membersOf(
  db: TenantDb,
  at: At,
  asked: { readonly of: readonly NodeRow[]; readonly limit: number },
): Promise<NodeRow[]> {
  return db.query<NodeRow>(
    `select ${COLUMNS}
       from node n
       ${ALIVE}
      where n.path = any($3::text[]) and n.parent_id = any($4::bigint[]) and n.kind = 'Method'
      order by n.path, n.start_line, n.node_id
      limit $5`,
    [...atParams([at]), [...new Set(asked.of.map((one) => one.path))], asked.of.map((one) => one.node_id), asked.limit],
  );
}

/** Packages whose names begin with that of another and a slash: `react-dom/client`. */
export function packagesBelow(
  db: TenantDb,
  at: readonly At[],
  asked: { readonly name: string; readonly limit: number },
): Promise<NodeRow[]> {
  return db.query<NodeRow>(
    `select ${COLUMNS}
       from node n
       ${ALIVE}
      where n.lower_name ^@ $3 and n.kind = 'Package'
      order by n.name, n.track_id, n.node_id
      limit $4`,
    [...atParams(at), `${asked.name.toLowerCase()}/`, asked.limit],
  );
}

/** Ids of the definitions of one kind that bear one name in one file, in its order: the overloads of a function. */
export async function overloadsOf(db: TenantDb, at: At, node: NodeRow): Promise<string[]> {
  const rows = await db.query<{ readonly node_id: string }>(
    `select n.node_id
       from node n
       ${ALIVE}
      where n.path = $3 and n.qualified_name = $4 and n.kind = $5
      order by n.start_line, n.node_id
      limit 1000`,
    [...atParams([at]), node.path, node.qualified_name, node.kind],
  );
  return rows.map((row) => row.node_id);
}

/** The innermost definitions around a line of a file. */
export function nodesAtLine(
  db: TenantDb,
  at: readonly At[],
  asked: { readonly path: string; readonly line: number; readonly limit: number },
): Promise<NodeRow[]> {
  return db.query<NodeRow>(
    `select ${COLUMNS}
       from node n
       ${ALIVE}
      where n.path = $3 and n.start_line <= $4 and n.end_line >= $4
      order by n.end_line - n.start_line, n.start_line desc, n.track_id, n.node_id
      limit $5`,
    [...atParams(at), asked.path, asked.line, asked.limit],
  );
}

/** Distinct names that begin so, the shortest first; `start` in lower case. */
export async function namesBeginning(
  db: TenantDb,
  at: readonly At[],
  asked: { readonly start: string; readonly limit: number },
): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `select n.name
       from node n
       ${ALIVE}
      where n.lower_name ^@ $3 and n.path <> '' and n.kind <> 'Section'
      group by n.name
      order by length(n.name), n.name
      limit $4`,
    [...atParams(at), asked.start, asked.limit],
  );
  return rows.map((row) => row.name);
}

/** Distinct names of about this length that begin with one of two letters in lower case. */
export async function namesOfLength(
  db: TenantDb,
  at: readonly At[],
  asked: { readonly starts: readonly [string, string]; readonly from: number; readonly to: number },
): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `select distinct n.name
       from node n
       ${ALIVE}
      where (n.lower_name ^@ $3 or n.lower_name ^@ $4) and length(n.lower_name) between $5 and $6
        and n.path <> '' and n.kind <> 'Section'
      order by n.name
      limit 20000`,
    [...atParams(at), ...asked.starts, asked.from, asked.to],
  );
  return rows.map((row) => row.name);
}

export interface EdgeStep {
  readonly track_id: number;
  readonly from_id: string;
  readonly to_id: string;
  readonly tier: Tier;
  readonly lines: number[];
}

/** Edges of one kind that touch these nodes: outgoing or incoming, best tiers first, at most `limit`. */
export function edgesOf(
  db: TenantDb,
  at: readonly At[],
  asked: {
    readonly ids: readonly string[];
    readonly kinds: readonly string[];
    readonly incoming: boolean;
    readonly limit: number;
  },
): Promise<EdgeStep[]> {
  const side = asked.incoming ? "to_id" : "from_id";
  const other = asked.incoming ? "from_id" : "to_id";
  return db.query<EdgeStep>(
    `select n.track_id, n.from_id, n.to_id, n.tier, n.lines
       from edge n
       ${ALIVE}
      where n.${side} = any($3::bigint[]) and n.kind = any($4::text[]) and n.tier <> 'name'
      order by n.${side}, array_position(array['exact', 'inferred', 'dispatch'], n.tier::text), n.${other}, n.track_id, n.kind
      limit $5`,
    [...atParams(at), asked.ids, asked.kinds, asked.limit],
  );
}

/** How many edges of each kind come in and go out, without those of tier `name`, which no answer shows. */
export async function edgeCounts(db: TenantDb, at: readonly At[], id: string): Promise<Record<string, number>> {
  const rows = await db.query<{ name: string; count: number }>(
    `select lower(n.kind) || case when n.to_id = $3 then '_in' else '_out' end as name, count(*)::int as count
       from edge n
       ${ALIVE}
      where (n.from_id = $3 or n.to_id = $3) and n.tier <> 'name'
      group by 1
      order by 1
      limit 100`,
    [...atParams(at), id],
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.count]));
}

export interface FileTextRow {
  readonly track_id: number;
  readonly path: string;
  readonly language: string;
  readonly line_count: number;
  readonly content: string;
}

export function fileTexts(
  db: TenantDb,
  at: readonly At[],
  files: readonly { readonly trackId: number; readonly path: string }[],
): Promise<FileTextRow[]> {
  // Laterals with `offset 0` are looked up by key, file by file: a planner that does not know how few are asked for reads all files.
  return db.query<FileTextRow>(
    `select n.track_id, n.path, n.language, n.line_count, b.content
       from unnest($3::int[], $4::text[]) as w (track_id, path)
      cross join lateral (select * from file where track_id = w.track_id and path = w.path offset 0) as n
       ${ALIVE}
      cross join lateral (select content from blob where hash = n.hash offset 0) as b
      order by n.track_id, n.path
      limit 1000`,
    [...atParams(at), files.map((file) => file.trackId), files.map((file) => file.path)],
  );
}

/** Paths of a track that end like the asked one, for "did you mean". */
export async function pathsLike(db: TenantDb, at: At, name: string): Promise<string[]> {
  const rows = await db.query<{ path: string }>(
    `select n.path
       from file n
       ${ALIVE}
      where right(lower(n.path), length($3)) = lower($3)
      order by n.path
      limit 5`,
    [...atParams([at]), name],
  );
  return rows.map((row) => row.path);
}

/** Files of these names, wherever they lie: of each name so many, those with the shortest paths. */
export function filesNamed(
  db: TenantDb,
  at: readonly At[],
  asked: { readonly names: readonly string[]; readonly each: number },
): Promise<{ readonly track_id: number; readonly path: string; readonly name: string }[]> {
  return db.query(
    `select f.track_id, f.path, w.name
       from unnest($3::text[]) as w (name)
      cross join lateral (
            select n.track_id, n.path
              from node n
              ${ALIVE}
             where n.lower_name = lower(w.name) and n.name = w.name and n.kind = 'File'
             order by length(n.path), n.path, n.track_id
             limit $4) as f
      order by length(f.path), f.path, f.track_id
      limit 20000`,
    [...atParams(at), asked.names, asked.each],
  );
}

function atParams(at: readonly At[]): [number[], number[]] {
  return [at.map((one) => one.trackId), at.map((one) => one.number)];
}
