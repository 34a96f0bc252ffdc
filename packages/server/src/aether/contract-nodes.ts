import { z } from "zod";

/** Shapes that most answers share. Names are snake_case, lines 1-based and inclusive, times ISO 8601 UTC. */

export const nodeId = z.string().regex(/^[0-9a-f]{16}$/, "16 hex digits, as search and find_nodes give them");

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
      snapshot: z.int(),
      commit: z.string().nullable(),
      dirty: z.boolean(),
      indexed_at: z.string(),
      files: z.int(),
      skipped_files: z.int(),
    }),
  ),
});
