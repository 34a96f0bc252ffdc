/** What the graph knows around definitions: who calls, uses, implements or imports them, and what they call. */
import type { EdgeKind } from "@aether/graph";

import type { TenantDb } from "#kernel/db";
import { flagsOf } from "#kernel/search";

import { edgesOf, type NodeRow, nodesById } from "../../browse/store.ts";
import { conformingTypes } from "../../queries/conforming.ts";
import { USES } from "../../queries/uses.ts";
import type { Scope } from "../../scope/index.ts";

const EDGES_MAX = 500;
export const STEPS_OF_IMPACT = 3;

interface Followed {
  readonly kinds: readonly EdgeKind[];
  readonly incoming: boolean;
  readonly steps: number;
}

const CALLS = ["CALLS", "INSTANTIATES"] as const;
const FOLLOWED = {
  callers: { kinds: CALLS, incoming: true, steps: 1 },
  callees: { kinds: CALLS, incoming: false, steps: 1 },
  uses: { kinds: USES, incoming: true, steps: 1 },
  impact: { kinds: USES, incoming: true, steps: STEPS_OF_IMPACT },
  implementers: { kinds: ["INHERITS", "IMPLEMENTS", "OVERRIDES"], incoming: true, steps: 3 },
  importers: { kinds: ["IMPORTS"], incoming: true, steps: 1 },
} as const satisfies Record<string, Followed>;

export type Graphed = keyof typeof FOLLOWED;

/** Nearest first, of each step the project's own code first. */
export async function relatedBy(
  tenant: TenantDb,
  scope: Scope,
  { to, of }: { readonly to: Graphed; readonly of: readonly NodeRow[] },
): Promise<NodeRow[]> {
  const followed: Followed = FOLLOWED[to];
  const seen = new Set(of.map(keyOf));
  const found: NodeRow[] = [];
  let from = of;
  for (let step = 0; step < followed.steps && from.length > 0; step++) {
    const next = await oneStep(tenant, scope, { ...followed, from });
    const conforming = to === "implementers" && step === 0 ? await conformingTo(tenant, scope, from) : [];
    from = [...next, ...conforming].filter((row) => row.path !== "" && !seen.has(keyOf(row)) && seen.add(keyOf(row)));
    found.push(...from);
  }
  return found;
}

async function oneStep(
  tenant: TenantDb,
  scope: Scope,
  asked: Omit<Followed, "steps"> & { readonly from: readonly NodeRow[] },
): Promise<NodeRow[]> {
  const at = reposOf(scope, asked.from);
  const starts = new Set(asked.from.map(keyOf));
  const ids = asked.from.map(({ node_id }) => node_id);
  const edges = await edgesOf(tenant, at, { ...asked, ids, limit: EDGES_MAX });
  const ends = edges
    .map(({ track_id, from_id, to_id }) =>
      (asked.incoming ? [to_id, from_id] : [from_id, to_id]).map((id) => `${track_id} ${id}`),
    )
    .filter(([start = ""]) => starts.has(start))
    .map(([, end = ""]) => end);
  const order = new Map(ends.reverse().map((end, place) => [end, -place]));
  const rows = await nodesById(tenant, at, [...new Set(ends.map((end) => end.split(" ")[1] ?? ""))]);
  const kept = rows.filter((row) => order.has(keyOf(row)));
  return kept.sort((a, b) => isAside(a) - isAside(b) || (order.get(keyOf(a)) ?? 0) - (order.get(keyOf(b)) ?? 0));
}

/** Types that have the members of one and do not name it. */
async function conformingTo(tenant: TenantDb, scope: Scope, from: readonly NodeRow[]): Promise<NodeRow[]> {
  const found: NodeRow[] = [];
  for (const at of reposOf(scope, from)) {
    const ids = from.filter(({ track_id }) => track_id === at.trackId).map(({ node_id }) => node_id);
    const { links } = await conformingTypes(tenant, { at, tiers: ["exact", "inferred"] }, ids);
    found.push(...(await nodesById(tenant, [at], [...new Set(links.map(({ from_id }) => from_id))])));
  }
  return found.sort((a, b) => isAside(a) - isAside(b));
}

function reposOf({ repos }: Scope, rows: readonly NodeRow[]) {
  const tracks = new Set(rows.map(({ track_id }) => track_id));
  return repos.filter(({ trackId }) => tracks.has(trackId));
}

/** 1 for tests, examples, vendored and generated code and the like. */
function isAside({ path }: NodeRow): number {
  return flagsOf(path, "") === 0 ? 0 : 1;
}

function keyOf({ track_id, node_id }: NodeRow): string {
  return `${track_id} ${node_id}`;
}
