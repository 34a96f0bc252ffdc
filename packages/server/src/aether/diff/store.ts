/**
 * Two snapshots compared by sets. Ids are stable across snapshots and tracks, and a file whose hashes are equal on both sides
 * holds equal rows, so only files that differ are read: the cost is that of the difference.
 */
import type { NodeKind, Visibility } from "@aether/graph";

import type { TenantDb } from "#kernel/db";

import type { At } from "../browse/store.ts";

export interface Sides {
  readonly from: At;
  readonly to: At;
}

export interface Window {
  readonly offset: number;
  readonly limit: number;
}

const alive = (alias: string, number: string): string =>
  `${alias}.born <= ${number} and (${alias}.died is null or ${alias}.died > ${number})`;

/** Nodes of the files that differ, with the hash of their own text, at one side. */
const nodesAt = (track: string, number: string): string => `
  select n.node_id, n.kind, n.name, n.qualified_name, n.path, n.start_line, n.end_line, n.language, n.signature, n.doc,
         n.visibility, n.exported, coalesce(u.content_hash, u.text_hash) as content
    from paths p
    join node n on n.track_id = ${track} and n.path = p.path and ${alive("n", number)}
    left join unit u on u.track_id = ${track} and u.path = n.path and u.node_id = n.node_id and ${alive("u", number)}`;

const WHAT = `array_remove(array[
    case when a.signature <> b.signature then 'signature' end,
    case when a.doc <> b.doc then 'doc' end,
    case when a.content is distinct from b.content then 'content' end,
    case when a.visibility <> b.visibility or a.exported <> b.exported then 'visibility' end], null)`;

/**
 * $1 track and $2 number of one side, $3 and $4 of the other. An id holds the place and the signature of a definition, so one
 * that is gone and one that is new are the same where place and name agree (its signature changed), or where all but the file
 * agrees, text included (it moved). Of several alike the first goes with the first.
 */
const CHANGES = `
  with paths as materialized (
    select path
      from (select f.path, f.hash, f.graph_hash from file f where f.track_id = $1 and ${alive("f", "$2")}) a
      full join (select f.path, f.hash, f.graph_hash from file f where f.track_id = $3 and ${alive("f", "$4")}) b using (path)
     where a.hash is distinct from b.hash or a.graph_hash is distinct from b.graph_hash),
  a as materialized (${nodesAt("$1", "$2")}),
  b as materialized (${nodesAt("$3", "$4")}),
  gone as (select a.*, row_number() over (partition by kind, path, qualified_name order by start_line, node_id) as nth
             from a where not exists (select from b where b.node_id = a.node_id)),
  come as (select b.*, row_number() over (partition by kind, path, qualified_name order by start_line, node_id) as nth
             from b where not exists (select from a where a.node_id = b.node_id)),
  resigned as materialized (
    select g.node_id as before_id, c.node_id as after_id
      from gone g
      join come c on c.kind = g.kind and c.path = g.path and c.qualified_name = g.qualified_name and c.nth = g.nth),
  left_over as (select g.*, case when kind = 'File' then name else qualified_name end as called,
                       row_number() over (partition by kind, case when kind = 'File' then name else qualified_name end,
                                          signature, content order by path, start_line, node_id) as place
                  from gone g where not exists (select from resigned r where r.before_id = g.node_id)),
  arrived as (select c.*, case when kind = 'File' then name else qualified_name end as called,
                     row_number() over (partition by kind, case when kind = 'File' then name else qualified_name end,
                                        signature, content order by path, start_line, node_id) as place
                from come c where not exists (select from resigned r where r.after_id = c.node_id)),
  moved as materialized (
    select g.node_id as before_id, c.node_id as after_id
      from left_over g
      join arrived c on c.kind = g.kind and c.called = g.called and c.signature = g.signature and c.place = g.place
                    and c.content is not distinct from g.content and c.path <> g.path),
  changes as materialized (
    select 'changed' as change, a.node_id as before_id, b.node_id as after_id, ${WHAT} as what
      from a
      left join resigned r on r.before_id = a.node_id
      join b on b.node_id = coalesce(r.after_id, a.node_id)
     where cardinality(${WHAT}) > 0
    union all
    select 'moved', m.before_id, m.after_id, array[]::text[] from moved m
    union all
    select 'removed', g.node_id, null, array[]::text[]
      from left_over g where not exists (select from moved m where m.before_id = g.node_id)
    union all
    select 'added', null, c.node_id, array[]::text[]
      from arrived c where not exists (select from moved m where m.after_id = c.node_id))`;

