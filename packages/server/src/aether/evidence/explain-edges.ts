import type { z } from "zod";

import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { requireNode } from "../browse/nodes.ts";
import { presentNode } from "../browse/present.ts";
import { type NodeRow, nodesById } from "../browse/store.ts";
import { explainInput, explainOutput } from "../contract.ts";
import { askedNode, asking, idsOf, type GraphNeeds } from "../queries/asked-node.ts";
import { type Asking, graphCompletenessOf } from "../queries/completeness.ts";
import { requireKept, type Scope } from "../scope/index.ts";
import type { Explainers } from "./explainers.ts";
import { relate, type Relation } from "./relate.ts";
import { looseUses } from "./store.ts";
import { tellSteps, type Told } from "./tell-steps.ts";

const USES = ["CALLS", "INSTANTIATES", "REFERENCES"] as const;
const MOST_LOOSE = 10;
const NOTHING: Relation = { kind: "none", links: [], isCut: false };

export interface ExplainNeeds extends GraphNeeds {
  readonly explainers: Explainers;
}

/** `explain_edges`: why the graph says that one definition uses another, or what of it could not be bound. */
export function explainEdges(needs: ExplainNeeds) {
  return operation({
    name: "explain_edges",
    kind: "query",
    summary: "Why one definition uses another: the steps that bind each edge between them, or those of a shortest way.",
    permission: "code:read",
    input: explainInput,
    output: explainOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE"],
    http: { method: "GET", path: "/graph/nodes/{from}/why" },
    async run(context, input) {
      const asks = asking(needs, context);
      const { from: id, overloads, repo: of, ref, snapshot } = input;
      const { start, ids: from, repo, scope } = await askedNode(asks, { id, overloads, repo: of, ref, snapshot });
      const goal = await goalOf(asks, scope, { start, input });
      const name = goal?.name ?? input.name ?? "";
      const to = goal && (await idsOf(asks.tenant, { start: goal, repo }, { overloads }));
      const ends = to && { from, to, weakest: input.min_tier };
      const { kind, links, isCut } = ends === undefined ? NOTHING : await relate(asks.tenant, repo, ends);
      const within = { path: start.path, ids: from, name, limit: MOST_LOOSE };
      const loose = start.path === "" ? [] : await looseUses(asks.tenant, repo, within);
      const ids = links.flatMap(({ from_id, to_id, through }) => [from_id, to_id, through ?? to_id]);
      const nodes = await nodesById(asks.tenant, [repo], [...new Set(ids)]);
      const rows = new Map(nodes.map((row) => [row.node_id, row]));
      const telling = { ...asks, tenantId: context.tenantId, explainers: needs.explainers, repo };
      const told = await tellSteps(telling, { start, rows, links, loose });
      await requireKept(asks.tenant, scope, input);
      return {
        from: presentNode(scope, start),
        to: goal === undefined ? null : presentNode(scope, goal),
        relation: kind,
        edges: presentEdges(scope, { links, rows, told }),
        unresolved: told.unresolved,
        steps_missing: told.isIncomplete,
        truncated: isCut,
        completeness: await graphCompletenessOf(asks, repo, { of: "names", names: [name], kinds: USES }),
      };
    },
  });
}

async function goalOf(
  { tenant }: Asking,
  scope: Scope,
  { start, input }: { readonly start: NodeRow; readonly input: z.output<typeof explainInput> },
): Promise<NodeRow | undefined> {
  if ((input.to === undefined) === (input.name === undefined)) {
    throw new Fault(
      "VALIDATION_ERROR",
      "say what is used: either its id in `to`, or a name that is not bound in `name`",
    );
  }
  if (input.to === undefined) return undefined;
  const goal = await requireNode(tenant, scope, input.to);
  if (goal.track_id === start.track_id) return goal;
  throw new Fault("VALIDATION_ERROR", "the two are in different repositories, between which no edge leads");
}

interface ToPresent {
  readonly links: Relation["links"];
  readonly rows: ReadonlyMap<string, NodeRow>;
  readonly told: Told;
}

function presentEdges(scope: Scope, { links, rows, told }: ToPresent): z.input<typeof explainOutput>["edges"] {
  return links.flatMap(({ from_id, to_id, kind, tier, lines }, at) => {
    const [from, to] = [rows.get(from_id), rows.get(to_id)];
    if (from === undefined || to === undefined) return [];
    const uses = [...(told.uses[at] ?? [])];
    return [{ from: presentNode(scope, from), to: presentNode(scope, to), kind, tier, lines: [...lines], uses }];
  });
}
