import type { EdgeKind, Tier } from "@aether/graph";

import type { TenantDb } from "#kernel/db";

import type { At, NodeRow } from "../browse/store.ts";

interface Page {
  readonly at: At;
  readonly limit: number;
}

/** Nodes alive at a number, after an id. */
export function nodePage(db: TenantDb, page: Page, after: string): Promise<NodeRow[]> {
  return db.query<NodeRow>(
    `select n.track_id, n.node_id, n.kind, n.name, n.qualified_name, n.path, n.start_line, n.end_line, n.language,
            n.parent_id, n.signature, n.doc, n.visibility, n.exported
       from node n
      where n.track_id = $1 and n.born <= $2 and (n.died is null or n.died > $2) and n.node_id > $3
      order by n.node_id
      limit $4`,
    [page.at.trackId, page.at.number, after, page.limit],
  );
}

export interface EdgeRow {
  readonly from_id: string;
  readonly kind: EdgeKind;
  readonly to_id: string;
  readonly tier: Tier;
  readonly lines: number[];
}

/** Edges alive at a number, after one of them, without those of tier `name`. */
export function edgePage(
  db: TenantDb,
  page: Page,
  after: { readonly fromId: string; readonly kind: string; readonly toId: string },
): Promise<EdgeRow[]> {
  return db.query<EdgeRow>(
    `select e.from_id, e.kind, e.to_id, e.tier, e.lines
       from edge e
      where e.track_id = $1 and e.born <= $2 and (e.died is null or e.died > $2) and e.tier <> 'name'
        and (e.from_id, e.kind, e.to_id) > ($3::bigint, $4, $5::bigint)
      order by e.from_id, e.kind, e.to_id
      limit $6`,
    [page.at.trackId, page.at.number, after.fromId, after.kind, after.toId, page.limit],
  );
}
