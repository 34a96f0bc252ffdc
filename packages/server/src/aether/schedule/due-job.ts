import { z } from "zod";

import type { JobKind } from "#kernel/jobs";

const dueInput = z.strictObject({});
export type DueInput = z.output<typeof dueInput>;

const dueResult = z.strictObject({
  /** Repositories whose time had come. */
  queued: z.int().nonnegative(),
});
export type DueResult = z.output<typeof dueResult>;

export const dueJob: JobKind<DueInput, DueResult> = {
  name: "find_due_repositories",
  class: "realtime",
  input: dueInput,
  result: dueResult,
  permissions: ["code:read", "code:write"],
};
