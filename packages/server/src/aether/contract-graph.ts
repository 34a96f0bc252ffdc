import { z } from "zod";

import { asOf, completeness, nodeId, nodeSummary, skippedFile } from "./contract-nodes.ts";

/** Questions to the graph. */

const repo = z.string().max(200);
const cursor = z.string().max(200).optional().describe("next_cursor of the page before");
const pageLimit = z.coerce.number().int().min(1).max(1000).default(100);
const minTier = z
  .enum(["exact", "inferred", "dispatch", "name"])
  .default("inferred")
  .describe("the weakest evidence that counts; dispatch adds what a call may reach through overriders");

/** What an answer of the graph rests on, so that "none" is never read as safety. */
export const graphCompleteness = z.strictObject({
  ...completeness.shape,
  /** The folder has changed since the snapshot; null where that cannot be told (it is gone, or no git is there), and of a ref. */
  moved_on: z.boolean().nullable(),
  /** The first of the files that were not read, or in part only. */
  skipped: z.array(skippedFile),
  /** Uses within reach that nothing could bind: by the asked name, or made by the asked definition. */
  unresolved: z.strictObject({
    count: z.int(),
    /** There are more than were counted. */
    more: z.boolean(),
    first: z.array(z.strictObject({ file: z.string(), line: z.int(), name: z.string(), reason: z.string() })),
  }),
});

export const relation = z.enum([
  "callers",
  "callees",
  "imports",
  "imported_by",
  "inherits",
  "inherited_by",
  "implementations",
  "overrides",
  "overridden_by",
  "references",
  "referenced_by",
]);

export const neighboursInput = z.strictObject({
  id: nodeId,
  relation,
  depth: z.coerce.number().int().min(1).max(5).default(1),
  min_tier: minTier,
  limit: pageLimit,
  cursor,
  repo: repo.optional(),
  ...asOf,
});
export const neighboursOutput = z.strictObject({
  node: nodeSummary,
  neighbours: z.array(
    z.strictObject({
      node: nodeSummary,
      /** Edges away from the asked node. */
      distance: z.int(),
      /** The node by which it was reached. */
      via: nodeId,
      tier: z.string(),
      lines: z.array(z.int()),
    }),
  ),
  /** More were found than this page holds, or a node on the way has more edges than were followed. */
  truncated: z.boolean(),
  next_cursor: z.string().nullable(),
  completeness: graphCompleteness,
});

export const referencesInput = z.strictObject({
  id: nodeId,
  min_tier: minTier,
  limit: pageLimit,
  cursor,
  repo: repo.optional(),
  ...asOf,
});
export const referencesOutput = z.strictObject({
  node: nodeSummary,
  references: z.array(
    z.strictObject({ node: nodeSummary, kind: z.string(), tier: z.string(), lines: z.array(z.int()) }),
  ),
  next_cursor: z.string().nullable(),
  completeness: graphCompleteness,
});