export type DefinitionChange = "added" | "removed" | "changed" | "moved";

export interface DefinitionRow {
  readonly change: DefinitionChange;
  readonly what: ("signature" | "doc" | "content" | "visibility")[];
  readonly node_id: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly qualified_name: string;
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly language: string;
  readonly signature: string;
  readonly visibility: Visibility;
  readonly before_path: string | null;
  readonly before_line: number | null;
  readonly before_signature: string | null;
}

export function changedDefinitions(db: TenantDb, sides: Sides, window: Window): Promise<DefinitionRow[]> {
  return db.query<DefinitionRow>(
    `${CHANGES}
     select c.change, c.what, n.node_id, n.kind, n.name, n.qualified_name, n.path, n.start_line, n.end_line, n.language,
            n.signature, n.visibility, o.path as before_path, o.start_line as before_line, o.signature as before_signature
       from changes c
       join (select 'from' as side, a.* from a union all select 'to', b.* from b) n
         on n.node_id = coalesce(c.after_id, c.before_id) and n.side = case when c.after_id is null then 'from' else 'to' end
       left join a o on o.node_id = c.before_id
      order by n.path, n.start_line, n.node_id, c.change
      limit $5 offset $6`,
    [...params(sides), window.limit, window.offset],
  );
}

const EDGES = `${CHANGES},
  before_edges as (
    select coalesce(f.after_id, e.from_id) as from_id, e.kind, coalesce(t.after_id, e.to_id) as to_id, e.tier, e.path,
           e.from_id as old_from, e.to_id as old_to
      from paths p
      join edge e on e.track_id = $1 and e.path = p.path and ${alive("e", "$2")} and e.kind <> 'CONTAINS'
      left join (select before_id, after_id from resigned union all select before_id, after_id from moved) f
        on f.before_id = e.from_id
      left join (select before_id, after_id from resigned union all select before_id, after_id from moved) t
        on t.before_id = e.to_id),
  after_edges as (
    select e.from_id, e.kind, e.to_id, e.tier, e.path
      from paths p
      join edge e on e.track_id = $3 and e.path = p.path and ${alive("e", "$4")} and e.kind <> 'CONTAINS'),
  edges as materialized (
    select case when n.tier is null then 'removed' when o.tier is null then 'added' else 'changed' end as change,
           kind, coalesce(n.tier, o.tier) as tier, case when n.tier is not null then o.tier end as tier_before,
           coalesce(n.path, o.path) as path,
           case when n.tier is null then o.old_from else from_id end as from_id,
           case when n.tier is null then o.old_to else to_id end as to_id
      from before_edges o
      full join after_edges n using (from_id, kind, to_id)
     where o.tier is distinct from n.tier)`;

export interface EdgeChangeRow {
  readonly change: "added" | "removed" | "changed";
  readonly kind: string;
  readonly tier: string;
  readonly tier_before: string | null;
  readonly from_id: string;
  readonly to_id: string;
}

/** Edges of what is only in another file or has another signature are compared as those of the same definition. */
export function changedEdges(db: TenantDb, sides: Sides, window: Window): Promise<EdgeChangeRow[]> {
  return db.query<EdgeChangeRow>(
    `${EDGES}
     select change, kind, tier, tier_before, from_id, to_id
       from edges
      order by path, from_id, kind, to_id, change
      limit $5 offset $6`,
    [...params(sides), window.limit, window.offset],
  );
}

export interface ChangeCount {
  /** "definition" or the kind of an edge. */
  readonly of: string;
  readonly change: DefinitionChange;
  /** Empty for definitions. */
  readonly tier: string;
  readonly count: number;
}

export function countChanges(db: TenantDb, sides: Sides): Promise<ChangeCount[]> {
  return db.query<ChangeCount>(
    `${EDGES}
     select 'definition' as of, change, '' as tier, count(*)::int as count from changes group by change
     union all
     select kind, change, tier, count(*)::int from edges group by kind, change, tier
      order by 1, 2, 3
      limit 1000`,
    params(sides),
  );
}

function params({ from, to }: Sides): number[] {
  return [from.trackId, from.number, to.trackId, to.number];
}
