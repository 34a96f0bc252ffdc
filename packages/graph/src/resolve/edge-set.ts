/** The edges of one file: one for each kind and pair, with all its lines and the best evidence any of them has. */
import type { Import, Site } from "../facts.ts";
import { EDGE_KINDS, type EdgeKind, type GraphEdge, type Tier, TIERS } from "../model.ts";
import type { ScipFacts } from "../scip-facts.ts";
import { compareText } from "./project.ts";
import type { Entity, PlacedBase } from "./values.ts";

/**
 * What of a file's facts an edge is drawn for: a use, an import, a base, a definition that conforms or replaces another, or
 * all that the team's own indexer says.
 */
export type Cause = Site | Import | PlacedBase | Entity | ScipFacts;

export interface DrawnEdge {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  readonly tier: Tier;
  readonly line?: number;
  readonly receivers?: readonly string[];
  /** Not kept: whoever explains edges collects it. */
  readonly cause?: Cause;
}

export interface EdgeSet {
  add(edge: DrawnEdge): void;
  has(kind: EdgeKind, from: string, to: string): boolean;
  /** In the order in which `from` was first named, then by kind, line and target. */
  all(): GraphEdge[];
}

interface Draft {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  readonly lines: Set<number>;
  tier: Tier;
  receivers?: Set<string>;
}

export function createEdgeSet(nodeOrder: ReadonlyMap<string, number>): EdgeSet {
  const drafts = new Map<string, Draft>();
  return {
    add({ kind, from, to, tier, line, receivers = [] }) {
      const key = `${kind} ${from} ${to}`;
      let draft = drafts.get(key);
      if (draft === undefined) drafts.set(key, (draft = { kind, from, to, lines: new Set(), tier }));
      if (TIERS.indexOf(tier) < TIERS.indexOf(draft.tier)) draft.tier = tier;
      if (line !== undefined) draft.lines.add(line);
      for (const one of receivers) (draft.receivers ??= new Set()).add(one);
    },
    has: (kind, from, to) => drafts.has(`${kind} ${from} ${to}`),
    all() {
      const edges = [...drafts.values()].map(({ receivers, ...draft }) => ({
        ...draft,
        lines: [...draft.lines].sort((a, b) => a - b),
        ...(receivers !== undefined && { receivers: [...receivers].sort(compareText) }),
      }));
      const position = (edge: GraphEdge): number => nodeOrder.get(edge.from) ?? 0;
      return edges.sort(
        (a, b) =>
          position(a) - position(b) ||
          EDGE_KINDS.indexOf(a.kind) - EDGE_KINDS.indexOf(b.kind) ||
          (a.lines[0] ?? 0) - (b.lines[0] ?? 0) ||
          compareText(a.to, b.to),
      );
    },
  };
}
