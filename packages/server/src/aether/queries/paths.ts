import type { EdgeKind } from "@aether/graph";
import type { z } from "zod";

import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { requireNode } from "../browse/nodes.ts";
import { presentNode } from "../browse/present.ts";
import { type NodeRow, nodesById } from "../browse/store.ts";
import { pathsInput, pathsOutput } from "../contract.ts";
import { requireKept, type Scope } from "../scope/index.ts";
import { asking, askedNode, idsOf, type GraphNeeds } from "./asked-node.ts";
import { type Asking, graphCompletenessOf } from "./completeness.ts";
import { tiersFrom } from "./links.ts";
import { findPaths as search, type PathsFound } from "./path-search.ts";

type Over = z.output<typeof pathsInput>["over"];

const CALLS = ["CALLS", "INSTANTIATES"] as const;
const BASES = ["INHERITS", "IMPLEMENTS", "OVERRIDES"] as const;
const OVER: Record<Over, readonly EdgeKind[]> = {
  calls: CALLS,
  imports: ["IMPORTS"],
  inheritance: BASES,
  any: [...CALLS, ...BASES, "IMPORTS", "REFERENCES"],
};

/** Both ends with the ids that stand for them. */
async function endsOf(asks: Asking, input: z.output<typeof pathsInput>) {
  const { from: id, to, overloads, repo: name, ref, snapshot } = input;
  const { start, ids, repo, scope } = await askedNode(asks, { id, overloads, repo: name, ref, snapshot });
  const goal = await requireNode(asks.tenant, scope, to);
  if (goal.track_id !== start.track_id) {
    throw new Fault("VALIDATION_ERROR", "the two are in different repositories, between which no edge leads");
  }
  return { start, goal, from: ids, to: await idsOf(asks.tenant, { start: goal, repo }, { overloads }), repo, scope };
}

/** `find_paths`: how one definition reaches another. */
export function findPaths(needs: GraphNeeds) {
  return operation({
    name: "find_paths",
    kind: "query",
    summary: "The shortest path from one node to another, or all simple ones, within limits that are told.",
    permission: "code:read",
    input: pathsInput,
    output: pathsOutput,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/graph/nodes/{from}/paths" },
    async run(context, input) {
      const asks = asking(needs, context);
      const { start, goal, from, to, repo, scope } = await endsOf(asks, input);
      const kinds = OVER[input.over];
      const found = await search(
        asks.tenant,
        { at: repo, kinds, tiers: tiersFrom(input.min_tier) },
        {
          from,
          to,
          all: input.all,
          maxLength: input.max_length,
          limit: input.limit,
          maxVisited: input.max_visited,
        },
      );
      const ids = new Set(found.paths.flatMap((path) => path.map((link) => link.to_id)));
      const rows = await nodesById(asks.tenant, [repo], [...ids]);
      await requireKept(asks.tenant, scope, input);
      return {
        from: presentNode(scope, start),
        to: presentNode(scope, goal),
        paths: presentPaths(scope, found, { start, rows }),
        visited: found.visited,
        truncated: found.isCut,
        completeness: await graphCompletenessOf(asks, repo, { of: "names", names: [goal.name], kinds }),
      };
    },
  });
}

function presentPaths(
  scope: Scope,
  { paths }: PathsFound,
  { start, rows }: { readonly start: NodeRow; readonly rows: readonly NodeRow[] },
): z.input<typeof pathsOutput>["paths"] {
  const byId = new Map(rows.map((row) => [row.node_id, presentNode(scope, row)]));
  return paths.map((path) => ({
    length: path.length,
    steps: [
      { node: presentNode(scope, start), edge: null },
      ...path.flatMap(({ to_id, kind, tier, lines }) => {
        const node = byId.get(to_id);
        return node === undefined ? [] : [{ node, edge: { kind, tier, lines: [...lines] } }];
      }),
    ],
  }));
}
