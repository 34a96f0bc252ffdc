import { z } from "zod";

import type { JobKind } from "#kernel/jobs";

const count = z.int().nonnegative();

const scipResult = z.strictObject({
  tool: z.string(),
  /** Files whose part of the index fits their text. */
  merged: count,
  /** Files that have changed since the index was made; the first of them by name. */
  stale: count,
  stale_files: z.array(z.string()),
  /** Documents of files that are not in the snapshot. */
  unknown: count,
});
export type ScipResult = z.output<typeof scipResult>;

const indexResult = z.strictObject({
  repo: z.string(),
  snapshot: count,
  files: count,
  changed: count,
  removed: count,
  /** Files that had to be parsed: the others' facts were known by their content. */
  parsed: count,
  /** Texts that had to be embedded. */
  embedded: count,
  /** Texts, at most, that have no vector yet: they are found by their words, and a job gives them vectors later. */
  without_vectors: count.default(0),
  /** Why; null where nothing stood in the way. */
  vectors_stopped: z.string().nullable().default(null),
  nodes: count,
  edges: count,
  unresolved: count,
  units: count,
  skipped: count,
  /** That its commit was read already, in the same way: nothing was cloned, and the snapshot is the one of before. */
  unchanged: z.boolean().default(false),
  /** Of each index file that the run was given. */
  scip: z.array(scipResult).default([]),
});
export type IndexResult = z.output<typeof indexResult>;

const indexInput = z.strictObject({
  repo_id: z.uuid(),
  ref: z.string().optional(),
  scip: z.array(z.string()).optional(),
});
export type IndexJobInput = z.output<typeof indexInput>;

/** One job a track waits or runs at a time. */
export function subjectOf({ repo_id: repoId, ref }: IndexJobInput): string {
  return ref === undefined ? repoId : `${repoId} ${ref}`;
}

/** Named as in the platform's first description. */
export const indexJob: JobKind<IndexJobInput, IndexResult> = {
  name: "parse_and_index_repository",
  class: "bulk",
  input: indexInput,
  result: indexResult,
  permissions: ["code:read", "code:write"],
};
