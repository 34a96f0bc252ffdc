import { z } from "zod";

import type { JobKind } from "#kernel/jobs";

const deleteInput = z.strictObject({ repo_id: z.uuid() });
export type DeleteInput = z.output<typeof deleteInput>;

const deleteResult = z.strictObject({
  /** Runs of it that were waiting or under way. */
  cancelled: z.int().nonnegative(),
  tracks: z.int().nonnegative(),
  /** Rows of its snapshots; text, facts and vectors that nothing else has are swept afterwards. */
  rows: z.int().nonnegative(),
});
export type DeleteResult = z.output<typeof deleteResult>;

export const deleteJob: JobKind<DeleteInput, DeleteResult> = {
  name: "delete_repository",
  class: "realtime",
  input: deleteInput,
  result: deleteResult,
  permissions: ["code:write", "jobs:write"],
};
