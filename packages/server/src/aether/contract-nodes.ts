import { z } from "zod";

/** Shapes that most answers share. Names are snake_case, lines 1-based and inclusive, times ISO 8601 UTC. */

export const nodeId = z.string().regex(/^[0-9a-f]{16}$/, "16 hex digits, as search and find_nodes give them");

/** A branch, a tag or a commit. */
export const refName = z.string().min(1).max(250);

/** As of what a question is asked: fields of the inputs of queries. */
export const asOf = {
  ref: refName.optional().describe("as of this indexed branch, tag or commit; the working tree unless given"),
  snapshot: z.coerce.number().int().min(1).optional().describe("as of this kept snapshot; the newest unless given"),
};

export const nodeSummary = z.strictObject({
  id: nodeId,
  kind: z.string(),
  name: z.string(),
  qualified_name: z.string(),
  repo: z.string(),
  file: z.string(),
  start_line: z.int(),
  end_line: z.int(),
  language: z.string(),
});

export const skippedFile = z.strictObject({ path: z.string(), reason: z.string() });

/** What an answer rests on, so that silence is never read as safety. */
export const completeness = z.strictObject({
  repos: z.array(
    z.strictObject({
      repo: z.string(),
      /** Null for the working tree. */
      ref: z.string().nullable(),
      snapshot: z.int(),
      commit: z.string().nullable(),
      dirty: z.boolean(),
      indexed_at: z.string(),
      files: z.int(),
      skipped_files: z.int(),
      /** Files that a team's own indexer is heard about, and those it spoke of before they changed; null if it never was. */
      scip: z.strictObject({ files: z.int(), stale_files: z.int() }).nullable(),
    }),
  ),
});
