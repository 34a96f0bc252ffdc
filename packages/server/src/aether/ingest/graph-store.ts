/** Rows of the code graph: written in batches by `unnest`, ended by file. Every statement runs under row security. */
import type { GraphEdge, GraphNode, Unresolved } from "@aether/graph";

import type { Tx } from "#kernel/db";

import { toBigint, toUuid } from "./ids.ts";

export interface Run {
  readonly trackId: number;
  readonly number: number;
}

export interface FileRow {
  readonly path: string;
  readonly hash: string;
  readonly graphHash: string;
  readonly language: string;
  readonly incomplete: string;
  readonly lineCount: number;
  readonly bytes: number;
  readonly history: string;
  /** Lines of `Name <e-mail>`. */
  readonly authors: string;
  /** Unix time in seconds; null where no commit is known. */
  readonly changedAt: number | null;
}

export interface EdgeRow {
  readonly path: string;
  readonly edge: GraphEdge;
}

export interface UnresolvedRow {
  readonly path: string;
  readonly ordinal: number;
  readonly unresolved: Unresolved;
}

type PathTable = "file" | "node" | "edge" | "unresolved" | "unit";

/** Ends what is alive of these files, from the run's number on. */
export async function endPaths(tx: Tx, run: Run, ended: { table: PathTable; paths: readonly string[] }): Promise<void> {
  await tx.execute(
    `update ${ended.table}
        set died = $2
      where track_id = $1 and path = any($3::text[]) and died is null and born < $2`,
    [run.trackId, run.number, ended.paths],
  );
}

export async function insertFiles(tx: Tx, run: Run, rows: readonly FileRow[]): Promise<void> {
  await tx.execute(
    `insert into file (tenant_id, track_id, born, path, hash, graph_hash, language, line_count, bytes, history,
                       incomplete, authors, changed_at)
     select $1, $2, $3, r.path, r.hash::uuid, r.graph_hash::uuid, r.language, r.line_count, r.bytes, r.history,
            r.incomplete, r.authors, to_timestamp(r.changed_at)
       from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[], $10::text[], $11::text[],
                   $12::text[], $13::float8[])
         as r (path, hash, graph_hash, language, line_count, bytes, history, incomplete, authors, changed_at)`,
    [
      tx.tenantId,
      run.trackId,
      run.number,
      rows.map((row) => row.path),
      rows.map((row) => toUuid(row.hash)),
      rows.map((row) => toUuid(row.graphHash)),
      rows.map((row) => row.language),
      rows.map((row) => row.lineCount),
      rows.map((row) => row.bytes),
      rows.map((row) => clean(row.history)),
      rows.map((row) => row.incomplete),
      rows.map((row) => clean(row.authors)),
      rows.map((row) => row.changedAt),
    ],
  );
}

export async function insertNodes(tx: Tx, run: Run, nodes: readonly GraphNode[]): Promise<void> {
  await tx.execute(
    `insert into node (tenant_id, track_id, born, node_id, kind, name, lower_name, qualified_name, path,
                       start_line, end_line, language, parent_id, signature, doc, visibility, exported)
     select $1, $2, $3, r.node_id::bigint, r.kind, r.name, lower(r.name), r.qualified_name, r.path,
            r.start_line, r.end_line, r.language, nullif(r.parent_id, '')::bigint, r.signature, r.doc, r.visibility, r.exported
       from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[], $10::int[], $11::text[],
                   $12::text[], $13::text[], $14::text[], $15::text[], $16::bool[])
         as r (node_id, kind, name, qualified_name, path, start_line, end_line, language,
               parent_id, signature, doc, visibility, exported)`,
    [
      tx.tenantId,
      run.trackId,
      run.number,
      nodes.map((node) => toBigint(node.id)),
      nodes.map((node) => node.kind),
      nodes.map((node) => clean(node.name)),
      nodes.map((node) => clean(node.qualifiedName)),
      nodes.map((node) => node.file),
      nodes.map((node) => node.startLine),
      nodes.map((node) => node.endLine),
      nodes.map((node) => node.language),
      nodes.map((node) => (node.parentId === "" ? "" : toBigint(node.parentId))),
      nodes.map((node) => clean(node.signature)),
      nodes.map((node) => clean(node.doc)),
      nodes.map((node) => node.visibility),
      nodes.map((node) => node.exported),
    ],
  );
}

export async function insertEdges(tx: Tx, run: Run, rows: readonly EdgeRow[]): Promise<void> {
  await tx.execute(
    `insert into edge (tenant_id, track_id, born, from_id, kind, to_id, tier, lines, path)
     select $1, $2, $3, r.from_id::bigint, r.kind, r.to_id::bigint, r.tier, r.lines::int[], r.path
       from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
         as r (from_id, kind, to_id, tier, lines, path)`,
    [
      tx.tenantId,
      run.trackId,
      run.number,
      rows.map(({ edge }) => toBigint(edge.from)),
      rows.map(({ edge }) => edge.kind),
      rows.map(({ edge }) => toBigint(edge.to)),
      rows.map(({ edge }) => edge.tier),
      rows.map(({ edge }) => `{${edge.lines.join(",")}}`),
      rows.map((row) => row.path),
    ],
  );
}

export async function insertUnresolved(tx: Tx, run: Run, rows: readonly UnresolvedRow[]): Promise<void> {
  await tx.execute(
    `insert into unresolved (tenant_id, track_id, born, path, ordinal, from_id, kind, name, line, reason)
     select $1, $2, $3, r.path, r.ordinal, r.from_id::bigint, r.kind, r.name, r.line, r.reason
       from unnest($4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::int[], $10::text[])
         as r (path, ordinal, from_id, kind, name, line, reason)`,
    [
      tx.tenantId,
      run.trackId,
      run.number,
      rows.map((row) => row.path),
      rows.map((row) => row.ordinal),
      rows.map(({ unresolved }) => toBigint(unresolved.from)),
      rows.map(({ unresolved }) => unresolved.kind),
      rows.map(({ unresolved }) => clean(unresolved.name)),
      rows.map(({ unresolved }) => unresolved.line),
      rows.map(({ unresolved }) => unresolved.reason),
    ],
  );
}

/** Ids read at a time. */
const PAGE = 50_000;
const BEFORE_ALL = "-9223372036854775808";

/** Ids of the external nodes alive before the run. */
export async function externalIds(tx: Tx, run: Run): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let after = BEFORE_ALL, more = true; more;) {
    const rows = await tx.query<{ node_id: string }>(
      `select node_id
         from node
        where track_id = $1 and path = '' and died is null and born < $2 and node_id >= $3
        order by node_id
        limit $4`,
      [run.trackId, run.number, after, PAGE],
    );
    for (const row of rows) ids.add(row.node_id);
    after = rows.at(-1)?.node_id ?? after;
    more = rows.length === PAGE;
  }
  return ids;
}

export async function endNodes(tx: Tx, run: Run, bigints: readonly string[]): Promise<void> {
  await tx.execute(
    `update node
        set died = $2
      where track_id = $1 and node_id = any($3::bigint[]) and died is null and born < $2`,
    [run.trackId, run.number, bigints],
  );
}

/** PostgreSQL's text knows no NUL, and a lone surrogate is not UTF-8. */
function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
