import type { z } from "zod";

import type { Db, TenantDb } from "#kernel/db";
import { operation } from "#kernel/operation";

import { neighboursInput, neighboursOutput, relation } from "../contract.ts";
import { toBigint, toNodeId } from "../ingest/ids.ts";
import { completenessOf, resolveScope } from "../scope/index.ts";
import { requireNode } from "./nodes.ts";
import { presentNode } from "./present.ts";
import { type At, type EdgeStep, edgesOf, type NodeRow, nodesById, unresolvedNamed } from "./store.ts";

type Relation = z.output<typeof relation>;

const CALLS = ["CALLS", "INSTANTIATES"];
const FOLLOWED: Record<Relation, { readonly kinds: readonly string[]; readonly incoming: boolean }> = {
  callers: { kinds: CALLS, incoming: true },
  callees: { kinds: CALLS, incoming: false },
  imports: { kinds: ["IMPORTS"], incoming: false },
  imported_by: { kinds: ["IMPORTS"], incoming: true },
  inherits: { kinds: ["INHERITS", "IMPLEMENTS"], incoming: false },
  inherited_by: { kinds: ["INHERITS", "IMPLEMENTS"], incoming: true },
  references: { kinds: ["REFERENCES"], incoming: false },
  referenced_by: { kinds: ["REFERENCES"], incoming: true },
};

/** `neighbours`: what a node reaches, or is reached by, to a depth; with what could not be bound. */
export function neighbours(db: Db) {
  return operation({
    name: "neighbours",
    kind: "query",
    summary: "Callers, callees, imports or inheritance of a node, to a depth.",
    permission: "code:read",
    input: neighboursInput,
    output: neighboursOutput,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/graph/nodes/{id}/neighbours" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      const scope = await resolveScope(tenant, input.repo === undefined ? [] : [input.repo]);
      const start = await requireNode(tenant, scope, input.id);
      // Edges never leave a track: links between repositories are rows of their own.
      const at = scope.repos.filter((repo) => repo.trackId === start.track_id);
      const walk = { at, start: toBigint(input.id), ...FOLLOWED[input.relation] };
      const reached = await walkFrom(tenant, walk, { depth: input.depth, limit: input.limit });
      const rows = await nodesById(
        tenant,
        at,
        reached.steps.map((step) => step.id),
      );
      const byId = new Map(rows.map((row) => [row.node_id, row]));
      return {
        node: presentNode(scope, start),
        neighbours: reached.steps.flatMap((step) => {
          const row = byId.get(step.id);
          if (row === undefined) return [];
          return [{ ...step.facts, node: presentNode(scope, row) }];
        }),
        truncated: reached.truncated,
        unresolved: await mayBeMissing(tenant, at, { start, relation: input.relation }),
        completeness: completenessOf({ repos: at, byTrack: scope.byTrack }),
      };
    },
  });
}

interface Walk {
  readonly at: readonly At[];
  readonly start: string;
  readonly kinds: readonly string[];
  readonly incoming: boolean;
}

interface Reached {
  readonly steps: {
    readonly id: string;
    readonly facts: { distance: number; via: string; tier: string; lines: number[] };
  }[];
  readonly truncated: boolean;
}

/** Breadth first, a statement a level; stops reading at the limit, so a hub costs no more than what is shown. */
async function walkFrom(
  tenant: TenantDb,
  walk: Walk,
  bound: { readonly depth: number; readonly limit: number },
): Promise<Reached> {
  const seen = new Set([walk.start]);
  const steps: Reached["steps"] = [];
  let frontier = [walk.start];
  for (let distance = 1; distance <= bound.depth && frontier.length > 0; distance++) {
    const room = bound.limit - steps.length;
    // One more than fits tells whether something was left out; known nodes may come again, so ask for them too.
    const edges = await edgesOf(tenant, walk.at, { ...walk, ids: frontier, limit: room + seen.size + 1 });
    const level = levelOf(edges, walk, seen);
    const kept = level.slice(0, room);
    for (const step of kept) steps.push({ id: step.id, facts: { ...step.facts, distance } });
    if (level.length > room) return { steps, truncated: true };
    frontier = kept.map((step) => step.id);
  }
  return { steps, truncated: false };
}

function levelOf(edges: readonly EdgeStep[], walk: Walk, seen: Set<string>) {
  return edges.flatMap((edge) => {
    const [id, via] = walk.incoming ? [edge.from_id, edge.to_id] : [edge.to_id, edge.from_id];
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ id, facts: { via: toNodeId(via), tier: edge.tier, lines: edge.lines } }];
  });
}

const NONE = { count: 0, first: [] };

/** "No callers" is only ever said together with the calls of that name that could not be bound. */
async function mayBeMissing(
  tenant: TenantDb,
  at: readonly At[],
  asked: { readonly start: NodeRow; readonly relation: Relation },
) {
  const { kinds, incoming } = FOLLOWED[asked.relation];
  if (!incoming) return NONE;
  const rows = await unresolvedNamed(tenant, at, { name: asked.start.name, kinds, limit: 20 });
  return {
    count: rows[0]?.total ?? 0,
    first: rows.map((row) => ({ file: row.path, line: row.line, reason: row.reason })),
  };
}
