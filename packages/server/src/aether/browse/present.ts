import type { z } from "zod";

import type { nodeSummary } from "../contract.ts";
import { toNodeId } from "../ingest/ids.ts";
import type { Scope } from "../scope/index.ts";
import type { NodeRow } from "./store.ts";

export type NodeSummary = z.input<typeof nodeSummary>;

/** A row as callers see it. The row's track is always one of the scope: that is where it was read from. */
export function presentNode(scope: Scope, row: NodeRow): NodeSummary {
  return {
    id: toNodeId(row.node_id),
    kind: row.kind,
    name: row.name,
    qualified_name: row.qualified_name,
    repo: scope.byTrack.get(row.track_id)?.name ?? "",
    file: row.path,
    start_line: row.start_line,
    end_line: row.end_line,
    language: row.language,
  };
}
