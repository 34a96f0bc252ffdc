import { operation } from "#kernel/operation";

import { presentNode } from "../browse/present.ts";
import { nodesById } from "../browse/store.ts";
import { referencesInput, referencesOutput } from "../contract.ts";
import { requireKept } from "../scope/index.ts";
import { asking, askedNode, type GraphNeeds } from "./asked-node.ts";
import { graphCompletenessOf } from "./completeness.ts";
import { skipOf, writeCursor } from "./cursor.ts";
import { linksAround, tiersFrom } from "./links.ts";
import { USES } from "./uses.ts";
import { inReadingOrder } from "./walk.ts";

/** `find_references`: every place that uses a definition in any way, with the lines. */
export function findReferences(needs: GraphNeeds) {
  return operation({
    name: "find_references",
    kind: "query",
    summary: "Every place that uses a definition: calls, references, imports, inheritance and overrides, with lines.",
    permission: "code:read",
    input: referencesInput,
    output: referencesOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE", "CONFLICT"],
    http: { method: "GET", path: "/graph/nodes/{id}/references" },
    async run(context, input) {
      const asks = asking(needs, context);
      const { start, ids: asked, repo, scope, cursor } = await askedNode(asks, input);
      const skip = skipOf(cursor);
      const following = { at: repo, kinds: USES, incoming: true, tiers: tiersFrom(input.min_tier) };
      // Whole thousands, which are put in reading order each: a page does not depend on what is read behind it.
      const each = (Math.floor((skip + input.limit) / 1000) + 1) * 1000;
      const [{ links, isCut }, completeness] = await Promise.all([
        linksAround(asks.tenant, following, { ids: asked, each }),
        graphCompletenessOf(asks, repo, { of: "names", names: [start.name], kinds: USES }),
      ]);
      const window = links.slice(0, each);
      const ids = [...new Set(window.map((link) => link.from_id))];
      const rows = new Map((await nodesById(asks.tenant, [repo], ids)).map((row) => [row.node_id, row]));
      const found = inReadingOrder(
        window.flatMap((link) => {
          const row = rows.get(link.from_id);
          return row === undefined ? [] : [{ row, link }];
        }),
      );
      const end = skip + input.limit;
      await requireKept(asks.tenant, scope, input);
      return {
        node: presentNode(scope, start),
        overloads: asked.length,
        references: found.slice(skip, end).map(({ row, link: { kind, tier, lines } }) => ({
          node: presentNode(scope, row),
          kind,
          tier,
          lines: [...lines],
        })),
        found: { count: found.length, more: isCut || links.length > each },
        next_cursor: found.length > end ? writeCursor({ n: repo.number, after: end }) : null,
        completeness,
      };
    },
  });
}
