import type { z } from "zod";

import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { presentNode } from "../browse/present.ts";
import { nodesById } from "../browse/store.ts";
import { cyclesInput, cyclesOutput } from "../contract.ts";
import { requireKept, resolveScope } from "../scope/index.ts";
import { asking, type GraphNeeds } from "./asked-node.ts";
import { graphCompletenessOf } from "./completeness.ts";
import { findGroups, shortestCycle } from "./cycle-search.ts";
import { tiersFrom } from "./links.ts";
import { linksOfKind } from "./store.ts";

/** Imports read of a repository; more than the largest ones known have between their own files. */
const MAX_IMPORTS = 500_000;
/** Files shown of a group. */
const SHOWN = 100;

/** `find_cycles`: files that import each other. */
export function findCycles(needs: GraphNeeds) {
  return operation({
    name: "find_cycles",
    kind: "query",
    summary:
      "Groups of files of a repository that import each other in a circle, each with one of its shortest cycles.",
    permission: "code:read",
    input: cyclesInput,
    output: cyclesOutput,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/repositories/{repo}/cycles" },
    async run(context, input) {
      const asks = asking(needs, context);
      const scope = await resolveScope(asks.tenant, [input.repo], input);
      const [repo] = scope.repos;
      if (repo === undefined) throw new Fault("NOT_FOUND", `no repository named "${input.repo}" is indexed`);
      const asked = { kind: "IMPORTS" as const, tiers: tiersFrom(input.min_tier), limit: MAX_IMPORTS };
      const links = await linksOfKind(asks.tenant, repo, asked);
      const groups = findGroups(links.map((link) => [link.from_id, link.to_id]));
      const shown = groups.slice(0, input.limit).map(({ members, links: within }) => ({
        members,
        cycle: shortestCycle(members, within),
      }));
      const ids = new Set(shown.flatMap(({ members, cycle }) => [...members.slice(0, SHOWN), ...cycle]));
      const rows = await nodesById(asks.tenant, [repo], [...ids]);
      const byId = new Map(rows.map((row) => [row.node_id, presentNode(scope, row)]));
      const present = (wanted: readonly string[]) =>
        wanted.flatMap((id): z.input<typeof cyclesOutput>["groups"][number]["files"] => {
          const node = byId.get(id);
          return node === undefined ? [] : [node];
        });
      await requireKept(asks.tenant, scope, input);
      return {
        groups: shown.map(({ members, cycle }) => ({
          files: present(members.slice(0, SHOWN)).sort((a, b) => (a.file < b.file ? -1 : 1)),
          size: members.length,
          cycle: present(cycle),
        })),
        count: groups.length,
        truncated: links.length === MAX_IMPORTS,
        completeness: await graphCompletenessOf(asks, repo, { of: "kinds", kinds: ["IMPORTS"] }),
      };
    },
  });
}
