import { z } from "zod";

import { nodeSummary, refName } from "./contract-nodes.ts";

const side = z
  .string()
  .min(1)
  .max(260)
  .describe("`worktree`, an indexed ref, the number of a kept snapshot, or `REF@NUMBER`");

export const diffInput = z.strictObject({
  id: z.string().max(200).describe("repo_id or name"),
  from: side,
  to: side,
  ref: refName.optional().describe("whose snapshots bare numbers are; the working tree's unless given"),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const sideRead = z.strictObject({
  /** Null for the working tree. */
  ref: z.string().nullable(),
  snapshot: z.int(),
  commit: z.string().nullable(),
  dirty: z.boolean(),
  indexed_at: z.string(),
  /** Files that were not read, or in part only: what they define and use is in neither list. */
  skipped_files: z.int(),
  /** The folder has changed since; null where that cannot be told, and of a ref. */
  moved_on: z.boolean().nullable(),
});

export const diffOutput = z.strictObject({
  repo: z.string(),
  from: sideRead,
  to: sideRead,
  /** Of all pages. */
  counts: z.strictObject({
    definitions: z.strictObject({ added: z.int(), removed: z.int(), changed: z.int(), moved: z.int() }),
    edges: z.array(
      z.strictObject({
        change: z.enum(["added", "removed", "changed"]),
        kind: z.string(),
        tier: z.string(),
        count: z.int(),
      }),
    ),
  }),
  /** By file and line; edges come on the pages after them. */
  definitions: z.array(
    z.strictObject({
      change: z.enum(["added", "removed", "changed", "moved"]),
      /** What of a changed one is another. */
      what: z.array(z.enum(["signature", "doc", "content", "visibility"])),
      /** As it is in `to`; of a removed one as it was in `from`. */
      node: nodeSummary,
      signature: z.string(),
      before: z.strictObject({ file: z.string(), start_line: z.int(), signature: z.string() }).nullable(),
    }),
  ),
  edges: z.array(
    z.strictObject({
      change: z.enum(["added", "removed", "changed"]),
      kind: z.string(),
      tier: z.string(),
      /** Of a changed one. */
      tier_before: z.string().nullable(),
      from: nodeSummary,
      to: nodeSummary,
    }),
  ),
  next_cursor: z.string().nullable(),
});
