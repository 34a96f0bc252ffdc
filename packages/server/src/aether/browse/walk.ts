/** Walks the edges of one snapshot, breadth first. */
import type { TenantDb } from "#kernel/db";
import { flagsOf, UNIT_FLAGS } from "#kernel/search";

import { toNodeId } from "../ingest/ids.ts";
import { type At, type EdgeStep, edgesOf, type NodeRow, nodesById } from "./store.ts";

export interface Walk {
  readonly at: readonly At[];
  /** Where it begins, as the database writes ids. */
  readonly from: readonly string[];
  readonly kinds: readonly string[];
  readonly incoming: boolean;
}

export interface Step {
  readonly row: NodeRow;
  readonly facts: { distance: number; via: string; tier: string; lines: number[] };
}

/** Edges read of a level at least, so that of a thousand neighbours those are kept that are best to see. */
const LEVEL_EDGES = 1000;

/** A statement for the edges and one for the nodes of a level; what a hub has beyond `LEVEL_EDGES` costs nothing. */
export async function walkFrom(
  tenant: TenantDb,
  walk: Walk,
  bound: { readonly depth: number; readonly limit: number },
): Promise<{ readonly steps: Step[]; readonly truncated: boolean }> {
  const seen = new Set(walk.from);
  const steps: Step[] = [];
  let frontier = [...walk.from];
  for (let distance = 1; distance <= bound.depth && frontier.length > 0; distance++) {
    const room = bound.limit - steps.length;
    // One more than fits tells whether something was left out; known nodes may come again, so ask for them too.
    const limit = Math.max(room, LEVEL_EDGES) + seen.size + 1;
    const edges = await edgesOf(tenant, walk.at, { ...walk, ids: frontier, limit });
    const level = await stepsOf(tenant, walk, reachedBy(edges, { walk, seen, distance }));
    steps.push(...level.slice(0, room));
    if (level.length > room) return { steps, truncated: true };
    frontier = level.map(({ row }) => row.node_id);
  }
  return { steps, truncated: false };
}

/** What these edges reach and was not seen before, each by its first edge, which has the best evidence. */
function reachedBy(
  edges: readonly EdgeStep[],
  { walk, seen, distance }: { readonly walk: Walk; readonly seen: Set<string>; readonly distance: number },
): Map<string, Step["facts"]> {
  const reached = new Map<string, Step["facts"]>();
  for (const edge of edges) {
    const [id, via] = walk.incoming ? [edge.from_id, edge.to_id] : [edge.to_id, edge.from_id];
    if (seen.has(id)) continue;
    seen.add(id);
    reached.set(id, { distance, via: toNodeId(via), tier: edge.tier, lines: edge.lines });
  }
  return reached;
}

/** In the order in which people read: the product's own code, then tests, then what lies outside; each by place. */
async function stepsOf(tenant: TenantDb, walk: Walk, reached: ReadonlyMap<string, Step["facts"]>): Promise<Step[]> {
  const rows = await nodesById(tenant, walk.at, [...reached.keys()]);
  const steps = rows.flatMap((row) => {
    const facts = reached.get(row.node_id);
    return facts === undefined ? [] : [{ row, facts, group: groupOf(row.path) }];
  });
  return steps.sort((one, other) => one.group - other.group || byPlace(one.row, other.row));
}

function groupOf(path: string): number {
  if (path === "") return 2;
  return (flagsOf(path, "") & UNIT_FLAGS.test) === 0 ? 0 : 1;
}

function byPlace(one: NodeRow, other: NodeRow): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.start_line - other.start_line || (one.node_id < other.node_id ? -1 : 1);
}
