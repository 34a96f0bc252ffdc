/** Reads of what one definition has to do with another, at one snapshot of one track. */
import type { EdgeKind, Tier } from "@aether/graph";

import type { TenantDb } from "#kernel/db";

import type { At } from "../browse/store.ts";
import type { Link } from "../queries/store.ts";

const ALIVE = `e.born <= $2 and (e.died is null or e.died > $2)`;

/** Edges that lead from any of these nodes to any of those, the best first. */
export function linksBetween(
  db: TenantDb,
  at: At,
  asked: {
    readonly from: readonly string[];
    readonly to: readonly string[];
    readonly kinds: readonly EdgeKind[];
    readonly tiers: readonly Tier[];
    readonly limit: number;
  },
): Promise<Link[]> {
  return db.query<Link>(
    `select e.from_id, e.to_id, e.kind, e.tier, e.lines
       from edge e
      where e.track_id = $1 and e.from_id = any($3::bigint[]) and e.to_id = any($4::bigint[])
        and e.kind = any($5::text[]) and e.tier = any($6::text[]) and ${ALIVE}
      order by array_position($6::text[], e.tier::text), e.kind, e.from_id, e.to_id
      limit $7`,
    [at.trackId, at.number, asked.from, asked.to, asked.kinds, asked.tiers, asked.limit],
  );
}

export interface LooseUse {
  readonly from_id: string;
  readonly line: number;
  readonly name: string;
  readonly reason: string;
}

/** Uses of a name within one definition that nothing could bind. */
export function looseUses(
  db: TenantDb,
  at: At,
  asked: { readonly path: string; readonly ids: readonly string[]; readonly name: string; readonly limit: number },
): Promise<LooseUse[]> {
  return db.query<LooseUse>(
    `select e.from_id, e.line, e.name, e.reason
       from unresolved e
      where e.track_id = $1 and e.path = $3 and e.from_id = any($4::bigint[]) and e.name = $5 and ${ALIVE}
      order by e.line, e.ordinal
      limit $6`,
    [at.trackId, at.number, asked.path, asked.ids, asked.name, asked.limit],
  );
}
