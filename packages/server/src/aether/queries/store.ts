/** Reads of edges at one snapshot of one track: no edge leaves a track. Every statement stops at its limit along an index. */
import type { EdgeKind, Tier } from "@aether/graph";

import type { TenantDb } from "#kernel/db";

import type { At } from "../browse/store.ts";

/** An edge, from the one who uses to what is used. */
export interface Link {
  readonly from_id: string;
  readonly to_id: string;
  readonly kind: EdgeKind;
  readonly tier: Tier;
  readonly lines: readonly number[];
}

export interface Touching {
  readonly ids: readonly string[];
  readonly kinds: readonly EdgeKind[];
  readonly incoming: boolean;
  readonly tiers: readonly Tier[];
  /** Edges read of each node and kind; what a hub has beyond them costs nothing. */
  readonly each: number;
}

const ALIVE = `e.born <= $2 and (e.died is null or e.died > $2)`;

/** Edges that come in to these nodes or go out of them, by the node on their other end. */
export function linksTouching(db: TenantDb, at: At, asked: Touching): Promise<Link[]> {
  const side = asked.incoming ? "to_id" : "from_id";
  const other = asked.incoming ? "from_id" : "to_id";
  return db.query<Link>(
    `select e.from_id, e.to_id, e.kind, e.tier, e.lines
       from unnest($3::bigint[]) as i (id)
      cross join unnest($4::text[]) as k (kind)
      cross join lateral (
            select e.from_id, e.to_id, e.kind, e.tier, e.lines
              from edge e
             where e.track_id = $1 and e.${side} = i.id and e.kind = k.kind and e.tier = any($5::text[]) and ${ALIVE}
             order by e.${other}
             limit $6) e
      order by e.${other}, array_position(array['exact', 'inferred', 'dispatch', 'name'], e.tier::text), e.kind, e.${side}
      limit 1000000`,
    [at.trackId, at.number, asked.ids, asked.kinds, asked.tiers, asked.each],
  );
}

/** Every edge of a kind, in the order of their ends. */
export function linksOfKind(
  db: TenantDb,
  at: At,
  asked: { readonly kind: EdgeKind; readonly tiers: readonly Tier[]; readonly limit: number },
): Promise<Pick<Link, "from_id" | "to_id">[]> {
  return db.query(
    `select e.from_id, e.to_id
       from edge e
      where e.track_id = $1 and e.kind = $3 and e.tier = any($4::text[]) and ${ALIVE}
      order by e.from_id, e.to_id
      limit $5`,
    [at.trackId, at.number, asked.kind, asked.tiers, asked.limit],
  );
}

export interface LooseRow {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly reason: string;
}

/** Uses that nothing could bind and that bear one of these names, in the order of their files. */
export function looseNamed(
  db: TenantDb,
  at: At,
  asked: { readonly names: readonly string[]; readonly kinds: readonly EdgeKind[]; readonly limit: number },
): Promise<LooseRow[]> {
  return db.query<LooseRow>(
    `select e.path, e.line, e.name, e.reason
       from unnest($3::text[]) as w (name)
      cross join lateral (
            select e.path, e.line, e.name, e.reason, e.ordinal
              from unresolved e
             where e.track_id = $1 and e.name = w.name and e.kind = any($4::text[]) and ${ALIVE}
             order by e.path, e.ordinal
             limit $5) e
      order by e.path, e.ordinal
      limit $5`,
    [at.trackId, at.number, asked.names, asked.kinds, asked.limit],
  );
}

/** Uses in one definition that nothing could bind. */
export function looseWithin(
  db: TenantDb,
  at: At,
  asked: { readonly path: string; readonly id: string; readonly kinds: readonly EdgeKind[]; readonly limit: number },
): Promise<LooseRow[]> {
  return db.query<LooseRow>(
    `select e.path, e.line, e.name, e.reason
       from unresolved e
      where e.track_id = $1 and e.path = $3 and e.from_id = $4 and e.kind = any($5::text[]) and ${ALIVE}
      order by e.path, e.ordinal
      limit $6`,
    [at.trackId, at.number, asked.path, asked.id, asked.kinds, asked.limit],
  );
}

/** Uses of some kinds, anywhere, that nothing could bind. */
export function looseOfKinds(
  db: TenantDb,
  at: At,
  asked: { readonly kinds: readonly EdgeKind[]; readonly limit: number },
): Promise<LooseRow[]> {
  return db.query<LooseRow>(
    `select e.path, e.line, e.name, e.reason
       from unresolved e
      where e.track_id = $1 and e.kind = any($3::text[]) and ${ALIVE}
      order by e.path, e.ordinal
      limit $4`,
    [at.trackId, at.number, asked.kinds, asked.limit],
  );
}

/** The first files that a snapshot has not read, or in part only; what is no text comes last. */
export async function firstSkipped(
  db: TenantDb,
  at: At,
  limit: number,
): Promise<{ readonly path: string; readonly reason: string }[]> {
  return db.query(
    `select file ->> 'path' as path, file ->> 'reason' as reason
       from snapshot s
      cross join jsonb_array_elements(s.skipped) with ordinality as skipped (file, i)
      where s.track_id = $1 and s.number = $2
      order by file ->> 'reason' = 'binary', i
      limit $3`,
    [at.trackId, at.number, limit],
  );
}
